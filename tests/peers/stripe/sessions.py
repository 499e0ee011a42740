"""Checkout Sessions: made by the site, paid by a visitor on the hosted page, closed by time or by hand."""

from collections.abc import Callable

import stripe

from . import cards, customers, intents, setups
from .amounts import checked_amount, checked_currency
from .problems import Problem
from .store import DAY, Store, Thing, checked_metadata, new_id

SHORTEST = 30 * 60
COPIED = ("client_reference_id", "customer", "customer_creation", "customer_email", "locale", "submit_type")
HONOURED = {*intents.PLAIN, "capture_method", "metadata", "shipping", "transfer_group"}
TOTALS = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
Refusal = tuple[Callable[[Thing], object], str, str]
REFUSALS: tuple[Refusal, ...] = (
    (lambda p: p["mode"] == "subscription", "This test server has no subscriptions.", "mode"),
    (lambda p: p["ui_mode"] != "hosted_page", "This test server has only hosted pages.", "ui_mode"),
    (lambda p: not p.get("success_url"), "Missing required param: success_url.", "success_url"),
    (
        lambda p: p["mode"] == "payment" and not p.get("line_items"),
        "You must provide one of the following params when mode is payment: line_items.",
        "line_items",
    ),
    (
        lambda p: p["mode"] == "setup" and p.get("line_items"),
        "You cannot pass `line_items` in `setup` mode.",
        "line_items",
    ),
    (
        lambda p: p["mode"] == "setup" and not p.get("currency"),
        "You must provide `currency` in `setup` mode.",
        "currency",
    ),
    (
        lambda p: p["mode"] == "setup" and "payment_intent_data" in p,
        "You can not pass `payment_intent_data` in `setup` mode.",
        "payment_intent_data",
    ),
    (
        lambda p: p["mode"] == "payment" and "setup_intent_data" in p,
        "You can only pass `setup_intent_data` in `setup` mode.",
        "setup_intent_data",
    ),
    (
        lambda p: p["mode"] == "setup" and "submit_type" in p,
        "You cannot pass `submit_type` in `setup` mode.",
        "submit_type",
    ),
    (
        lambda p: p.get("customer") and p.get("customer_email"),
        "You may only specify one of these parameters: customer, customer_email.",
        "customer_email",
    ),
    (
        lambda p: p.get("customer") and p.get("customer_creation"),
        "You may only specify one of these parameters: customer, customer_creation.",
        "customer_creation",
    ),
)


def create(store: Store, params: Thing) -> Thing:
    params = {"mode": "payment", "ui_mode": "hosted_page", **params}
    refuse(store, params)
    lines = [line_of(store, place, line) for place, line in enumerate(params.get("line_items", []))]
    currency = common_currency([line["currency"] for line in lines] or [params["currency"]])
    total = sum(line["amount_total"] for line in lines) if lines else None
    if total is not None:
        checked_amount(total, currency, param="line_items")
    session = store.add(
        stripe.checkout.Session,
        "cs_test_",
        **{name: params.get(name) for name in COPIED},
        amount_subtotal=total,
        amount_total=total,
        cancel_url=params.get("cancel_url"),
        currency=currency,
        expires_at=expiry(store, params),
        metadata=checked_metadata(params.get("metadata") or {}),
        mode=params["mode"],
        payment_method_types=["card"],
        payment_status="unpaid" if lines else "no_payment_required",
        status="open",
        success_url=params["success_url"],
        total_details=dict(TOTALS) if lines else None,
        ui_mode=params["ui_mode"],
    )
    session["url"] = f"{store.base}/c/pay/{session['id']}"
    data = params.get("payment_intent_data") or params.get("setup_intent_data") or {}
    store.private[session["id"]] = {"lines": lines, "data": data, "problem": None, "email": None}
    return session


def refuse(store: Store, params: Thing) -> None:
    ignored = (params.get("payment_intent_data") or {}).keys() - HONOURED
    if ignored:
        message = f"The local test server does not act on payment_intent_data: {', '.join(sorted(ignored))}."
        raise Problem(message, code="parameter_not_served_locally", param="payment_intent_data")
    for wrong, message, param in REFUSALS:
        if wrong(params):
            raise Problem(message, param=param)
    if params.get("customer"):
        store.named("customer", params["customer"])


def common_currency(currencies: list[str]) -> str:
    checked = {checked_currency(currency) for currency in currencies}
    if len(checked) > 1:
        raise Problem("All line items must have the same currency.", param="line_items")
    return checked.pop()


def expiry(store: Store, params: Thing) -> int:
    now = store.now()
    expires = int(params.get("expires_at", now + DAY))
    if expires < now + SHORTEST - 1:
        raise Problem("The `expires_at` timestamp must be at least 30 minutes from now.", param="expires_at")
    if expires > now + DAY:
        raise Problem("The `expires_at` timestamp must be less than 24 hours from now.", param="expires_at")
    return expires


def line_of(store: Store, place: int, line: Thing) -> Thing:
    """A line item with the price given in place; stored prices and products do not exist here."""
    where = f"line_items[{place}]"
    if "price_data" not in line:
        key = line.get("price", "")
        raise Problem(f"No such price: '{key}'", code="resource_missing", param=f"{where}[price]")
    price, quantity = line["price_data"], line.get("quantity", 1)
    if "unit_amount" not in price or "product_data" not in price:
        message = "This test server needs `unit_amount` and `product_data` in `price_data`."
        raise Problem(message, code="parameter_missing", param=f"{where}[price_data]")
    if price["unit_amount"] < 0 or quantity < 1:
        raise Problem("Invalid non-negative integer", code="parameter_invalid_integer", param=where)
    total, product = price["unit_amount"] * quantity, price["product_data"]
    return {
        "id": new_id("li_"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"].lower(),
        "description": product["name"],
        "metadata": line.get("metadata", {}),
        "price": {"unit_amount": price["unit_amount"], "currency": price["currency"].lower(), "object": "price"},
        "quantity": quantity,
    }


def must_be_open(session: Thing) -> None:
    if session["status"] != "open":
        message = f'Only Checkout Sessions with a status in ["open"] can be changed; this one is {session["status"]}.'
        raise Problem(message, param="session")


def update(store: Store, session: Thing, params: Thing) -> Thing:
    store.change(session, params)
    return session


def expire(store: Store, session: Thing, params: Thing) -> Thing:
    must_be_open(session)
    session.update(status="expired", url=None)
    intent = store.things.get(session["payment_intent"] or "")
    if intent and intent["status"] in intents.CONFIRMABLE:
        intents.cancel(store, intent, {"cancellation_reason": "expired"})
    store.emit("checkout.session.expired", session)
    return session


def expire_due(store: Store) -> None:
    """Closes every open session whose time is over."""
    now = store.now()
    for session in list(store.of_kind("checkout.session")):
        if session["status"] == "open" and session["expires_at"] <= now:
            expire(store, session, {})


def pay(store: Store, session: Thing, *, number: str, email: str | None) -> str:
    """The visitor gives a card. Returns the address to go to: the site's, or the 3-D Secure page. Raises declines."""
    must_be_open(session)
    private = store.private[session["id"]]
    private.update(problem=None, email=email or None)
    try:
        method = cards.make_method(store, cards.known_number(number), billing={"email": email or None})
        take_customer(store, session, email)
        intent = try_card(store, session, method)
    except Problem as problem:
        private["problem"] = problem.code
        raise
    return conclude(store, session, intent)


def take_customer(store: Store, session: Thing, email: str | None) -> None:
    wanted = session["customer_creation"] == "always" or store.private[session["id"]]["data"].get("setup_future_usage")
    if wanted and not session["customer"]:
        session["customer"] = customers.create(store, {"email": email or session["customer_email"]})["id"]


def try_card(store: Store, session: Thing, method: Thing) -> Thing:
    door, field = (intents, "payment_intent") if session["mode"] == "payment" else (setups, "setup_intent")
    intent = store.things.get(session[field] or "")
    if intent is None or intent["status"] not in intents.CONFIRMABLE:
        intent = begin(store, session, field)
    intent["payment_method"] = method["id"]
    private = store.private[intent["id"]]
    private.update(session=session["id"], return_url=f"{store.base}/c/pay/{session['id']}")
    door.attempt(store, intent)
    return intent


def begin(store: Store, session: Thing, field: str) -> Thing:
    wanted = {**store.private[session["id"]]["data"], "customer": session["customer"]}
    if field == "payment_intent":
        made = intents.begin(store, {**wanted, "amount": session["amount_total"], "currency": session["currency"]})
        store.emit("payment_intent.created", made)
    else:
        made = setups.begin(store, wanted)
    session[field] = made["id"]
    return made


def conclude(store: Store, session: Thing, intent: Thing) -> str:
    if intent["status"] == "requires_action":
        return f"{store.base}/3ds/{intent['id']}"
    email = store.private[session["id"]]["email"] or session["customer_email"]
    session.update(status="complete", url=None, customer_details={**cards.NOBODY, "email": email, "tax_exempt": "none"})
    if intent["status"] == "succeeded" and session["mode"] == "payment":
        session["payment_status"] = "paid"
    store.emit("checkout.session.completed", session)
    return success_address(session)


def success_address(session: Thing) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def finish_check(store: Store, intent: Thing, *, passed: bool) -> str:
    """The 3-D Secure page's answer. Returns where the visitor goes: onwards, or back to the card page to try again."""
    door = intents if intent["object"] == "payment_intent" else setups
    session = store.things.get(store.private[intent["id"]]["session"] or "")
    try:
        door.finish_check(store, intent, passed=passed)
    except Problem as problem:
        if problem.status != 402:
            raise
        if session is None:
            return after_check(store, intent, "failed")
        store.private[session["id"]]["problem"] = problem.code
        return str(session["url"])
    return conclude(store, session, intent) if session else after_check(store, intent, "succeeded")


def after_check(store: Store, intent: Thing, outcome: str) -> str:
    """The intent's own return address with Stripe's query, or nothing when the site gave none."""
    address, name = store.private[intent["id"]]["return_url"], intent["object"]
    if not address:
        return ""
    query = f"{name}={intent['id']}&{name}_client_secret={intent['client_secret']}&redirect_status={outcome}"
    return f"{address}{'&' if '?' in address else '?'}{query}"
