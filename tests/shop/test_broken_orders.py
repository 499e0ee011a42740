"""The process dies or the database fails at each step of an order of everything: it is placed whole or not at all."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from ledger.queries import balance, trial_balance
from shop import verbs
from shop.delivery import Carriage
from shop.models import Payment, Purchase, Refund, Return
from shop.verbs.goods import expire_orders, goods_received
from shop.verbs.refunding import Item, refund
from tests.shop.crowd import ENDS, KILLED, breaks
from tests.shop.purse import fill, held
from tests.shop.shopper import Shopper, left, settle
from tests.shop.till import HOUR, Till

Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
pytestmark = pytest.mark.django_db(transaction=True)
PICKUP = Carriage(Purchase.PICKUP)
PLACING = [
    "shop.verbs.placing._sessions:after", "shop.verbs.placing._close:after", "shop.verbs.placing.quote:after",
    "shop.verbs.placing._order:after", "shop.verbs.placing._keep:after", "shop.verbs.placing._price:after",
    "shop.verbs.placing.announce:after", "shop.verbs.spending.note:before", "tests.shop.purse.move:after",
    "shop.verbs.placing.spend:after", "shop.verbs.placing.request:after", "tests.shop.shopper.place:after",
]  # fmt: skip
FALLING = [
    "shop.verbs.goods.deal_of:after", "shop.verbs.goods.set_status:after", "shop.verbs.goods.forget_promotions:after",
    "shop.verbs.returning.stand_in_line:after", "tests.shop.purse.move:after", "shop.verbs.goods.give_back:after",
    "shop.verbs.goods.announce:after",
]  # fmt: skip
PAYING = [
    "shop.verbs.settling._take:after", "shop.verbs.settling.note:after", "shop.verbs.goods.book:after",
    "shop.verbs.goods.pass_on:after", "shop.verbs.settling._complete:after",
]  # fmt: skip
HANDING = [
    "shop.verbs.delivering.hand_out:after", "shop.verbs.delivering.earn_goods:before",
    "shop.verbs.delivering.move:after", "shop.verbs.delivering.announce:after",
]  # fmt: skip
REFUNDING = [
    "shop.verbs.refunding._note:after", "shop.verbs.refunding.take_back:after", "shop.verbs.refunding.move:after",
    "shop.verbs.returning._write:after", "tests.shop.purse.move:after", "shop.verbs.refunding.announce:after",
]  # fmt: skip


def broken(points: list[str]) -> Any:
    return pytest.mark.parametrize(("point", "how"), [(point, how) for point in points for how in ENDS])


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


@broken(PLACING)
def test_an_order_that_broke_is_placed_whole_or_not_at_all(
    till: Till, shopper: Shopper, jar: Any, point: str, how: str
) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    rose = fill("rose", 500, till.now)
    assert breaks(lambda: shopper.orders(rose, carriage=PICKUP), point, how) == KILLED
    if not Order.objects.exists():
        assert (held("rose"), left(jar), Payment.objects.count()) == (500, 5, 0)
        assert (till.fresh(shopper.basket).status, till.fresh(booking).email) == ("Open", "")
        shopper.basket = Basket.objects.get(pk=shopper.basket.pk)
        shopper.orders(rose, carriage=PICKUP)
    order = Order.objects.get()
    assert (held("rose"), left(jar), till.purse(booking), goods_received(order)) == (0, 4, 400, 100)
    assert settle(till, Payment.objects.get(state="open")) == "bought"
    assert till.fresh(booking).state == "confirmed"


@broken(PAYING)
def test_money_that_came_when_it_broke_is_settled_once(
    till: Till, shopper: Shopper, jar: Any, point: str, how: str
) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(fill("rose", 400, till.now), carriage=PICKUP)
    assert breaks(lambda: settle(till, payment), point, how) == KILLED
    assert trial_balance() == [] and till.fresh(payment).state == "open"
    settle(till, payment)
    assert (till.fresh(booking).state, balance("card:UAH"), goods_received(order)) == ("confirmed", -320, 320)


@broken(FALLING)
def test_an_order_whose_end_broke_ends_once(till: Till, shopper: Shopper, jar: Any, point: str, how: str) -> None:
    shopper.takes(jar)
    order, _ = shopper.orders(fill("rose", 100, till.now), carriage=PICKUP)
    late = till.now + HOUR
    assert breaks(lambda: expire_orders(now=late), point, how) == KILLED
    assert (held("rose"), left(jar), till.fresh(order).status) == (0, 4, "Pending")
    assert expire_orders(now=late) == 1
    assert (held("rose"), left(jar), Refund.objects.count(), trial_balance()) == (100, 5, 1, [])


@broken(HANDING)
def test_goods_whose_handing_over_broke_are_handed_over_once(
    till: Till, shopper: Shopper, jar: Any, point: str, how: str
) -> None:
    shopper.takes(jar)
    order, _ = shopper.orders(fill("rose", 320, till.now), carriage=PICKUP)
    assert breaks(lambda: verbs.hand_over(order, by=None, now=till.now), point, how) == KILLED
    assert (balance("sales:UAH"), jar.stockrecords.get().num_in_stock) == (0, 5)
    verbs.hand_over(order, by=None, now=till.now)
    assert (balance("sales:UAH"), jar.stockrecords.get().num_in_stock, trial_balance()) == (320, 4, [])


@broken(REFUNDING)
def test_a_return_that_broke_is_made_once(till: Till, shopper: Shopper, jar: Any, point: str, how: str) -> None:
    shopper.takes(jar)
    order, _ = shopper.orders(fill("rose", 320, till.now), carriage=PICKUP)
    verbs.hand_over(order, by=None, now=till.now)
    items = [Item(order.lines.get().pk, 1)]
    assert breaks(lambda: refund(order, items, reason="x", by=None, now=till.now), point, how) == KILLED
    assert (held("rose"), Return.objects.count(), balance("sales:UAH"), left(jar)) == (0, 0, 320, 4)
    refund(order, items, reason="x", by=None, now=till.now)
    assert (held("rose"), left(jar), balance("sales:UAH"), trial_balance()) == (320, 5, 0, [])
