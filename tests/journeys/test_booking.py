"""Three taps to a booking."""

import pytest
from playwright.sync_api import expect

from tests.journeys import books
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
FREE = ("bohdan", "mentor-hour")
TO_CLIENT = "client:booking_confirmed:email"
REMINDERS = {
    f"{who}:{letter}:{channel}"
    for who, letter in (("client", "reminder_24h"), ("client", "reminder_1h"), ("expert", "expert_reminder"))
    for channel in ("email", "in_app")
}


def test_a_stranger_books_a_free_session_in_three_taps(visitor: Visitor) -> None:
    visitor.opens(*FREE)
    visitor.chooses_day(2)
    visitor.takes_time()
    visitor.writes_contact()
    visitor.presses("actions.confirm_free")
    expect(visitor.heading()).to_have_text(visitor.says("confirmation.title"))
    code = visitor.code()
    kept = books.read(visitor.house, code, state="confirmed")
    assert (kept.held, kept.paid) == (0, 0)
    assert kept.sent == {TO_CLIENT, "expert:expert_new_booking:email", "expert:expert_new_booking:in_app"}
    assert kept.coming == REMINDERS
