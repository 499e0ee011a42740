"""Customers and the cards kept with them."""

import stripe

from . import cards
from .problems import Problem
from .store import Store, Thing, checked_metadata

PLAIN = ("address", "description", "email", "name", "phone", "shipping")


def create(store: Store, params: Thing) -> Thing:
    customer = store.add(
        stripe.Customer,
        "cus_",
        **{name: params.get(name) for name in PLAIN},
        balance=0,
        invoice_settings={"custom_fields": None, "default_payment_method": None, "footer": None},
        metadata=checked_metadata(params.get("metadata") or {}),
        preferred_locales=params.get("preferred_locales", []),
        tax_exempt="none",
    )
    store.emit("customer.created", customer)
    return customer


def update(store: Store, customer: Thing, params: Thing) -> Thing:
    refuse_deleted(customer)
    if "invoice_settings" in params:
        settings = params["invoice_settings"] or {}
        own_card(store, customer, settings.get("default_payment_method"))
        params["invoice_settings"] = {**customer["invoice_settings"], **settings}
    previous = store.change(customer, params)
    store.emit("customer.updated", customer, previous)
    return customer


def refuse_deleted(customer: Thing) -> None:
    if customer.get("deleted"):
        message = f"No such customer: '{customer['id']}'; it has been deleted."
        raise Problem(message, status=404, code="resource_missing", param="id")


def own_card(store: Store, customer: Thing, key: str | None) -> None:
    if key and store.named("payment_method", key)["customer"] != customer["id"]:
        raise Problem("The customer does not have a payment method with that ID.", code="resource_missing")


def delete(store: Store, customer: Thing, params: Thing) -> Thing:
    """The cards are detached; the customer can still be retrieved, marked as deleted."""
    refuse_deleted(customer)
    store.emit("customer.deleted", customer)
    for method in list(store.of_kind("payment_method")):
        if method["customer"] == customer["id"]:
            method["customer"] = None
            store.private[method["id"]]["spent"] = True
    gone = {"id": customer["id"], "object": "customer", "deleted": True}
    store.things[customer["id"]] = gone
    return gone


def create_method(store: Store, params: Thing) -> Thing:
    if params.get("type") != "card" or "card" not in params:
        raise Problem("Only payment methods of type card can be made on this test server.", param="type")
    number = cards.known_number(number_in(params["card"]))
    return cards.make_method(
        store,
        number,
        billing=params.get("billing_details"),
        metadata=checked_metadata(params.get("metadata") or {}),
    )


def number_in(card: Thing) -> str:
    if "token" not in card:
        return str(card.get("number", ""))
    if card["token"] not in cards.TEST_TOKENS:
        raise Problem(f"No such token: '{card['token']}'", code="resource_missing", param="card[token]")
    return cards.TEST_TOKENS[card["token"]]


def update_method(store: Store, method: Thing, params: Thing) -> Thing:
    if not method["customer"]:
        message = "You must save this PaymentMethod to a customer before you can update it."
        raise Problem(message, param="payment_method")
    for name in ("billing_details", "card"):
        if name in params:
            params[name] = {**method[name], **params[name]}
    previous = store.change(method, params)
    store.emit("payment_method.updated", method, previous)
    return method


def attach(store: Store, method: Thing, params: Thing) -> Thing:
    """The bank is asked: a card that it declines outright cannot be kept."""
    if not params.get("customer"):
        raise Problem("Missing required param: customer.", code="parameter_missing", param="customer")
    customer = store.named("customer", params["customer"])
    if method["customer"]:
        raise Problem("The payment method you provided has already been attached to a customer.")
    cards.usable(store, method, None)
    card = cards.CARDS[store.private[method["id"]]["number"]]
    if not card.attaches:
        raise cards.declined(card.decline)
    cards.attach(store, method, customer["id"])
    return method


def detach(store: Store, method: Thing, params: Thing) -> Thing:
    if not method["customer"]:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise Problem(message, param="payment_method")
    previous = store.change(method, {"customer": None})
    store.private[method["id"]]["spent"] = True
    store.emit("payment_method.detached", method, previous)
    return method
