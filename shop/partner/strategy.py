"""What things cost and whether they can be had. Goods: as Oscar says. A session: what its held booking says."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from oscar.apps.partner import availability, prices, strategy

import clock
from booking.models import Booking

BOOKING = "booking"
"""Code of the Option through which a basket line names its booking."""


class OnlyOne(availability.StockRequired):
    """One booking is one line of one piece."""

    def __init__(self) -> None:
        super().__init__(1)


def option(line: Any, code: str) -> str:
    """What a basket line says under this option; empty if nothing."""
    return next((attribute.value for attribute in line.attributes.all() if attribute.option.code == code), "")


class House(strategy.UseFirstStockRecord, strategy.NoTax, strategy.StockRequired, strategy.Structured):
    """`now`: aware UTC; holds that have lapsed by then cannot be bought."""

    def __init__(self, request: Any = None, *, now: datetime) -> None:
        super().__init__(request)
        self.now = now

    def availability_policy(self, product: Any, stockrecord: Any) -> Any:
        """Sessions are never bought from the product: Oscar's own "add to basket" knows no booking."""
        if hasattr(product, "sellable"):
            return availability.Unavailable()
        return super().availability_policy(product, stockrecord)

    def fetch_for_line(self, line: Any, stockrecord: Any = None) -> Any:
        if not hasattr(line.product, "sellable"):
            return self.fetch_for_product(line.product, stockrecord or line.stockrecord)
        held = Booking.objects.filter(
            code=option(line, BOOKING), service=line.product.sellable.service, state="held", expires_at__gt=self.now
        ).first()
        if held is None:
            nothing = prices.FixedPrice(line.price_currency, Decimal(0), Decimal(0))
            return strategy.PurchaseInfo(nothing, availability.Unavailable(), line.stockrecord)
        price = prices.FixedPrice(held.currency, held.price, Decimal(0))
        return strategy.PurchaseInfo(price, OnlyOne(), line.stockrecord)


class Selector:
    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> House:
        """Oscar asks at the edge of a request; our own verbs make a House with their own `now`."""
        return House(request, now=clock.now())
