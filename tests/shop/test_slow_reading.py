"""Stripe does not answer when it is asked what has become of a payment: nobody is charged twice, nothing is lost."""

from typing import Any

import pytest

from ledger.queries import balance
from shop import card
from shop.models import Payment
from tests.shop.till import MINUTE, Till

SILENCES = ["timeout", "error", "drop"]


@pytest.fixture(autouse=True)
def hasty(till: Till, settings: Any) -> None:
    settings.STRIPE_PATIENCE = 0.4
    card._client_for.cache_clear()


def silence(till: Till, kind: str, path: str) -> None:
    """The next question is not answered, nor is it when the SDK asks once more."""
    till.peer.fault(kind, times=2, path=path, method="GET", seconds=1.0)


def is_whole(till: Till, booking: Any) -> bool:
    (payment,) = Payment.objects.all()
    paid = (payment.state, till.charged(), till.purse(booking), balance("card:UAH")) == ("paid", 400, 400, -400)
    return paid and till.fresh(booking).state == "confirmed" and not till.peer.ask("status")["faults"]


@pytest.mark.parametrize("kind", SILENCES)
def test_whoever_comes_back_meanwhile_is_told_to_wait_and_the_worker_learns_it(till: Till, kind: str) -> None:
    booking, payment = till.sold()
    address = till.pay(payment)
    silence(till, kind, "checkout/sessions")
    assert "paid=processing" in till.come_back(address).url
    assert (till.fresh(booking).state, till.fresh(payment).state) == ("held", "open")
    till.pass_time(2 * MINUTE)
    till.work()
    assert is_whole(till, booking)


@pytest.mark.parametrize("kind", SILENCES)
def test_a_worker_that_gets_no_answer_asks_again_in_its_next_round(till: Till, kind: str) -> None:
    booking, payment = till.sold()
    till.pay(payment)
    till.pass_time(2 * MINUTE)
    silence(till, kind, "checkout/sessions")
    till.work()
    assert till.fresh(booking).state == "held"
    till.pass_time(2 * MINUTE)
    till.work()
    assert is_whole(till, booking)
