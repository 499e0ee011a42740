"""Charges, which payments leave behind, and their refunds."""

import stripe

from .cards import DECLINES
from .problems import Problem
from .store import Store, Thing, checked_metadata

APPROVED = {"network_status": "approved_by_network", "reason": None, "risk_level": "normal", "type": "authorized"}
REFUSED = {"network_status": "declined_by_network", "risk_level": "normal", "type": "issuer_declined"}


def record(store: Store, intent: Thing, method: Thing, *, captured: bool) -> Thing:
    return store.add(
        stripe.Charge,
        "ch_",
        **facts_of(intent, method),
        amount_captured=intent["amount"] if captured else 0,
        captured=captured,
        outcome={**APPROVED, "seller_message": "Payment complete."},
        paid=True,
        status="succeeded",
    )


def record_failure(store: Store, intent: Thing, method: Thing, decline: str) -> Thing:
    code, message = DECLINES[decline]
    return store.add(
        stripe.Charge,
        "ch_",
        **facts_of(intent, method),
        amount_captured=0,
        failure_code=code,
        failure_message=message,
        outcome={**REFUSED, "reason": decline, "seller_message": message},
        status="failed",
    )


def facts_of(intent: Thing, method: Thing) -> Thing:
    same = ("amount", "currency", "customer", "description", "receipt_email", "statement_descriptor_suffix")
    return {
        **{name: intent[name] for name in same},
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "metadata": dict(intent["metadata"]),
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {"type": "card", "card": dict(method["card"])},
    }


def update(store: Store, charge: Thing, params: Thing) -> Thing:
    previous = store.change(charge, params)
    store.emit("charge.updated", charge, previous)
    return charge


def refund(store: Store, params: Thing) -> Thing:
    """All that is left of a captured charge, or the amount asked for. Never more than is left."""
    charge = charge_to_refund(store, params)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = refundable(charge, params.get("amount", left), left)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    made = store.add(
        stripe.Refund,
        "re_",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={"type": "card", "card": {"type": "refund", "reference_status": "pending"}},
        metadata=checked_metadata(params.get("metadata") or {}),
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        status="succeeded",
    )
    store.emit("refund.created", made)
    store.emit("charge.refunded", charge)
    return made


def charge_to_refund(store: Store, params: Thing) -> Thing:
    named = [name for name in ("charge", "payment_intent") if params.get(name)]
    if len(named) != 1:
        raise Problem("You must provide exactly one of the following params: charge, payment_intent.", param="charge")
    found = store.find(named[0], params[named[0]], param=named[0])
    charge = store.things.get(found["latest_charge"]) if named == ["payment_intent"] else found
    if charge is None or charge["status"] != "succeeded":
        raise Problem("This PaymentIntent does not have a successful charge to refund.", param=named[0])
    if not charge["captured"]:
        message = "has not been captured. Cancel its PaymentIntent to release the funds."
        raise Problem(f"Charge {charge['id']} {message}", code="charge_not_refundable", param=named[0])
    return charge


def refundable(charge: Thing, amount: int, left: int) -> int:
    if left <= 0:
        raise Problem(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount < 1:
        raise Problem("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise Problem(message, param="amount")
    return amount


def update_refund(store: Store, made: Thing, params: Thing) -> Thing:
    previous = store.change(made, params)
    store.emit("refund.updated", made, previous)
    return made
