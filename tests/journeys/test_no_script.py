"""A browser that runs no scripts: every step is a plain page, a link or a form."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.journeys import books
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_the_whole_path_works_without_a_script(visitors: Callable[..., Visitor]) -> None:
    visitor = visitors(java_script_enabled=False)
    visitor.goes("experts/?direction=coaching")
    with visitor.turns():
        visitor.page.get_by_role("link", name=visitor.of_expert("ivanna")).first.click()
    visitor.chooses_day(5)
    visitor.takes_time()
    code = visitor.code()
    visitor.writes_contact()
    visitor.confirms()
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("confirmation.title"))
    visitor.follows("confirm.manage")
    visitor.follows("actions.move")
    visitor.chooses_day(6)
    new = datetime.fromisoformat(visitor.takes_time(0))
    visitor.presses("move.button")
    visitor.sees("booking_states.confirmed.label")
    assert books.fields(visitor.house, code, "start") == new
    moved = books.read(visitor.house, code, state="confirmed")  # a letter still waiting would be dropped by the cancel
    assert "client:booking_moved:email" in moved.sent
    visitor.follows("actions.cancel_booking")
    visitor.presses("cancel.button", refund=visitor.money(450))
    visitor.sees("booking_states.cancelled.label")
    kept = books.read(visitor.house, code, state="cancelled")
    assert (kept.held, kept.paid, kept.returned) == (0, 450, 450)
    told = {"booking_confirmed", "payment_received", "booking_cancelled", "refund_sent"}
    assert {f"client:{letter}:email" for letter in told} <= kept.sent
