"""Many at once, in real processes: money is settled once, given back once, and nobody waits for ever."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from booking import verbs as bookings
from booking.models import Booking
from ledger.queries import balance
from shop import verbs
from shop.models import Payment, Refund, Sellable
from tests.shop.crowd import together
from tests.shop.till import TUESDAY_10, Till

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def settling(till: Till, payment: Payment, intent: str = "") -> Callable[[], str]:
    intent = intent or f"pi_{payment.purpose}_{payment.pk}"
    return partial(verbs.settle, payment, intent_id=intent, amount=payment.amount, now=till.now)


def cancelling(till: Till, booking: Booking) -> Callable[[], Any]:
    return lambda: bookings.cancel(booking=booking, by=None, now=till.now).refund


def ordered(till: Till, place: int = 0) -> tuple[Booking, Payment]:
    """Held and ordered without a payment page, each at its own time."""
    days, slot = divmod(place, 5)
    booking = till.held(start=TUESDAY_10 + timedelta(days=days + 2 * (days // 4), minutes=60 * slot + 60 * (slot > 2)))
    payment = verbs.sell(booking, now=till.now, by=None)
    assert payment
    return booking, payment


def test_twelve_who_settle_one_payment_settle_it_once(till: Till) -> None:
    booking, payment = ordered(till)
    told = together([settling(till, payment)] * 12)
    assert sorted(told) == ["already"] * 11 + ["confirmed"]
    assert (till.fresh(booking).state, till.purse(booking)) == ("confirmed", 400)
    assert till.facts(booking).count("payment.received") == 1


def test_two_sums_for_one_payment_at_once_return_one(till: Till) -> None:
    booking, payment = ordered(till)
    told = together([settling(till, payment, f"pi_{n % 2}") for n in range(8)])
    assert sorted(told) == ["already"] * 6 + ["confirmed", "twice"]
    assert (till.purse(booking), balance("returning:UAH")) == (400, 400)


def test_a_payment_and_a_cancellation_that_meet_never_wait_for_each_other(till: Till) -> None:
    for place in range(ROUNDS):
        booking, payment = ordered(till, place)
        told = together([settling(till, payment), cancelling(till, booking)])
        assert told in (["confirmed", 400], ["refunded", 0]), told
        assert (till.fresh(booking).state, till.purse(booking)) == ("cancelled", 0)
    assert sum(refund.amount for refund in Refund.objects.all()) == 400 * ROUNDS == balance("returning:UAH")


def test_a_late_payment_and_a_rival_that_meet_share_nothing(till: Till) -> None:
    for place in range(6):
        booking, payment = ordered(till, place)
        till.lapse(booking)
        rival = bookings.Person(user=till.world.stranger)
        hold = partial(
            bookings.hold, service=till.world.service, resource=till.world.resource, start=booking.start, person=rival,
            now=till.now,
        )  # fmt: skip
        told = together([settling(till, payment), hold])
        live = Booking.objects.filter(start=booking.start, state__in=("held", "confirmed"))
        assert live.count() == 1, told
        assert told[0] == ("retaken" if live.get() == booking else "refunded"), told
        Booking.objects.filter(start=booking.start, client=till.world.stranger).update(client=None)


def test_a_payment_and_the_end_of_its_hold_that_meet_lose_nothing(till: Till) -> None:
    for place in range(6):
        booking, payment = ordered(till, place)
        till.pass_time(timedelta(minutes=10))
        told = together([settling(till, payment), partial(bookings.expire, booking=booking, now=till.now)])
        assert told[0] in ("confirmed", "retaken"), told
        assert (till.fresh(booking).state, till.purse(booking)) == ("confirmed", 400)


def test_a_balance_and_a_missed_visit_that_meet_never_wait_for_each_other(till: Till) -> None:
    for place in range(6):
        booking, payment = ordered(till, place)
        settling(till, payment)()
        rest = verbs.bill(booking, now=till.now)
        assert rest
        later = booking.start + timedelta(minutes=20)
        told = together([settling(till, rest), partial(bookings.miss, booking=booking, by=None, now=later)])
        assert told[0] in ("kept", "refunded"), told
        assert (till.fresh(booking).state, till.purse(booking)) == ("missed", 0)


def test_many_who_check_out_one_booking_make_one_order_and_open_one_page(till: Till) -> None:
    booking = till.held()
    told = together([lambda: till.checkout(booking)] * 8)
    assert len(set(told)) == 1, told
    assert (Payment.objects.count(), Sellable.objects.count()) == (1, 1)
    assert len(till.peer.client().v1.checkout.sessions.list().data) == 1


def test_many_workers_send_a_refund_once(till: Till) -> None:
    booking, _ = till.paid()
    bookings.cancel(booking=booking, by=None, now=till.now)
    assert sum(together([lambda: verbs.send_refunds(now=till.now)] * 6)) == 1
    assert (till.charged(), balance("returning:UAH")) == (0, 0)


def test_many_workers_charge_a_fee_once(till: Till) -> None:
    booking, _ = till.paid(consent=True)
    till.pass_time(booking.start - till.now + timedelta(minutes=20))
    bookings.miss(booking=booking, by=None, now=till.now)
    assert sum(together([lambda: verbs.charge_fees(now=till.now)] * 6)) == 1
    assert till.charged() == 1200
