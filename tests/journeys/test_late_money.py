"""Money that comes after the hold is over: the time is taken again, or the money goes back and is told of."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import books, fitness
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
DEPOSIT = ("melaniia", "eating-plan")
DUE = 400
Visitors = Callable[..., Visitor]


def _pays_unseen(visitor: Visitor) -> tuple[str, str]:
    """Pays, but neither the browser nor Stripe gets to say so; then the hold ends. The booking's code, its start."""
    visitor.opens(*DEPOSIT)
    visitor.chooses_day(3)
    start = visitor.takes_time()
    code = visitor.code()
    visitor.writes_contact()
    visitor.confirms()
    visitor.pays_and_is_gone()
    books.lapse(visitor.house, code)
    return code, start


def test_the_time_is_taken_again_when_it_is_still_free(visitor: Visitor) -> None:
    with visitor.house.quiet_card():
        code, _ = _pays_unseen(visitor)
        kept = books.read(visitor.house, code, state="confirmed")
    assert (kept.held, kept.paid, kept.returned) == (DUE, DUE, 0)
    assert "client:payment_late_booked:email" in kept.sent
    visitor.goes(f"booking/{code}/")
    visitor.sees("booking_states.confirmed.label")
    visitor.house.card.drained()  # the webhooks that come now change nothing
    assert books.read(visitor.house, code, state="confirmed") == kept


def test_the_money_goes_back_when_somebody_else_has_taken_the_time(visitors: Visitors) -> None:
    late, quick = visitors(), visitors()
    house = late.house
    with house.quiet_card(), house.asleep():
        code, start = _pays_unseen(late)
        quick.opens(*DEPOSIT)
        quick.chooses_day(3)
        quick.takes(start)
        quick.writes_contact()
        other = quick.code()
    kept = books.read(house, code, state="expired")
    assert (kept.held, kept.paid, kept.returned) == (0, DUE, DUE)
    assert {"client:payment_late_refunded:email", "client:refund_sent:email"} <= kept.sent
    assert books.fields(house, other, "state") == "held"
    late.goes(f"booking/{code}/")
    late.sees("payment_states.refunded", refund=late.money(DUE))
    assert fitness.faults(late.page) == []
    expect(late.page.locator("main")).not_to_contain_text(late.says("actions.move"))
    quick.confirms()
    quick.pays()
    expect(quick.heading()).to_have_text(quick.says("confirmation.title"))
    assert books.read(house, other, state="confirmed").held == DUE
