"""A limit of uses against many hands: real processes, each with its own connection."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from accounts.models import User
from booking.core.decisions import Refused
from shop.delivery import Carriage
from shop.models import Purchase
from shop.partner.models import StockRecord
from shop.quoting import Buyer, Wishes
from shop.verbs import basket as baskets
from shop.verbs.placing import place
from shop.verbs.promo import About, apply_code, make_promo
from tests.races import race
from tests.shop.shopper import cream
from tests.world import words

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
Product, Voucher = get_model("catalogue", "Product"), get_model("voucher", "Voucher")
NOW = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
HANDS = 20


def buyer(number: int) -> Buyer:
    return Buyer(name="M", email=f"m{number}@example.org", phone="+380441234567", language="en", visitor=str(number))


def order(number: int, round_: int) -> str:
    basket = Basket.objects.order_by("pk")[number]
    try:
        place(basket, buyer=buyer(number), wishes=Wishes(carriage=Carriage(Purchase.PICKUP)), now=NOW)
    except Refused as refused:
        return str(refused)
    return "ordered"


@pytest.fixture
def crowd() -> None:
    """Twenty baskets with a code of which seven uses are left, and goods enough for all."""
    about = About(code="LAST")
    name = words("Last", "Останні")
    staff = User.objects.create_user(email="staff@example.org", password="three plain words")
    make_promo(about, by=staff, now=NOW, used=43, name=name, value=Decimal(10), goods=True, uses_max=50)
    product = cream()
    StockRecord.objects.update(num_in_stock=1000)
    for number in range(HANDS):
        basket = Basket.objects.create()
        baskets.put_goods(basket, product, 1, now=NOW)
        apply_code(basket, "LAST", buyer=buyer(number), now=NOW)


def test_a_limit_of_fifty_holds_against_parallel_hands(crowd: None) -> None:
    (answers,) = race(order, people=HANDS)
    assert sorted(answers) == ["ordered"] * 7 + ["promo_used_up"] * 13
    voucher = Voucher.objects.get()
    assert (voucher.num_orders, voucher.applications.count(), Order.objects.count()) == (50, 7, 7)
    assert voucher.total_discount == 7 * 32
    assert (voucher.promo.offer.num_orders, voucher.promo.offer.total_discount) == (7, 7 * 32)
