"""How a page begins on a slow phone: nothing dear is asked, and a long list is laid out when there is time for it."""

from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitors
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
COUNTING = """
  const own = Intl.DateTimeFormat;
  window.asked = 0;
  Intl.DateTimeFormat = (...words) => { window.asked += 1; return own(...words); };
"""
FOLDED = ".results :is(.expert, .goods):not([data-laid])"


class Knows(NamedTuple):
    script: str
    zone: str
    asked: int


BROWSERS = {
    "new": Knows("window.Temporal = {Now: {timeZoneId: () => 'Europe/Lisbon'}};", "Europe/Lisbon", 0),
    "old": Knows("delete window.Temporal;", "Asia/Tokyo", 1),
}


@pytest.mark.parametrize("language", ["en"])
@pytest.mark.parametrize("name", BROWSERS)
def test_the_zone_of_the_visitor_is_asked_of_intl_only_where_there_is_no_other_way(
    visitors: Visitors, name: str
) -> None:
    visitor, knows = visitors(timezone_id="Asia/Tokyo"), BROWSERS[name]
    visitor.page.add_init_script(COUNTING + knows.script)
    visitor.goes("experts/")
    kept = {one["name"]: one["value"] for one in visitor.context.cookies()}
    assert kept["tz"] == knows.zone
    assert visitor.page.evaluate("window.asked") == knows.asked
    visitor.goes("experts/")
    assert visitor.page.evaluate("window.asked") == 0, "it is known now"


@pytest.mark.parametrize("path", ["experts/", "shop/"])
def test_the_cards_of_a_long_list_are_all_drawn_soon_though_nobody_has_come_near(visitor: Visitor, path: str) -> None:
    visitor.goes(path)
    cards = visitor.page.locator(".results :is(.expert, .goods)")
    assert cards.count() > 9
    expect(visitor.page.locator(FOLDED)).to_have_count(0)
    assert cards.last.evaluate("card => getComputedStyle(card).contentVisibility") == "visible"


@pytest.mark.parametrize("path", ["experts/", "shop/"])
def test_cards_that_a_condition_brings_are_drawn_as_the_first_ones_were(visitor: Visitor, path: str) -> None:
    visitor.goes(path)
    expect(visitor.page.locator(FOLDED)).to_have_count(0)
    visitor.button("filters.title").click()
    with visitor.page.expect_response(lambda answer: "sort=" in answer.url):
        visitor.page.locator("#sort").select_option(index=1)
    expect(visitor.page.locator(FOLDED)).to_have_count(0)
    assert visitor.page.locator("#found [data-laid]").count() > 9
