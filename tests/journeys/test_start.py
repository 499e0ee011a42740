"""How a page begins: nothing is asked of the browser that a slow phone has to think about."""

from typing import NamedTuple

import pytest

from tests.journeys.conftest import Visitors

pytestmark = pytest.mark.journey
COUNTING = """
  const own = Intl.DateTimeFormat;
  window.asked = 0;
  Intl.DateTimeFormat = (...words) => { window.asked += 1; return own(...words); };
"""


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
