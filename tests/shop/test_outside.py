"""The one rule about Stripe: it is spoken to when no transaction waits."""

import pytest
from django.db import transaction

from booking import verbs as bookings
from shop import card
from tests.shop.till import MINUTE, Till


def test_stripe_is_never_spoken_to_inside_a_transaction(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    def depth() -> int:
        return len(transaction.get_connection().savepoint_ids)

    outside, spoken, real = depth(), [], card._client
    monkeypatch.setattr(card, "_client", lambda: spoken.append(depth()) or real())
    booking, _ = till.paid(consent=True)
    other, _ = till.sold(start=booking.start.replace(hour=12))
    till.lapse(other)
    bookings.cancel(booking=booking, by=None, now=till.now)
    till.work()
    missed, _ = till.paid(consent=True)
    till.pass_time(missed.start - till.now + MINUTE)
    bookings.miss(booking=missed, by=None, now=till.now)
    till.work()
    assert len(spoken) >= 8
    assert set(spoken) == {outside}
