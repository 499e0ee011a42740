"""What things cost and whether they can be had. Goods: as Oscar says. A session: what its held booking says."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from oscar.apps.partner import availability, prices, strategy

import clock
from booking.models import Booking
from shop.models import Donation, Gift, Sellable

BOOKING, GIFT, DONATION = "booking", Sellable.GIFT, Sellable.DONATION
"""Codes of the Options through which a basket line names its booking, its gift certificate, or its donation."""


class OnlyOne(availability.StockRequired):
    """One booking, one certificate, one donation is one line of one piece."""

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
        priced = {Sellable.GIFT: self._gift, Sellable.DONATION: self._donation, Sellable.SESSION: self._session}
        found = priced[line.product.sellable.kind](line)
        if found is None:
            nothing = prices.FixedPrice(line.price_currency, Decimal(0), Decimal(0))
            return strategy.PurchaseInfo(nothing, availability.Unavailable(), line.stockrecord)
        return strategy.PurchaseInfo(prices.FixedPrice(*found, Decimal(0)), OnlyOne(), line.stockrecord)

    def _session(self, line: Any) -> tuple[str, Decimal] | None:
        """Its price in its currency; None: the hold is over."""
        held = Booking.objects.filter(
            code=option(line, BOOKING), service=line.product.sellable.service, state="held", expires_at__gt=self.now
        ).first()
        return (held.currency, held.price) if held else None

    def _gift(self, line: Any) -> tuple[str, Decimal] | None:
        """Its value in its currency; None: there is no such draft, or it is in an order already."""
        drafts = Gift.objects.filter(key=option(line, GIFT), state=Gift.DRAFT, sale=None)
        return drafts.values_list("currency", "amount").first()

    def _donation(self, line: Any) -> tuple[str, Decimal] | None:
        """Its sum in its currency; None: it is in an order already, or the foundation takes nothing any more."""
        waiting = Donation.objects.filter(key=option(line, DONATION), line=None, foundation__live=True)
        return waiting.values_list("currency", "amount").first()


class Selector:
    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> House:
        """Oscar asks at the edge of a request; our own verbs make a House with their own `now`."""
        return House(request, now=clock.now())
