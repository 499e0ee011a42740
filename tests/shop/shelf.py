"""Goods on a shelf, as Oscar keeps them, and who buys them."""

from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model
from wagtail.models import ModelLogEntry

from shop.verbs import basket as baskets
from shop.verbs.placing import Buyer, Placed, Wishes, place
from tests.world import World

Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
Product, ProductClass = get_model("catalogue", "Product"), get_model("catalogue", "ProductClass")
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")


def stand(code: str = "cream", *, pieces: int = 5, price: int = 320, **more: Any) -> Any:
    """So many pieces of a product on the shelf."""
    kind, _ = ProductClass.objects.get_or_create(
        slug="goods", defaults={"name": "Goods", "requires_shipping": True, "track_stock": True}
    )
    partner, _ = Partner.objects.get_or_create(code="shelf", defaults={"name": "House"})
    product = Product.objects.create(product_class=kind, title=code.title(), upc=code)
    StockRecord.objects.create(
        product=product, partner=partner, partner_sku=code, price=Decimal(price), price_currency="UAH",
        num_in_stock=pieces, **more,
    )  # fmt: skip
    return product


def left(product: Any) -> int:
    """Pieces that can still be sold."""
    return int(product.stockrecords.get().net_stock_level)


def on_shelf(product: Any) -> int:
    return int(product.stockrecords.get().num_in_stock)


def buyer(world: World) -> Buyer:
    return Buyer(
        name="Maria Koval", email="client@example.org", phone="+380441234567", language="en", user=world.client
    )


def order(world: World, product: Any, quantity: int = 1, **wishes: Any) -> Placed:
    """Bought by the client, to be paid at the desk."""
    basket = Basket.objects.create(owner=world.client)
    baskets.put_goods(basket, product, quantity, now=world.now)
    return place(basket, buyer=buyer(world), wishes=Wishes(**{"desk": True} | wishes), now=world.now)


def facts_of(row: Any) -> list[str]:
    return list(ModelLogEntry.objects.for_instance(row).order_by("pk").values_list("action", flat=True))
