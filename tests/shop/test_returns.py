"""Staff take things back: pieces, part of a price, delivery, a session. Money goes back where it came from."""

from decimal import Decimal
from typing import Any

import pytest

from booking.core.decisions import Refused
from ledger.queries import balance
from shop import verbs
from shop.delivery import Carriage
from shop.models import Purchase, Refund, Return
from shop.verbs.goods import goods_total
from shop.verbs.refunding import Going, Item, preview, refund
from tests.shop.purse import fill, held
from tests.shop.shopper import Shopper, left, settle, told
from tests.shop.till import HOUR, Till

PICKUP, POST = Carriage(Purchase.PICKUP), Carriage(Purchase.POST, "Kyiv, branch 7")


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


class Bought:
    """A session, two jars in a parcel: 1200 + 640 + 90, paid with 500, 130 of points and the card."""

    def __init__(self, till: Till, shopper: Shopper, jar: Any) -> None:
        self.till, self.jar = till, jar
        self.booking = shopper.books()
        shopper.takes(jar, 2)
        rose, half = fill("rose", 500, till.now), fill("half", 130, till.now)
        self.order, payment = shopper.orders(rose, half, carriage=POST)
        settle(till, payment)
        self.booking.refresh_from_db()
        lines = {line.title: line.pk for line in self.order.lines.all()}
        self.session, self.cream = lines["Session"], lines["Cream"]

    def back(self, *items: Item) -> list[tuple[str, Decimal]]:
        made = refund(self.order, items, reason="asked", by=self.till.world.staff, now=self.till.now)
        return [(row.payment.means, row.amount) for row in made]


@pytest.fixture
def bought(till: Till, shopper: Shopper, jar: Any) -> Bought:
    return Bought(till, shopper, jar)


def test_a_piece_goes_back_to_the_card_first(till: Till, bought: Bought, jar: Any) -> None:
    assert bought.back(Item(bought.cream, 1)) == [("card", 320)]
    assert (left(jar), balance("returning:UAH"), goods_total(bought.order)) == (4, 320, 410)
    assert told(bought.order)[-1] == "order.returned"


def test_all_the_goods_walk_back_to_every_source(till: Till, bought: Bought, jar: Any) -> None:
    going = bought.back(Item(bought.cream, 2), Item(None))
    assert going == [("card", 500), ("points", 130), ("gift", 100)]
    assert (held("half"), held("rose"), left(jar)) == (130, 100, 5)
    assert Purchase.objects.get(order=bought.order).stage == "returned"


def test_it_is_shown_before_where_the_money_goes(till: Till, bought: Bought, jar: Any) -> None:
    items = [Item(bought.cream, 2), Item(None)]
    shown = preview(bought.order, items, by=till.world.staff, now=till.now)
    assert shown == [
        Going("card", "", Decimal(500)), Going("points", "half", Decimal(130)), Going("gift", "rose", Decimal(100)),
    ]  # fmt: skip
    assert not (Return.objects.exists() or Refund.objects.exists()), "only shown"
    assert (left(jar), held("rose")) == (3, 0)


def test_part_of_a_price_goes_back_without_a_piece(till: Till, bought: Bought, jar: Any) -> None:
    assert bought.back(Item(bought.cream, 0, Decimal("40.50"))) == [("card", Decimal("40.50"))]
    assert (left(jar), Return.objects.get().quantity) == (3, 0)


@pytest.mark.parametrize(
    "again", [Item(0, 2), Item(0, 0, Decimal(321)), Item(None, 0, Decimal(91)), Item(0, 0, Decimal(0))]
)
def test_no_more_goes_back_than_was_bought(till: Till, bought: Bought, again: Item) -> None:
    bought.back(Item(bought.cream, 1))
    wanted = Item(again.line if again.line is None else bought.cream, again.quantity, again.amount)
    with pytest.raises(Refused, match="return_too_much"):
        bought.back(wanted)
    assert Return.objects.count() == 1


def test_goods_that_were_handed_out_come_back_to_the_shelf_and_out_of_the_sales(
    till: Till, bought: Bought, jar: Any
) -> None:
    verbs.pack(bought.order, by=None, now=till.now)
    verbs.send(bought.order, parcel="1", by=None, now=till.now)
    assert balance("sales:UAH") == 640 + 90
    bought.back(Item(bought.cream, 1))
    assert (left(jar), balance("sales:UAH"), balance("returning:UAH")) == (4, 320 + 90, 320)
    bought.back(Item(bought.cream, 1, shelf=False))
    assert (left(jar), Purchase.objects.get(order=bought.order).stage) == (4, "returned"), "that one was broken"


def test_a_session_is_cancelled_by_its_own_rules(till: Till, bought: Bought) -> None:
    assert bought.back(Item(bought.session)) == [("gift", 400)]
    assert (till.fresh(bought.booking).state, held("rose")) == ("cancelled", 400)


def test_a_late_session_costs_its_fee_unless_staff_waive_it(till: Till, bought: Bought) -> None:
    till.pass_time(bought.booking.start - till.now - HOUR)
    going = preview(bought.order, [Item(bought.session)], by=till.world.staff, now=till.now)
    assert going == []
    waived = preview(bought.order, [Item(bought.session, waive=True)], by=till.world.staff, now=till.now)
    assert waived == [Going("gift", "rose", Decimal(400))]


def test_a_session_that_was_held_is_given_back_as_far_as_staff_say(till: Till, bought: Bought) -> None:
    from booking import verbs as bookings

    till.pass_time(bought.booking.start - till.now)
    bookings.complete(booking=bought.booking, by=till.world.expert, now=till.now)
    assert balance("sales:UAH") == 400
    assert bought.back(Item(bought.session, 0, Decimal(150))) == [("gift", 150)]
    assert (balance("sales:UAH"), held("rose")) == (250, 150)
    with pytest.raises(Refused, match="return_too_much"):
        bought.back(Item(bought.session, 0, Decimal(251)))


def test_what_is_unpaid_yet_is_simply_not_owed_any_more(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar, 2)
    order, _ = shopper.orders(carriage=PICKUP, desk=True)
    assert refund(order, [Item(order.lines.get().pk, 1)], reason="asked", by=None, now=till.now) == []
    assert (left(jar), goods_total(order)) == (4, 320)
    assert verbs.take_payment(order, how="cash", by=None, now=till.now).amount == 320
