"""Webhooks: signed, ordered, retried, held back, sent again."""

import time
from typing import Any

import pytest
import stripe

from tests.peers.stripe.running import Peer
from tests.peers_stripe.conftest import Payable
from tests.peers_stripe.mailbox import Mailbox, mailbox

PAID = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def test_events_arrive_signed_and_in_order(peer: Peer, post: Mailbox, open_session: Payable) -> None:
    session = open_session(metadata={"booking": "7"})
    peer.pay(session.id)
    peer.drained()
    events = post.events(peer.secret)
    assert [event.type for event in events] == PAID
    assert events[-1].data.object["id"] == session.id
    assert events[-1].data.object["metadata"]["booking"] == "7"
    assert events[-1].api_version == stripe.api_version


def test_an_event_shows_the_object_as_it_was_then(peer: Peer, post: Mailbox, open_session: Payable) -> None:
    peer.pay(open_session().id)
    peer.drained()
    assert post.events(peer.secret)[0].data.object["status"] == "requires_payment_method"


def test_a_wrong_secret_does_not_verify(peer: Peer, post: Mailbox, customer: stripe.Customer) -> None:
    peer.drained()
    with pytest.raises(stripe.SignatureVerificationError):
        post.events("whsec_other")


def test_a_failed_delivery_is_tried_again_before_the_next_event(
    peer: Peer, post: Mailbox, open_session: Payable
) -> None:
    post.answers = [500, 503]
    peer.pay(open_session().id)
    peer.drained()
    assert post.types(peer.secret) == [PAID[0], PAID[0], *PAID]
    assert [(sent["attempt"], sent["status"]) for sent in peer.deliveries[:3]] == [(1, 500), (2, 503), (3, 200)]


def test_a_redirect_is_no_delivery(peer: Peer, api: Any, post: Mailbox) -> None:
    post.answers = [301]
    api.customers.create({"email": "a@example.com"})
    peer.drained()
    assert [sent["status"] for sent in peer.deliveries] == [301, 200]


def test_after_a_few_tries_the_server_goes_on_with_the_next_event(peer: Peer, api: Any, post: Mailbox) -> None:
    post.answers = [500] * 5
    lost = api.customers.create({"email": "a@example.com"})
    api.customers.create({"email": "b@example.com"})
    peer.drained(timeout=20)
    emails = [event.data.object["email"] for event in post.events(peer.secret)]
    assert emails == ["a@example.com"] * 5 + ["b@example.com"]
    (event,) = [event for event in api.events.list().data if event.data.object["id"] == lost.id]
    assert event.pending_webhooks == 1


def test_an_event_can_be_sent_again(peer: Peer, api: Any, post: Mailbox, customer: stripe.Customer) -> None:
    peer.drained()
    (event,) = api.events.list({"type": "customer.created"}).data
    assert [sent["status"] for sent in peer.resend(event.id)] == [200]
    assert [received.id for received in post.events(peer.secret)] == [event.id, event.id]


def test_events_can_arrive_in_the_opposite_order(peer: Peer, post: Mailbox, open_session: Payable) -> None:
    peer.hold()
    peer.pay(open_session().id)
    assert peer.ask("status")["waiting"] == len(PAID)
    assert post.letters == []
    peer.release(reverse=True)
    peer.drained()
    assert post.types(peer.secret) == PAID[::-1]


def test_events_can_be_sent_in_any_order_chosen(peer: Peer, api: Any, post: Mailbox, open_session: Payable) -> None:
    peer.hold()
    peer.pay(open_session().id)
    keys = {event.type: event.id for event in api.events.list().data}
    peer.send([keys[PAID[3]], keys[PAID[0]]])
    assert post.types(peer.secret) == [PAID[3], PAID[0]]


def test_deliveries_can_be_delayed(peer: Peer, api: Any, post: Mailbox) -> None:
    peer.delay(0.5)
    began = time.monotonic()
    api.customers.create({"email": "a@example.com"})
    peer.drained()
    assert time.monotonic() - began >= 0.5


def test_an_old_or_forged_signature_can_be_sent(peer: Peer, api: Any, post: Mailbox, customer: stripe.Customer) -> None:
    peer.drained()
    (event,) = api.events.list().data
    post.letters.clear()
    peer.send([event.id], at=int(time.time()) - 3600)
    peer.send([event.id], secret="whsec_forged")
    for body, mark in post.letters:
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, mark, peer.secret)


def test_an_endpoint_made_through_the_api_gets_only_what_it_asked_for(
    peer: Peer, api: Any, open_session: Payable
) -> None:
    with mailbox() as box:
        wanted = ["checkout.session.completed", "charge.refunded"]
        endpoint = api.webhook_endpoints.create({"url": box.url, "enabled_events": wanted})
        session = open_session()
        peer.pay(session.id)
        paid = api.checkout.sessions.retrieve(session.id)
        api.refunds.create({"payment_intent": paid.payment_intent})
        peer.drained()
        assert box.types(endpoint.secret) == wanted
        assert api.webhook_endpoints.retrieve(endpoint.id).secret is None
        api.webhook_endpoints.update(endpoint.id, {"disabled": True})
        peer.pay(open_session().id)
        peer.drained()
        assert len(box.letters) == 2
        api.webhook_endpoints.delete(endpoint.id)
        assert api.webhook_endpoints.list().data == []


def test_a_dead_endpoint_does_not_keep_others_waiting(peer: Peer, api: Any, post: Mailbox) -> None:
    api.webhook_endpoints.create({"url": "http://127.0.0.1:9/nobody", "enabled_events": ["*"]})
    api.customers.create({"email": "a@example.com"})
    until = time.monotonic() + 20
    while not post.letters and time.monotonic() < until:
        time.sleep(0.02)
    assert post.types(peer.secret) == ["customer.created"]
    assert any(sent["error"] for sent in peer.deliveries)


def test_events_are_listed_and_read_with_the_request_that_caused_them(peer: Peer, api: Any) -> None:
    made = api.customers.create({"email": "a@example.com"}, {"idempotency_key": "k-1"})
    api.customers.update(made.id, {"name": "Олена"})
    updated, created = api.events.list().data
    assert (updated.type, created.type) == ("customer.updated", "customer.created")
    assert updated.data.previous_attributes["name"] is None
    assert created.request.idempotency_key == "k-1"
    assert api.events.retrieve(created.id).data.object["id"] == made.id
    assert api.events.list({"types": ["customer.updated"]}).data[0].id == updated.id


def test_each_verb_announces_its_events(peer: Peer, api: Any, post: Mailbox, customer: stripe.Customer) -> None:
    now = {"amount": 50000, "currency": "uah", "confirm": True, "return_url": "http://127.0.0.1:1/"}
    held = api.payment_intents.create({**now, "payment_method": "pm_card_visa", "capture_method": "manual"})
    api.payment_intents.capture(held.id)
    api.refunds.create({"payment_intent": held.id})
    with pytest.raises(stripe.CardError):
        api.payment_intents.create({**now, "payment_method": "pm_card_chargeDeclined"})
    api.payment_intents.cancel(api.payment_intents.create({"amount": 50000, "currency": "uah"}).id)
    api.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    peer.drained()
    assert post.types(peer.secret) == [
        "customer.created",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "charge.captured",
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
        "payment_intent.created",
        "payment_intent.canceled",
        "payment_method.attached",
    ]
