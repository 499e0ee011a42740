"""Promo codes, certificates and points for programs: entered, priced, ordered with, and guarded as on the pages."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from loyalty.models import Programme
from loyalty.queries import balance
from loyalty.verbs import give
from shop.buying.codes import MOST
from shop.models import Payment
from tests.booking.api.program import codes
from tests.shop.buying import cream
from tests.shop.gifts.given import bought, left
from tests.shop.promos import promo
from tests.shop.test_basket_api import Front
from tests.shop.till import Till
from tests.world import World

Order = get_model("order", "Order")


class Payer(Front):
    """A front that knows of codes."""

    def enters(self, code: str) -> Any:
        return self.post("baskets/current/codes", {"code": code}, token=self.token)

    def drops(self, code: str) -> Any:
        return self.delete(f"baskets/current/codes/{code}", token=self.token)

    def asks(self, **told: Any) -> Any:
        return self.post("baskets/current/quote", told, token=self.token)

    def signs_in(self, user: Any) -> None:
        """From then on it speaks for a client, with the token that Django asks of his browser."""
        self.client.force_login(user)
        self.token = ""


@pytest.fixture
def front(till: Till, world: World, client: Any) -> Payer:
    cream()
    payer = Payer(client)
    payer.opens()
    return payer


def test_a_promo_code_goes_in_and_out(front: Payer, till: Till) -> None:
    promo(till)
    front.puts(product="cream", quantity=2)
    told = front.enters(" tenth ").json()
    assert (told["codes"], told["amount"], told["gift"], told["total"]) == (["TENTH"], "64.00", "", "576.00")
    assert told["discounts"] == [{"name": "Promotion TENTH", "code": "TENTH", "amount": "64.00"}]
    assert front.reads()["total"] == "576.00"
    gone = front.drops("tenth").json()
    assert (gone["codes"], gone["total"]) == ([], "640.00")
    assert (front.drops("tenth").status_code, codes(front.drops("tenth"))) == (404, ["unknown_code"])


def test_an_order_is_placed_with_its_code(front: Payer, till: Till) -> None:
    made = promo(till)
    front.puts(product="cream")
    front.enters("TENTH")
    shown = front.asks(delivery="post").json()
    assert (shown["due_now"], shown["delivery_price"], shown["said"]) == ("378.00", "90.00", "All of it is paid now.")
    answer = front.buys(delivery="post", address="Kyiv, branch 7", shown=shown["due_now"])
    assert (answer.status_code, answer.json()["total"]) == (201, "378.00")
    assert till.fresh(made.voucher).num_orders == 1


def test_a_certificate_is_looked_at_priced_and_spent(front: Payer, till: Till) -> None:
    rose = bought(till.now, 300)
    front.puts(product="cream")
    told = front.enters(rose.printed).json()
    assert (told["gift"], told["amount"], told["total"], left(rose)) == (rose.code, "300.00", "320.00", 300)
    shown = front.asks(delivery="pickup", gift=told["gift"]).json()
    assert shown["purses"] == [{"means": "gift", "gives": "300.00", "left": "0.00", "refusal": None}]
    assert (shown["total"], shown["due_now"]) == ("320.00", "20.00")
    assert front.asks(delivery="pickup").json()["due_now"] == "320.00", "left out, it pays nothing"
    assert front.buys(delivery="pickup", gift=told["gift"], shown="20.00").status_code == 201
    assert (left(rose), Payment.objects.get(means="card").amount) == (0, 20)


def test_a_client_pays_with_points(front: Payer, till: Till, world: World) -> None:
    Programme.objects.create()
    give(user_id=world.client.pk, points=500, reason="birthday", key="1", by=None, now=till.now)
    front.signs_in(world.client)
    front.puts(product="cream", quantity=2)
    shown = front.asks(delivery="pickup", points=True).json()
    assert shown["purses"] == [{"means": "points", "gives": "192.00", "left": "308.00", "refusal": None}]
    assert front.buys(delivery="pickup", points=True, shown=shown["due_now"]).status_code == 201
    assert balance(world.client.pk) == 308


def test_goods_at_the_desk_are_priced_as_later(front: Payer) -> None:
    front.puts(product="cream")
    told = front.asks(delivery="pickup", means="desk").json()
    assert (told["due_now"], told["due_later"]) == ("0.00", "320.00") and "₴320 later" in told["said"]


def test_an_empty_basket_costs_nothing_and_takes_no_code(front: Payer, till: Till) -> None:
    promo(till)
    assert front.asks().json()["due_now"] == "0.00"
    assert codes(front.enters("TENTH")) == ["basket_empty"]


def test_points_are_their_owner_s_alone(front: Payer, till: Till, world: World) -> None:
    """A guest who asks for points pays without them; nobody can name whose."""
    Programme.objects.create()
    give(user_id=world.client.pk, points=500, reason="birthday", key="1", by=None, now=till.now)
    front.puts(product="cream", quantity=2)
    assert front.asks(delivery="pickup", points=True).json()["purses"] == []
    front.signs_in(world.stranger)
    front.puts(product="cream", quantity=2)
    told = front.asks(delivery="pickup", points=True).json()["purses"]
    assert told == [{"means": "points", "gives": "0.00", "left": "0.00", "refusal": "points_short"}]
    assert balance(world.client.pk) == 500


def test_a_stranger_neither_sees_nor_changes_the_codes_of_others(front: Payer, till: Till) -> None:
    promo(till)
    front.puts(product="cream")
    front.enters("TENTH")
    other = Payer(front.client)
    other.opens()
    assert other.reads()["codes"] == [] and other.drops("TENTH").status_code == 404
    for token in ("x", front.token[:-1] + "x", ""):
        other.token = token
        assert {other.enters("TENTH").status_code, other.drops("TENTH").status_code, other.asks().status_code} == {404}
    assert front.reads()["codes"] == ["TENTH"]


@pytest.mark.parametrize("code", ["NOTHING", "<script>", "a" * 64, "AAAA-AAAA-AAAB", "' or 1=1 --"])
def test_a_code_that_is_none_says_so(front: Payer, code: str) -> None:
    front.puts(product="cream")
    answer = front.enters(code)
    assert (answer.status_code, len(codes(answer)), front.reads()["codes"]) == (409, 1, [])


@pytest.mark.parametrize("code", ["", "a" * 65, "\x00", 7, None])
def test_a_code_that_cannot_be_one_is_not_looked_for(front: Payer, code: Any) -> None:
    assert front.enters(code).status_code == 422


def test_guesses_are_throttled_with_those_of_the_page(front: Payer, till: Till) -> None:
    promo(till)
    front.puts(product="cream")
    for number in range(MOST):
        assert front.enters(f"GUESS{number}").status_code == 409
    assert front.enters("TENTH").status_code == 429
    assert front.client.post("/en/basket/code/", {"code": "TENTH"}).status_code == 429


def test_guesses_of_certificates_are_throttled_wherever_they_are_sent(front: Payer, till: Till) -> None:
    rose = bought(till.now, 300)
    front.puts(product="cream")
    told = {"delivery": "pickup", "shown": "320.00"}
    answers = [front.asks(delivery="pickup", gift=f"GUESS{number}").status_code for number in range(40)]
    assert set(answers) == {422, 429} and answers == sorted(answers)
    assert front.buys(gift=rose.code, **told).status_code == 429, "not even a right one is told"
    assert Order.objects.count() == 0
