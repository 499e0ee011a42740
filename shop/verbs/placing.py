"""A basket becomes an order: sessions, goods and gifts together, or nothing at all.

Order first, money second. Everything in one transaction: the holds are looked at and bound to the buyer, stock is taken
by conditional UPDATEs, certificates and points are spent, and what is left to pay by card waits as one open payment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from oscar.core.loading import get_class, get_model

from booking import verbs as bookings
from booking.core.decisions import Reason, Refused
from booking.core.rules import HoldTime, find
from booking.models import Booking
from booking.queries.terms import agreed
from facts import announce
from shop.delivery import Carriage
from shop.models import Payment, Purchase
from shop.partner.models import OutOfStock
from shop.partner.strategy import BOOKING, House, option
from shop.verbs.goods import goods_total
from shop.verbs.sales import ZERO, Deal, deal_of, locked, request

Basket = get_model("basket", "Basket")
Applicator = get_class("offer.applicator", "Applicator")
OrderCreator = get_class("order.utils", "OrderCreator")
OrderNumberGenerator = get_class("order.utils", "OrderNumberGenerator")
Calculator = get_class("checkout.calculators", "OrderTotalCalculator")
KEPT = timedelta(minutes=30)
"""How long goods wait for their money when no held session says sooner."""


@dataclass(frozen=True)
class Buyer:
    """Who buys. `user` None: a guest, known by the random id `visitor` of his browser."""

    name: str
    email: str
    phone: str
    language: str
    user: Any = None
    visitor: str = ""

    @property
    def person(self) -> bookings.Person:
        return bookings.Person(self.user, self.visitor)


@dataclass(frozen=True)
class Wishes:
    """How the goods reach the buyer, and what is paid with; `desk`: goods are paid when they are handed over."""

    carriage: Carriage = field(default_factory=Carriage)
    desk: bool = False


class Placed(NamedTuple):
    """`payment`: what is to be paid by card now; None: the order is complete."""

    order: Any
    payment: Payment | None


def place(basket: Any, *, buyer: Buyer, wishes: Wishes, now: datetime) -> Placed:
    """Raises Refused, and writes nothing: "basket_empty", "already_ordered", "hold_expired", "stock_none" and the like;
    the reason's numbers name the line.
    """
    with transaction.atomic():
        sessions = _sessions(basket, buyer, now)
        _close(basket)
        order = _order(basket, buyer, wishes, now)
        deal = deal_of(order.pk, now=now)
        _price(deal)
        shares = due_now(deal, wishes)
        announce("order.placed", order, by=buyer.user, now=now, amount=order.total_incl_tax, lines=len(sessions))
        if not shares:
            finish(deal, by=buyer.user, now=now)
            return Placed(order, None)
        Purchase.objects.filter(order=order).update(expires_at=_until(sessions, now))
        return Placed(order, request(order, shares, purpose=Payment.DEPOSIT, now=now))


def _sessions(basket: Any, buyer: Buyer, now: datetime) -> list[Booking]:
    """The held bookings of the basket, locked in the order of the house, and bound to the buyer."""
    codes = [code for line in basket.all_lines() if (code := option(line, BOOKING))]
    rows = list(Booking.objects.filter(buyer.person.mine, code__in=codes).select_related("resource").order_by("pk"))
    if len(rows) < len(codes):
        raise Refused(Reason("hold_expired", {"n": 10}))  # somebody else's, or gone for good
    if not rows:
        return []
    bookings.take_turn(bookings.Owner.of(rows[0], address=buyer.email, by=buyer.user), now=now)
    bookings.lock([row.resource for row in rows])
    held = [locked(row) for row in rows]
    for row in held:
        if row.state != "held" or (row.expires_at or now) <= now:
            raise Refused(Reason("hold_expired", {"n": find(agreed(row), HoldTime).minutes, "code": row.code}))
    return [
        bookings.write_contact(
            booking=row, name=buyer.name, email=buyer.email, phone=buyer.phone, note=row.note, by=buyer.user,
            language=buyer.language, now=now,
        )
        for row in held
    ]  # fmt: skip


def _close(basket: Any) -> None:
    """Of two who press at once one gets the basket. Refused("already_ordered") for the other."""
    if not Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(status=Basket.SUBMITTED):
        raise Refused(Reason("already_ordered"))


def _order(basket: Any, buyer: Buyer, wishes: Wishes, now: datetime) -> Any:
    basket.strategy = House(now=now)
    if basket.is_empty:
        raise Refused(Reason("basket_empty"))
    for line in basket.all_lines():
        _look(line)
    user = buyer.user or AnonymousUser()
    Applicator().apply(basket, user)
    charge = wishes.carriage.charge(basket)
    try:
        order = OrderCreator().place_order(
            basket=basket, total=Calculator().calculate(basket, charge), shipping_method=wishes.carriage,
            shipping_charge=charge, user=user, guest_email=buyer.email,
            order_number=OrderNumberGenerator().order_number(basket),
        )  # fmt: skip
    except OutOfStock as gone:
        raise Refused(_gone(gone.args[0])) from gone
    Purchase.objects.create(
        order=order, name=buyer.name, email=buyer.email.lower(), phone=buyer.phone, language=buyer.language,
        visitor=buyer.visitor, delivery=wishes.carriage.kind, address=wishes.carriage.address, at_desk=wishes.desk,
    )  # fmt: skip
    return order


def _look(line: Any) -> None:
    """Before anything is written: a lapsed hold and an empty shelf are told by name."""
    bought = line.purchase_info.availability
    if not bought.is_purchase_permitted(line.quantity)[0]:
        code = option(line, BOOKING)
        raise Refused(Reason("hold_expired", {"code": code, "n": 10}) if code else _gone(line.product))


def _gone(product: Any) -> Reason:
    return Reason("stock_none", {"what": product.get_title(), "product": product.pk})


def _price(deal: Deal) -> None:
    """What promotions took off a session is off its price, and off what is paid of it in advance if that was all."""
    for line in deal.order.lines.filter(pk__in=deal.sales):
        booking = deal.sales[line.pk].booking
        whole = booking.deposit == booking.price
        booking.price = line.line_price_incl_tax
        booking.deposit = booking.price if whole else min(booking.deposit, booking.price)
        Booking.objects.filter(pk=booking.pk).update(price=booking.price, deposit=booking.deposit)


def due_now(deal: Deal, wishes: Wishes) -> dict[int | None, Decimal]:
    """What has to be paid before the order is complete, by line; under None the goods with their delivery."""
    shares: dict[int | None, Decimal] = {pk: sale.booking.deposit for pk, sale in deal.sales.items()}
    shares[None] = ZERO if wishes.desk else goods_total(deal.order)
    return {line: amount for line, amount in shares.items() if amount > 0}


def finish(deal: Deal, *, by: Any, now: datetime) -> None:
    """Everything that was due is here: sessions are promised, and an order of goods alone is paid."""
    for sale in deal.sales.values():
        if sale.booking.state == "held":
            bookings.confirm(booking=sale.booking, by=by, now=now)
    Purchase.objects.filter(order=deal.order).update(expires_at=None)


def _until(sessions: Sequence[Booking], now: datetime) -> datetime:
    ends = [booking.expires_at for booking in sessions if booking.expires_at]
    return min(ends, default=now + KEPT)
