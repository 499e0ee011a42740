"""The process dies, the database fails, Stripe falls silent, at each step from order to confirmation and back.

Afterwards the client does what a client does, the worker does its rounds, and everything stands as if nothing had been.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from booking import verbs as bookings
from booking.models import Booking
from ledger.queries import balance
from shop import card, verbs
from shop.models import Payment, Refund
from tests.shop.crowd import ENDS, KILLED, breaks
from tests.shop.till import MINUTE, Till

pytestmark = pytest.mark.django_db(transaction=True)
SELLING = [
    "shop.verbs.selling.product_of:after", "shop.verbs.selling._place:before", "shop.verbs.selling._place:after",
    "shop.verbs.selling.ask:after", "shop.verbs.selling.sell:after", "shop.card.open_page:before",
    "shop.card.open_page:after", "shop.verbs.pages._open:after",
]  # fmt: skip
SETTLING = [
    "shop.card.read_page:after", "shop.verbs.settling.deal_of:after", "shop.verbs.settling._take:after",
    "shop.verbs.settling.book:after", "shop.verbs.purses.move:after", "booking.verbs.confirm:before",
    "booking.verbs.confirm:after", "shop.verbs.settling._follow:after", "shop.verbs.settling.announce:after",
    "shop.verbs.settling.settle:after",
]  # fmt: skip
RETURNING = [
    "shop.verbs.returning._claim:after", "shop.card.give_back:before", "shop.card.give_back:after",
    "shop.verbs.returning._sent:before", "shop.verbs.returning.locked_order:after", "shop.verbs.returning.move:after",
    "shop.verbs.returning._tell:after",
]  # fmt: skip
CANCELLING = [
    "shop.verbs.reacting.give_back:before",
    "shop.verbs.returning._write:after",
    "shop.verbs.returning.move:after",
]
CHARGING = [
    "shop.verbs.fees._claim:after", "shop.card.charge_saved:before", "shop.card.charge_saved:after",
    "shop.verbs.fees.learn:before", "shop.verbs.settling.book:after",
]  # fmt: skip


def broken(points: list[str]) -> Any:
    """Every point, in every way to end."""
    return pytest.mark.parametrize(("point", "how"), [(point, how) for point in points for how in ENDS])


def everything_stands(till: Till, booking: Booking) -> None:
    assert till.fresh(booking).state == "confirmed"
    assert (till.charged(), till.purse(booking), balance("card:UAH")) == (400, 400, -400)
    (payment,) = Payment.objects.all()
    assert (payment.state, payment.received, payment.order.lines.count()) == ("paid", 400, 1)
    assert till.facts(booking).count("payment.received") + till.facts(booking).count("payment.late") == 1
    assert till.facts(booking).count("booking.confirmed") == 1
    assert booking.occupancies.filter(live=True).count() == 1


@broken(SELLING)
def test_a_checkout_that_broke_is_simply_pressed_again(till: Till, point: str, how: str) -> None:
    booking = till.held()
    assert breaks(lambda: till.checkout(booking), point, how) == KILLED
    assert till.fresh(booking).state == "held"
    assert till.checkout(booking)
    till.come_back(till.pay(till.payment(booking)))
    everything_stands(till, booking)
    assert len(till.peer.client().v1.checkout.sessions.list().data) == 1


@broken(SETTLING)
def test_a_payment_whose_settling_broke_is_settled_by_the_worker(till: Till, point: str, how: str) -> None:
    booking, payment = till.sold()
    till.pay(payment)
    assert breaks(lambda: verbs.learn(card.read_page(str(payment.session_id)), now=till.now), point, how) == KILLED
    assert (till.fresh(booking).state, till.purse(booking)) in (("held", 0), ("confirmed", 400))
    till.pass_time(2 * MINUTE)
    till.work()
    everything_stands(till, booking)


@broken(SETTLING)
def test_a_payment_whose_settling_broke_is_not_lost_when_the_hold_ends(till: Till, point: str, how: str) -> None:
    booking, payment = till.sold()
    till.pay(payment)
    breaks(lambda: verbs.learn(card.read_page(str(payment.session_id)), now=till.now), point, how)
    till.pass_time(15 * MINUTE)
    till.work()
    everything_stands(till, booking)


@broken(CANCELLING)
def test_a_cancellation_that_broke_has_not_happened(till: Till, point: str, how: str) -> None:
    booking, _ = till.paid()
    cancel = partial(bookings.cancel, booking=booking, by=None, now=till.now)
    assert breaks(cancel, point, how) == KILLED
    everything_stands(till, booking)
    assert not Refund.objects.exists()
    cancel()
    till.work()
    assert (till.charged(), till.purse(booking), balance("returning:UAH")) == (0, 0, 0)


@broken(RETURNING)
def test_a_refund_whose_sending_broke_is_sent_once(till: Till, point: str, how: str) -> None:
    booking, _ = till.paid()
    bookings.cancel(booking=booking, by=None, now=till.now)
    assert breaks(lambda: verbs.send_refunds(now=till.now), point, how) == KILLED
    assert balance("returning:UAH") - 400 == -Refund.objects.filter(state="sent").count() * 400
    till.pass_time(timedelta(minutes=11))
    till.work()
    assert (Refund.objects.get().state, till.charged()) == ("sent", 0)
    assert (till.purse(booking), balance("returning:UAH"), balance("card:UAH")) == (0, 0, 0)
    assert till.facts(booking).count("payment.refunded") == 1


@broken(CHARGING)
def test_a_fee_whose_charging_broke_is_charged_once(till: Till, point: str, how: str) -> None:
    booking, _ = till.paid(consent=True)
    till.pass_time(booking.start - till.now + 20 * MINUTE)
    bookings.miss(booking=booking, by=None, now=till.now)
    assert breaks(lambda: verbs.charge_fees(now=till.now), point, how) == KILLED
    till.pass_time(timedelta(minutes=11))
    till.work()
    assert (till.charged(), balance("fees:UAH"), till.purse(booking)) == (1200, 1200, 0)
    assert Payment.objects.filter(purpose="fee").count() == 1


SILENCES = [(kind, after) for kind in ("timeout", "error", "drop") for after in (False, True)]


@pytest.mark.parametrize(("kind", "after"), SILENCES)
@pytest.mark.parametrize("step", ["checkout/sessions", "refunds", "payment_intents"])
def test_whatever_stripe_does_not_answer_is_done_once(
    till: Till, settings: Any, step: str, kind: str, after: bool
) -> None:
    settings.STRIPE_PATIENCE = 0.4
    card._client_for.cache_clear()
    till.peer.fault(kind, times=2, after_work=after, path=step, method="POST", seconds=1.0)
    story: Callable[[Till], None] = STORIES[step]
    story(till)
    assert not till.peer.ask("status")["faults"]


def _pays(till: Till) -> None:
    booking = till.held()
    till.come_back(str(till.checkout(booking)))
    till.come_back(till.pay(till.payment(booking)))
    everything_stands(till, booking)


def _cancels(till: Till) -> None:
    booking, _ = till.paid()
    bookings.cancel(booking=booking, by=None, now=till.now)
    till.work()
    till.pass_time(2 * MINUTE)
    till.work()
    assert (till.charged(), Refund.objects.get().state, balance("returning:UAH")) == (0, "sent", 0)


def _misses(till: Till) -> None:
    booking, _ = till.paid(consent=True)
    till.pass_time(booking.start - till.now + 20 * MINUTE)
    bookings.miss(booking=booking, by=None, now=till.now)
    till.work()
    till.pass_time(2 * MINUTE)
    till.work()
    assert (till.charged(), balance("fees:UAH")) == (1200, 1200)


STORIES = {"checkout/sessions": _pays, "refunds": _cancels, "payment_intents": _misses}
