"""Checkout Sessions through the genuine SDK, paid by the control door."""

from typing import Any

import pytest
import stripe

from tests.peers.stripe.running import Peer, Refused
from tests.peers_stripe.conftest import Payable, line

DEEP = {"expand": ["payment_intent.latest_charge", "line_items", "customer"]}


def test_a_paid_session_is_complete_and_leads_to_the_site(peer: Peer, api: Any, open_session: Payable) -> None:
    session = open_session(
        client_reference_id="b-7",
        metadata={"booking": "7"},
        payment_intent_data={"metadata": {"booking": "7"}, "description": "Консультація"},
        line_items=[line(), line(2500, "Рушник", quantity=2)],
    )
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 55000)
    assert (session.url, session.payment_intent) == (f"{peer.base}/c/pay/{session.id}", None)
    assert peer.pay(session.id) == f"http://127.0.0.1:1/ok?session={session.id}"
    paid = api.checkout.sessions.retrieve(session.id, DEEP)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.payment_intent.amount_received, paid.payment_intent.metadata["booking"]) == (55000, "7")
    assert paid.payment_intent.latest_charge.amount_captured == 55000
    assert [(item.description, item.quantity, item.amount_total) for item in paid.line_items.data] == [
        ("Консультація", 1, 50000),
        ("Рушник", 2, 5000),
    ]
    assert len(api.checkout.sessions.line_items.list(session.id).data) == 2
    assert [found.id for found in api.checkout.sessions.list({"payment_intent": paid.payment_intent.id}).data] == [
        session.id
    ]


def test_a_session_is_paid_once(peer: Peer, open_session: Payable) -> None:
    session = open_session()
    peer.pay(session.id)
    with pytest.raises(Refused, match="complete"):
        peer.pay(session.id)


def test_a_declined_session_stays_open_for_another_card(peer: Peer, api: Any, open_session: Payable) -> None:
    session = open_session()
    with pytest.raises(Refused) as refusal:
        peer.pay(session.id, "4000000000009995")
    assert refusal.value.error["decline_code"] == "insufficient_funds"
    assert api.checkout.sessions.retrieve(session.id).status == "open"
    peer.pay(session.id)
    assert len(api.payment_intents.list().data) == 1
    assert [charge.status for charge in api.charges.list().data] == ["succeeded", "failed"]


def test_a_session_holds_money_and_keeps_the_card(peer: Peer, api: Any, open_session: Payable) -> None:
    data = {"capture_method": "manual", "setup_future_usage": "off_session"}
    session = open_session(payment_intent_data=data, customer_email="olena@example.com")
    peer.pay(session.id)
    session = api.checkout.sessions.retrieve(session.id, DEEP)
    assert (session.status, session.payment_status, session.payment_intent.status) == (
        "complete",
        "unpaid",
        "requires_capture",
    )
    assert session.customer.email == "olena@example.com"
    assert api.customers.payment_methods.list(session.customer.id).data[0].id == session.payment_intent.payment_method


def test_a_customer_is_made_when_asked_for_and_otherwise_not(peer: Peer, api: Any, open_session: Payable) -> None:
    asked, guest = open_session(customer_creation="always"), open_session()
    peer.pay(asked.id, email="olena@example.com")
    peer.pay(guest.id, email="taras@example.com")
    assert api.checkout.sessions.retrieve(asked.id, DEEP).customer.email == "olena@example.com"
    guest = api.checkout.sessions.retrieve(guest.id)
    assert (guest.customer, guest.customer_details.email) == (None, "taras@example.com")


def test_a_setup_session_keeps_a_card_without_a_payment(peer: Peer, api: Any, customer: stripe.Customer) -> None:
    session = api.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "uah",
            "customer": customer.id,
            "success_url": "http://127.0.0.1:1/ok",
            "setup_intent_data": {"metadata": {"booking": "7"}},
        }
    )
    assert (session.payment_status, session.amount_total) == ("no_payment_required", None)
    assert peer.pay(session.id, "4000002500003155").endswith("/3ds/" + api.setup_intents.list().data[0].id)
    assert peer.check(api.setup_intents.list().data[0].id) == "http://127.0.0.1:1/ok"
    session = api.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert (session.status, session.setup_intent.status) == ("complete", "succeeded")
    assert session.setup_intent.metadata["booking"] == "7"
    away = {"amount": 30000, "currency": "uah", "customer": customer.id, "off_session": True, "confirm": True}
    assert (
        api.payment_intents.create({**away, "payment_method": session.setup_intent.payment_method}).status
        == "succeeded"
    )


def test_3d_secure_stands_before_success(peer: Peer, api: Any, open_session: Payable) -> None:
    session = open_session()
    assert "/3ds/pi_" in peer.pay(session.id, "4000002760003184")
    waiting = api.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (waiting.status, waiting.payment_intent.status) == ("open", "requires_action")
    assert peer.check(waiting.payment_intent.id).startswith("http://127.0.0.1:1/ok")
    assert api.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_failed_3d_secure_leads_back_to_the_card_page(peer: Peer, api: Any, open_session: Payable) -> None:
    session = open_session()
    assert peer.pay(session.id, "4000002760003184", check="fail") == session.url
    assert api.checkout.sessions.retrieve(session.id).status == "open"
    assert peer.pay(session.id, "4000002760003184", check="complete").startswith("http://127.0.0.1:1/ok")


def test_an_expired_session_cannot_be_paid(peer: Peer, api: Any, open_session: Payable) -> None:
    session = open_session()
    peer.pay(session.id, "4000002760003184")
    assert api.checkout.sessions.expire(session.id).status == "expired"
    assert api.payment_intents.list().data[0].status == "canceled"
    with pytest.raises(Refused, match="expired"):
        peer.pay(session.id)
    with pytest.raises(stripe.InvalidRequestError):
        api.checkout.sessions.expire(session.id)


def test_a_session_expires_when_its_time_is_over(peer: Peer, api: Any, open_session: Payable) -> None:
    now = open_session().created
    short, long = open_session(expires_at=now + 1860), open_session()
    peer.move_clock(ahead=1900)
    assert api.checkout.sessions.retrieve(short.id).status == "expired"
    assert api.checkout.sessions.retrieve(long.id).status == "open"
    assert [found.id for found in api.checkout.sessions.list({"status": "expired"}).data] == [short.id]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"line_items": []}, "line_items"),
        ({"mode": "subscription"}, "no subscriptions"),
        ({"ui_mode": "elements"}, "only hosted pages"),
        ({"mode": "setup", "currency": "uah"}, "line_items"),
        ({"setup_intent_data": {"description": "x"}}, "setup_intent_data"),
        ({"line_items": [line(), line(currency="eur")]}, "same currency"),
        ({"line_items": [{"price": "price_1", "quantity": 1}]}, "No such price"),
        ({"line_items": [line(2000)]}, "at least 2100"),
        ({"expires_at": 1_000_000_000}, "at least 30 minutes"),
        ({"expires_at": 9_000_000_000}, "less than 24 hours"),
        ({"customer": "cus_nobody"}, "No such customer"),
        ({"customer_email": "a@example.com", "customer": "cus_nobody"}, "only specify one"),
        ({"payment_intent_data": {"on_behalf_of": "acct_1"}}, "does not act on"),
        ({"allow_promotion_codes": True}, "does not act on"),
    ],
)
def test_a_session_that_could_not_be_paid_is_refused(api: Any, open_session: Payable, changes: Any, said: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=said):
        open_session(**changes)
    assert api.checkout.sessions.list().data == []
