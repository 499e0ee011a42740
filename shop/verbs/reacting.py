"""What the shop does when the booking room tells a fact. Rows only: the worker speaks to Stripe afterwards."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from booking.models import Booking
from shop.models import Payment
from shop.queries import received
from shop.verbs.fees import demand
from shop.verbs.goods import fall, sells_nothing
from shop.verbs.promotions import stand_again
from shop.verbs.returning import give_back
from shop.verbs.sales import CANCELLED, Order, Sale, set_status, sold

Data = Mapping[str, Any]


def on_fact(verb: str, subject: Booking, *, by: Any, now: datetime, data: Data) -> None:
    """Reaction. The booking's row is locked by whoever tells; the order is locked here. Unsold bookings: nothing."""
    sale = sold(subject)
    if sale:
        FOLLOWS[verb](sale, data, now)


def _cancelled(sale: Sale, data: Data, now: datetime) -> None:
    """What comes back is what the quote said. An order that was never paid for is over with any of its sessions."""
    if Payment.objects.filter(order=sale.order, purpose=Payment.DEPOSIT, state=Payment.OPEN).exists():
        fall(sale.order, now=now)
    _ask_no_more(sale)
    if sells_nothing(sale.order):
        set_status(sale.order, CANCELLED)
    give_back(sale.pot, data["refund"], reason="cancelled", now=now)


def _lapsed(sale: Sale, data: Data, now: datetime) -> None:
    """Too little may have come to keep the time."""
    fall(sale.order, now=now)
    give_back(sale.pot, received(sale.booking), reason="lapsed", now=now)


def _retaken(sale: Sale, data: Data, now: datetime) -> None:
    stand_again(sale.order)


def _missed(sale: Sale, data: Data, now: datetime) -> None:
    """Of what was paid, more than the fee goes back; what the fee is beyond it is asked for."""
    _ask_no_more(sale)
    give_back(sale.pot, data["refund"], reason="missed", now=now)
    demand(sale, data["due"], now=now)


def _claimed(sale: Sale, data: Data, now: datetime) -> None:
    """A guest has become a client: the order is theirs as well."""
    Order.objects.filter(pk=sale.order.pk, user=None).update(user=sale.booking.client)


def _ask_no_more(sale: Sale) -> None:
    """Open payments are void, and the worker closes their pages at once; money that still comes is settled as late."""
    rows = Payment.objects.filter(order=sale.order, state=Payment.OPEN, line=sale.pot.line_id)
    rows.update(state=Payment.VOID, not_before=None)


FOLLOWS: dict[str, Callable[[Sale, Data, datetime], None]] = {
    "booking.cancelled": _cancelled,
    "booking.expired": _lapsed,
    "booking.rejected": _lapsed,
    "booking.retaken": _retaken,
    "booking.missed": _missed,
    "booking.claimed": _claimed,
}
