"""The minutes of a held time run down before one's eyes; and times are in sight at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import books, fitness
from tests.journeys.conftest import PHONE
from tests.journeys.visitor import OPEN_DAYS, TIMES, Visitor

pytestmark = pytest.mark.journey
DEPOSIT = ("ivanna", "career-session")
MINUTE = 60_000
TIME = re.compile(r"^\d{1,2}:[0-5]\d$")


def test_the_minutes_run_are_said_twice_and_end_what_can_be_pressed(visitor: Visitor) -> None:
    visitor.page.clock.install()
    visitor.opens(*DEPOSIT)
    visitor.chooses_day(4)
    visitor.takes_time()
    hold, clock, said = (visitor.page.locator(one) for one in (".hold", "[data-clock]", ".hold [role=status]"))
    pressed = visitor.page.locator("[data-needs-hold]")
    seconds = int(str(hold.get_attribute("data-left")))
    expect(said).to_be_empty()
    before = clock.inner_text()
    visitor.page.clock.run_for(2000)
    assert clock.inner_text() != before and TIME.match(clock.inner_text())
    for left, words in ((115, "countdown.two_minutes"), (55, "countdown.one_minute")):
        visitor.page.clock.run_for(max(0, seconds - left) * 1000)
        expect(said).to_have_text(visitor.says(words))
        expect(clock).to_have_text(re.compile(rf"^{left // 60}:"))
        expect(pressed.first).to_be_enabled()
        seconds = left
    visitor.page.clock.run_for(MINUTE)
    expect(visitor.page.get_by_role("alert").filter(has_text=visitor.says("countdown.ended"))).to_be_visible()
    assert all(button.is_disabled() for button in pressed.all()) and pressed.count()
    assert fitness.faults(visitor.page) == []
    assert books.fields(visitor.house, books.code_in(visitor.page.url), "state") == "held", "the clock only shows"
    visitor.follows("countdown.look_again")
    expect(visitor.page.locator(TIMES).first).to_be_visible()


@pytest.mark.parametrize("expert", ["ivanna", "nora", "bohdan"])
def test_a_phone_shows_times_of_a_chosen_service_and_day_at_once(visitor: Visitor, expert: str) -> None:
    """Neither a tap nor a scroll: a service and the first day that has free times are chosen, and the times seen."""
    visitor.goes(f"experts/{expert}/")
    assert visitor.page.viewport_size == PHONE and visitor.page.evaluate("scrollY") == 0
    expect(visitor.page.locator(OPEN_DAYS).first).to_be_checked()
    box = visitor.page.locator(TIMES).first.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    assert box["y"] >= 0 and box["y"] + box["height"] <= PHONE["height"]
    assert box["height"] >= 44, "wide enough for a thumb"
