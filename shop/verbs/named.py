"""Lines of a basket that stand for a row of ours, under a product that is on no shelf: certificates and donations.

The line names the row by its key, under an Option that is called as what is sold.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from oscar.core.loading import get_model

from shop.models import Sellable
from shop.partner.strategy import House, option

Option, Product, ProductClass = (get_model("catalogue", name) for name in ("Option", "Product", "ProductClass"))
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")
TITLES = {Sellable.GIFT: "Gift certificate", Sellable.DONATION: "Donation"}
"""What Oscar calls it, in its dashboard alone."""


def put_named(basket: Any, kind: str, key: UUID, *, now: datetime) -> Any:
    """The basket's line of this row; the same one when it is put twice."""
    line = line_named(basket, kind, key)
    if line:
        return line
    basket.strategy = House(now=now)
    with transaction.atomic():
        named = Option.objects.get_or_create(code=kind, defaults={"name": kind.capitalize()})[0]
        return basket.add_product(_product(kind), 1, [{"option": named, "value": str(key)}])[0]


def line_named(basket: Any, kind: str, key: UUID) -> Any:
    return next((line for line in basket.all_lines() if option(line, kind) == str(key)), None)


def _product(kind: str) -> Any:
    """Oscar's product under which it is sold, made at the first sale. No promotion touches it."""
    found = Product.objects.filter(sellable__kind=kind).first()
    if found:
        return found
    sort, _ = ProductClass.objects.get_or_create(
        slug=kind, defaults={"name": TITLES[kind], "requires_shipping": False, "track_stock": False}
    )
    product, _ = Product.objects.get_or_create(
        upc=kind,
        defaults={"product_class": sort, "title": TITLES[kind], "is_public": False, "is_discountable": False},
    )
    house, _ = Partner.objects.get_or_create(code="house", defaults={"name": "House"})
    StockRecord.objects.get_or_create(
        partner=house, partner_sku=kind,
        defaults={"product": product, "price": Decimal(0), "price_currency": settings.OSCAR_DEFAULT_CURRENCY},
    )  # fmt: skip
    Sellable.objects.get_or_create(product=product, defaults={"kind": kind})
    return product
