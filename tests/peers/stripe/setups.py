"""SetupIntents: a card is kept for later without a payment."""

import secrets

import stripe

from . import cards
from .intents import CONFIRMABLE, automatic, chosen_method, failed_check, redirects, refuse_unready
from .problems import Problem, wrong_state
from .store import Store, Thing, checked_metadata


def begin(store: Store, wanted: Thing) -> Thing:
    setup = store.add(
        stripe.SetupIntent,
        "seti_",
        automatic_payment_methods=automatic(wanted),
        customer=wanted.get("customer"),
        description=wanted.get("description"),
        metadata=checked_metadata(wanted.get("metadata") or {}),
        payment_method_types=["card"],
        status="requires_payment_method",
        usage=wanted.get("usage", "off_session"),
    )
    setup["client_secret"] = f"{setup['id']}_secret_{secrets.token_hex(12)}"
    store.private[setup["id"]] = {"away": False, "return_url": None, "redirects": redirects(wanted), "session": None}
    store.emit("setup_intent.created", setup)
    return setup


def create(store: Store, params: Thing) -> Thing:
    if params.get("customer"):
        store.named("customer", params["customer"])
    method = chosen_method(store, params, params.get("customer"))
    setup = begin(store, params)
    if method:
        setup.update(payment_method=method["id"], status="requires_confirmation")
    return confirm(store, setup, params) if params.get("confirm") else setup


def update(store: Store, setup: Thing, params: Thing) -> Thing:
    if setup["status"] not in CONFIRMABLE:
        raise wrong_state(setup, "updated", CONFIRMABLE)
    if params.get("customer"):
        store.named("customer", params["customer"])
    method = chosen_method(store, params, params.get("customer", setup["customer"]))
    if method:
        params.update(payment_method=method["id"], status="requires_confirmation")
    store.change(setup, params)
    return setup


def confirm(store: Store, setup: Thing, params: Thing) -> Thing:
    if setup["status"] not in CONFIRMABLE:
        raise wrong_state(setup, "confirmed", CONFIRMABLE)
    method = chosen_method(store, params, setup["customer"])
    if method:
        setup["payment_method"] = method["id"]
    private = store.private[setup["id"]]
    private["return_url"] = params.get("return_url") or private["return_url"]
    refuse_unready(setup, private)
    attempt(store, setup)
    return setup


def attempt(store: Store, setup: Thing, *, checked: bool = False) -> None:
    method = store.things[setup["payment_method"]]
    card = cards.CARDS[store.private[method["id"]]["number"]]
    if card.asks and not checked:
        ask_for_check(store, setup)
    elif not card.attaches:
        fail(store, setup, cards.declined(card.decline))
    else:
        succeed(store, setup, method)


def ask_for_check(store: Store, setup: Thing) -> None:
    back = {"url": f"{store.base}/3ds/{setup['id']}", "return_url": store.private[setup["id"]]["return_url"]}
    setup.update(status="requires_action", next_action={"type": "redirect_to_url", "redirect_to_url": back})
    store.emit("setup_intent.requires_action", setup)


def succeed(store: Store, setup: Thing, method: Thing) -> None:
    store.private[method["id"]]["saved"] = True
    setup.update(status="succeeded", next_action=None, last_setup_error=None)
    if setup["customer"]:
        cards.attach(store, method, setup["customer"])
    store.emit("setup_intent.succeeded", setup)


def fail(store: Store, setup: Thing, problem: Problem) -> None:
    setup.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_setup_error=dict(problem.error),
    )
    store.emit("setup_intent.setup_failed", setup)
    problem.error["setup_intent"] = dict(setup)
    raise problem


def finish_check(store: Store, setup: Thing, *, passed: bool) -> None:
    """What the 3-D Secure page decided; raises when it was failed."""
    if setup["status"] != "requires_action":
        raise wrong_state(setup, "authenticated", ["requires_action"])
    if passed:
        attempt(store, setup, checked=True)
    else:
        fail(store, setup, failed_check("setup_intent"))


def cancel(store: Store, setup: Thing, params: Thing) -> Thing:
    if setup["status"] not in CONFIRMABLE:
        raise wrong_state(setup, "canceled", CONFIRMABLE)
    setup.update(status="canceled", cancellation_reason=params.get("cancellation_reason"), next_action=None)
    store.emit("setup_intent.canceled", setup)
    return setup
