"""PaymentIntents, cards kept for later, SetupIntents and refunds, through the genuine SDK."""

from typing import Any

import pytest
import stripe

from tests.peers.stripe.running import Peer

BACK = "http://127.0.0.1:1/back"
NOW = {"amount": 50000, "currency": "uah", "confirm": True, "return_url": BACK}


def pay(api: Any, card: str = "pm_card_visa", **changes: Any) -> stripe.PaymentIntent:
    made: stripe.PaymentIntent = api.payment_intents.create({**NOW, "payment_method": card, **changes})
    return made


def card(api: Any, number: str) -> str:
    details = {"number": number, "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    return str(api.payment_methods.create({"type": "card", "card": details}).id)


def test_a_payment_is_made_confirmed_and_charged(api: Any) -> None:
    intent = api.payment_intents.create({"amount": 50000, "currency": "uah", "payment_method": "pm_card_visa"})
    assert intent.status == "requires_confirmation"
    intent = api.payment_intents.confirm(intent.id, {"return_url": BACK, "expand": ["latest_charge"]})
    assert (intent.status, intent.amount_received) == ("succeeded", 50000)
    assert (intent.latest_charge.paid, intent.latest_charge.amount_captured) == (True, 50000)
    assert api.charges.retrieve(intent.latest_charge.id).payment_method_details.card.last4 == "4242"


def test_a_payment_is_not_confirmed_twice(api: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.payment_intents.confirm(pay(api).id, {"return_url": BACK})
    assert refusal.value.code == "payment_intent_unexpected_state"


def test_confirming_needs_a_card_and_a_way_back(api: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        api.payment_intents.create(NOW)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.payment_intents.create(
            {"amount": 50000, "currency": "uah", "confirm": True, "payment_method": "pm_card_visa"}
        )
    assert refusal.value.param == "return_url"


def test_no_way_back_is_needed_when_redirects_are_off(api: Any) -> None:
    automatic = {"enabled": True, "allow_redirects": "never"}
    params = {"amount": 50000, "currency": "uah", "confirm": True, "payment_method": "pm_card_visa"}
    assert api.payment_intents.create({**params, "automatic_payment_methods": automatic}).status == "succeeded"


def test_a_waiting_payment_can_be_changed_and_a_finished_one_not(api: Any) -> None:
    intent = api.payment_intents.create({"amount": 50000, "currency": "uah"})
    assert api.payment_intents.update(intent.id, {"amount": 70000}).amount == 70000
    with pytest.raises(stripe.InvalidRequestError, match="could not be updated"):
        api.payment_intents.update(pay(api).id, {"amount": 70000})


@pytest.mark.parametrize(
    ("number", "code", "decline"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ("4000000000000341", "card_declined", "generic_decline"),
    ],
)
def test_a_declined_card_says_why_and_the_payment_waits_for_another(
    api: Any, number: str, code: str, decline: str
) -> None:
    with pytest.raises(stripe.CardError) as refusal:
        pay(api, card(api, number))
    error = refusal.value.error
    assert (refusal.value.http_status, refusal.value.code, error.decline_code) == (402, code, decline)
    assert error.payment_intent.status == "requires_payment_method"
    assert api.charges.retrieve(error.charge).status == "failed"
    again = {"payment_method": "pm_card_visa", "return_url": BACK}
    assert api.payment_intents.confirm(error.payment_intent.id, again).status == "succeeded"


def test_a_number_that_is_no_test_card_is_refused_and_not_kept(api: Any) -> None:
    with pytest.raises(stripe.CardError, match="used a non test card"):
        card(api, "4111111111111111")
    with pytest.raises(stripe.CardError) as refusal:
        card(api, "4242424242424241")
    assert refusal.value.code == "incorrect_number"
    assert api.payment_methods.list().data == []


def test_a_held_sum_is_captured_in_part_and_the_rest_let_go(api: Any) -> None:
    intent = pay(api, amount=80000, capture_method="manual")
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 80000)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.payment_intents.capture(intent.id, {"amount_to_capture": 80001})
    assert refusal.value.code == "amount_too_large"
    captured = api.payment_intents.capture(intent.id, {"amount_to_capture": 50000, "expand": ["latest_charge"]})
    assert (captured.status, captured.amount_received, captured.amount_capturable) == ("succeeded", 50000, 0)
    assert (captured.latest_charge.amount_captured, captured.latest_charge.amount_refunded) == (50000, 0)
    with pytest.raises(stripe.InvalidRequestError, match="could not be captured"):
        api.payment_intents.capture(intent.id)


def test_capturing_nothing_is_refused(api: Any) -> None:
    intent = pay(api, capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError, match="from 1 to 50000"):
        api.payment_intents.capture(intent.id, {"amount_to_capture": 0})


def test_a_held_sum_is_let_go_by_cancelling(api: Any) -> None:
    intent = pay(api, capture_method="manual")
    gone = api.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned", "expand": ["latest_charge"]})
    assert (gone.status, gone.cancellation_reason, gone.latest_charge.refunded) == ("canceled", "abandoned", False)
    with pytest.raises(stripe.InvalidRequestError, match="could not be canceled"):
        api.payment_intents.cancel(intent.id)


def test_refunds_are_made_in_parts_and_never_exceed_the_charge(api: Any) -> None:
    intent = pay(api)
    first = api.refunds.create({"payment_intent": intent.id, "amount": 20000, "reason": "requested_by_customer"})
    assert (first.status, first.amount) == ("succeeded", 20000)
    with pytest.raises(stripe.InvalidRequestError, match=r"30001.*greater than unrefunded amount.*30000"):
        api.refunds.create({"payment_intent": intent.id, "amount": 30001})
    rest = api.refunds.create({"charge": intent.latest_charge})
    assert rest.amount == 30000
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.refunds.create({"payment_intent": intent.id})
    assert refusal.value.code == "charge_already_refunded"
    charge = api.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})
    assert (charge.refunded, charge.amount_refunded) == (True, 50000)
    assert [refund.id for refund in charge.refunds.data] == [rest.id, first.id]
    assert [refund.id for refund in api.refunds.list({"payment_intent": intent.id}).data] == [rest.id, first.id]


def test_what_was_not_taken_is_not_refunded(api: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="has not been captured"):
        api.refunds.create({"payment_intent": pay(api, capture_method="manual").id})
    waiting = api.payment_intents.create({"amount": 50000, "currency": "uah"})
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        api.refunds.create({"payment_intent": waiting.id})
    with pytest.raises(stripe.InvalidRequestError, match="exactly one"):
        api.refunds.create({"amount": 100})


def test_a_card_is_attached_listed_and_detached(api: Any, customer: stripe.Customer) -> None:
    saved = api.payment_methods.attach(card(api, "5555555555554444"), {"customer": customer.id})
    assert [method.id for method in api.payment_methods.list({"customer": customer.id, "type": "card"}).data] == [
        saved.id
    ]
    assert api.customers.payment_methods.list(customer.id).data[0].card.brand == "mastercard"
    assert api.payment_methods.retrieve(saved.id).customer == customer.id
    assert api.payment_methods.detach(saved.id).customer is None
    assert api.customers.payment_methods.list(customer.id).data == []
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        api.payment_methods.attach(saved.id, {"customer": customer.id})


def test_a_card_that_the_bank_declines_outright_is_not_attached(api: Any, customer: stripe.Customer) -> None:
    with pytest.raises(stripe.CardError):
        api.payment_methods.attach("pm_card_chargeDeclined", {"customer": customer.id})


def test_a_saved_card_is_charged_while_its_owner_is_away(api: Any, customer: stripe.Customer) -> None:
    first = pay(api, customer=customer.id, setup_future_usage="off_session")
    away = {"customer": customer.id, "off_session": True, "confirm": True, "amount": 30000, "currency": "uah"}
    assert api.payment_intents.create({**away, "payment_method": first.payment_method}).status == "succeeded"


def test_a_saved_card_serves_only_its_customer(api: Any, customer: stripe.Customer) -> None:
    saved = api.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    with pytest.raises(stripe.InvalidRequestError, match="belongs to a Customer"):
        pay(api, saved.id)


def test_a_card_that_was_not_kept_is_used_up_by_one_payment(api: Any) -> None:
    number = card(api, "4242424242424242")
    pay(api, number)
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        pay(api, number)


def test_a_card_that_needs_its_owner_is_refused_while_he_is_away(api: Any, customer: stripe.Customer) -> None:
    saved = api.payment_methods.attach("pm_card_authenticationRequired", {"customer": customer.id})
    with pytest.raises(stripe.CardError) as refusal:
        api.payment_intents.create(
            {
                "amount": 30000,
                "currency": "uah",
                "customer": customer.id,
                "payment_method": saved.id,
                "off_session": True,
                "confirm": True,
            }
        )
    error = refusal.value.error
    assert (refusal.value.code, error.payment_method.id) == ("authentication_required", saved.id)
    assert error.payment_intent.status == "requires_payment_method"


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [("complete", "succeeded", "succeeded"), ("fail", "requires_payment_method", "failed")],
)
def test_3d_secure_leads_back_with_its_outcome(peer: Peer, api: Any, answer: str, status: str, said: str) -> None:
    intent = pay(api, "pm_card_authenticationRequired")
    assert (intent.status, intent.next_action.redirect_to_url.return_url) == ("requires_action", BACK)
    assert intent.next_action.redirect_to_url.url == f"{peer.base}/3ds/{intent.id}"
    address = peer.check(intent.id, answer)
    secret = f"payment_intent_client_secret={intent.client_secret}"
    assert address == f"{BACK}?payment_intent={intent.id}&{secret}&redirect_status={said}"
    after = api.payment_intents.retrieve(intent.id)
    assert after.status == status
    if said == "failed":
        assert after.last_payment_error.code == "payment_intent_authentication_failure"


def test_a_bank_may_decline_after_3d_secure(peer: Peer, api: Any) -> None:
    intent = pay(api, card(api, "4000008260003178"))
    assert peer.check(intent.id).endswith("redirect_status=failed")
    assert api.payment_intents.retrieve(intent.id).last_payment_error.decline_code == "insufficient_funds"


def test_a_card_set_up_with_its_owner_needs_him_no_more(peer: Peer, api: Any, customer: stripe.Customer) -> None:
    setup = api.setup_intents.create({"customer": customer.id, "usage": "off_session"})
    method = card(api, "4000002500003155")
    setup = api.setup_intents.confirm(setup.id, {"payment_method": method, "return_url": BACK})
    assert setup.status == "requires_action"
    assert "redirect_status=succeeded" in peer.check(setup.id)
    assert api.setup_intents.retrieve(setup.id).status == "succeeded"
    assert api.payment_methods.retrieve(method).customer == customer.id
    away = {"amount": 30000, "currency": "uah", "customer": customer.id, "off_session": True, "confirm": True}
    assert api.payment_intents.create({**away, "payment_method": method}).status == "succeeded"


def test_a_setup_is_made_and_confirmed_at_once_or_cancelled(api: Any, customer: stripe.Customer) -> None:
    now = {"customer": customer.id, "payment_method": "pm_card_visa", "confirm": True, "return_url": BACK}
    done = api.setup_intents.create(now)
    assert (done.status, api.payment_methods.retrieve(done.payment_method).customer) == ("succeeded", customer.id)
    waiting = api.setup_intents.create({"customer": customer.id})
    assert api.setup_intents.cancel(waiting.id).status == "canceled"
    assert [setup.id for setup in api.setup_intents.list({"customer": customer.id}).data] == [waiting.id, done.id]


def test_a_setup_with_a_declined_card_waits_for_another(api: Any) -> None:
    with pytest.raises(stripe.CardError) as refusal:
        api.setup_intents.create({"payment_method": "pm_card_chargeDeclined", "confirm": True, "return_url": BACK})
    assert refusal.value.error.setup_intent.status == "requires_payment_method"
