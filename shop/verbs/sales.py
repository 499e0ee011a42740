"""What an order sells, locked: its sessions, its goods, and what has been asked and received for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.db.models import QuerySet
from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.models import Booking
from ledger.models import Account
from ledger.verbs import open_account
from shop.models import Part, Payment, Sellable
from shop.queries import received

Order = get_model("order", "Order")
ZERO = Decimal(0)
PENDING, PAID, CANCELLED = "Pending", "Paid", "Cancelled"
"""States of an order: money is expected; all of it is here; nothing is sold any more."""
APART: dict[str, str] = {
    Sellable.GIFT: "shop.verbs.gifts.selling",
    Sellable.DONATION: "shop.verbs.donations.selling",
}
"""Kind of Sellable -> module of what is itself money: certificates that somebody will spend, donations. Their money
lies in an account of their own and is paid by card alone. The module's `account(line)` names the account; `paid(line,
*, now)` is called when all of the line's price has come; `returnable(line)` says how much of it can still be given
back, `returning(line, amount, *, now)` is called before it is; SPENT is the refusal where more is asked for.
"""


@dataclass(frozen=True)
class Pot:
    """What money of an order is for: one of its lines, or (without a line) its goods and their delivery.

    `account`: of the ledger, keeps what was paid for it and is not earned yet.
    """

    order: Any
    line_id: int | None
    account: str

    @property
    def purse(self) -> Account:
        return open_account(self.account, currency=self.order.currency)


@dataclass(frozen=True)
class Sale:
    """A session that is sold. Both rows are locked until the transaction ends."""

    booking: Booking
    order: Any

    @property
    def pot(self) -> Pot:
        return Pot(self.order, self.booking.sale.line_id, self.booking.account)


@dataclass(frozen=True)
class Deal:
    """An order with the sessions that it sells, by line; all of these rows are locked."""

    order: Any
    sales: dict[int, Sale]

    @property
    def goods(self) -> Pot:
        return goods_of(self.order)

    def pot(self, line_id: int | None) -> Pot:
        """Of a line, or (None) of the goods."""
        if line_id is None:
            return self.goods
        return self.sales[line_id].pot if line_id in self.sales else pot_apart(self.order, line_id)


def goods_of(order: Any) -> Pot:
    return Pot(order, None, f"order:{order.number}")


def goods_lines(order: Any) -> QuerySet[Any]:
    """Lines of things that are carried: neither sessions nor what is kept apart."""
    rows: QuerySet[Any] = order.lines.filter(session=None).exclude(product__sellable__kind__in=list(APART))
    return rows


def lines_apart(order: Any) -> list[Any]:
    return list(
        order.lines.filter(product__sellable__kind__in=list(APART)).select_related("product__sellable").order_by("pk")
    )


def pot_apart(order: Any, line_id: int) -> Pot:
    line = next(line for line in lines_apart(order) if line.pk == line_id)
    return Pot(order, line_id, seller(line).account(line))


def seller(line: Any) -> Any:
    """The module that sells a line apart."""
    return import_module(APART[line.product.sellable.kind])


def advance(booking: Booking, price: Decimal) -> Decimal:
    """What of this price is paid before the session is promised: all of it where that was so before promotions."""
    return price if booking.deposit == booking.price else min(booking.deposit, price)


def deal_of(order_id: int, *, now: datetime) -> Deal:
    """Locks the order's bookings and the order, in the sequence of the whole house; first thing in a transaction.

    Before them their people's turn and the resources, because money that comes late may take the time again. The
    bookings before the order, because the booking room changes its row first and then tells the fact that leads to the
    order: the other way round, a payment and a cancellation that meet would wait for each other.
    """
    rows = list(Booking.objects.filter(sale__line__order_id=order_id).select_related("client"))
    kept = locked_all(rows, bookings.Owner.of(rows[0]), "service", "resource", "client", now=now) if rows else []
    order = locked_order(order_id)
    return Deal(order, {row.sale.line_id: Sale(row, order) for row in kept})


def deal_seen(order: Any) -> Deal:
    """As `deal_of`, for looking only: nothing is locked."""
    rows = order.lines.exclude(session=None).select_related("session__booking__service", "session__booking__resource")
    return Deal(order, {line.pk: Sale(line.session.booking, order) for line in rows})


def locked(booking: Booking) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",)).select_related("service", "resource", "client")
    return rows.get(pk=booking.pk)


def locked_all(rows: Sequence[Booking], owner: bookings.Owner, *joined: str, now: datetime) -> list[Booking]:
    """These bookings anew, locked with all that stands before them in the sequence of the house; `joined` to them."""
    bookings.take_turn(owner, now=now)
    bookings.lock_only(row.resource_id for row in rows)
    anew = Booking.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return list(anew.select_related(*joined) if joined else anew)


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
    line = None if purpose == Payment.DEPOSIT else sale.pot.line_id
    opened = Payment.objects.filter(order=sale.order, purpose=purpose, state=Payment.OPEN, line=line)
    same = opened.filter(amount=amount).first()
    if same:
        return same
    opened.update(state=Payment.VOID, not_before=None)
    return request(sale.order, {sale.pot.line_id: amount}, purpose=purpose, line=line, now=now) if amount > 0 else None


def request(
    order: Any, shares: Mapping[int | None, Decimal], *, purpose: str, now: datetime, line: int | None = None
) -> Payment:
    """An open payment of these shares, by line; the share without a line is for goods and their delivery."""
    payment = Payment.objects.create(
        order=order, purpose=purpose, line_id=line, amount=sum(shares.values(), ZERO), opened_at=now
    )
    Part.objects.bulk_create(Part(payment=payment, line_id=of, amount=share) for of, share in shares.items())
    return payment


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
