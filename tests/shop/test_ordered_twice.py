"""One held time in a basket and at the end of its own way, ordered at one moment: one order has it."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from booking.core.decisions import Refused
from shop import verbs
from shop.buying import checkout
from shop.delivery import Carriage
from shop.models import Payment, Purchase, SessionLine
from shop.verbs import basket as baskets
from tests.shop.buying import Visitor
from tests.shop.crowd import together
from tests.shop.purse import fill, held
from tests.shop.shopper import Shopper, left, settle
from tests.shop.test_checkout import orders
from tests.shop.till import Till

Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
PICKUP = Carriage(Purchase.PICKUP)


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


def test_a_basket_whose_time_was_ordered_by_itself_is_refused_and_stays(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    assert verbs.sell(till.fresh(booking), now=till.now, by=till.world.client)
    with pytest.raises(Refused, match="session_ordered"):
        shopper.orders(fill("rose", 100, till.now), carriage=PICKUP)
    assert (Order.objects.count(), held("rose"), left(jar)) == (1, 100, 5)
    assert till.fresh(shopper.basket).status == "Open"


def test_its_page_says_so_and_shows_what_is_left(till: Till, client: Any, jar: Any, monkeypatch: Any) -> None:
    visitor = Visitor(till.world, client)
    booking = visitor.books()
    visitor.put(jar)

    def beaten(basket: Any, **how: Any) -> None:
        verbs.sell(booking, now=till.now, by=None)
        real(basket, **how)

    real = checkout.place
    monkeypatch.setattr(checkout, "place", beaten)
    till.fresh(booking)
    answer = orders(visitor, delivery="visit", means="card")
    assert (answer.status_code, answer.url) == (302, "/en/basket/")
    assert "ordered by itself meanwhile" in visitor.get().get_text()
    assert visitor.lines == [("Cream", 1)]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_ways_at_one_moment_one_has_the_time(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = till.held()
    baskets.put_session(shopper.basket, booking, now=till.now)
    shopper.takes(jar)

    def basket() -> str:
        shopper.basket = Basket.objects.get(pk=shopper.basket.pk)
        return "ordered" if shopper.orders(carriage=PICKUP) else ""

    def alone() -> str:
        return "sold" if verbs.sell(booking, now=till.now, by=till.world.client) else ""

    told = together([basket, alone] * 4)
    assert all(answer == "sold" for answer in told[1::2]), told
    assert told[::2].count("ordered") == Purchase.objects.count() <= 1, told
    refused = {answer for answer in told[::2] if answer != "ordered"}
    assert refused <= {"Refused: session_ordered", "Refused: already_ordered"}, told
    assert (SessionLine.objects.count(), Order.objects.count()) == (1, 1)
    assert left(jar) == 5 - Purchase.objects.count()
    settle(till, Payment.objects.get(state="open"))
    assert till.fresh(booking).state == "confirmed"
