"""What eyes notice: things that belong together stand together."""

import pytest
from playwright.sync_api import expect

from tests.journeys import pictures
from tests.journeys.conftest import Visitors
from tests.journeys.test_basket import puts_balm
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
DESK = {"width": 1280, "height": 800}
TEXT_BEGINS = """(button) => {
    const range = document.createRange()
    range.selectNodeContents(button)
    return range.getBoundingClientRect().left
}"""
LINES = "(text) => text.offsetHeight / parseFloat(getComputedStyle(text).lineHeight)"


def test_what_can_be_done_with_a_held_time_begins_at_one_line(visitor: Visitor) -> None:
    visitor.opens("ivanna", "career-session")
    visitor.chooses_day(3)
    visitor.takes_time()
    note = visitor.page.locator(".hold > p.small").bounding_box()
    words = visitor.page.locator(".hold .button[data-kind=plain]")
    assert note and words.evaluate(TEXT_BEGINS) == pytest.approx(note["x"], abs=2)


def test_the_way_to_sign_in_stands_in_its_sentence(visitor: Visitor) -> None:
    puts_balm(visitor)
    visitor.goes("checkout/")
    way_in = visitor.page.locator("main").get_by_role("link", name=visitor.says("nav.sign_in"))
    lines = way_in.locator("xpath=ancestor::p").evaluate(LINES)
    assert lines == pytest.approx(round(lines), abs=0.1), "no line is higher than the others"


@pytest.mark.parametrize("language", ["en"])
def test_a_booking_takes_one_low_row_of_the_staffs_list(visitors: Visitors) -> None:
    visitor = visitors(viewport=DESK)
    pictures.PICTURES["staff"].leads(visitor)
    rows = visitor.page.locator("#listing-results tr:has(td.title)")
    expect(rows.nth(5)).to_be_visible()
    for row in rows.all()[:5]:
        code, more = (row.locator(f"td.title {part}").bounding_box() for part in (".title-wrapper", ".actions"))
        whole = row.bounding_box()
        assert code and more and whole
        assert more["x"] >= code["x"] + code["width"] - 1 and more["y"] < code["y"] + code["height"]
        assert whole["height"] < 76
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
