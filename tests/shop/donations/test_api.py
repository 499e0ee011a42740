"""Donations for headless fronts: who takes them, a line of a basket, what it costs, the order."""

from typing import Any

import pytest

from shop.models import Donation, Foundation, Payment
from tests.booking.api.program import codes
from tests.shop.buying import cream
from tests.shop.donations.given import foundation
from tests.shop.gifts.given import bought
from tests.shop.test_basket_api import Front
from tests.shop.till import Till
from tests.world import World

GIVES = {"foundation": "quiet-shore", "amount": "150"}


@pytest.fixture
def front(till: Till, world: World, client: Any) -> Front:
    foundation()
    return Front(client).opens()


def test_foundations_are_told_with_the_bounds(front: Front) -> None:
    foundation("gone", live=False)
    told = front.get("foundations").json()
    assert told["items"] == [{"code": "quiet-shore", "name": "Quiet Shore", "text": "Helps."}]
    assert (told["lowest"], told["highest"], told["amounts"][0], told["currency"]) == (
        "20.00", "50000.00", "100.00", "UAH",
    )  # fmt: skip


def test_a_donation_is_a_line_and_an_order(front: Front) -> None:
    (line,) = front.puts(**GIVES).json()["lines"]
    assert (line["kind"], line["title"], line["foundation"]) == ("donation", "Donation: Quiet Shore", "quiet-shore")
    assert (line["total"], line["due_now"], line["booking"]) == ("150.00", "150.00", None)
    assert front.buys().status_code == 201
    assert (Payment.objects.get().amount, Donation.objects.exclude(line=None).count()) == (150, 1)


def test_a_certificate_pays_for_everything_else(front: Front, till: Till) -> None:
    cream()
    front.puts(product="cream")
    front.puts(**GIVES)
    rose = bought(till.now, 1000)
    asked = {"delivery": "pickup", "gift": rose.code}
    told = front.post("baskets/current/quote", asked, token=front.token).json()
    assert (told["total"], told["due_now"], told["purses"][0]["gives"]) == ("470.00", "150.00", "320.00")


@pytest.mark.parametrize(("told", "status", "said"), [
    ({"amount": "19"}, 409, "donation_amount"), ({"amount": "50000.01"}, 409, "donation_amount"),
    ({"amount": None}, 422, ""), ({"amount": "-5"}, 422, ""), ({"amount": "many"}, 422, ""),
    ({"foundation": "nobody"}, 422, ""), ({"foundation": "<script>"}, 422, ""),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(front: Front, told: dict[str, Any], status: int, said: str) -> None:
    answer = front.puts(**GIVES | told)
    assert (answer.status_code, Donation.objects.count()) == (status, 0)
    assert not said or codes(answer) == [said]


def test_it_is_one_piece_and_is_taken_out(front: Front) -> None:
    number = front.puts(**GIVES).json()["lines"][0]["id"]
    assert front.post(f"baskets/current/lines/{number}", {"quantity": 2}, token=front.token).status_code == 409
    assert front.delete(f"baskets/current/lines/{number}", token=front.token).json()["lines"] == []


def test_a_foundation_that_is_put_away_stops_the_checkout(front: Front) -> None:
    front.puts(**GIVES)
    Foundation.objects.update(live=False)
    assert front.reads()["lines"][0]["refusal"] == "foundation_closed"
    assert codes(front.buys(shown="0")) == ["foundation_closed"]
    assert front.puts(**GIVES).status_code == 422
