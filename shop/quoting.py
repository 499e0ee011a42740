"""What a basket costs and who pays what of it, said before anything is written. The same words are kept by `place`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects

from booking import verbs as bookings
from booking.core.decisions import Reason
from booking.models import Booking
from shop.delivery import Carriage
from shop.partner.strategy import BOOKING, DONATION, House, Named, option
from shop.promos import Promotions, name_of
from shop.queries import with_all, with_prices
from shop.sharing import ZERO, Due, Shares, share, total, within_reach
from shop.till import Offered, Purse, ask, means
from shop.verbs.sales import APART, advance

SESSION, GOODS = "session", "goods"


@dataclass(frozen=True)
class Buyer:
    """Who buys. `user` None: a guest, known by the random id `visitor` of his browser."""

    name: str
    email: str
    phone: str
    language: str
    user: Any = None
    visitor: str = ""
    note: str = ""
    """Words for whoever holds the sessions."""

    @property
    def person(self) -> bookings.Person:
        return bookings.Person(self.user, self.visitor)


@dataclass(frozen=True)
class Wishes:
    """How the goods reach the buyer, and what is paid with; `desk`: goods are paid when they are handed over.

    `purses`: gifts in the sequence in which they were given, then points. One named twice is asked once.
    """

    carriage: Carriage = field(default_factory=Carriage)
    desk: bool = False
    purses: tuple[Purse, ...] = ()


@dataclass(frozen=True)
class Discount:
    """`code`: of the promo code that brought it; empty for an offer that is for everybody."""

    name: str
    code: str
    amount: Decimal


@dataclass(frozen=True)
class QuotedLine:
    """`kind`: "session", "goods", or a kind of APART. `due_now`, `due_later` are what the line costs, whoever pays.

    `refusal`: why it cannot be bought any more; its price is what it was when it was put into the basket.
    """

    line: Any
    kind: str
    booking: Booking | None
    price: Decimal
    discounts: tuple[Discount, ...]
    total: Decimal
    due_now: Decimal
    due_later: Decimal
    refusal: Reason | None

    @property
    def due(self) -> Due:
        line = None if self.kind == GOODS else self.line.pk
        return Due(line, self.due_now, self.due_later, by_card=self.kind in APART)


@dataclass(frozen=True)
class QuotedPurse:
    """`left`: what stays in it. `reasons`: why it gives nothing at all."""

    purse: Purse
    gives: Decimal
    left: Decimal
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Quote:
    """All in `currency`. `price`: of all lines, before discounts. `due_now`: by card, before the order is complete.

    `due_later`: the rest, of sessions after the visit and of goods (`at_desk`) when they are handed over.
    """

    lines: tuple[QuotedLine, ...]
    discounts: tuple[Discount, ...]
    delivery: Decimal
    purses: tuple[QuotedPurse, ...]
    total: Decimal
    currency: str
    shares: Shares

    @property
    def price(self) -> Decimal:
        return sum((line.price for line in self.lines), ZERO)

    @property
    def due_now(self) -> Decimal:
        return total(self.shares.now)

    @property
    def due_later(self) -> Decimal:
        return total(self.shares.later)

    @property
    def at_desk(self) -> Decimal:
        return self.shares.later.get(None, ZERO)

    @property
    def refusals(self) -> list[Reason]:
        """Why it cannot be ordered as it is."""
        return [line.refusal for line in self.lines if line.refusal]


class Locked(NamedTuple):
    """Rows that a basket names, locked by the caller."""

    bookings: Sequence[Booking]
    codes: Sequence[Any]


def quote(
    basket: Any, *, buyer: Buyer, wishes: Wishes, now: datetime, locked: Locked | None = None
) -> Quote:  # fmt: skip
    """Writes nothing. Reads the basket anew: promotions are applied to it, as it stands at `now`.

    Where the caller has `locked` what it names, nobody looks at pictures of its things.
    """
    read_anew(basket, now=now, held=locked.bookings if locked else None)
    Promotions(now=now, codes=locked.codes if locked else None).apply(basket, buyer.user or AnonymousUser())
    lines = tuple(_line(line, wishes.desk) for line in basket.all_lines())
    delivery = wishes.carriage.charge(basket).incl_tax
    dues = _dues(lines, Due(None, ZERO, delivery) if wishes.desk else Due(None, delivery))
    offered = ask(wishes.purses, whole=within_reach(dues), user=buyer.user, now=now)
    shares = share(dues, [one.most for one in offered])
    return Quote(
        lines=lines, discounts=_applied(basket), delivery=delivery, currency=basket.currency, shares=shares,
        total=sum((line.total for line in lines), delivery), purses=told(offered, shares, now),
    )  # fmt: skip


def read_anew(basket: Any, *, now: datetime, held: Sequence[Booking] | None = None) -> None:
    """The basket with its lines and prices as they stand, without promotions. `held`: all bookings that it names."""
    basket.reset_offer_applications()
    basket._lines = (with_all if held is None else with_prices)(basket.lines)  # Oscar keeps the lines it has read
    basket.strategy = House(now=now, named=Named(basket.all_lines(), held))
    for line in basket.all_lines():
        line.stockrecord.product = line.product  # whom Oscar asks how it is counted
    variants = [line.product for line in basket.all_lines() if line.product.parent_id]
    prefetch_related_objects(variants, "parent__product_class")


def _line(line: Any, desk: bool) -> QuotedLine:
    sold = getattr(line.product, "sellable", None)
    kind = sold.kind if sold else GOODS
    booking = line.basket.strategy.named.bookings.get(option(line, BOOKING)) if kind == SESSION else None
    price, paid = line.line_price_incl_tax, line.line_price_incl_tax_incl_discounts
    refusal = why_not(line)
    if kind == SESSION:
        due_now = advance(booking, paid) if booking and not refusal else ZERO
    else:
        due_now = ZERO if desk and kind == GOODS else paid
    return QuotedLine(
        line=line, kind=kind, booking=booking, price=price, discounts=_taken_off(line), total=paid, due_now=due_now,
        due_later=paid - due_now, refusal=refusal,
    )  # fmt: skip


def why_not(line: Any) -> Reason | None:
    """Why a line of a basket cannot be bought: a lapsed hold, an empty shelf, told by name."""
    if line.purchase_info.availability.is_purchase_permitted(line.quantity)[0]:
        return None
    code = option(line, BOOKING)
    if option(line, DONATION):
        return Reason("foundation_closed")
    return Reason("hold_expired", {"code": code, "n": 10}) if code else gone(line.product)


def gone(product: Any) -> Reason:
    return Reason("stock_none", {"what": product.get_title(), "product": product.pk})


def _taken_off(line: Any) -> tuple[Discount, ...]:
    """What each promotion took off the line, in the sequence in which they came."""
    sums: dict[tuple[str, str], Decimal] = {}
    for discount in line.discounts:
        voucher = discount.offer.get_voucher() if discount.offer else None
        named = (name_of(discount.offer) if discount.offer else "", voucher.code if voucher else "")
        sums[named] = sums.get(named, ZERO) + discount.amount
    return tuple(Discount(name, code, amount) for (name, code), amount in sums.items())


def _applied(basket: Any) -> tuple[Discount, ...]:
    return tuple(
        Discount(name_of(one["offer"]), one["voucher"].code if one["voucher"] else "", one["discount"])
        for one in basket.offer_applications
        if one["discount"]
    )


def _dues(lines: Sequence[QuotedLine], goods: Due) -> list[Due]:
    """One for each session, gift and donation; all goods together with their delivery, `goods`."""
    dues = [line.due for line in lines]
    for due in (due for due in dues if due.line is None):
        goods = Due(None, goods.now + due.now, goods.later + due.later)
    return [due for due in dues if due.line is not None] + [goods]


def told(offered: Sequence[Offered], shares: Shares, now: datetime) -> tuple[QuotedPurse, ...]:
    """What each of them gives and keeps."""
    return tuple(_told(one, total(given), now) for one, given in zip(offered, shares.given, strict=True))


def _told(one: Offered, gives: Decimal, now: datetime) -> QuotedPurse:
    if one.reasons:
        return QuotedPurse(one.purse, ZERO, ZERO, one.reasons)
    return QuotedPurse(one.purse, gives, means(one.purse.means).holds(one.purse.source, now=now) - gives)
