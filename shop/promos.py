"""How promotions of the house are reckoned: which lines of a basket they cover, and what they take off each.

Promotions are stacked in a stated sequence: offers for everybody first, then the one promo code on what they have left;
certificates, points and the card pay the rest. Sessions are discounted by promotions that name them, gifts and
donations never.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery
from oscar.apps.offer.applicator import Applicator
from oscar.apps.offer.benefits import apply_discount
from oscar.core.loading import get_class, get_model

from booking.models import Booking
from moments import local
from shop.models import Good, Promo, Sellable
from shop.partner.strategy import BOOKING, option

BasketDiscount = get_class("offer.results", "BasketDiscount")
Offer, Voucher = get_model("offer", "ConditionalOffer"), get_model("voucher", "Voucher")
KOPECK, ZERO = Decimal("0.01"), Decimal(0)
AFTER_OFFERS = -10
"""Priority of codes: Oscar applies the highest first."""
WEEKEND = 5


class Covered(NamedTuple):
    """A line that a promotion may discount. `left`: what it costs after all promotions before."""

    line: Any
    left: Decimal
    starts: datetime | None


class Cover:
    """Which lines of a basket a promotion is about. Reads once what it needs of the basket."""

    def __init__(self, promo: Promo, basket: Any) -> None:
        self.promo, self.lines = promo, list(basket.all_lines())

    def found(self) -> list[Covered]:
        rows = [Covered(line, left(line), self._starts(line)) for line in self.lines if self._covers(line)]
        rows = [row for row in rows if row.left > 0]
        if self.promo.first_booking_only:  # of several sessions the first is the first booking
            rows = sorted((row for row in rows if row.starts), key=lambda row: str(row.starts))[:1]
        return rows

    def _covers(self, line: Any) -> bool:
        sold = self._sold.get(line.product_id)
        if sold is None:
            return self._covers_good(self._goods.get(line.product_id))
        return sold.kind == Sellable.SESSION and self._covers_session(line)

    def _covers_good(self, good: Good | None) -> bool:
        if good is None or self.promo.goods:
            return self.promo.goods
        return bool({good.pk, good.of_id} & self._things) or good.shelf_id in self._shelves

    def _covers_session(self, line: Any) -> bool:
        booking = self._booking(line)
        if booking is None:
            return False
        named = {booking.service_id, booking.service.variant_of_id} & self._services
        return bool(self.promo.sessions or named) and self._in_time(booking)

    def _in_time(self, booking: Booking) -> bool:
        if self.promo.ends_by is None:
            return True
        start, end = (local(one, booking.resource.zone) for one in (booking.start, booking.end))
        return start.weekday() < WEEKEND and start.date() == end.date() and end.time() <= self.promo.ends_by

    def _starts(self, line: Any) -> datetime | None:
        booking = self._booking(line)
        return booking.start if booking else None

    def _booking(self, line: Any) -> Booking | None:
        found: Booking | None = line.basket.strategy.named_by(line).bookings.get(option(line, BOOKING))
        return found

    @cached_property
    def _sold(self) -> Mapping[int, Sellable]:
        rows = Sellable.objects.filter(product_id__in=[line.product_id for line in self.lines])
        return {row.product_id: row for row in rows}

    @cached_property
    def _goods(self) -> Mapping[int, Good]:
        rows = Good.objects.filter(product_id__in=[line.product_id for line in self.lines])
        return {row.product_id: row for row in rows}

    @cached_property
    def _services(self) -> frozenset[int]:
        return frozenset(self.promo.services.values_list("pk", flat=True))

    @cached_property
    def _things(self) -> frozenset[int]:
        return frozenset(self.promo.things.values_list("pk", flat=True))

    @cached_property
    def _shelves(self) -> frozenset[int]:
        return frozenset(self.promo.shelves.values_list("pk", flat=True))


def left(line: Any) -> Decimal:
    return Decimal(line.line_price_incl_tax_incl_discounts)


def number_of(found: Iterable[Covered]) -> int:
    return sum(row.line.quantity for row in found)


def total_of(found: Iterable[Covered]) -> Decimal:
    return sum((row.left for row in found), ZERO)


def taken_off(promo: Promo, found: list[Covered]) -> list[Decimal]:
    """What comes off each line: its percent, or its share of the sum, which is never more than the lines cost."""
    if promo.kind == Promo.PERCENT:
        return [_rounded(row.left * promo.value / 100) for row in found]
    whole = total_of(found)
    take, before, shares = min(promo.value, whole), ZERO, []
    for row in found:
        shares.append(_rounded(take * (before + row.left) / whole) - _rounded(take * before / whole))
        before += row.left
    return shares


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(KOPECK, ROUND_HALF_UP)


class Enough:
    """What Oscar asks of a condition: whether the basket has enough of what the promotion is about."""

    def __init__(self, **row: Any) -> None:
        self.name = self.description = "Promotion of the house"

    def is_satisfied(self, offer: Any, basket: Any) -> bool:
        found = Cover(offer.promo, basket).found()
        return bool(found) and number_of(found) >= offer.promo.min_items and total_of(found) >= offer.promo.min_total

    def is_partially_satisfied(self, offer: Any, basket: Any) -> bool:
        return False

    def get_upsell_message(self, offer: Any, basket: Any) -> None:
        """Nobody is asked to buy more."""

    def consume_items(self, offer: Any, basket: Any, affected_lines: Any) -> None:
        """The benefit has marked its lines."""


class TakesOff:
    """What Oscar asks of a benefit: takes the promotion off every line that it covers, as the line stands now."""

    def __init__(self, **row: Any) -> None:
        self.name = self.description = "Promotion of the house"

    def apply(self, basket: Any, condition: Any, offer: Any, **how: Any) -> Any:
        found = Cover(offer.promo, basket).found()
        shares = taken_off(offer.promo, found)
        for row, share in zip(found, shares, strict=True):
            apply_discount(row.line, share, row.line.quantity, offer)
        return BasketDiscount(sum(shares, ZERO))

    def apply_deferred(self, basket: Any, order: Any, application: Any) -> None:
        """Everything was taken off at once."""

    def shipping_discount(self, charge: Any, currency: Any = None) -> Decimal:
        return ZERO


class Promotions(Applicator):
    """What applies to a basket at `now` (Oscar reads the time of the machine): offers first, then its code.

    `codes`: of the basket, where the caller has locked them.
    """

    def __init__(self, *, now: datetime, codes: Iterable[Any] | None = None) -> None:
        self.now, self.codes = now, codes

    def get_site_offers(self) -> list[Any]:
        """Highest priority first. Mostly there is none, and to ask for numbers costs a quarter of asking for offers."""
        begun = Q(start_datetime=None) | Q(start_datetime__lte=self.now)
        lasts = Q(end_datetime=None) | Q(end_datetime__gte=self.now)
        running = Offer.objects.filter(begun, lasts, offer_type=Offer.SITE, status=Offer.OPEN)
        pks = list(running.order_by().values_list("pk", flat=True))
        rows = Offer.objects.filter(pk__in=pks).select_related("condition", "benefit", "promo")
        return list(rows) if pks else []

    def get_basket_offers(self, basket: Any, user: Any) -> list[Any]:
        found = []
        for voucher in basket.vouchers.all() if self.codes is None else self.codes:
            if voucher.start_datetime <= self.now <= voucher.end_datetime and usable(voucher, user):
                found += _named(voucher)
        return found


def usable(voucher: Any, user: Any) -> bool:
    """Whether there is a use of it left; whom it is for is asked when it is entered and when the order is placed."""
    if hasattr(voucher, "promo"):
        return voucher.promo.uses_max is None or voucher.num_orders < voucher.promo.uses_max
    return bool(voucher.is_available_to_user(user=user)[0])


def _named(voucher: Any) -> list[Any]:
    offers = list(voucher.offers.select_related("condition", "benefit", "promo"))
    for offer in offers:
        offer.set_voucher(voucher)
    return offers


def name_of(offer: Any) -> str:
    """In the active language, where the house has words for it."""
    return str(offer.promo) if hasattr(offer, "promo") else str(offer.name)


def named_by(offer: str) -> Subquery:
    """The promotion's words for each row of a query whose column `offer` is the number of its offer; or nothing."""
    return Subquery(Promo.objects.filter(offer=OuterRef(offer)).values("name")[:1])
