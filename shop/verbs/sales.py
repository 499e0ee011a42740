"""A sale: one booking, its order, and what has been asked and received for it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.models import Booking
from shop.models import Payment
from shop.queries import received

Order = get_model("order", "Order")
PENDING, PAID, CANCELLED = "Pending", "Paid", "Cancelled"
"""States of an order of a session: money is expected; all of it is here; nothing is sold any more."""


@dataclass(frozen=True)
class Sale:
    """Both rows are locked until the transaction ends."""

    booking: Booking
    order: Any


def sale_of(order_id: int, *, now: datetime) -> Sale:
    """Locks the booking and its order, in the sequence of the whole house; first thing in a transaction.

    Before them its people's turn and the resource, because money that comes late may take the time again. The booking
    before the order, because the booking room changes its row first and then tells the fact that leads to the order:
    the other way round, a payment and a cancellation that meet would wait for each other.
    """
    booking = Booking.objects.select_related("resource", "client").get(sale__line__order_id=order_id)
    bookings.take_turn(bookings.Owner.of(booking), now=now)
    bookings.lock([booking.resource])
    return Sale(locked(booking), locked_order(order_id))


def locked(booking: Booking) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",)).select_related("service", "resource", "client")
    return rows.get(pk=booking.pk)


def locked_order(order_id: int) -> Any:
    return Order.objects.select_for_update().get(pk=order_id)


def sold(booking: Booking) -> Sale | None:
    """The sale of a booking that this transaction has already locked; None when nothing was sold."""
    order_id = Order.objects.filter(lines__session__booking=booking).values_list("pk", flat=True).first()
    return Sale(booking, locked_order(order_id)) if order_id else None


def ask(sale: Sale, purpose: str, amount: Decimal, *, now: datetime) -> Payment | None:
    """The open payment of exactly this amount: the one that was open, or a new one. None when nothing is owed.

    One that is open for another amount is void from now on.
    """
    opened = Payment.objects.filter(order=sale.order, purpose=purpose, state=Payment.OPEN)
    same = opened.filter(amount=amount).first()
    if same:
        return same
    opened.update(state=Payment.VOID, not_before=None)
    if amount <= 0:
        return None
    return Payment.objects.create(order=sale.order, purpose=purpose, amount=amount, opened_at=now)


def owed(booking: Booking, purpose: str) -> Decimal:
    """What is still missing of the deposit or of the price. Zero or less: nothing."""
    whole = booking.deposit if purpose == Payment.DEPOSIT else booking.price
    return whole - received(booking)


def set_status(order: Any, status: str) -> None:
    """The order and its lines, with a row of history."""
    if order.status == status:
        return
    order.status_changes.create(old_status=order.status, new_status=status)
    order.lines.update(status=status)
    Order.objects.filter(pk=order.pk).update(status=status)
    order.status = status
