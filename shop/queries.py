"""Reading the shop. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import override
from oscar.core.loading import get_model

from booking.models import Booking
from shop.donations.reading import foundations
from shop.links import token
from shop.models import Part, Payment, Refund, SavedCard

LineAttribute = get_model("basket", "LineAttribute")
ZERO = Decimal(0)
ENDED = frozenset({"cancelled", "expired", "rejected", "missed"})
"""States in which nothing more is owed for the session itself."""
PRICED = ("product__product_class", "product__sellable", "stockrecord__partner")


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
    rows = Payment.objects.filter(parts__line__session__booking=booking)
    return rows.select_related("order").prefetch_related("refunds").order_by("-pk")


def booking_of(order_id: int) -> Booking:
    """What the order sells. Raises Booking.DoesNotExist for an order of something else."""
    return Booking.objects.select_related("service", "resource", "client").get(sale__line__order_id=order_id)


def receipts(booking: Booking) -> QuerySet[Payment]:
    """What was received, oldest first."""
    return payments_of(booking).filter(state=Payment.PAID).order_by("paid_at", "pk")


def received(booking: Booking) -> Decimal:
    """Received for the session (fees left out) less what was returned or is going back."""
    return _paid(booking)[0] - _returned(booking)[0]


def given_back(booking: Booking) -> dict[str, Decimal]:
    """What went back of the session or is on its way, fees left out, by means."""
    rows = Refund.objects.filter(line__session__booking=booking).exclude(payment__purpose=Payment.FEE)
    return dict(rows.order_by().values_list("payment__means").annotate(Sum("amount")))


def earning(booking: Booking) -> Decimal:
    """Kept of its price and not paid with points: what points are earned for."""
    by_points = {"payment__means": Payment.POINTS}
    paid = Part.objects.filter(line__session__booking=booking, payment__state=Payment.PAID).exclude(**by_points)
    returned = Refund.objects.filter(line__session__booking=booking).exclude(**by_points)
    return max(ZERO, _sums(paid)[0] - _sums(returned)[0])


def due(booking: Booking) -> Decimal:
    """What can be paid at this moment: the deposit while held, else the rest of the price, or a fee."""
    money_now = money(booking)
    return money_now.fee_due or money_now.due_now or money_now.due_later


def money(booking: Booking) -> Money:
    (paid, fees), (returned, fees_returned) = _paid(booking), _returned(booking)
    kept, held, ended = paid - returned, booking.state == "held", booking.state in ENDED
    whole: dict[str, Any] = {
        "price": booking.price, "paid": paid, "returned": returned, "currency": booking.currency,
        "fee": (kept if ended else ZERO) + fees - fees_returned, "fee_due": _fee_due(booking),
        "due_now": max(ZERO, booking.deposit - kept) if held else ZERO,
        "due_later": ZERO if ended else max(ZERO, booking.price - max(kept, booking.deposit if held else ZERO)),
        "until": booking.expires_at, "last4": _last4(booking),
    }  # fmt: skip
    return Money(state=_state(booking, whole), **whole)


def pay_link(payment: Payment, language: str) -> str:
    """The address that leads to the payment page of this payment, whenever it is opened; full, in this language."""
    with override(language):
        return f"{settings.SITE_ADDRESS}{reverse('card-pay', args=[payment.key])}"


def receipt_door(booking: Booking) -> str:
    """Where the receipt of what was paid for it is, fees included; empty: nothing was, or it was bought with other
    things, and whoever may see this booking need not be whoever may see those.
    """
    came = payments_of(booking).filter(state=Payment.PAID, order__purchase=None).select_related("order").first()
    return f"{reverse('order-receipt', args=[came.order.number])}?t={token(came.order)}" if came else ""


def basket_door(booking: Booking) -> str:
    """Where a held time is put into the basket of whoever holds it, by POST."""
    return reverse("basket-session", args=[booking.code])


def with_prices(lines: Any) -> Any:
    """The lines of a basket with all that prices ask of them; of a variant its parent is still to be read."""
    options = Prefetch("attributes", LineAttribute.objects.select_related("option"))
    return lines.select_related(*PRICED).prefetch_related(options).order_by("pk")


def with_all(lines: Any) -> Any:
    """The same with parents and what pages show of them, in as many queries whatever their number."""
    rows = with_prices(lines).select_related("product__parent__product_class", "product__good__of")
    return rows.prefetch_related("product__images", "product__parent__images")


def giving_door() -> str:
    """Where one donates; empty: there is nobody to give to."""
    return reverse("donate") if foundations().exists() else ""


Sums = tuple[Decimal, Decimal]
"""For the session, and for fees."""


def _paid(booking: Booking) -> Sums:
    return _sums(Part.objects.filter(line__session__booking=booking, payment__state=Payment.PAID))


def _returned(booking: Booking) -> Sums:
    """A refund counts from the moment it is written, whatever becomes of it: that money is the client's."""
    return _sums(Refund.objects.filter(line__session__booking=booking))


def _sums(rows: QuerySet[Any]) -> Sums:
    """Of parts or of refunds: both have a payment and an amount."""
    fee = Q(payment__purpose=Payment.FEE)
    found = rows.aggregate(session=Sum("amount", filter=~fee), fees=Sum("amount", filter=fee))
    return found["session"] or ZERO, found["fees"] or ZERO


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
