"""Those who work here: an expert marks visits and closes time, reception gets in with a second factor."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

import clock
from tests.journeys import books
from tests.journeys.visitor import Visitor, new_email

pytestmark = pytest.mark.journey
EXPERTS = {"en": "solomiia", "uk": "taras"}
PRICES = {"en": 1400, "uk": 1200}
RECEPTION = "reception@atrium.example"
KYIV = ZoneInfo("Europe/Kyiv")


def _mark(visitor: Visitor, code: str, verb: str) -> None:
    with visitor.turns():
        visitor.page.locator(f"form[action$='/mark/{code}/'] button[value={verb}]").click()


def test_an_expert_marks_who_came_and_who_did_not(visitor: Visitor) -> None:
    expert, price = EXPERTS[visitor.language], PRICES[visitor.language]
    came, missed = (
        books.visit_begun(
            visitor.house, expert=expert, service="psychology-session", email=new_email(), minutes_ago=ago
        )
        for ago in (30, 150)
    )
    visitor.signs_in(f"{expert}@atrium.example")
    visitor.goes("expert/week/")
    _mark(visitor, came, "complete")
    visitor.sees("week.marked", state=visitor.says("booking_states.completed.label"))
    _mark(visitor, missed, "miss")
    visitor.sees("week.marked", state=visitor.says("booking_states.missed.label"))
    done, gone = books.read(visitor.house, came, state="completed"), books.read(visitor.house, missed, state="missed")
    assert (done.held, done.paid, done.returned) == (0, price, 0)
    assert (gone.held, gone.paid, gone.returned) == (0, price, 0)
    assert "client:booking_missed:email" in gone.sent
    assert books.earned(visitor.house, came) == {"sales:UAH": price}
    assert books.earned(visitor.house, missed) == {"fees:UAH": price}


def test_an_expert_closes_time_and_opens_it_again(visitor: Visitor) -> None:
    expert = EXPERTS[visitor.language]
    day = (clock.now().astimezone(KYIV) + timedelta(days=9)).replace(hour=12, minute=0, second=0, microsecond=0)
    books.open_hours(visitor.house, expert, day)
    visitor.signs_in(f"{expert}@atrium.example")
    visitor.goes("expert/week/")
    visitor.page.locator("input[name=kind][value=close]").check()
    visitor.page.locator("[name=start]").fill(f"{day:%Y-%m-%dT%H:%M}")
    visitor.page.locator("[name=length]").select_option("60")
    visitor.page.locator("[name=reason]").fill("Лікар")
    visitor.presses("actions.save")
    expect(visitor.page.locator("main")).to_contain_text("Лікар")
    assert not books.is_open(visitor.house, expert, day)
    with visitor.turns():
        visitor.page.locator("form[action*='/undo/'] button").last.click()
    assert books.is_open(visitor.house, expert, day)


def _finds(visitor: Visitor, code: str) -> None:
    """By the menu, which a telephone keeps folded."""
    visitor.page.locator(".sidebar-nav-toggle").click()
    visitor.button("staff.menu.booking").click()
    visitor.follows("staff.menu.bookings")
    visitor.page.locator("#id_q").fill(code)
    with visitor.turns():
        visitor.page.get_by_role("link", name=code).first.click()
    expect(visitor.page.locator("body")).to_contain_text(visitor.email)


def test_reception_comes_in_with_a_second_factor_and_cancels_for_the_house(visitor: Visitor) -> None:
    code = visitor.books("ivanna", "career-session", day=4)
    visitor.page.context.clear_cookies()
    books.speaks(visitor.house, RECEPTION, visitor.language)
    visitor.comes_in(RECEPTION)
    _finds(visitor, code)
    visitor.follows("staff.acts.cancel.label")
    visitor.page.locator("[name=reason]").fill("Експертка захворіла")
    visitor.presses("staff.acts.cancel.label")
    expect(visitor.page.locator("body")).to_contain_text("Експертка захворіла")
    kept = books.read(visitor.house, code, state="cancelled")
    assert (kept.held, kept.paid, kept.returned) == (0, 450, 450)
    assert {"client:booking_cancelled:email", "client:refund_sent:email"} <= kept.sent
