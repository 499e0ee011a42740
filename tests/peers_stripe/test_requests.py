"""What is refused at the door, and what a repeated request gets."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import stripe

from tests.peers.stripe.running import Peer
from tests.peers_stripe.conftest import Payable, line

INTENT = {"amount": 50000, "currency": "uah"}
WRONG = [
    ({"amount": 50000, "curency": "uah"}, "parameter_unknown", "curency"),
    ({"currency": "uah"}, "parameter_missing", "amount"),
    ({"amount": "12x", "currency": "uah"}, "parameter_invalid_integer", "amount"),
    ({**INTENT, "confirm": "perhaps"}, "parameter_invalid", "confirm"),
    ({**INTENT, "metadata": "plain"}, "parameter_invalid", "metadata"),
    (
        {**INTENT, "automatic_payment_methods": {"enabled": True, "x": 1}},
        "parameter_unknown",
        "automatic_payment_methods[x]",
    ),
    ({**INTENT, "payment_method_types": ["card"]}, "payment_method_types_no_longer_supported", "payment_method_types"),
    ({**INTENT, "description": ""}, "parameter_invalid_empty", "description"),
    ({**INTENT, "capture_method": "later"}, None, "capture_method"),
    ({**INTENT, "application_fee_amount": 1}, "parameter_not_served_locally", "application_fee_amount"),
    ({"amount": 0, "currency": "uah"}, "parameter_invalid_integer", "amount"),
    ({"amount": 2099, "currency": "uah"}, "amount_too_small", "amount"),
    ({"amount": 100_000_000, "currency": "uah"}, "amount_too_large", "amount"),
    ({"amount": 50000, "currency": "abc"}, None, "currency"),
    ({**INTENT, "customer": "cus_nobody"}, "resource_missing", "customer"),
    ({**INTENT, "metadata": {"k" * 41: "v"}}, None, "metadata"),
    ({**INTENT, "metadata": {"k": "v" * 501}}, None, "metadata[k]"),
    ({**INTENT, "off_session": True}, None, "off_session"),
]


@pytest.mark.parametrize(("params", "code", "param"), WRONG, ids=[f"{code}-{param}" for _, code, param in WRONG])
def test_a_wrong_parameter_is_refused_by_name(api: Any, params: Any, code: str | None, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.payment_intents.create(params)
    assert (refusal.value.http_status, refusal.value.code, refusal.value.param) == (400, code, param)
    assert api.payment_intents.list().data == []


def test_a_wrong_parameter_deep_in_a_list_is_refused_by_its_path(open_session: Payable) -> None:
    wrong = line()
    wrong["price_data"]["unit_amont"] = wrong["price_data"].pop("unit_amount")
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        open_session(line_items=[line(), wrong])
    assert refusal.value.param == "line_items[1][price_data][unit_amont]"


def test_a_language_that_checkout_does_not_have_is_refused(open_session: Payable) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid locale: must be one of auto"):
        open_session(locale="uk")


def test_lists_and_reads_check_their_parameters_too(api: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter: colour"):
        api.payment_intents.list({"colour": "red"})
    with pytest.raises(stripe.InvalidRequestError, match="from 1 to 100"):
        api.payment_intents.list({"limit": 101})


def test_metadata_keys_that_look_like_numbers_stay_keys(api: Any) -> None:
    intent = api.payment_intents.create({**INTENT, "metadata": {"0": "zero", "7": "seven"}})
    assert intent.metadata.to_dict() == {"0": "zero", "7": "seven"}


def test_metadata_is_merged_and_an_empty_value_removes_its_key(api: Any) -> None:
    intent = api.payment_intents.create({**INTENT, "metadata": {"a": "1", "b": "2"}})
    assert api.payment_intents.update(intent.id, {"metadata": {"a": "", "c": "3"}}).metadata.to_dict() == {
        "b": "2",
        "c": "3",
    }
    assert api.payment_intents.update(intent.id, {"metadata": ""}).metadata.to_dict() == {}


def test_only_test_keys_open_the_api(peer: Peer) -> None:
    for key in ("sk_live_1", "nonsense"):
        client = stripe.StripeClient(key, base_addresses={"api": peer.base}, max_network_retries=0)
        with pytest.raises(stripe.AuthenticationError):
            client.v1.customers.list()


def test_another_version_of_the_api_is_refused(peer: Peer) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        peer.client().v1.customers.list({}, {"stripe_version": "2017-08-15"})


def test_an_unknown_address_is_refused(peer: Peer) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        peer.client().v1.balance.retrieve()


@pytest.mark.parametrize(
    "room", ["customers", "payment_intents", "setup_intents", "refunds", "charges", "payment_methods", "events"]
)
def test_an_unknown_id_is_a_404(api: Any, room: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        getattr(api, room).retrieve("nope_1")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_a_repeated_request_gets_the_first_answer_and_does_nothing(api: Any) -> None:
    key = {"idempotency_key": "one"}
    first, second = api.payment_intents.create(INTENT, key), api.payment_intents.create(INTENT, key)
    assert first.id == second.id
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(api.payment_intents.list().data) == 1


def test_a_decline_is_repeated_too(api: Any) -> None:
    params = {
        **INTENT,
        "payment_method": "pm_card_chargeDeclined",
        "confirm": True,
        "return_url": "http://127.0.0.1:1/",
    }
    declines = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as decline:
            api.payment_intents.create(params, {"idempotency_key": "two"})
        declines.append(decline.value.error.payment_intent.id)
    assert declines[0] == declines[1]


def test_a_key_with_other_parameters_is_an_idempotency_error(api: Any) -> None:
    api.payment_intents.create(INTENT, {"idempotency_key": "three"})
    with pytest.raises(stripe.IdempotencyError):
        api.payment_intents.create({**INTENT, "amount": 60000}, {"idempotency_key": "three"})


def test_a_request_refused_at_the_door_does_not_use_up_its_key(api: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        api.payment_intents.create({"amount": 50000}, {"idempotency_key": "four"})
    assert api.payment_intents.create(INTENT, {"idempotency_key": "four"}).status == "requires_payment_method"


def test_lists_are_paged_newest_first(api: Any) -> None:
    made = [api.customers.create({"email": f"{n}@example.com"}).id for n in range(25)]
    page = api.customers.list({"limit": 10})
    assert [customer.id for customer in page.data] == made[:14:-1]
    assert page.has_more
    assert [customer.id for customer in page.auto_paging_iter()] == made[::-1]
    before = api.customers.list({"limit": 2, "ending_before": made[0]})
    assert [customer.id for customer in before.data] == [made[2], made[1]]


def test_lists_are_filtered(api: Any, customer: stripe.Customer) -> None:
    own = api.payment_intents.create({**INTENT, "customer": customer.id})
    api.payment_intents.create(INTENT)
    assert [intent.id for intent in api.payment_intents.list({"customer": customer.id}).data] == [own.id]
    assert api.payment_intents.list({"created": {"lt": own.created}}).data == []
    assert [found.id for found in api.customers.list({"email": "olena@example.com"}).data] == [customer.id]


def test_every_field_that_the_sdk_declares_can_be_read(api: Any) -> None:
    intent = api.payment_intents.create(INTENT)
    for name in stripe.PaymentIntent.__annotations__:
        getattr(intent, name)


def test_a_field_is_expanded_only_when_it_can_be(api: Any, customer: stripe.Customer) -> None:
    intent = api.payment_intents.create({**INTENT, "customer": customer.id, "expand": ["customer"]})
    assert intent.customer.email == "olena@example.com"
    listed = api.payment_intents.list({"expand": ["data.customer"]}).data[0]
    assert listed.customer.id == customer.id
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        api.payment_intents.retrieve(intent.id, {"expand": ["amount"]})


def test_customers_are_updated_and_deleted(api: Any, customer: stripe.Customer) -> None:
    assert api.customers.update(customer.id, {"name": "Ольга", "phone": "+380441234567"}).name == "Ольга"
    assert api.customers.update(customer.id, {"phone": ""}).phone is None
    assert api.customers.delete(customer.id).deleted
    assert api.customers.retrieve(customer.id).deleted
    assert api.customers.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        api.payment_intents.create({**INTENT, "customer": customer.id})


@pytest.mark.parametrize(
    "body",
    [
        b"a[b]=1&a[b][c]=2",
        b"amount[x]=1&currency=uah",
        b"[]=1",
        b"amount=%FF&currency=uah",
        b"\xff\xfe",
        b"=&&=",
        b"a[" * 5000,
    ],
)
def test_a_malformed_request_is_a_400(peer: Peer, body: bytes) -> None:
    request = Request(f"{peer.base}/v1/payment_intents", data=body, headers={"Authorization": f"Bearer {peer.key}"})
    with pytest.raises(HTTPError) as refusal, urlopen(request):
        pass
    with refusal.value as answer:
        assert answer.code == 400
        assert json.load(answer)["error"]["type"] == "invalid_request_error"


def test_hundreds_of_requests_leave_the_server_answering(api: Any) -> None:
    for n in range(300):
        api.payment_intents.create({**INTENT, "metadata": {"n": str(n)}})
    newest = api.payment_intents.list({"limit": 1}).data[0]
    assert newest.metadata["n"] == "299"
