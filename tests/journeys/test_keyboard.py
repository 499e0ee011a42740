"""Hands on the keyboard only: everything is reached, seen to be reached, and stays under the fingers."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import books
from tests.journeys.visitor import TIMES, Visitor

pytestmark = pytest.mark.journey
LONGEST_WAY = 80
RING = """() => {
  const seen = document.activeElement, style = getComputedStyle(seen);
  const own = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  const box = seen.closest("label"), around = box && getComputedStyle(box);
  const rect = seen.getBoundingClientRect();
  return {what: seen.outerHTML.slice(0, 120), ring: own || !!around && around.outlineStyle !== "none",
          shown: rect.bottom > 0 && rect.top < innerHeight};
}"""


def _is_focused(wanted: Locator) -> bool:
    return bool(wanted.evaluate("one => one === document.activeElement"))


def _tab_to(visitor: Visitor, wanted: Locator) -> None:
    """Tab until it has the focus; whatever is passed on the way shows a ring inside the window."""
    for _ in range(LONGEST_WAY):
        visitor.page.keyboard.press("Tab")
        here: dict[str, Any] = visitor.page.evaluate(RING)
        assert here["ring"], f"No ring around {here['what']}"
        assert here["shown"], f"Out of sight: {here['what']}"
        if _is_focused(wanted):
            return
    raise AssertionError(f"{wanted} is not reached in {LONGEST_WAY} steps")


def _write(visitor: Visitor, name: str, text: str) -> None:
    _tab_to(visitor, visitor.page.locator(f"[name={name}]"))
    visitor.page.keyboard.type(text)


def test_a_free_session_is_booked_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    visitor.goes("experts/bohdan/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(visitor, page.locator("input[name=day]:checked"))
    said = page.locator("#said").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#said")).not_to_have_text(said)
    assert page.evaluate("() => document.activeElement.name") == "day"  # the swap has not taken the focus away
    _tab_to(visitor, page.locator(TIMES).first)
    page.keyboard.press("Enter")
    expect(page.locator("[name=consent]")).to_be_visible()
    _write(visitor, "name", visitor.name)
    _write(visitor, "phone", visitor.phone)
    _write(visitor, "email", visitor.email)
    _tab_to(visitor, page.locator("[name=consent]"))
    page.keyboard.press("Space")
    _tab_to(visitor, visitor.button("actions.confirm_free"))
    page.keyboard.press("Enter")
    expect(visitor.heading()).to_have_text(visitor.says("confirmation.title"))
    kept = books.read(visitor.house, visitor.code(), state="confirmed")
    assert (kept.held, kept.paid) == (0, 0)
    assert "client:booking_confirmed:email" in kept.sent


def test_a_mistake_takes_the_reader_to_what_is_to_be_corrected(visitor: Visitor) -> None:
    visitor.opens("bohdan", "mentor-hour")
    visitor.takes_time()
    visitor.writes_contact()
    visitor.page.locator("[name=phone]").fill("123")
    visitor.presses("actions.confirm_free")
    summary = visitor.page.locator("[role=alert][data-focus]")
    expect(summary).to_be_focused()
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("[name=phone]")).to_be_focused()
    assert visitor.page.locator("[name=name]").input_value() == visitor.name
    kept = books.read(visitor.house, visitor.code(), state="held")
    assert (kept.held, kept.sent) == (0, frozenset())
