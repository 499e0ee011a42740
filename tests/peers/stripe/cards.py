"""The test cards and what each of them does."""

import hashlib
import re
from typing import NamedTuple

import stripe

from .problems import Problem
from .store import Store, Thing


class Card(NamedTuple):
    """`decline` is a decline code; `asks` is when the bank wants 3-D Secure: "", "always" or "unless_saved"."""

    brand: str = "visa"
    decline: str = ""
    asks: str = ""
    attaches: bool = True


CARDS = {
    "4242424242424242": Card(),
    "5555555555554444": Card(brand="mastercard"),
    "378282246310005": Card(brand="amex"),
    "4000000000000002": Card(decline="generic_decline", attaches=False),
    "4000000000009995": Card(decline="insufficient_funds", attaches=False),
    "4000000000009987": Card(decline="lost_card", attaches=False),
    "4000000000009979": Card(decline="stolen_card", attaches=False),
    "4000000000000069": Card(decline="expired_card", attaches=False),
    "4000000000000127": Card(decline="incorrect_cvc", attaches=False),
    "4000000000000119": Card(decline="processing_error", attaches=False),
    "4000000000000341": Card(decline="generic_decline"),
    "4000002500003155": Card(asks="unless_saved"),
    "4000002760003184": Card(asks="always"),
    "4000000000003220": Card(asks="always"),
    "4000008260003178": Card(decline="insufficient_funds", asks="always"),
}
TEST_METHODS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
}
TEST_TOKENS = {
    "tok_visa": "4242424242424242",
    "tok_mastercard": "5555555555554444",
    "tok_chargeDeclined": "4000000000000002",
    "tok_chargeCustomerFail": "4000000000000341",
}
DECLINES = {
    "generic_decline": ("card_declined", "Your card was declined."),
    "insufficient_funds": ("card_declined", "Your card has insufficient funds."),
    "lost_card": ("card_declined", "Your card was declined."),
    "stolen_card": ("card_declined", "Your card was declined."),
    "expired_card": ("expired_card", "Your card has expired."),
    "incorrect_cvc": ("incorrect_cvc", "Your card's security code is incorrect."),
    "processing_error": (
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
    "authentication_required": (
        "authentication_required",
        "Your card was declined. This transaction requires authentication.",
    ),
    "test_mode_live_card": (
        "card_declined",
        "Your card was declined. Your request was in test mode, but used a non test card.",
    ),
}
NOBODY = {"address": None, "email": None, "name": None, "phone": None, "tax_id": None}


def luhn(number: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def known_number(text: str) -> str:
    """The digits of a test card. Any other number is refused and kept nowhere."""
    number = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{12,19}", number) or not luhn(number):
        message = "Your card number is incorrect."
        raise Problem(message, status=402, kind="card_error", code="incorrect_number", param="number")
    if number not in CARDS:
        raise declined("test_mode_live_card")
    return number


def declined(decline: str, **more: object) -> Problem:
    code, message = DECLINES[decline]
    doc = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
    return Problem(message, status=402, kind="card_error", code=code, decline_code=decline, doc_url=doc, **more)


def make_method(store: Store, number: str, *, billing: Thing | None = None, metadata: Thing | None = None) -> Thing:
    card = CARDS[number]
    method = store.add(
        stripe.PaymentMethod,
        "pm_",
        type="card",
        billing_details={**NOBODY, **(billing or {})},
        card=card_details(number, card),
        metadata=metadata or {},
    )
    store.private[method["id"]] = {"number": number, "saved": False, "spent": False}
    return method


def card_details(number: str, card: Card) -> Thing:
    return {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": card.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": hashlib.sha256(number.encode()).hexdigest()[:16],
        "funding": "credit",
        "generated_from": None,
        "last4": number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def method_named(store: Store, key: str) -> Thing:
    """A stored payment method, or a fresh one for Stripe's ready-made test ids."""
    return make_method(store, TEST_METHODS[key]) if key in TEST_METHODS else store.named("payment_method", key)


def usable(store: Store, method: Thing, customer: str | None) -> None:
    """A card of one customer serves only that customer; a detached or used up one serves nobody."""
    if method["customer"] and method["customer"] != customer:
        message = "The provided PaymentMethod belongs to a Customer. Include that Customer in the `customer` parameter."
        raise Problem(message, param="payment_method")
    if store.private[method["id"]]["spent"]:
        message = "was previously used without being attached to a Customer or was detached from a Customer"
        raise Problem(f"This PaymentMethod {message}, and may not be used again.", param="payment_method")


def asks_for_check(store: Store, method: Thing) -> bool:
    """Whether the bank wants 3-D Secure for this card now."""
    private = store.private[method["id"]]
    asks = CARDS[private["number"]].asks
    return asks == "always" or (asks == "unless_saved" and not private["saved"])


def decline_of(store: Store, method: Thing) -> str:
    return CARDS[store.private[method["id"]]["number"]].decline


def attach(store: Store, method: Thing, customer: str) -> None:
    if method["customer"] == customer:
        return
    method["customer"] = customer
    store.emit("payment_method.attached", method)
