"""The API as one table: method and path, the SDK's parameter type, what this server honours, and who does it."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import stripe.params as sdk
import stripe.params.checkout as sdk_checkout

from . import cards, charges, customers, endpoints, intents, sessions, setups
from .listing import line_items, page_of
from .problems import Problem
from .store import Store, Thing

Make = Callable[[Store, Thing], Thing]
Act = Callable[[Store, Thing, Thing], Thing]
INTENT = (
    "amount automatic_payment_methods capture_method confirm confirmation_method currency customer description "
    "error_on_requires_action expand metadata off_session payment_method receipt_email return_url setup_future_usage "
    "shipping statement_descriptor statement_descriptor_suffix transfer_group"
)
SETUP = "automatic_payment_methods confirm customer description expand metadata payment_method return_url usage"
SESSION = (
    "cancel_url client_reference_id currency customer customer_creation customer_email expand expires_at line_items "
    "locale metadata mode payment_intent_data setup_intent_data submit_type success_url ui_mode"
)
CUSTOMER = "address description email expand invoice_settings metadata name phone preferred_locales shipping"
CAPTURE = "amount_to_capture expand metadata"
REFUND = "amount charge expand metadata payment_intent reason"
ENDPOINT = "description disabled enabled_events expand metadata url"


class Operation(NamedTuple):
    """`honours` names the parameters that have an effect here; None means all that the SDK declares."""

    method: str
    path: str
    takes: Any
    honours: str | None
    does: Callable[[Store, tuple[str, ...], Thing], Thing]


def makes(make: Make) -> Callable[[Store, tuple[str, ...], Thing], Thing]:
    return lambda store, ids, params: make(store, params)


def acts(kind: str, act: Act) -> Callable[[Store, tuple[str, ...], Thing], Thing]:
    def run(store: Store, ids: tuple[str, ...], params: Thing) -> Thing:
        return act(store, found(store, kind, ids[0]), params)

    return run


def found(store: Store, kind: str, key: str) -> Thing:
    """An object named in the address; Stripe's ready-made card ids name a fresh card each time."""
    if kind == "payment_method" and key in cards.TEST_METHODS:
        return cards.method_named(store, key)
    if kind == "event" and key in store.events:
        return store.events[key]
    return store.find(kind, key)


def shows(kind: str) -> Callable[[Store, tuple[str, ...], Thing], Thing]:
    return acts(kind, lambda store, thing, params: thing)


def lists(kind: str, url: str) -> Callable[[Store, tuple[str, ...], Thing], Thing]:
    return lambda store, ids, params: page_of(store.of_kind(kind), params, url=url)


def cards_of(store: Store, customer: Thing, params: Thing) -> Thing:
    url = f"/v1/customers/{customer['id']}/payment_methods"
    return page_of(store.of_kind("payment_method"), {**params, "customer": customer["id"]}, url=url)


def card_of(store: Store, ids: tuple[str, ...], params: Thing) -> Thing:
    store.find("customer", ids[0])
    method = store.find("payment_method", ids[1])
    if method["customer"] != ids[0]:
        raise Problem("The customer does not have that payment method.", status=404, code="resource_missing")
    return method


def lines_of(store: Store, session: Thing, params: Thing) -> Thing:
    whole = line_items(store, session)
    return page_of(whole["data"], params, url=whole["url"])


def resource(path: str, kind: str, one: Any, many: Any) -> list[Operation]:
    """To read one object and to list them."""
    return [
        Operation("GET", f"{path}/:id", one, None, shows(kind)),
        Operation("GET", path, many, None, lists(kind, f"/v1/{path}")),
    ]


CUSTOMERS = [
    Operation("POST", "customers", sdk.CustomerCreateParams, CUSTOMER, makes(customers.create)),
    Operation("POST", "customers/:id", sdk.CustomerUpdateParams, CUSTOMER, acts("customer", customers.update)),
    Operation("DELETE", "customers/:id", sdk.CustomerDeleteParams, None, acts("customer", customers.delete)),
    Operation(
        "GET",
        "customers/:id/payment_methods",
        sdk.CustomerPaymentMethodListParams,
        None,
        acts("customer", cards_of),
    ),
    Operation(
        "GET",
        "customers/:id/payment_methods/:method",
        sdk.CustomerPaymentMethodRetrieveParams,
        None,
        card_of,
    ),
    *resource("customers", "customer", sdk.CustomerRetrieveParams, sdk.CustomerListParams),
]
METHODS = [
    Operation(
        "POST",
        "payment_methods",
        sdk.PaymentMethodCreateParams,
        "billing_details card expand metadata type",
        makes(customers.create_method),
    ),
    Operation(
        "POST",
        "payment_methods/:id",
        sdk.PaymentMethodUpdateParams,
        "billing_details card expand metadata",
        acts("payment_method", customers.update_method),
    ),
    Operation(
        "POST",
        "payment_methods/:id/attach",
        sdk.PaymentMethodAttachParams,
        "customer expand",
        acts("payment_method", customers.attach),
    ),
    Operation(
        "POST",
        "payment_methods/:id/detach",
        sdk.PaymentMethodDetachParams,
        None,
        acts("payment_method", customers.detach),
    ),
    *resource("payment_methods", "payment_method", sdk.PaymentMethodRetrieveParams, sdk.PaymentMethodListParams),
]


def intent_verb(verb: str, takes: Any, honours: str | None, act: Act) -> Operation:
    return Operation("POST", f"payment_intents/:id{verb}", takes, honours, acts("payment_intent", act))


def setup_verb(verb: str, takes: Any, honours: str | None, act: Act) -> Operation:
    return Operation("POST", f"setup_intents/:id{verb}", takes, honours, acts("setup_intent", act))


INTENTS = [
    Operation("POST", "payment_intents", sdk.PaymentIntentCreateParams, INTENT, makes(intents.create)),
    intent_verb("", sdk.PaymentIntentUpdateParams, INTENT, intents.update),
    intent_verb("/confirm", sdk.PaymentIntentConfirmParams, INTENT, intents.confirm),
    intent_verb("/capture", sdk.PaymentIntentCaptureParams, CAPTURE, intents.capture),
    intent_verb("/cancel", sdk.PaymentIntentCancelParams, None, intents.cancel),
    *resource("payment_intents", "payment_intent", sdk.PaymentIntentRetrieveParams, sdk.PaymentIntentListParams),
    Operation("POST", "setup_intents", sdk.SetupIntentCreateParams, SETUP, makes(setups.create)),
    setup_verb("", sdk.SetupIntentUpdateParams, SETUP, setups.update),
    setup_verb("/confirm", sdk.SetupIntentConfirmParams, SETUP, setups.confirm),
    setup_verb("/cancel", sdk.SetupIntentCancelParams, None, setups.cancel),
    *resource("setup_intents", "setup_intent", sdk.SetupIntentRetrieveParams, sdk.SetupIntentListParams),
]


def session_verb(verb: str, takes: Any, honours: str | None, act: Act) -> Operation:
    return Operation("POST", f"checkout/sessions/:id{verb}", takes, honours, acts("checkout.session", act))


SESSIONS = [
    Operation("POST", "checkout/sessions", sdk_checkout.SessionCreateParams, SESSION, makes(sessions.create)),
    session_verb("", sdk_checkout.SessionUpdateParams, "expand metadata", sessions.update),
    session_verb("/expire", sdk_checkout.SessionExpireParams, None, sessions.expire),
    Operation(
        "GET",
        "checkout/sessions/:id/line_items",
        sdk_checkout.SessionLineItemListParams,
        None,
        acts("checkout.session", lines_of),
    ),
    *resource(
        "checkout/sessions", "checkout.session", sdk_checkout.SessionRetrieveParams, sdk_checkout.SessionListParams
    ),
]
MONEY_BACK = [
    Operation("POST", "refunds", sdk.RefundCreateParams, REFUND, makes(charges.refund)),
    Operation("POST", "refunds/:id", sdk.RefundUpdateParams, "expand metadata", acts("refund", charges.update_refund)),
    *resource("refunds", "refund", sdk.RefundRetrieveParams, sdk.RefundListParams),
    Operation(
        "POST",
        "charges/:id",
        sdk.ChargeUpdateParams,
        "description expand metadata receipt_email",
        acts("charge", charges.update),
    ),
    *resource("charges", "charge", sdk.ChargeRetrieveParams, sdk.ChargeListParams),
]


def endpoint_verb(method: str, takes: Any, honours: str | None, act: Act) -> Operation:
    return Operation(method, "webhook_endpoints/:id", takes, honours, acts("webhook_endpoint", act))


WEBHOOKS = [
    Operation("POST", "webhook_endpoints", sdk.WebhookEndpointCreateParams, ENDPOINT, makes(endpoints.create)),
    endpoint_verb("POST", sdk.WebhookEndpointUpdateParams, ENDPOINT, endpoints.update),
    endpoint_verb("DELETE", sdk.WebhookEndpointDeleteParams, None, endpoints.delete),
    *resource(
        "webhook_endpoints", "webhook_endpoint", sdk.WebhookEndpointRetrieveParams, sdk.WebhookEndpointListParams
    ),
    *resource("events", "event", sdk.EventRetrieveParams, sdk.EventListParams),
]
OPERATIONS = [*CUSTOMERS, *METHODS, *INTENTS, *SESSIONS, *MONEY_BACK, *WEBHOOKS]
PATTERNS = [(re.compile(re.sub(r":\w+", "([^/]+)", operation.path)), operation) for operation in OPERATIONS]


def operation_for(method: str, path: str) -> tuple[Operation, tuple[str, ...]]:
    """The operation of an address below `/v1/` and the ids in it."""
    for pattern, operation in PATTERNS:
        match = pattern.fullmatch(path)
        if match and operation.method == method:
            return operation, match.groups()
    message = f"Unrecognized request URL ({method}: /v1/{path})."
    raise Problem(f"{message} Please see https://stripe.com/docs.", status=404)


def refuse_ignored(operation: Operation, params: Thing) -> None:
    """A parameter that Stripe knows but this server would silently ignore is refused, not swallowed."""
    ignored = params.keys() - set(operation.honours.split()) if operation.honours is not None else set()
    if ignored:
        message = f"The local test server does not act on: {', '.join(sorted(ignored))}."
        raise Problem(message, code="parameter_not_served_locally", param=min(ignored))
