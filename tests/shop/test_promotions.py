"""Promo codes and offers on an order: said line by line, counted once, given back when nobody pays."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from booking.core.decisions import Refused
from shop.delivery import Carriage
from shop.models import Purchase
from shop.quoting import Discount
from shop.verbs.goods import expire_orders
from tests.shop.purse import fill, held
from tests.shop.shopper import Shopper, settle
from tests.shop.till import HOUR, Till

ConditionalOffer, Range = get_model("offer", "ConditionalOffer"), get_model("offer", "Range")
Benefit, Condition = get_model("offer", "Benefit"), get_model("offer", "Condition")
Order, Voucher = get_model("order", "Order"), get_model("voucher", "Voucher")
PICKUP = Carriage(Purchase.PICKUP)


def offer(name: str, percent: int, **how: Any) -> Any:
    everything = Range.objects.get_or_create(name="All", defaults={"includes_all_products": True})[0]
    return ConditionalOffer.objects.create(
        name=name, condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=Benefit.PERCENTAGE, value=percent), **how,
    )  # fmt: skip


def code(**how: Any) -> Any:
    """AUTUMN, a tenth off. Oscar reads the time of the machine."""
    begin, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
    voucher = Voucher.objects.create(name="Autumn", code="AUTUMN", start_datetime=begin, end_datetime=end, **how)
    voucher.offers.add(offer("A tenth", 10, offer_type=ConditionalOffer.VOUCHER))
    return voucher


def test_the_receipt_says_what_was_taken_off_each_line(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar, 2)
    shopper.basket.vouchers.add(code())
    quote = shopper.asks(carriage=PICKUP)
    assert quote.lines[0].discounts == (Discount("A tenth", "AUTUMN", Decimal(64)),)
    assert (quote.price, quote.lines[0].total, quote.due_now) == (640, 576, 576)
    assert quote.discounts == (Discount("A tenth", "AUTUMN", Decimal(64)),)
    order, payment = shopper.orders(carriage=PICKUP, shown=Decimal(576))
    assert payment and (payment.amount, order.total_incl_tax) == (576, 576)


def test_a_certificate_pays_what_promotions_have_left(till: Till, shopper: Shopper, jar: Any, settings: Any) -> None:
    settings.TILL = {"gift": "tests.shop.purse.Tins"}
    shopper.takes(jar, 1)
    shopper.basket.vouchers.add(code())
    _, payment = shopper.orders(fill("rose", 1000, till.now), carriage=PICKUP, shown=Decimal(0))
    assert (payment, held("rose")) == (None, 1000 - 288)


def test_a_code_for_one_order_is_used_up_by_it(till: Till, shopper: Shopper, jar: Any) -> None:
    voucher = code(usage=Voucher.SINGLE_USE)
    second = Shopper(till)
    for one in (shopper, second):
        one.takes(jar)
        one.basket.vouchers.add(voucher)
    shopper.orders(carriage=PICKUP)
    with pytest.raises(Refused, match="promo_used_up"):
        second.orders(carriage=PICKUP)
    assert (Order.objects.count(), till.fresh(voucher).num_orders) == (1, 1)


def test_an_offer_for_one_order_is_used_up_by_it(till: Till, shopper: Shopper, jar: Any) -> None:
    """Both have been told of it before either has ordered."""
    last = offer("First of all", 50, max_global_applications=1)
    shopper.takes(jar)
    shopper.orders(carriage=PICKUP, shown=Decimal(160))
    assert till.fresh(last).num_applications == 1
    second = Shopper(till)
    second.takes(jar)
    with pytest.raises(Refused, match="quote_changed"):
        second.orders(carriage=PICKUP, shown=Decimal(160))


def test_an_order_that_nobody_pays_gives_its_promotions_back(till: Till, shopper: Shopper, jar: Any) -> None:
    voucher = code(usage=Voucher.SINGLE_USE)
    shopper.takes(jar)
    shopper.basket.vouchers.add(voucher)
    order, payment = shopper.orders(carriage=PICKUP)
    rule = voucher.offers.get()
    assert (till.fresh(voucher).num_orders, till.fresh(rule).num_orders, rule.total_discount) == (1, 1, 32)
    expire_orders(now=till.now + HOUR)
    assert (till.fresh(voucher).num_orders, voucher.total_discount, voucher.applications.count()) == (0, 0, 0)
    assert (till.fresh(rule).num_orders, rule.num_applications, rule.total_discount) == (0, 0, 0)
    settle(till, payment)
    assert (till.fresh(voucher).num_orders, voucher.total_discount, voucher.applications.count()) == (1, 32, 1)
    assert (till.fresh(rule).num_orders, rule.num_applications, rule.total_discount) == (1, 1, 32)
    assert till.fresh(order).status == "Paid"
