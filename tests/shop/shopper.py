"""What a shopper does in these stories, in one line each."""

from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model
from wagtail.models import ModelLogEntry

from booking import verbs as bookings
from booking.models import Booking
from ledger.queries import trial_balance
from shop import verbs
from shop.models import Payment
from shop.quoting import Buyer, Quote, Wishes, quote
from shop.till import Purse
from shop.verbs import basket as baskets
from shop.verbs.placing import Placed, place
from tests.shop.till import TUESDAY_10, Till

Basket, Product = get_model("basket", "Basket"), get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")


class Shopper:
    def __init__(self, till: Till) -> None:
        self.till, self.basket = till, Basket.objects.create(owner=till.world.client)
        self.buyer = Buyer(
            name="Maria Koval", email="client@example.org", phone="+380441234567", language="en", user=till.world.client
        )

    def takes(self, jar: Any, quantity: int = 1) -> None:
        baskets.put_goods(self.basket, jar, quantity, now=self.till.now)

    def books(self, **how: Any) -> Booking:
        booking = bookings.hold(
            service=self.till.world.service, resource=self.till.world.resource, start=how.pop("start", TUESDAY_10),
            person=self.buyer.person, now=self.till.now, **how,
        )  # fmt: skip
        baskets.put_session(self.basket, booking, now=self.till.now)
        return booking

    def asks(self, *tins: str, **wishes: Any) -> Quote:
        return quote(self.basket, buyer=self.buyer, wishes=self.wishes(*tins, **wishes), now=self.till.now)

    def orders(self, *tins: str, shown: Decimal | None = None, **wishes: Any) -> Placed:
        wanted = self.wishes(*tins, **wishes)
        return place(self.basket, buyer=self.buyer, wishes=wanted, now=self.till.now, shown=shown)

    def wishes(self, *tins: str, **wishes: Any) -> Wishes:
        """Tins named "half…" are points, the others certificates."""
        purses = tuple(Purse("points" if name.startswith("half") else "gift", name) for name in tins)
        return Wishes(purses=purses, **wishes)


def cream() -> Any:
    """For 320, five on the shelf."""
    kind = ProductClass.objects.create(name="Goods", slug="goods", requires_shipping=True, track_stock=True)
    product = Product.objects.create(product_class=kind, title="Cream", upc="cream")
    partner = Partner.objects.create(name="House", code="shelf")
    StockRecord.objects.create(
        product=product, partner=partner, partner_sku="cream", price=Decimal(320), price_currency="UAH", num_in_stock=5
    )
    return product


def told(order: Any) -> list[str]:
    rows = ModelLogEntry.objects.for_instance(order).order_by("pk")
    return list(rows.values_list("action", flat=True))


def left(jar: Any) -> int:
    stock = jar.stockrecords.get()
    return int(stock.num_in_stock - (stock.num_allocated or 0))


def settle(till: Till, payment: Payment) -> str:
    done = verbs.settle(payment, intent_id=f"pi_{payment.pk}", amount=payment.amount, now=till.now)
    assert trial_balance() == []
    return done
