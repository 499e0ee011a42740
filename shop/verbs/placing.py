"""A basket becomes an order: sessions, goods and gifts together, or nothing at all.

Order first, money second. Everything in one transaction: the holds are looked at and bound to the buyer, stock is taken
by conditional UPDATEs, certificates and points are spent, and what is left to pay by card waits as one open payment.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price

from booking import verbs as bookings
from booking.core.decisions import Reason, Refused
from booking.core.rules import HoldTime, find
from booking.models import Booking
from booking.queries.terms import agreed
from facts import announce
from shop.models import Payment, Purchase, SessionLine
from shop.partner.models import OutOfStock
from shop.partner.strategy import BOOKING
from shop.quoting import GOODS, SESSION, Buyer, Locked, Quote, Wishes, gone, quote
from shop.sharing import Shares
from shop.stages import NONE, next_stage
from shop.verbs.goods import goods_received, goods_total, owes_nothing, pass_on
from shop.verbs.promo import count_codes, hold_codes
from shop.verbs.sales import PAID, Deal, Sale, advance, goods_lines, locked_all, request, set_status
from shop.verbs.spending import spend

Basket, LineAttribute = get_model("basket", "Basket"), get_model("basket", "LineAttribute")
OrderCreator = get_class("order.utils", "OrderCreator")
OrderNumberGenerator = get_class("order.utils", "OrderNumberGenerator")
Calculator = get_class("checkout.calculators", "OrderTotalCalculator")
ABOUT = ("email", "client", "resource")
"""What must be known of a booking before its row is locked."""
KEPT = timedelta(minutes=30)
"""How long goods wait for their money when no held session says sooner."""


class Placed(NamedTuple):
    """`payment`: what is to be paid by card now; None: the order is complete."""

    order: Any
    payment: Payment | None


def place(basket: Any, *, buyer: Buyer, wishes: Wishes, now: datetime, shown: Decimal | None = None) -> Placed:
    """`shown`: what the buyer was told to pay by card now.

    Raises Refused, and writes nothing: "basket_empty", "already_ordered", "session_ordered" (one of its sessions was
    ordered by itself meanwhile), "hold_expired", "stock_none" and the like, whose numbers name the line;
    "quote_changed" when it is another sum by now; without `shown`, whatever a purse says that gives nothing.
    """
    with transaction.atomic():
        held = _sessions(basket, buyer, now)
        _close(basket)
        codes = hold_codes(basket, buyer=buyer, now=now)
        told = quote(basket, buyer=buyer, wishes=wishes, now=now, locked=Locked(held, codes))
        _agree(told, shown)
        order, lines = _order(basket, buyer, wishes, told)
        _keep(order, buyer, wishes, told, now)
        count_codes(order, codes)
        deal = _deal(order, lines, told)
        _price(told)
        shares = told.shares.renamed({None: None} | {pk: line.pk for pk, line in lines.items()})
        awaits = _awaits(told, wishes)
        announce(
            "order.placed", order, by=buyer.user, now=now, amount=order.total_incl_tax, lines=len(told.lines),
            awaits=awaits,
        )  # fmt: skip
        _spend(deal, told, shares, buyer.user, now)
        if not shares.now:
            finish(deal, by=buyer.user, now=now)
            return Placed(order, None)
        return Placed(order, request(order, shares.now, purpose=Payment.DEPOSIT, now=now))


def _sessions(basket: Any, buyer: Buyer, now: datetime) -> list[Booking]:
    """The held bookings of the basket, locked in the order of the house, and bound to the buyer."""
    said = LineAttribute.objects.filter(line__basket=basket, option__code=BOOKING)
    codes = list(said.values_list("value", flat=True))
    rows = list(Booking.objects.filter(buyer.person.mine, code__in=codes).only(*ABOUT).order_by("pk"))
    if len(rows) < len(codes):
        raise Refused(Reason("hold_expired", {"n": 10}))  # somebody else's, or gone for good
    if not rows:
        return []
    owner = bookings.Owner.of(*rows, address=buyer.email, by=buyer.user)
    held = locked_all(rows, owner, now=now)
    if SessionLine.objects.filter(booking__in=held).exists():
        waits = Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).exists()
        raise Refused(Reason("session_ordered" if waits else "already_ordered"))
    for row in held:
        if row.state != "held" or (row.expires_at or now) <= now:
            raise Refused(Reason("hold_expired", {"n": find(agreed(row), HoldTime).minutes, "code": row.code}))
    return [
        bookings.write_contact(
            booking=row, name=buyer.name, email=buyer.email, phone=buyer.phone, note=buyer.note or row.note,
            by=buyer.user, language=buyer.language, owner=owner, now=now,
        )
        for row in held
    ]  # fmt: skip


def _close(basket: Any) -> None:
    """Of two who press at once one gets the basket. Refused("already_ordered") for the other."""
    if not Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(status=Basket.SUBMITTED):
        raise Refused(Reason("already_ordered"))


def _agree(told: Quote, shown: Decimal | None) -> None:
    if not told.lines:
        raise Refused(Reason("basket_empty"))
    against = told.refusals or [reason for one in told.purses for reason in one.reasons if shown is None]
    if against:
        raise Refused(*against)
    if shown is not None and shown != told.due_now:
        numbers = {"old_amount": shown, "amount": told.due_now, "currency": told.currency}
        raise Refused(Reason("quote_changed", numbers))


def _order(basket: Any, buyer: Buyer, wishes: Wishes, told: Quote) -> tuple[Any, Mapping[int, Any]]:
    """The order, and its lines by those of the basket."""
    creator = OrderCreator()
    charge = Price(currency=told.currency, excl_tax=told.delivery, incl_tax=told.delivery)  # as it was agreed
    try:
        order = creator.place_order(
            basket=basket, total=Calculator().calculate(basket, charge), shipping_method=wishes.carriage,
            shipping_charge=charge, user=buyer.user or AnonymousUser(), guest_email=buyer.email,
            order_number=OrderNumberGenerator().order_number(basket),
        )  # fmt: skip
    except OutOfStock as none_left:
        raise Refused(gone(none_left.args[0])) from none_left
    return order, creator.written


def _keep(order: Any, buyer: Buyer, wishes: Wishes, told: Quote, now: datetime) -> None:
    """What the house keeps beside Oscar's order: who bought, how goods get there, until when money is awaited."""
    goods = any(line.kind == GOODS for line in told.lines)
    Purchase.objects.create(
        order=order, name=buyer.name, email=buyer.email.lower(), phone=buyer.phone, language=buyer.language,
        visitor=buyer.visitor, delivery=wishes.carriage.kind, address=wishes.carriage.address, at_desk=wishes.desk,
        stage=next_stage(NONE, "place") if goods else NONE, stage_at=now if goods else None,
        expires_at=_until(told, now) if told.due_now else None,
    )  # fmt: skip


def _deal(order: Any, lines: Mapping[int, Any], told: Quote) -> Deal:
    """Nobody else has seen the order yet, and its sessions are locked."""
    return Deal(order, {lines[one.line.pk].pk: Sale(one.booking, order) for one in told.lines if one.booking})


def _awaits(told: Quote, wishes: Wishes) -> str:
    """Of whom its money is awaited: "card", "desk", "nobody"; of sessions alone their own letters tell."""
    if all(line.kind == SESSION for line in told.lines):
        return "sessions"
    return "card" if told.due_now else "desk" if wishes.desk else "nobody"


def _price(told: Quote) -> None:
    """What promotions took off a session is off its price, and off what is paid of it in advance if that was all."""
    for one in told.lines:
        booking = one.booking
        if booking and one.total != booking.price:
            booking.deposit, booking.price = advance(booking, one.total), one.total
            Booking.objects.filter(pk=booking.pk).update(price=booking.price, deposit=booking.deposit)


def _spend(deal: Deal, told: Quote, shares: Shares, user: Any, now: datetime) -> None:
    for one, given in zip(told.purses, shares.given, strict=True):
        spend(deal, one.purse, given, user=user, now=now)


def finish(deal: Deal, *, by: Any, now: datetime) -> None:
    """Everything that was due is here: sessions are promised, and goods that their purses have paid are paid."""
    for sale in deal.sales.values():
        if sale.booking.state == "held":
            bookings.confirm(booking=sale.booking, by=by, now=now)
    Purchase.objects.filter(order=deal.order).update(expires_at=None)
    if owes_nothing(deal):
        set_status(deal.order, PAID)
    paid = goods_received(deal.order)
    if goods_lines(deal.order).exists() and paid >= goods_total(deal.order):
        pass_on(deal.order, "pay", now=now)
        announce("order.paid", deal.order, by=by, now=now, amount=paid)


def _until(told: Quote, now: datetime) -> datetime:
    ends = [line.booking.expires_at for line in told.lines if line.booking and line.booking.expires_at]
    return min(ends, default=now + KEPT)
