"""What Stripe tells may come twice, late, in any order, about strangers, or not from Stripe."""

from typing import Any

import pytest

from booking import verbs as bookings
from shop.models import Incoming, Payment
from tests.shop.till import MINUTE, Till


def completed(till: Till) -> dict[str, Any]:
    _, payment = till.sold()
    till.pay(payment)
    (event,) = till.events("checkout.session.completed")
    return event


def test_a_repeated_webhook_settles_once(till: Till) -> None:
    event = completed(till)
    for _ in range(3):
        assert till.tell(event).status_code == 200
    assert (Incoming.objects.get().times, till.charged()) == (3, 400)
    assert Payment.objects.get().received == 400


def test_all_events_of_one_payment_in_the_wrong_order_settle_it_once(till: Till) -> None:
    completed(till)
    for event in reversed(till.events()):
        assert till.tell(event).status_code == 200
    payment = Payment.objects.get()
    assert (payment.state, payment.received) == ("paid", 400)
    assert sorted(set(till.outcomes())) == ["already", "confirmed", "of no interest"]


def test_a_webhook_after_the_way_back_changes_nothing(till: Till) -> None:
    booking, _ = till.paid()
    for event in till.events():
        till.tell(event)
    assert "confirmed" not in till.outcomes()
    assert till.purse(booking) == 400


def test_an_event_about_a_strangers_page_is_kept_and_left_alone(till: Till) -> None:
    price = {"currency": "uah", "unit_amount": 5000, "product_data": {"name": "?"}}
    page = till.peer.client().v1.checkout.sessions.create(
        {"mode": "payment", "success_url": "http://x.example/", "line_items": [{"quantity": 1, "price_data": price}]}
    )
    till.peer.pay(page.id)
    for event in till.events("checkout.session.completed", "payment_intent.succeeded"):
        assert till.tell(event).status_code == 200
    assert till.outcomes() == ["unknown payment", "unknown payment"]


def test_an_event_about_a_payment_that_we_do_not_know_is_left_alone(till: Till) -> None:
    event = completed(till)
    Payment.objects.update(key="00000000-0000-4000-8000-000000000000")
    till.tell(event)
    assert till.outcomes() == ["unknown payment"]


@pytest.mark.parametrize("subject", ["cs_test_nosuch", "", "x" * 300])
def test_an_event_about_a_page_that_stripe_does_not_know_is_left_alone(till: Till, subject: str) -> None:
    event = completed(till)
    event["data"]["object"]["id"] = subject
    assert till.tell(event).status_code == 200
    assert till.outcomes() == ["unknown to Stripe"]


def test_an_unpaid_page_settles_nothing_whatever_the_event_says(till: Till) -> None:
    event = completed(till)
    other, unpaid = till.sold(start=till.world.now.replace(hour=12))
    event["data"]["object"] |= {"id": unpaid.session_id}
    till.tell(event)
    assert (till.outcomes(), till.fresh(other).state) == (["unpaid"], "held")


def test_an_event_of_the_live_world_is_left_alone_in_the_test_world(till: Till) -> None:
    event = completed(till) | {"livemode": True}
    till.tell(event)
    assert (till.outcomes(), Payment.objects.get().state) == (["wrong mode"], "open")


def test_money_in_another_currency_is_not_taken_for_ours(till: Till) -> None:
    event = completed(till)
    Payment.objects.get().order.__class__.objects.update(currency="EUR")
    till.tell(event)
    assert (till.outcomes(), Payment.objects.get().state) == (["wrong currency"], "open")


@pytest.mark.parametrize(("secret", "age"), [("whsec_guessed", 0), ("", 3600)])
def test_a_forged_or_stale_signature_is_refused(till: Till, secret: str, age: int) -> None:
    answer = till.tell(completed(till), secret=secret, age=age)
    assert answer.status_code == 400
    assert (Incoming.objects.count(), Payment.objects.get().state) == (0, "open")


def test_forgers_are_held_back(till: Till) -> None:
    event = completed(till)
    answers = [till.tell(event, secret="whsec_guessed").status_code for _ in range(32)]
    assert answers[:30] == [400] * 30
    assert answers[31] == 429
    assert till.tell(event).status_code == 200


def test_a_webhook_is_a_small_signed_post(till: Till) -> None:
    assert till.browser.get("/card/webhook/").status_code == 405
    assert till.browser.post("/card/webhook/", "not json", content_type="application/json").status_code == 400
    huge = till.browser.post("/card/webhook/", "x" * 300_000, content_type="application/json")
    assert huge.status_code == 413


def test_a_webhook_that_finds_stripe_silent_is_asked_for_again(till: Till) -> None:
    event = completed(till)
    till.peer.fault("error", times=4, path="checkout/sessions")
    assert till.tell(event).status_code == 503
    till.peer.clear_faults()
    assert till.tell(event).status_code == 200
    assert (till.outcomes(), Incoming.objects.get().times) == (["confirmed"], 2)


def test_a_webhook_after_a_cancellation_gives_the_money_back(till: Till) -> None:
    event = completed(till)
    payment = Payment.objects.get()
    booking = payment.order.lines.get().session.booking
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    till.tell(event)
    till.work()
    assert (till.outcomes(), till.charged(), till.purse(booking)) == (["refunded"], 0, 0)
    assert "payment.late" in till.facts(booking)


def test_a_late_webhook_takes_a_free_time_again(till: Till) -> None:
    event = completed(till)
    booking = till.lapse(Payment.objects.get().order.lines.get().session.booking)
    assert booking.state == "expired"
    till.tell(event)
    assert (till.outcomes(), till.fresh(booking).state) == (["retaken"], "confirmed")
    till.pass_time(MINUTE)
    till.work()
    assert till.charged() == 400
