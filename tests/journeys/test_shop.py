"""Through the shop on a phone: shelves, conditions, a word with a slip in it, one thing."""

import pytest
from playwright.sync_api import expect

from tests.journeys import fitness
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
SLIPS = {"en": ("hourglas", "hourglass"), "uk": ("піскавий", "hourglass")}


def cards(visitor: Visitor) -> int:
    return visitor.page.locator("#found article.goods").count()


def fit(visitor: Visitor, where: str) -> None:
    assert fitness.faults(visitor.page) == [], where


def test_a_thing_is_found_by_shelf_by_price_and_by_a_misspelt_word(visitor: Visitor) -> None:
    visitor.goes("shop/")
    assert fitness.shift(visitor.page) <= fitness.MOST_SHIFT
    assert cards(visitor) == 20
    with visitor.turns():
        visitor.page.locator("#shelves a[href$='/shop/calm/']").click()
    assert cards(visitor) == 6
    visitor.button("filters.title").click()
    visitor.page.locator("#price").select_option("400")
    expect(visitor.page.locator("#found article.goods")).to_have_count(5)
    expect(visitor.page.locator("#shelves a").first).to_have_attribute("href", f"/{visitor.language}/shop/?price=400")
    slip, code = SLIPS[visitor.language]
    visitor.page.locator("#q").fill(slip)
    visitor.page.locator("#q").press("Enter")
    expect(visitor.page.locator("#found article.goods")).to_have_count(1)
    fit(visitor, "found")
    visitor.goes(f"shop/calm/?q={slip}&price=400")
    with visitor.turns():
        visitor.page.locator("#found article.goods a").click()
    assert visitor.page.url.endswith(f"/{visitor.language}/shop/calm/{code}/")
    visitor.sees("goods.in_stock", n=7)
    fit(visitor, "thing")
    visitor.page.locator("[name=quantity]").fill("2")
    visitor.presses("goods.put")
    visitor.goes("basket/")
    expect(visitor.page.locator("main")).to_contain_text(visitor.money(740))


def test_nothing_found_shows_the_way_back(visitor: Visitor) -> None:
    visitor.goes("shop/care/?q=qqqqq")
    fit(visitor, "nothing found")
    visitor.page.locator(".empty a").last.click()
    expect(visitor.page.locator("#found article.goods")).to_have_count(20)
