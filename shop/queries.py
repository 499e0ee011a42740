"""Reading the shop. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import override

from booking.models import Booking
from shop.models import Payment, Refund, SavedCard

ZERO = Decimal(0)
ENDED = frozenset({"cancelled", "expired", "rejected", "missed"})
"""States in which nothing more is owed for the session itself."""


@dataclass(frozen=True)
class Money:
    """Where the money of one booking stands, all in `currency`.

    `paid` came for the session and `returned` of it went back or is on its way; `fee` was kept, `fee_due` is still
    asked for. `due_now` keeps the time, `due_later` completes the price. `state` is a key of `payment_states` in the
    words, `until` is when the hold ends, `last4` are the digits of the card kept for a fee.
    """

    price: Decimal
    paid: Decimal
    returned: Decimal
    fee: Decimal
    fee_due: Decimal
    due_now: Decimal
    due_later: Decimal
    currency: str
    state: str
    until: datetime | None
    last4: str

    @property
    def kept(self) -> Decimal:
        """What the house has of it now."""
        return self.paid - self.returned


def payments_of(booking: Booking) -> QuerySet[Payment]:
    """All requests for money of this booking, newest first, with their refunds."""
    rows = Payment.objects.filter(order__lines__session__booking=booking)
    return rows.select_related("order").prefetch_related("refunds").order_by("-pk")


def booking_of(order_id: int) -> Booking:
    """What the order sells. Raises Booking.DoesNotExist for an order of something else."""
    return Booking.objects.select_related("service", "resource", "client").get(sale__line__order_id=order_id)


def receipts(booking: Booking) -> QuerySet[Payment]:
    """What was received, oldest first."""
    return payments_of(booking).filter(state=Payment.PAID).order_by("paid_at", "pk")


def received(booking: Booking) -> Decimal:
    """Received for the session (fees left out) less what was returned or is going back."""
    return _sum_paid(booking, fees=False) - _sum_returned(booking, fees=False)


def due(booking: Booking) -> Decimal:
    """What can be paid at this moment: the deposit while held, else the rest of the price, or a fee."""
    money_now = money(booking)
    return money_now.fee_due or money_now.due_now or money_now.due_later


def money(booking: Booking) -> Money:
    paid, returned = _sum_paid(booking, fees=False), _sum_returned(booking, fees=False)
    kept, held = paid - returned, booking.state == "held"
    ended = booking.state in ENDED
    fee_paid = _sum_paid(booking, fees=True) - _sum_returned(booking, fees=True)
    whole: dict[str, Any] = {
        "price": booking.price, "paid": paid, "returned": returned, "currency": booking.currency,
        "fee": (kept if ended else ZERO) + fee_paid, "fee_due": _fee_due(booking),
        "due_now": max(ZERO, booking.deposit - kept) if held else ZERO,
        "due_later": ZERO if ended else max(ZERO, booking.price - max(kept, booking.deposit if held else ZERO)),
        "until": booking.expires_at, "last4": _last4(booking),
    }  # fmt: skip
    return Money(state=_state(booking, whole), **whole)


def pay_link(payment: Payment, language: str) -> str:
    """The address that leads to the payment page of this payment, whenever it is opened; full, in this language."""
    with override(language):
        return f"{settings.SITE_ADDRESS}{reverse('card-pay', args=[payment.key])}"


def _sum_paid(booking: Booking, *, fees: bool) -> Decimal:
    rows = Payment.objects.filter(order__lines__session__booking=booking, state=Payment.PAID)
    return _total(rows, "received", fees, "purpose")


def _sum_returned(booking: Booking, *, fees: bool) -> Decimal:
    """A refund counts from the moment it is written, whatever becomes of it: that money is the client's."""
    rows = Refund.objects.filter(payment__order__lines__session__booking=booking)
    return _total(rows, "amount", fees, "payment__purpose")


def _total(rows: Any, what: str, fees: bool, purpose: str) -> Decimal:
    chosen = rows.filter(**{purpose: Payment.FEE}) if fees else rows.exclude(**{purpose: Payment.FEE})
    return chosen.aggregate(sum=Sum(what))["sum"] or ZERO


def _fee_due(booking: Booking) -> Decimal:
    rows = payments_of(booking).filter(purpose=Payment.FEE, state=Payment.OPEN)
    return rows.values_list("amount", flat=True).first() or ZERO


def _last4(booking: Booking) -> str:
    rows = SavedCard.objects.filter(order__lines__session__booking=booking)
    return rows.values_list("last4", flat=True).first() or ""


def _state(booking: Booking, whole: dict[str, Any]) -> str:
    kept = whole["paid"] - whole["returned"]
    if whole["fee_due"]:
        return "fee_due"
    if booking.state in ENDED:
        return _state_ended(whole, kept)
    if not booking.price:
        return "none"
    if kept >= booking.price:
        return "paid"
    if whole["due_now"]:
        return "partly_paid" if kept else "awaiting"
    return "deposit_paid" if kept else "at_desk"


def _state_ended(whole: dict[str, Any], kept: Decimal) -> str:
    if whole["returned"] and kept:
        return "partly_refunded"
    if whole["returned"]:
        return "refunded"
    return "fee_kept" if whole["fee"] else "none"
