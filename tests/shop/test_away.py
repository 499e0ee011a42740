"""Stripe cannot be reached: the client is told, nothing is lost, and trying again works."""

import pytest

from tests.shop.till import MINUTE, Till

TRIES = {"error": 2, "drop": 2, "busy": 1}
"""Each kind of silence, and how often the SDK asks before it gives up."""
pytestmark = pytest.mark.parametrize("kind", TRIES)


def test_the_order_stands_and_the_page_says_until_when_the_time_is_held(till: Till, kind: str) -> None:
    booking = till.held()
    till.peer.fault(kind, times=2 * TRIES[kind])
    address = till.checkout(booking)
    answer = till.come_back(str(address))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "your time is held until 9:10" in answer.content.decode()
    assert (till.payment(booking).state, till.fresh(booking).state) == ("open", "held")


def test_trying_again_leads_to_the_page(till: Till, kind: str) -> None:
    booking = till.held()
    till.peer.fault(kind, times=TRIES[kind])
    address = till.checkout(booking)
    answer = till.come_back(str(address))
    payment = till.payment(booking)
    assert (answer.status_code, answer.url) == (302, payment.session_url)


def test_an_answer_lost_after_the_work_opens_no_second_page(till: Till, kind: str) -> None:
    booking = till.held()
    till.peer.fault(kind, times=TRIES[kind], after_work=True)
    till.come_back(str(till.checkout(booking)))
    assert len(till.peer.client().v1.checkout.sessions.list().data) == 1
    till.come_back(till.pay(till.payment(booking)))
    assert (till.fresh(booking).state, till.charged()) == ("confirmed", 400)


def test_the_way_back_does_not_wait_for_stripe(till: Till, kind: str) -> None:
    booking, payment = till.sold()
    address = till.pay(payment)
    till.peer.fault(kind, times=TRIES[kind])
    assert "paid=processing" in till.come_back(address).url
    till.peer.clear_faults()
    till.come_back(address)
    assert till.fresh(booking).state == "confirmed"


def test_a_worker_without_stripe_ends_its_round_and_comes_again(till: Till, kind: str) -> None:
    booking, payment = till.sold()
    till.pay(payment)
    till.pass_time(2 * MINUTE)
    till.peer.fault(kind, times=TRIES[kind])
    till.work()
    assert till.fresh(booking).state == "held"
    till.pass_time(2 * MINUTE)
    till.work()
    assert till.fresh(booking).state == "confirmed"
