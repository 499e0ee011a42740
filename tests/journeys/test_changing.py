"""A change of mind: another time, or no session after all. What is shown first is what happens."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import books
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
DEPOSIT, FULL = ("ivanna", "career-session"), ("nora", "speech-rehearsal")


def test_a_booking_moves_and_its_money_goes_with_it(visitor: Visitor) -> None:
    code = visitor.books(*DEPOSIT, day=5)
    old = books.fields(visitor.house, code, "start")
    visitor.follows("confirm.manage")
    visitor.follows("actions.move")
    visitor.chooses_day(6)
    new = datetime.fromisoformat(visitor.takes_time())
    visitor.sees("move.free")
    visitor.presses("move.button")
    visitor.sees("booking_states.confirmed.label")
    kept = books.read(visitor.house, code, state="confirmed")
    assert books.fields(visitor.house, code, "start", "moves") == (new, 1) != (old, 0)
    assert (kept.held, kept.paid, kept.returned) == (450, 450, 0)
    assert {"client:booking_moved:email", "expert:expert_moved:email", "expert:expert_moved:in_app"} <= kept.sent


def test_a_late_cancellation_keeps_the_fee_that_was_shown_and_returns_the_rest(visitor: Visitor) -> None:
    code = visitor.books(*FULL, day=2)
    books.bring_near(visitor.house, code, ahead=timedelta(hours=6))
    visitor.goes(f"booking/{code}/")
    visitor.follows("actions.cancel_booking")
    half = visitor.money(800)
    visitor.sees("cancel.quote_fee", paid=visitor.money(1600), refund=half, fee=half)
    visitor.presses("cancel.button", refund=half)
    visitor.sees("cancel.done", refund=half, fee=half)
    kept = books.read(visitor.house, code, state="cancelled")
    assert (kept.held, kept.paid, kept.returned) == (0, 1600, 800)
    assert {"client:booking_cancelled:email", "client:refund_sent:email"} <= kept.sent
    assert kept.coming == frozenset()
    expect(visitor.page.get_by_role("link", name=visitor.says("actions.move"))).to_have_count(0)


def test_an_early_cancellation_returns_everything(visitor: Visitor) -> None:
    code = visitor.books(*DEPOSIT, day=5)
    visitor.goes(f"booking/{code}/cancel/")
    all_of_it = visitor.money(450)
    visitor.sees("cancel.quote_free", paid=all_of_it, refund=all_of_it)
    visitor.presses("cancel.button", refund=all_of_it)
    kept = books.read(visitor.house, code, state="cancelled")
    assert (kept.held, kept.paid, kept.returned) == (0, 450, 450)
    assert {"client:booking_cancelled:email", "client:refund_sent:email"} <= kept.sent
