"""Sessions and goods become one order, whole or not at all."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.core.decisions import Refused
from ledger.queries import balance
from shop import verbs
from shop.delivery import Carriage
from shop.models import Part, Purchase
from shop.quoting import Buyer
from shop.verbs import basket as baskets
from shop.verbs.goods import expire_orders, goods_received
from tests.shop.shopper import Shopper, left, settle, told
from tests.shop.till import HOUR, MINUTE, Till

Order = get_model("order", "Order")


def test_a_session_and_goods_are_one_order_and_one_payment(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar, 2)
    order, payment = shopper.orders(carriage=Carriage(Purchase.POST, "Kyiv, branch 7"))
    assert order.total_incl_tax == 1200 + 640 + 90
    assert payment is not None and payment.amount == 400 + 640 + 90, "the rest of the session is due later"
    assert (left(jar), order.status, till.fresh(booking).state) == (3, "Pending", "held")
    settle(till, payment)
    assert till.fresh(booking).state == "confirmed"
    assert (till.purse(booking), balance(f"order:{order.number}")) == (400, 640 + 90)
    assert Purchase.objects.get(order=order).expires_at is None
    assert told(order) == ["order.placed", "order.paid"]


def test_the_order_is_paid_when_the_rest_of_the_session_is(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(carriage=Carriage(Purchase.VISIT))
    settle(till, payment)
    assert till.fresh(order).status == "Pending"
    settle(till, verbs.bill(till.fresh(booking), now=till.now))
    assert till.fresh(order).status == "Paid"


def test_goods_that_are_paid_at_the_desk_ask_for_nothing_now(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    order, payment = shopper.orders(carriage=Carriage(Purchase.PICKUP), desk=True)
    assert (payment, left(jar), order.status) == (None, 4, "Pending")


def test_nothing_is_ordered_when_a_thing_is_gone(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar, 5)
    jar.stockrecords.update(num_allocated=1)
    with pytest.raises(Refused) as refused:
        shopper.orders(carriage=Carriage(Purchase.PICKUP))
    assert [reason.code for reason in refused.value.reasons] == ["stock_none"]
    assert (Order.objects.count(), Part.objects.count(), till.fresh(shopper.basket).status) == (0, 0, "Open")
    assert till.fresh(booking).state == "held"


def test_nothing_is_ordered_when_the_hold_is_over(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.books()
    shopper.takes(jar)
    till.pass_time(11 * MINUTE)
    with pytest.raises(Refused) as refused:
        shopper.orders(carriage=Carriage(Purchase.PICKUP))
    assert [reason.code for reason in refused.value.reasons] == ["hold_expired"]
    assert (Order.objects.count(), left(jar)) == (0, 5)


def test_an_empty_basket_is_no_order(shopper: Shopper) -> None:
    with pytest.raises(Refused, match="basket_empty"):
        shopper.orders()
    assert Order.objects.count() == 0


def test_a_basket_is_ordered_once(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    shopper.orders(carriage=Carriage(Purchase.PICKUP))
    with pytest.raises(Refused, match="already_ordered"):
        shopper.orders(carriage=Carriage(Purchase.PICKUP))
    assert (Order.objects.count(), left(jar)) == (1, 4)


def test_an_order_that_nobody_pays_puts_its_goods_back(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar, 2)
    order, payment = shopper.orders(carriage=Carriage(Purchase.VISIT))
    till.lapse(booking)
    assert (left(jar), till.fresh(order).status, till.fresh(payment).state) == (5, "Cancelled", "void")
    assert expire_orders(now=till.now + HOUR) == 0, "it is over already"


def test_goods_alone_wait_half_an_hour(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar, 2)
    order, _ = shopper.orders(carriage=Carriage(Purchase.PICKUP))
    assert expire_orders(now=till.now + 29 * MINUTE) == 0
    assert expire_orders(now=till.now + 31 * MINUTE) == 1
    assert (left(jar), till.fresh(order).status) == (5, "Cancelled")
    assert told(order) == ["order.placed", "order.lapsed"]


def test_late_money_takes_time_and_goods_again(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(carriage=Carriage(Purchase.VISIT))
    till.lapse(booking)
    assert settle(till, payment) == "retaken"
    assert (till.fresh(booking).state, left(jar), till.fresh(order).status) == ("confirmed", 4, "Pending")
    assert goods_received(order) == 320


def test_late_money_for_goods_that_are_gone_goes_back(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    order, payment = shopper.orders(carriage=Carriage(Purchase.PICKUP))
    expire_orders(now=till.now + HOUR)
    jar.stockrecords.update(num_in_stock=0)
    assert settle(till, payment) == "refunded"
    assert (goods_received(order), balance("returning:UAH")) == (0, 320)
    assert told(order)[-1] == "order.late"


def test_a_session_that_is_cancelled_leaves_the_goods(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(carriage=Carriage(Purchase.PICKUP))
    settle(till, payment)
    bookings.cancel(booking=till.fresh(booking), by=till.world.client, now=till.now)
    assert till.refunds(booking) == [(400, "cancelled", "waiting")]
    assert (goods_received(order), left(jar), till.fresh(order).status) == (320, 4, "Pending")


def test_a_stranger_cannot_order_somebody_elses_time(till: Till, shopper: Shopper) -> None:
    booking = shopper.books()
    other = Shopper(till)
    other.buyer = Buyer(
        name="Petro Chuzhyi", email="stranger@example.org", phone="", language="en", user=till.world.stranger
    )
    baskets.put_session(other.basket, booking, now=till.now)
    with pytest.raises(Refused, match="hold_expired"):
        other.orders()
    assert till.fresh(booking).email == ""


def test_a_session_without_a_deposit_waits_for_the_card_of_its_order(till: Till, shopper: Shopper, jar: Any) -> None:
    till.world.service.prepay = "none"
    till.world.service.save()
    booking = shopper.books()
    shopper.takes(jar)
    _, payment = shopper.orders(carriage=Carriage(Purchase.VISIT))
    assert payment and (payment.amount, till.fresh(booking).state) == (320, "held")
    settle(till, payment)
    assert till.fresh(booking).state == "confirmed"
