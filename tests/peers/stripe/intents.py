"""PaymentIntents: made, confirmed, captured, cancelled."""

import secrets
from typing import Any

import stripe

from . import cards, charges
from .amounts import checked_amount, checked_currency
from .problems import NAMES, Problem, unexpected, wrong_state
from .store import Store, Thing, checked_metadata

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELLABLE = (*CONFIRMABLE, "requires_capture", "processing")
PLAIN = ("description", "receipt_email", "setup_future_usage", "statement_descriptor", "statement_descriptor_suffix")
COPIED = (*PLAIN, "customer", "shipping", "transfer_group")
FIXED_LATER = frozenset({"amount", "currency", "customer", "payment_method", "capture_method", "setup_future_usage"})


def begin(store: Store, wanted: Thing) -> Thing:
    """A PaymentIntent not yet confirmed. `wanted` has the create parameters that stay on the object."""
    currency = checked_currency(wanted["currency"])
    intent = store.add(
        stripe.PaymentIntent,
        "pi_",
        **{name: wanted.get(name) for name in COPIED},
        amount=checked_amount(wanted["amount"], currency),
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        automatic_payment_methods=automatic(wanted),
        capture_method=wanted.get("capture_method", "automatic_async"),
        confirmation_method=wanted.get("confirmation_method", "automatic"),
        currency=currency,
        metadata=checked_metadata(wanted.get("metadata") or {}),
        payment_method_types=["card"],
        status="requires_payment_method",
    )
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(12)}"
    store.private[intent["id"]] = {"away": False, "return_url": None, "redirects": redirects(wanted), "session": None}
    return intent


def automatic(wanted: Thing) -> Thing:
    """Dynamic payment methods are on unless switched off, with redirects allowed."""
    return {"allow_redirects": "always", "enabled": True, **(wanted.get("automatic_payment_methods") or {})}


def redirects(wanted: Thing) -> bool:
    return bool(automatic(wanted)["allow_redirects"] != "never")


def create(store: Store, params: Thing) -> Thing:
    if params.get("customer"):
        store.named("customer", params["customer"])
    refuse_confirm_only(params)
    method = chosen_method(store, params, params.get("customer"))
    intent = begin(store, params)
    if method:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    store.emit("payment_intent.created", intent)
    return confirm(store, intent, params) if params.get("confirm") else intent


def refuse_confirm_only(params: Thing) -> None:
    for name in ("off_session", "return_url", "error_on_requires_action"):
        if name in params and not params.get("confirm"):
            message = f"You cannot set `{name}` when creating a PaymentIntent without also setting `confirm` to `true`."
            raise Problem(message, param=name)


def chosen_method(store: Store, params: Thing, customer: str | None) -> Thing | None:
    if not params.get("payment_method"):
        return None
    method = cards.method_named(store, params["payment_method"])
    cards.usable(store, method, customer)
    return method


def update(store: Store, intent: Thing, params: Thing) -> Thing:
    if intent["status"] not in CONFIRMABLE and FIXED_LATER & params.keys():
        raise wrong_state(intent, "updated", CONFIRMABLE)
    if params.get("customer"):
        store.named("customer", params["customer"])
    if params.get("currency"):
        params["currency"] = checked_currency(params["currency"])
    if "amount" in params:
        checked_amount(params["amount"], params.get("currency") or intent["currency"])
    method = chosen_method(store, params, params.get("customer", intent["customer"]))
    if method:
        params.update(payment_method=method["id"], status="requires_confirmation")
    store.change(intent, params)
    return intent


def confirm(store: Store, intent: Thing, params: Thing) -> Thing:
    if intent["status"] not in CONFIRMABLE:
        raise wrong_state(intent, "confirmed", CONFIRMABLE)
    private = store.private[intent["id"]]
    private["away"] = bool(params.get("off_session"))
    private["no_action"] = params.get("error_on_requires_action", False)
    private["return_url"] = params.get("return_url") or private["return_url"]
    method = chosen_method(store, params, intent["customer"])
    if method:
        intent["payment_method"] = method["id"]
    refuse_unready(intent, private)
    store.change(intent, {name: params[name] for name in (*PLAIN, "capture_method") if name in params})
    attempt(store, intent)
    return intent


def refuse_unready(intent: Thing, private: Thing) -> None:
    """A PaymentIntent or SetupIntent needs a card, and a way back unless nothing can lead the visitor away."""
    name = NAMES[intent["object"]]
    if not intent["payment_method"]:
        message = f"You cannot confirm this {name} because it's missing a payment method."
        raise unexpected(intent, message)
    if private["redirects"] and not private["away"] and not private["return_url"]:
        message = (
            f"This {name} is configured to accept payment methods that might redirect your customer off of your "
            "page, you must provide a `return_url`. To leave those out, set `automatic_payment_methods[enabled]` to "
            "`true` and `automatic_payment_methods[allow_redirects]` to `never`."
        )
        raise Problem(message, param="return_url")


def attempt(store: Store, intent: Thing, *, checked: bool = False) -> None:
    """Asks the bank once. `checked` says that 3-D Secure was passed just now. Raises the card's decline."""
    method, private = store.things[intent["payment_method"]], store.private[intent["id"]]
    if cards.asks_for_check(store, method) and not checked:
        if private["away"] or private.get("no_action"):
            fail(store, intent, "authentication_required")
        ask_for_check(store, intent)
    elif cards.decline_of(store, method):
        fail(store, intent, cards.decline_of(store, method))
    else:
        succeed(store, intent, method, checked=checked)


def ask_for_check(store: Store, intent: Thing) -> None:
    private, page = store.private[intent["id"]], f"{store.base}/3ds/{intent['id']}"
    back = {"type": "redirect_to_url", "redirect_to_url": {"url": page, "return_url": private["return_url"]}}
    inside = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": page}}
    intent.update(status="requires_action", next_action=back if private["return_url"] else inside)
    store.emit("payment_intent.requires_action", intent)


def succeed(store: Store, intent: Thing, method: Thing, *, checked: bool) -> None:
    held = intent["capture_method"] == "manual"
    charge = charges.record(store, intent, method, captured=not held)
    keep_method(store, intent, method, checked=checked)
    intent.update(latest_charge=charge["id"], next_action=None, last_payment_error=None)
    store.emit("charge.succeeded", charge)
    if held:
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        store.emit("payment_intent.amount_capturable_updated", intent)
    else:
        intent.update(status="succeeded", amount_received=intent["amount"])
        store.emit("payment_intent.succeeded", intent)


def keep_method(store: Store, intent: Thing, method: Thing, *, checked: bool) -> None:
    """A card used with `setup_future_usage` stays with the customer; one used without a customer is used up."""
    private = store.private[method["id"]]
    if intent["setup_future_usage"] and intent["customer"]:
        private["saved"] = private["saved"] or checked
        cards.attach(store, method, intent["customer"])
    private["spent"] = not method["customer"]


def fail(store: Store, intent: Thing, decline: str) -> None:
    method = store.things[intent["payment_method"]]
    charge = charges.record_failure(store, intent, method, decline)
    problem = cards.declined(decline, charge=charge["id"])
    give_back(intent, {**problem.error, "payment_method": dict(method)})
    intent["latest_charge"] = charge["id"]
    store.emit("charge.failed", charge)
    store.emit("payment_intent.payment_failed", intent)
    problem.error.update(payment_method=dict(method), payment_intent=dict(intent))
    raise problem


def give_back(intent: Thing, error: Thing) -> None:
    """The intent waits for another card."""
    intent.update(status="requires_payment_method", payment_method=None, next_action=None, last_payment_error=error)


def finish_check(store: Store, intent: Thing, *, passed: bool) -> None:
    """What the 3-D Secure page decided. Raises the problem when the check failed or the bank declined after it."""
    if intent["status"] != "requires_action":
        raise wrong_state(intent, "authenticated", ["requires_action"])
    if passed:
        attempt(store, intent, checked=True)
        return
    problem = failed_check("payment_intent")
    give_back(intent, {**problem.error, "payment_method": dict(store.things[intent["payment_method"]])})
    store.emit("payment_intent.payment_failed", intent)
    raise problem


def failed_check(kind: str) -> Problem:
    message = "We are unable to authenticate your payment method. Please choose a different one and try again."
    return Problem(message, status=402, kind="card_error", code=f"{kind}_authentication_failure")


def capture(store: Store, intent: Thing, params: Thing) -> Thing:
    """Takes all or part of a held sum; the rest is let go and is not a refund."""
    if intent["status"] != "requires_capture":
        raise wrong_state(intent, "captured", ["requires_capture"])
    held: int = intent["amount_capturable"]
    amount: int = {"amount_to_capture": held, **params}["amount_to_capture"]
    if not 0 < amount <= held:
        message = f"The amount to capture must be from 1 to {held}, the amount that is held."
        raise Problem(message, code="amount_too_large", param="amount_to_capture")
    charge = store.things[intent["latest_charge"]]
    charge.update(captured=True, amount_captured=amount)
    store.change(intent, {"metadata": params["metadata"]} if "metadata" in params else {})
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    store.emit("charge.captured", charge)
    store.emit("payment_intent.succeeded", intent)
    return intent


def cancel(store: Store, intent: Thing, params: dict[str, Any]) -> Thing:
    """Lets a held sum go. The charge stays uncaptured and is not marked as refunded."""
    if intent["status"] not in CANCELLABLE:
        raise wrong_state(intent, "canceled", CANCELLABLE)
    reason = params.get("cancellation_reason")
    intent.update(status="canceled", canceled_at=store.now(), cancellation_reason=reason)
    intent.update(amount_capturable=0, next_action=None)
    store.emit("payment_intent.canceled", intent)
    return intent
