"""What comes onto the shelf and what leaves it. Each movement is one row and one fact, with who and why.

A shelf (Oscar's StockRecord) counts what lies on it, and how much of that is promised to orders; only the rest is
free. Whatever makes less of it is one conditional UPDATE whose row count is looked at. The order's row, where there is
one, is locked first.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from booking.core.decisions import Reason, Refused
from facts import announce
from shop.models import Good, Movement
from shop.verbs.sales import CANCELLED, locked_order

StockRecord, Line = get_model("partner", "StockRecord"), get_model("order", "Line")
FREE = Coalesce("num_in_stock", 0) - Coalesce("num_allocated", 0)
"""Pieces that can still be sold."""


def shelf_of(product: Any) -> Any:
    """Where it lies. StockRecord.DoesNotExist: it has no price yet, so it is not sold."""
    found = StockRecord.objects.filter(product=product).order_by("pk").first()
    if found is None:
        raise StockRecord.DoesNotExist(product)
    return found


def receive(*, product: Any, quantity: int, batch: str = "", now: datetime, by: Any) -> Movement:
    """A batch has come: so many pieces more. `batch`: its number or supplier, in words."""
    with transaction.atomic():
        shelf = shelf_of(product)
        _change(shelf, num_in_stock=quantity)
        return _note(Movement.RECEIVED, shelf, quantity, reason=batch, now=now, by=by)


def write_off(*, product: Any, quantity: int, reason: str, now: datetime, by: Any) -> Movement:
    """Broken, out of date, gone. Refused("stock_promised"): so many are not free, what is promised to orders stays."""
    with transaction.atomic():
        shelf = shelf_of(product)
        if not _change(shelf, free=quantity, num_in_stock=-quantity):
            raise Refused(_not_free(shelf))
        return _note(Movement.WRITTEN_OFF, shelf, quantity, reason=reason, now=now, by=by)


def hand_out(*, line: Any, quantity: int | None = None, now: datetime, by: Any) -> Movement | None:
    """The buyer, or the post, has so many pieces of this order's line now (None: all that are not handed out yet).

    None for what is not counted. Refused("handed_out"): so many are not waiting for the buyer (any more).
    """
    with transaction.atomic():
        row = _locked(line)
        if not _is_counted(row):
            return None
        taken = row.num_allocated if quantity is None else quantity
        if row.order.status == CANCELLED or not taken or not _unpromise(row, taken):
            raise Refused(Reason("handed_out", {"what": row.title}))
        if not _change(row.stockrecord, allocated=taken, num_in_stock=-taken, num_allocated=-taken):
            raise Refused(_not_free(row.stockrecord))  # somebody has corrected the number by hand
        return _note(Movement.HANDED_OUT, row.stockrecord, taken, line=row, now=now, by=by)


def release(*, line: Any, quantity: int, now: datetime, by: Any) -> None:
    """So many pieces of a paid line are not wanted and have never left the shelf: they are free again. Refused as
    `hand_out`. What is not counted: nothing.
    """
    with transaction.atomic():
        row = _locked(line)
        if not _is_counted(row):
            return
        if row.order.status == CANCELLED or not _unpromise(row, quantity):
            raise Refused(Reason("handed_out", {"what": row.title}))
        row.stockrecord.cancel_allocation(quantity)
        announce("stock.released", row.product or row.order, by=by, now=now, quantity=quantity, order=row.order)


def take_back(*, line: Any, quantity: int, reason: str = "", now: datetime, by: Any) -> Movement | None:
    """So many pieces that were handed out have come back and stand on the shelf again.

    None for what is not counted. Refused("not_handed_out"): the buyer does not have so many of this line.
    """
    with transaction.atomic():
        row = _locked(line)
        if not _is_counted(row):
            return None
        if quantity > with_buyer(row):
            raise Refused(Reason("not_handed_out", {"n": with_buyer(row), "what": row.title}))
        _change(row.stockrecord, num_in_stock=quantity)
        return _note(Movement.RETURNED, row.stockrecord, quantity, line=row, reason=reason, now=now, by=by)


def with_buyer(line: Any) -> int:
    """Pieces of this line that were handed out and have not come back."""
    moved = dict(line.movements.order_by().values_list("kind").annotate(Sum("quantity")))
    return int(moved.get(Movement.HANDED_OUT, 0) - moved.get(Movement.RETURNED, 0))


def tell_low(*, now: datetime) -> int:
    """Tells the warehouse, once, of what is running low; says of how many. For the clock."""
    shelves = StockRecord.objects.annotate(free=FREE).filter(low_stock_threshold__isnull=False)
    enough = shelves.filter(free__gt=F("low_stock_threshold"))
    Good.objects.exclude(low_since=None).filter(product__stockrecords__in=enough).update(low_since=None)
    low = shelves.filter(free__lte=F("low_stock_threshold"), product__good__low_since=None, product__is_public=True)
    return sum(_tell(shelf, now) for shelf in low.filter(product__good__isnull=False).select_related("product"))


def _tell(shelf: Any, now: datetime) -> bool:
    with transaction.atomic():
        if not Good.objects.filter(product=shelf.product_id, low_since=None).update(low_since=now):
            return False
        announce("stock.low", shelf.product, by=None, now=now, left=shelf.free, threshold=shelf.low_stock_threshold)
    return True


def _locked(line: Any) -> Any:
    """The line as it is, its order locked."""
    locked_order(line.order_id)
    return Line.objects.select_related("order", "product", "stockrecord").get(pk=line.pk)


def _is_counted(line: Any) -> bool:
    return bool(line.stockrecord and line.stockrecord.can_track_allocations)


def _unpromise(line: Any, quantity: int) -> bool:
    rows = Line.objects.filter(pk=line.pk, num_allocated__gte=quantity)
    return bool(rows.update(num_allocated=F("num_allocated") - quantity))


def _change(shelf: Any, *, free: int = 0, allocated: int = 0, **by: int) -> bool:
    """Adds to the shelf's numbers if so many pieces are free, or promised; False: they are not, and nothing changes."""
    rows = StockRecord.objects.annotate(free=FREE).filter(pk=shelf.pk)
    if free:
        rows = rows.filter(free__gte=free)
    if allocated:
        rows = rows.filter(num_allocated__gte=allocated, num_in_stock__gte=allocated)
    return bool(rows.update(**{name: Coalesce(F(name), 0) + change for name, change in by.items()}))


def _not_free(shelf: Any) -> Reason:
    shelf.refresh_from_db()
    return Reason("stock_promised", {"n": max(0, shelf.net_stock_level), "what": shelf.product.get_title()})


def _note(
    kind: str, shelf: Any, quantity: int, *, reason: str = "", line: Any = None, now: datetime, by: Any
) -> Movement:
    shelf.refresh_from_db(fields=["num_in_stock"])  # the UPDATE has locked it
    who = by if getattr(by, "pk", None) else None
    moved = Movement.objects.create(
        product=shelf.product, what=shelf.product.get_title()[:255], kind=kind, quantity=quantity,
        left=shelf.num_in_stock, reason=reason[:200], line=line, by=who, at=now,
    )  # fmt: skip
    told = {"quantity": quantity, "left": moved.left, "reason": moved.reason} | ({"order": line.order} if line else {})
    announce(f"stock.{kind}", shelf.product, by=by, now=now, **told)
    return moved
