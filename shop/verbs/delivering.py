"""Goods on their way to the buyer. What has left the house is earned."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.queries import balance
from ledger.verbs import move, open_account
from shop.models import Part, Payment, Purchase, Refund
from shop.sharing import ZERO
from shop.stages import PLACED, next_stage
from shop.verbs.goods import goods_received, goods_total, stocked
from shop.verbs.sales import goods_of, locked_order
from shop.verbs.stock import hand_out

SALES = "sales"


def pack(order: Any, *, by: Any, now: datetime) -> Purchase:
    """Somebody has begun to pack. Refused("order_unpaid"): its money is still to come, and not at the desk."""
    with transaction.atomic():
        row = _locked(order)
        if row.stage == PLACED and not row.at_desk:
            raise _unpaid(row)
        return _step(row, "pack", "order.packing", by=by, now=now)


def make_ready(order: Any, *, by: Any, now: datetime) -> Purchase:
    """It waits for its buyer at reception."""
    with transaction.atomic():
        return _step(_locked(order), "make_ready", "order.ready", by=by, now=now)


def send(order: Any, *, parcel: str, by: Any, now: datetime) -> Purchase:
    """The post has it. `parcel`: its number. Refused: "order_unpaid", or as the stage says."""
    with transaction.atomic():
        row = _locked(order)
        next_stage(row.stage, "send")
        return _leave(row, "send", "order.sent", by=by, now=now, parcel=parcel)


def hand_over(order: Any, *, by: Any, now: datetime) -> Purchase:
    """The buyer has it, over the counter or at his visit. Refused: "order_unpaid", or as the stage says."""
    with transaction.atomic():
        row = _locked(order)
        if row.stage == PLACED and goods_received(row.order) < goods_total(row.order):
            raise _unpaid(row)
        next_stage(row.stage, "hand_over")
        return _leave(row, "hand_over", "order.handed_over", by=by, now=now)


def arrive(order: Any, *, by: Any, now: datetime) -> Purchase:
    """The parcel has come to its buyer."""
    with transaction.atomic():
        return _step(_locked(order), "arrive", "order.received", by=by, now=now)


def _locked(order: Any) -> Purchase:
    locked_order(order.pk)
    return Purchase.objects.select_related("order").get(order=order.pk)


def _leave(row: Purchase, verb: str, fact: str, *, by: Any, now: datetime, **more: str) -> Purchase:
    if goods_received(row.order) < goods_total(row.order):
        raise _unpaid(row)
    for line in stocked(row.order):
        if line.num_allocated:
            hand_out(line=line, now=now, by=by)
    earn_goods(row.order, ref=row.order.number, by=by, now=now)
    return _step(row, verb, fact, by=by, now=now, changes=more, **earning(row.order))


def _unpaid(row: Purchase) -> Refused:
    missing = goods_total(row.order) - goods_received(row.order)
    return Refused(Reason("order_unpaid", {"amount": missing, "currency": row.order.currency}))


def _step(
    row: Purchase, verb: str, fact: str, *, by: Any, now: datetime, changes: dict[str, str] | None = None, **data: Any
) -> Purchase:
    """One move along the table, on condition that nobody was faster."""
    old, new = row.stage, next_stage(row.stage, verb)
    rows = Purchase.objects.filter(pk=row.pk, stage=old)
    if not rows.update(stage=new, stage_at=now, **(changes or {})):
        raise Refused(Reason("already_changed", {"state": old, "verb": verb}))
    row.refresh_from_db()
    announce(fact, row.order, by=by, now=now, old=old, new=new, **(changes or {}), **data)
    return row


def earn_goods(order: Any, *, ref: str, by: Any, now: datetime) -> None:
    """What was paid for them is the house's. `ref` makes a repeated call harmless."""
    pot = goods_of(order)
    kept = balance(pot.account)
    if kept > 0:
        sales = open_account(f"{SALES}:{order.currency}", currency=order.currency)
        move(kept, source=pot.purse, target=sales, reason="earned", ref=ref, now=now, by=by)


def earning(order: Any) -> dict[str, Any]:
    """For whoever rewards purchases: whose it is, and how much was paid and is kept for its goods, by reference.

    Without what points have paid, and without delivery.
    """
    parts = Part.objects.filter(payment__order=order, payment__state=Payment.PAID, line=None)
    back = Refund.objects.filter(payment__order=order, line=None)
    money = (rows.exclude(payment__means=Payment.POINTS) for rows in (parts, back))
    came, went = (rows.aggregate(sum=Sum("amount"))["sum"] or ZERO for rows in money)
    kept: Decimal = max(ZERO, came - went - order.shipping_incl_tax)
    return {"user_id": order.user_id, "earning": {f"order:{order.number}": kept}}
