"""A certificate as a line of an order: paid, given back, and used to pay for a session."""

from decimal import Decimal
from typing import Any

import pytest

from booking import verbs as bookings
from booking.core.decisions import Refused
from ledger.queries import balance
from shop import verbs
from shop.models import Gift, Payment
from shop.verbs import gifts
from shop.verbs.goods import expire_orders
from shop.verbs.returning import give_back
from shop.verbs.sales import goods_of, pot_apart
from tests.shop.gifts.given import bought, drafted, fresh, left, said_no, spend
from tests.shop.shopper import Shopper
from tests.shop.till import HOUR, Till


def settled(till: Till, payment: Payment | None) -> None:
    assert payment
    verbs.settle(payment, intent_id=f"pi_{payment.pk}", amount=payment.amount, now=till.now)


def orders_gift(till: Till, shopper: Shopper, amount: int = 1000) -> tuple[Gift, Any, Payment | None]:
    gift = drafted(till.now, amount, by=till.world.client)
    gifts.put_gift(shopper.basket, gift, now=till.now)
    placed = shopper.orders()
    return gift, placed.order, placed.payment


def test_what_is_paid_for_a_certificate_lies_on_it_and_it_lives(till: Till, shopper: Shopper) -> None:
    gift, order, payment = orders_gift(till, shopper)
    assert (fresh(gift).state, left(gift)) == (Gift.DRAFT, 0)
    settled(till, payment)
    assert (fresh(gift).state, left(gift), gift.buyer) == (Gift.LIVE, 1000, till.world.client)
    assert gift.giver_email == "client@example.org" and gift.delivered_at
    order.refresh_from_db()
    assert order.status == "Paid"


def test_a_certificate_in_the_basket_does_not_pay_for_another(till: Till, shopper: Shopper) -> None:
    mine = bought(till.now, 1000)
    gifts.put_gift(shopper.basket, drafted(till.now, 500), now=till.now)
    placed = shopper.orders(mine.code)
    assert placed.payment and placed.payment.amount == 500
    assert left(mine) == 1000


def test_the_purchase_goes_back_only_as_far_as_it_is_unspent(till: Till, shopper: Shopper) -> None:
    gift, order, payment = orders_gift(till, shopper)
    settled(till, payment)
    pot = pot_apart(order, order.lines.get().pk)
    spend(gift, 700, till.now)
    with pytest.raises(Refused) as no:
        give_back(pot, Decimal(1000), reason="wish", now=till.now)
    assert (said_no(no), left(gift), fresh(gift).state) == ("gift_used", 300, Gift.LIVE)
    give_back(pot, Decimal(300), reason="wish", now=till.now)
    assert (left(gift), fresh(gift).state, balance("returning:UAH")) == (0, Gift.RETURNED, 300)


def test_a_certificate_whose_money_comes_late_lives_all_the_same(till: Till, shopper: Shopper) -> None:
    gift, _, payment = orders_gift(till, shopper)
    till.pass_time(HOUR)
    assert expire_orders(now=till.now) == 1
    settled(till, payment)
    assert (fresh(gift).state, left(gift)) == (Gift.LIVE, 1000)


def test_a_session_paid_with_a_certificate_comes_back_to_it_when_it_is_cancelled(till: Till) -> None:
    gift = bought(till.now, 2000)
    booking = till.held()
    assert verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": gift.code}) is None
    assert (till.fresh(booking).state, left(gift), till.purse(booking)) == ("confirmed", 800, 1200)
    bookings.cancel(booking=booking, by=None, now=till.now)
    assert (left(gift), till.purse(booking)) == (2000, 0)


def test_a_gift_of_a_service_is_moved_and_cancelled(till: Till) -> None:
    gift = bought(till.now, service=till.world.service)
    booking = till.held()
    verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": gift.code})
    assert left(gift) == 0
    moved = bookings.move(booking=booking, start=booking.start + 4 * HOUR, by=till.world.client, now=till.now)
    assert (left(gift), till.purse(moved)) == (0, 1200)
    bookings.cancel(booking=till.fresh(moved), by=None, now=till.now)
    assert (left(gift), fresh(gift).state) == (1200, Gift.LIVE)


def test_a_small_certificate_is_topped_up_by_card_and_both_get_theirs_back(till: Till) -> None:
    gift = bought(till.now, 300)
    booking = till.held()
    assert verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": gift.code})
    payment = till.payment(booking, means=Payment.CARD)
    assert payment.amount == 100  # of 400 in advance
    settled(till, payment)
    assert (till.fresh(booking).state, left(gift), till.purse(booking)) == ("confirmed", 0, 400)
    bookings.cancel(booking=booking, by=None, now=till.now)
    assert (left(gift), balance("returning:UAH")) == (300, 100)


def test_goods_of_the_order_are_not_the_certificates_money(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    gift, order, payment = orders_gift(till, shopper)
    settled(till, payment)
    assert (left(gift), balance(goods_of(order).account)) == (1000, 320)
