"""Gifts in the demo house: on the menu, on a page of their own, and one that waits to be opened."""

import re
from pathlib import Path

import pytest
from django.test import Client

import clock
from config.furnish import gifts
from pages.models import GiftsPage
from shop.models import Foundation, Gift, GiftDesign, GiftRules
from tests.pages.test_tree import CODES, soup_of

NAMED = {"en": "Gifts", "uk": "Подарунки"}
DESIGNS = ["just-because", "birthday", "thank-you", "breather", "new-start", "winter"]


@pytest.mark.parametrize("code", CODES)
def test_menu_and_foot_lead_to_gifts_among_what_one_books_and_buys(visitor: Client, code: str) -> None:
    page = soup_of(visitor, f"/{code}/")
    menu = [link.text for link in page.select("#menu a")]
    assert menu.index(NAMED[code]) == 3, menu  # after experts, services and the shop
    assert page.select_one(f"#menu a[href='/{code}/gifts/']")
    assert NAMED[code] in [link.text for link in page.select("footer nav")[0].select("a")]


@pytest.mark.parametrize("code", CODES)
def test_the_foot_leads_to_donating_as_long_as_there_is_a_foundation(visitor: Client, code: str) -> None:
    door = f"/{code}/donate/"
    link = soup_of(visitor, f"/{code}/").select_one(f"footer nav a[href='{door}']")
    assert link and link.text == {"en": "Give to a good cause", "uk": "Пожертвувати"}[code]
    assert soup_of(visitor, door).select_one("form")
    Foundation.objects.update(live=False)
    assert not soup_of(visitor, f"/{code}/").select(f"footer nav a[href='{door}']")
    Foundation.objects.update(live=True)
    assert soup_of(visitor, f"/{code}/").select(f"footer nav a[href='{door}']")


@pytest.mark.parametrize("code", CODES)
def test_every_design_on_the_page_leads_to_the_form_with_the_choice_made(visitor: Client, code: str) -> None:
    page = soup_of(visitor, f"/{code}/gifts/")
    faces = [str(link["href"]) for link in page.select(".designs a")]
    assert faces == [f"/{code}/gift/?design={design}" for design in DESIGNS]
    form = soup_of(visitor, faces[3])
    assert form.select_one("#design-breather[checked]")
    assert page.select_one(f"a[href='/{code}/gift/balance/']") and page.select("details")


def test_editors_may_make_one_page_of_gifts_below_the_home_page(house: Path, db: None) -> None:
    page = GiftsPage.objects.first()
    assert page and page.show_in_menus
    home = page.get_parent().specific
    assert GiftsPage in home.allowed_subpage_models() and not GiftsPage.can_create_at(home)


def test_designs_rules_and_foundations_are_those_of_the_fixtures(house: Path, db: None) -> None:
    assert list(GiftDesign.objects.values_list("code", flat=True)) == DESIGNS
    rules = GiftRules.objects.get()
    assert (rules.amounts, rules.valid_months, rules.grace_days) == ([500, 1000, 1500, 2500, 5000], 12, 60)
    assert [one.code for one in Foundation.objects.all()] == ["quiet-shore", "abc-for-all", "step-by-step"]


def test_the_address_that_a_start_prints_opens_a_gift_that_waits(visitor: Client, house: Path) -> None:
    found = re.search(r"https?://[^/]+(/\S+/g/\S+\?t=\S+)", (house / "sign-ins.txt").read_text())
    assert found
    page = visitor.get(found[1], follow=True)
    assert page.status_code == 200 and page.redirect_chain
    gift = Gift.objects.get(code=page.context["gift"].code)
    assert (gift.accepted_at, gift.state) == (None, Gift.LIVE)
    assert page.context["left"] == gift.amount and page.context["may_donate"]


def test_furnishing_again_gives_nothing_twice(house: Path, db: None) -> None:
    before = Gift.objects.count()
    gifts.given(today=clock.now().date(), now=clock.now())
    assert (gifts.faces(), gifts.foundations(), Gift.objects.count()) == (6, 3, before)
