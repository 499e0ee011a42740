"""What things cost and whether they can be had. Goods: as Oscar says. A session: what its held booking says."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from oscar.apps.partner import availability, prices, strategy

import clock
from booking.models import Booking
from shop.models import Donation, Gift, Sellable

BOOKING, GIFT, DONATION = "booking", Sellable.GIFT, Sellable.DONATION
"""Codes of the Options through which a basket line names its booking, its gift certificate, or its donation."""
WORTH = ("key", "amount", "currency")


class OnlyOne(availability.StockRequired):
    """One booking, one certificate, one donation is one line of one piece."""

    def __init__(self) -> None:
        super().__init__(1)


def option(line: Any, code: str) -> str:
    """What a basket line says under this option; empty if nothing."""
    return next((attribute.value for attribute in line.attributes.all() if attribute.option.code == code), "")


class Named:
    """What lines of a basket name, each kind read at once. `bookings`: those that the caller has read, and locked."""

    def __init__(self, lines: Iterable[Any], bookings: Iterable[Booking] | None = None) -> None:
        self._lines = lines
        if bookings is not None:
            self.bookings = {row.code: row for row in bookings}

    @cached_property
    def bookings(self) -> dict[str, Booking]:
        """By their codes, whatever their state, with service, policy, resource and place."""
        rows = Booking.objects.select_related("service__policy", "resource__place")
        return {row.code: row for row in self._read(rows, "code", BOOKING)}

    @cached_property
    def gifts(self) -> dict[str, Gift]:
        """By their keys, what they are worth: drafts that are in no order."""
        drafts = Gift.objects.filter(state=Gift.DRAFT, sale=None).only(*WORTH)
        return {str(row.key): row for row in self._read(drafts, "key", GIFT)}

    @cached_property
    def donations(self) -> dict[str, Donation]:
        """The same of those that are in no order and whose foundation takes them."""
        waiting = Donation.objects.filter(line=None, foundation__live=True).only(*WORTH)
        return {str(row.key): row for row in self._read(waiting, "key", DONATION)}

    def _read(self, rows: QuerySet[Any], field: str, code: str) -> Iterable[Any]:
        said = [value for line in self._lines if (value := option(line, code))]
        return rows.filter(**{f"{field}__in": said}).order_by() if said else ()


class House(strategy.UseFirstStockRecord, strategy.NoTax, strategy.StockRequired, strategy.Structured):
    """`now`: aware UTC; holds that have lapsed by then cannot be bought. `named`: by the lines that are priced; without
    it each line is asked by itself.
    """

    def __init__(self, request: Any = None, *, now: datetime, named: Named | None = None) -> None:
        super().__init__(request)
        self.now, self.named = now, named

    def named_by(self, line: Any) -> Named:
        return self.named or Named([line])

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
        found = self.named_by(line).bookings.get(option(line, BOOKING))
        if found is None or found.service_id != line.product.sellable.service_id or found.state != "held":
            return None
        return (found.currency, found.price) if found.expires_at and found.expires_at > self.now else None

    def _gift(self, line: Any) -> tuple[str, Decimal] | None:
        """Its value in its currency; None: there is no such draft, or it is in an order already."""
        draft = self.named_by(line).gifts.get(option(line, GIFT))
        return (draft.currency, draft.amount) if draft else None

    def _donation(self, line: Any) -> tuple[str, Decimal] | None:
        """Its sum in its currency; None: it is in an order already, or the foundation takes nothing any more."""
        waiting = self.named_by(line).donations.get(option(line, DONATION))
        return (waiting.currency, waiting.amount) if waiting else None


class Selector:
    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> House:
        """Oscar asks at the edge of a request; our own verbs make a House with their own `now`."""
        return House(request, now=clock.now())
