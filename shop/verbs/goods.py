"""The goods of an order: paid for, given up when nobody pays, taken from the shelf again when money comes late."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from facts import announce
from shop.models import Part, Payment, Purchase, Return
from shop.partner.models import OutOfStock
from shop.queries import ENDED, received
from shop.stages import CANCELLED as GIVEN_UP
from shop.stages import PLACED, leads, next_stage
from shop.verbs.patience import BATCH
from shop.verbs.promotions import forget_promotions, stand_again
from shop.verbs.purses import book
from shop.verbs.returning import give_back, kept, unreturned
from shop.verbs.sales import (
    CANCELLED,
    PENDING,
    ZERO,
    Deal,
    deal_of,
    goods_lines,
    goods_of,
    lines_apart,
    pot_apart,
    seller,
    set_status,
)  # fmt: skip

BOUGHT, REFUNDED = "bought", "refunded"


def goods_total(order: Any) -> Decimal:
    """The price of all things that are carried, and of their delivery, less what was taken back of them."""
    lines = goods_lines(order)
    price = lines.aggregate(sum=Sum("line_price_incl_tax"))["sum"] or ZERO
    back = Return.objects.filter(Q(line=None) | Q(line__in=lines), order=order)
    return Decimal(price + order.shipping_incl_tax - (back.aggregate(sum=Sum("amount"))["sum"] or ZERO))


def goods_received(order: Any) -> Decimal:
    """Paid for the goods, less what went back or is on its way."""
    return kept(order, None)


def pieces_left(order: Any) -> int:
    """Pieces of its goods that were not taken back."""
    lines = goods_lines(order)
    back = Return.objects.filter(order=order, line__in=lines)
    sold, gone = (rows.aggregate(sum=Sum("quantity"))["sum"] or 0 for rows in (lines, back))
    return int(sold - gone)


def apart_left(order: Any) -> list[Any]:
    """Its certificates and donations whose price was not taken back whole."""
    return [line for line in lines_apart(order) if _taken_back(line) < line.line_price_incl_tax]


def _taken_back(line: Any) -> Decimal:
    return Return.objects.filter(line=line).aggregate(sum=Sum("amount"))["sum"] or ZERO


def sells_nothing(order: Any) -> bool:
    """Every session is over, all else was taken back, and delivery with it."""
    if order.lines.exclude(session=None).exclude(session__booking__state__in=ENDED).exists():
        return False
    return not (pieces_left(order) or goods_total(order) > 0 or apart_left(order))


def owes_nothing(deal: Deal) -> bool:
    """Whether all that the order still sells is paid in full."""
    if deal.order.status == CANCELLED:
        return False
    sessions = all(received(sale.booking) >= sale.booking.price for sale in deal.sales.values())
    apart = all(kept(deal.order, line.pk) >= line.line_price_incl_tax for line in lines_apart(deal.order))
    return sessions and apart and goods_received(deal.order) >= goods_total(deal.order)


def goods_paid(deal: Deal, part: Part, *, now: datetime) -> str:
    """Money for goods has come. What was given up is taken from the shelf again; if it is gone, or if what has come is
    too little for it because the rest went back into its purses, the money goes back.
    """
    book(deal.goods, part, now=now)
    if deal.order.status == CANCELLED and not (_enough(deal) and _was_given_up(deal) and _take_again(deal)):
        give_back(deal.goods, unreturned(part), part=part, reason="late", now=now)
        announce("order.late", deal.order, by=None, now=now, amount=part.amount)
        return REFUNDED
    _return_excess(deal, part, now)
    Purchase.objects.filter(order=deal.order).update(expires_at=None)
    if _enough(deal):
        pass_on(deal.order, "pay", now=now)
    announce("order.paid", deal.order, by=None, now=now, amount=part.amount)
    return BOUGHT


def complete_goods(deal: Deal, *, now: datetime) -> None:
    """Nothing of the order waits for its first payment any more; goods that purses have paid are paid."""
    Purchase.objects.filter(order=deal.order).update(expires_at=None)
    bought = Purchase.objects.filter(order=deal.order, stage=PLACED).exists()
    if bought and deal.order.status != CANCELLED and _enough(deal):
        pass_on(deal.order, "pay", now=now)
        announce("order.paid", deal.order, by=None, now=now, amount=goods_received(deal.order))


def _enough(deal: Deal) -> bool:
    return goods_received(deal.order) >= goods_total(deal.order)


def _return_excess(deal: Deal, part: Part, now: datetime) -> None:
    excess = goods_received(deal.order) - goods_total(deal.order)
    if excess > 0:
        give_back(deal.goods, min(excess, part.amount), part=part, reason="excess", now=now)


def _was_given_up(deal: Deal) -> bool:
    """And not taken back: that has ended for good."""
    return Purchase.objects.filter(order=deal.order, stage=GIVEN_UP).exists()


def _take_again(deal: Deal) -> bool:
    try:
        with transaction.atomic():
            for line in stocked(deal.order):
                line.stockrecord.allocate(line.num_allocated)
    except OutOfStock:
        return False
    stand_again(deal.order)
    return True


def stocked(order: Any) -> list[Any]:
    """Its lines of things on a shelf, in the order in which stock is always locked."""
    counted = Q(product__product_class__track_stock=True) | Q(product__parent__product_class__track_stock=True)
    lines = goods_lines(order).filter(counted, stockrecord__isnull=False).select_related("stockrecord")
    return list(lines.order_by("stockrecord_id"))


def pass_on(order: Any, verb: str, *, now: datetime) -> None:
    """The stage of the goods follows from their money, where the table lets it. The caller has locked the order."""
    row = Purchase.objects.filter(order=order).first()
    if row and leads(row.stage, verb):
        Purchase.objects.filter(pk=row.pk).update(stage=next_stage(row.stage, verb), stage_at=now)


def expire_orders(*, now: datetime) -> int:
    """Gives up orders whose goods nobody has paid for in time; says how many. For the clock."""
    due = Purchase.objects.filter(expires_at__lte=now, order__status=PENDING).order_by("expires_at")[:BATCH]
    return sum(_expire(purchase, now) for purchase in due)


def _expire(purchase: Purchase, now: datetime) -> bool:
    with transaction.atomic():
        deal = deal_of(purchase.order_id, now=now)
        rows = Purchase.objects.filter(pk=purchase.pk, expires_at__lte=now)
        if not rows.update(expires_at=None):
            return False
        fall(deal.order, now=now)
    return True


def fall(order: Any, *, now: datetime, by: Any = None, fact: str = "order.lapsed", **data: str) -> None:
    """An order that was not paid for is over: its goods stand on the shelf again, and what was paid of them goes back.

    The caller has locked the order. `data`: what else the fact says.
    """
    Payment.objects.filter(order=order, state=Payment.OPEN).update(state=Payment.VOID, not_before=None)
    if order.status == CANCELLED:
        return
    for line in stocked(order):
        line.stockrecord.cancel_allocation(line.num_allocated)
    set_status(order, CANCELLED)
    pass_on(order, "cancel", now=now)
    forget_promotions(order)
    give_back(goods_of(order), kept(order, None), reason="lapsed", now=now)
    for line in lines_apart(order):  # what is spent by now, or handed over, stays given
        some = min(kept(order, line.pk), seller(line).returnable(line))
        give_back(pot_apart(order, line.pk), some, reason="lapsed", now=now)
    if order.lines.filter(session=None).exists():
        announce(fact, order, by=by, now=now, **data)
