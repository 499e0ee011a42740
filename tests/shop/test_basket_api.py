"""The basket and its checkout for programs: the same verbs, told in JSON."""

from datetime import datetime
from typing import Any

import pytest
from oscar.core.loading import get_model

import clock
from booking.models import Booking
from shop.models import Payment
from tests.booking.api.program import Program, codes, fields
from tests.shop.buying import Visitor, cream
from tests.shop.till import MINUTE, TUESDAY_10, Till
from tests.world import World

Order = get_model("order", "Order")
START = TUESDAY_10.isoformat()
ABOUT = {"name": "Maria Koval", "email": "maria@example.org", "phone": "+380 44 123 45 67", "consent": True}
SESSION = {"service": "session", "resource": "olena", "start": START}


class Front(Program):
    """A headless front with a basket of its own."""

    def opens(self) -> "Front":
        self.token = self.post("baskets", {}).json()["token"]
        return self

    def puts(self, **told: Any) -> Any:
        return self.post("baskets/current/lines", told, token=self.token)

    def reads(self) -> dict[str, Any]:
        return dict(self.get("baskets/current", token=self.token).json())

    def buys(self, key: str = "a", **told: Any) -> Any:
        body = {**ABOUT, "shown": self.reads().get("due_now", "0"), **told}
        return self.post("baskets/current/checkout", body, token=self.token, **{"Idempotency-Key": key})


@pytest.fixture
def front(till: Till, world: World, client: Any) -> Front:
    return Front(client).opens()


def test_goods_and_a_session_are_bought_together(front: Front) -> None:
    cream()
    assert front.puts(product="cream", quantity=2).json()["due_now"] == "640.00"
    told = front.puts(**SESSION).json()
    assert [line["kind"] for line in told["lines"]] == ["goods", "session"]
    assert (told["due_now"], told["due_later"], told["delivery"]) == ("1040.00", "800.00", ["visit", "pickup", "post"])
    answer = front.buys(delivery="visit")
    body = answer.json()
    payment = Payment.objects.get()
    assert (answer.status_code, body["due_now"], body["pay_url"]) == (201, "1040.00", payment.session_url)
    assert f"/order/{body['number']}/?t=" in body["order_url"]
    assert Booking.objects.get().email == "maria@example.org"
    assert front.client.get(body["order_url"].removeprefix("http://127.0.0.1:8000")).status_code == 302
    assert front.get("baskets/current", token=front.token).status_code == 404, "it is an order now"


def test_the_same_request_is_one_order(front: Front) -> None:
    cream()
    front.puts(product="cream")
    body = {**ABOUT, "shown": "320.00", "delivery": "pickup"}
    key = {"Idempotency-Key": "once"}
    first = front.post("baskets/current/checkout", body, token=front.token, **key)
    again = front.post("baskets/current/checkout", body, token=front.token, **key)
    assert (first.status_code, again.json(), Order.objects.count()) == (201, first.json(), 1)
    other = front.post("baskets/current/checkout", body, token=front.token, **{"Idempotency-Key": "another"})
    assert (other.json()["number"], Order.objects.count()) == (first.json()["number"], 1)


def test_lines_are_changed_and_taken_out(front: Front) -> None:
    cream()
    line = front.puts(product="cream").json()["lines"][0]["id"]
    path = f"baskets/current/lines/{line}"
    assert front.post(path, {"quantity": 3}, token=front.token).json()["total"] == "960.00"
    assert codes(front.post(path, {"quantity": 9}, token=front.token)) == ["stock_short"]
    assert front.post(path, {"quantity": 0}, token=front.token).json()["lines"] == []
    assert front.delete(path, token=front.token).status_code == 404
    front.puts(**SESSION)
    assert front.delete("baskets/current", token=front.token).json()["lines"] == []
    assert Booking.objects.get().state == "cancelled", "the time is free at once"


def test_a_stranger_s_basket_is_not_there(front: Front) -> None:
    cream()
    line = front.puts(product="cream").json()["lines"][0]["id"]
    other = Front(front.client).opens()
    assert other.post(f"baskets/current/lines/{line}", {"quantity": 0}, token=other.token).status_code == 404
    for token in ("x", "1", front.token[:-1] + "x", ""):
        assert front.get("baskets/current", token=token).status_code == 404
    assert len(front.reads()["lines"]) == 1


def test_a_client_has_the_basket_of_the_pages(front: Front, world: World) -> None:
    visitor = Visitor(world, front.client)
    visitor.signs_in()
    visitor.put(cream(), 2)
    assert front.get("baskets/current").json()["lines"][0]["quantity"] == 2
    assert front.post("baskets/current/lines", {"product": "cream"}).status_code in (200, 403)


def test_a_lapsed_time_is_refused_with_others(front: Front, now: datetime) -> None:
    front.puts(**SESSION)
    with clock.standing_at(now + 11 * MINUTE):
        answer = front.buys(shown="400")
        assert (answer.status_code, codes(answer)) == (409, ["hold_expired"])
        assert answer.json()["alternatives"][0]["start"] == "2027-03-02T10:00:00+02:00"


def test_a_taken_time_is_refused_with_others(front: Front) -> None:
    front.puts(**SESSION)
    other = Front(front.client).opens()
    answer = other.puts(**SESSION)
    assert answer.status_code == 409 and answer.json()["alternatives"]


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"product": "nothing"}, 422, "unknown_product"), ({"product": "cream", "quantity": 0}, 422, "party"),
        ({"product": "cream", "quantity": -1}, 422, "party"), ({"product": "cream", "quantity": 10**9}, 422, "party"),
        ({"product": "cream", "quantity": "two"}, 422, "whole_number"), ({}, 422, "required"),
        ({"product": "c" * 10_000}, 422, "name_long"), ({"product": "cream", "price": "1"}, 422, "unknown_field"),
        ({"product": "<script>"}, 422, "unknown_product"), ({"product": "cream", "quantity": 50}, 409, "stock_short"),
        (SESSION | {"service": "nothing"}, 422, "unknown_service"), (SESSION | {"start": "soon"}, 422, "instant"),
        (SESSION | {"resource": "nobody"}, 422, "unknown_resource"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_answered_in_one_shape(
    front: Front, told: dict[str, Any], status: int, code: str
) -> None:
    cream()
    answer = front.puts(**told)
    assert (answer.status_code, codes(answer)) == (status, [code])
    assert front.reads()["lines"] == []


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"name": ""}, 422, "unsuitable"), ({"email": "maria"}, 422, "unsuitable"),
        ({"phone": "no"}, 422, "unsuitable"),
        ({"consent": False}, 422, "unsuitable"), ({"delivery": "drone"}, 422, "format"),
        ({"delivery": "post"}, 422, "unsuitable"), ({"shown": "1"}, 409, "quote_changed"),
        ({"shown": "-1"}, 422, "amount_number"), ({"gift": "AAAA-AAAA-AAAA"}, 422, "code_unknown"),
    ],
)  # fmt: skip
def test_a_checkout_that_makes_no_sense_orders_nothing(
    front: Front, told: dict[str, Any], status: int, code: str
) -> None:
    cream()
    front.puts(product="cream")
    answer = front.buys(**{"delivery": "pickup", "shown": "320.00"} | told)
    assert (answer.status_code, codes(answer)) == (status, [code])
    assert Order.objects.count() == 0 and len(front.reads()["lines"]) == 1


def test_a_checkout_needs_its_key(front: Front) -> None:
    cream()
    front.puts(product="cream")
    answer = front.post("baskets/current/checkout", {**ABOUT, "shown": "320.00"}, token=front.token)
    assert (answer.status_code, fields(answer)) == (422, ["Idempotency-Key"])


def test_an_empty_basket_is_no_order(front: Front) -> None:
    answer = front.buys(shown="0")
    assert (answer.status_code, codes(answer)) == (409, ["basket_empty"])
