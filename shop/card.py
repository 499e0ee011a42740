"""The card: Stripe's hosted payment pages, saved cards and refunds. The only module that imports stripe.

Nothing here reads or writes our rows, and nothing here may be called inside a transaction: Stripe answers when it can.
Every call that moves money carries an idempotency key, so asking again after Unreachable never does it twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import stripe
from django.conf import settings

WITHOUT_CENTS = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"]
)
REFUSED = ("failed", "canceled")
SPOKEN = {"en": "en-GB"}
"""Languages of the house that Stripe's pages speak; for others they follow the visitor's browser."""


class Unreachable(Exception):
    """Stripe did not answer, or said that it cannot now. The work may have been done: ask again with the same key."""


class Declined(Exception):
    """The bank refused the card. Carries Stripe's code, for example `authentication_required`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Rejected(Exception):
    """Stripe understood the request and does not do it; repeating it as it is would not help. Carries Stripe's code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Forged(Exception):
    """A webhook that Stripe did not sign, or signed too long ago, or that cannot be read."""


@dataclass(frozen=True)
class Asked:
    """What a hosted page asks for. `key` finds our payment again; the same `key` and `attempt` open the same page."""

    key: str
    attempt: int
    amount: Decimal
    currency: str
    title: str
    email: str
    language: str
    keep_card: bool
    success: str
    cancel: str
    expires_at: datetime


@dataclass(frozen=True)
class Page:
    id: str
    url: str


@dataclass(frozen=True)
class Method:
    """A card kept for later: Stripe's ids, and the last digits to show."""

    customer: str
    method: str
    last4: str


@dataclass(frozen=True)
class Word:
    """What Stripe says of a hosted page or of a charge. `key` is our payment's, empty for what is not ours."""

    key: str
    state: str
    paid: bool
    intent: str
    amount: Decimal
    currency: str
    live: bool
    method: Method | None


@dataclass(frozen=True)
class Event:
    """A signed webhook: what happened (`kind`) to which of Stripe's objects."""

    id: str
    kind: str
    live: bool
    subject: str


def is_live() -> bool:
    """Whether our key moves real money."""
    return "_live_" in settings.STRIPE_SECRET_KEY


def open_page(asked: Asked) -> Page:
    """A hosted page, or the one opened before with this key and attempt. Raises Unreachable, Rejected."""
    with _listening():
        page = _client().v1.checkout.sessions.create(_page_of(asked), _once(f"page-{asked.key}-{asked.attempt}"))
    return Page(page.id, page.url or "")


def read_page(page_id: str) -> Word:
    """Raises Unreachable, Rejected (`resource_missing` for a page that is not ours)."""
    with _listening():
        page = _client().v1.checkout.sessions.retrieve(page_id, {"expand": ["payment_intent.payment_method"]})
    paid = page.payment_status == "paid"
    return _word(_note(page, "payment"), page.status or "", page.payment_intent, paid)


def read_charge(intent_id: str) -> Word:
    """Raises as `read_page`."""
    with _listening():
        intent = _client().v1.payment_intents.retrieve(intent_id, {"expand": ["payment_method"]})
    return _word_of(intent)


def close_page(page_id: str) -> None:
    """No one can pay on it from now on. Raises Unreachable; Rejected for a page that is paid or closed already."""
    with _listening():
        _client().v1.checkout.sessions.expire(page_id)


def charge_saved(*, key: str, amount: Decimal, currency: str, method: Method, again: bool) -> Word:
    """Charges a kept card while its owner is away. `again`: it was tried before, so look first whether that worked.

    Raises Declined (`authentication_required` when the bank wants to see the owner), Unreachable, Rejected.
    """
    with _listening():
        intent = (_charged(key, method) if again else None) or _client().v1.payment_intents.create(
            {
                "amount": _minor(amount, currency), "currency": currency.lower(), "customer": method.customer,
                "payment_method": method.method, "off_session": True, "confirm": True, "metadata": {"payment": key},
            },
            _once(f"charge-{key}"),
        )  # fmt: skip
    if intent.status != "succeeded":
        raise Declined(intent.status)
    return _word_of(intent)


def give_back(*, ref: str, key: str, intent: str, amount: Decimal, currency: str, again: bool) -> str:
    """Returns money to the card it came from and says Stripe's id of the refund; `ref` names it for ever.

    `again`: it was tried before, so look first whether that worked: Stripe forgets idempotency keys after a day.
    Raises Unreachable, Rejected.
    """
    with _listening():
        made = (_returned(ref, intent) if again else None) or _client().v1.refunds.create(
            {"payment_intent": intent, "amount": _minor(amount, currency), "metadata": {"refund": ref}},
            _once(f"refund-{key}"),
        )
    if made.status in REFUSED:
        raise Rejected(made.failure_reason or str(made.status), f"the bank did not take the refund {made.id}")
    return made.id


def has_taken(*, ref: str, intent: str) -> str:
    """Stripe's id of the refund of this name that it has taken; empty: there is none. Raises Unreachable, Rejected."""
    with _listening():
        made = _returned(ref, intent)
    return made.id if made else ""


def heard(body: bytes, signature: str) -> Event:
    """The event of a webhook's body. Raises Forged."""
    try:
        event = _client().construct_event(body, signature, settings.STRIPE_WEBHOOK_SECRET)
    except (ValueError, stripe.StripeError) as error:
        raise Forged(str(error)) from error
    subject = event.to_dict()["data"]["object"].get("id")
    return Event(event.id, event.type, bool(event.livemode), str(subject or ""))


@cache
def _client_for(key: str, base: str, patience: float) -> stripe.StripeClient:
    addresses: Any = {"api": base} if base else {}
    http = stripe.RequestsClient(timeout=patience)
    return stripe.StripeClient(key, base_addresses=addresses, max_network_retries=1, http_client=http)


def _client() -> stripe.StripeClient:
    return _client_for(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_PATIENCE)


@contextmanager
def _listening() -> Iterator[None]:
    """Stripe's errors in our words."""
    try:
        yield
    except stripe.CardError as error:
        raise Declined(error.code or "card_declined") from error
    except (stripe.InvalidRequestError, stripe.IdempotencyError) as error:
        raise Rejected(error.code or "idempotency", str(error)) from error
    except stripe.StripeError as error:  # no connection, no answer, too many requests, 5xx, a key that is not accepted
        raise Unreachable(f"{type(error).__name__}: {error}") from error


def _once(key: str) -> Any:
    return {"idempotency_key": key}


def _page_of(asked: Asked) -> Any:
    """Depends on `asked` alone: a repeated request must be the same to the letter."""
    ours = {"payment": asked.key}
    price = {
        "currency": asked.currency.lower(), "unit_amount": _minor(asked.amount, asked.currency),
        "product_data": {"name": asked.title},
    }  # fmt: skip
    page = {
        "mode": "payment", "client_reference_id": asked.key, "metadata": ours,
        "payment_intent_data": {"metadata": ours}, "line_items": [{"quantity": 1, "price_data": price}],
        "locale": SPOKEN.get(asked.language, "auto"),
        "success_url": asked.success, "cancel_url": asked.cancel, "expires_at": int(asked.expires_at.timestamp()),
    }  # fmt: skip
    if asked.email:
        page["customer_email"] = asked.email
    if asked.keep_card:
        page["customer_creation"] = "always"
        page["payment_intent_data"] = {"metadata": ours, "setup_future_usage": "off_session"}
    return page


def _word(key: str, state: str, intent: Any, paid: bool) -> Word:
    if not paid or intent is None:
        return Word(key, state, False, "", Decimal(0), "", is_live(), None)
    amount = _major(intent.amount_received, intent.currency)
    return Word(key, state, True, intent.id, amount, intent.currency.upper(), bool(intent.livemode), _kept(intent))


def _word_of(intent: Any) -> Word:
    return _word(_note(intent, "payment"), intent.status, intent, intent.status == "succeeded")


def _note(thing: Any, name: str) -> str:
    """What we wrote on one of Stripe's objects; empty if it is not ours."""
    return str(thing.metadata.to_dict().get(name, "")) if thing.metadata else ""


def _kept(intent: Any) -> Method | None:
    card = intent.payment_method
    if not (intent.customer and intent.setup_future_usage and card and not isinstance(card, str)):
        return None
    return Method(str(intent.customer), card.id, str(card.card.last4 if card.card else ""))


def _charged(key: str, method: Method) -> Any:
    made = _client().v1.payment_intents.list({"customer": method.customer, "limit": 100})
    return next((i for i in made.data if _note(i, "payment") == key and i.status == "succeeded"), None)


def _returned(ref: str, intent: str) -> Any:
    made = _client().v1.refunds.list({"payment_intent": intent, "limit": 100})
    return next((r for r in made.data if _note(r, "refund") == ref and r.status not in REFUSED), None)


def _minor(amount: Decimal, currency: str) -> int:
    """In the currency's smallest unit, as Stripe counts."""
    return int(amount if currency.lower() in WITHOUT_CENTS else amount * 100)


def _major(amount: int, currency: str) -> Decimal:
    return Decimal(amount) if currency.lower() in WITHOUT_CENTS else Decimal(amount) / 100
