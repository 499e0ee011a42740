"""Orders as templates and receipts show them: plain dictionaries, words already chosen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from oscar.core.loading import get_model

import moments
from booking import shows
from booking.links import address
from booking.models import Booking
from shop.buying import things
from shop.models import Payment, Purchase, Refund, SessionLine
from shop.promos import named_by
from shop.stages import PACKING, READY, RECEIVED, SENT
from words import language, say

Discount = get_model("order", "OrderDiscount")
ZERO = Decimal(0)
ON_THE_WAY = (PACKING, READY, SENT)
"""Stages of the goods that say more than where the money stands."""
Shown = dict[str, Any]


class Sum(NamedTuple):
    """One line of a reckoning. `amount` below zero is taken off."""

    label: str
    amount: Decimal


def with_all(orders: QuerySet[Any]) -> QuerySet[Any]:
    """Orders with all that is told of them, in as many queries whatever their number."""
    sessions = SessionLine.objects.select_related("booking__service", "booking__resource__place")
    payments = Payment.objects.order_by("pk").prefetch_related("refunds", "parts")
    off = Discount.objects.annotate(words=named_by("offer_id"))
    return orders.select_related("purchase").prefetch_related(
        "returns", Prefetch("lines__session", sessions), "lines__product__good__of", "lines__discounts",
        Prefetch("lines__discounts__order_discount", off), Prefetch("discounts", off),
        "lines__product__good__photos__image", "lines__gift__gift__design",
        "lines__donation__foundation", Prefetch("payments", payments),
    )  # fmt: skip


def purchase_of(order: Any) -> Purchase | None:
    """None for the one session that was booked by itself."""
    return order.purchase if hasattr(order, "purchase") else None


def state_of(order: Any) -> str:
    """A key of `order_states`."""
    bought = purchase_of(order)
    stage = bought.stage if bought else ""
    if stage in ON_THE_WAY:
        return stage
    if order.status == "Cancelled" or (returned(order) and not kept(order) and not later(order)):
        return _end(order)
    if waiting(order):
        return "awaiting_payment"
    if _came_back(order):
        return "partly_returned"
    return stage if stage == RECEIVED else "paid" if order.status == "Paid" else "placed"


def _end(order: Any) -> str:
    if not returned(order):
        return "cancelled"
    return "partly_returned" if kept(order) else "returned"


def _came_back(order: Any) -> bool:
    """Whether something that was bought came back, or money for a session that is over; not what was paid twice."""
    ended = {line.pk for line in _ended(order)}
    back = (refund.line_id for one in order.payments.all() for refund in one.refunds.all())
    return bool(order.returns.all()) or any(line in ended for line in back)


def kept(order: Any) -> Decimal:
    return received(order) - returned(order)


def waiting(order: Any) -> Payment | None:
    """The payment without which the order is not complete."""
    asked = (one for one in order.payments.all() if one.state == Payment.OPEN and one.purpose == Payment.DEPOSIT)
    return next(asked, None)


def received(order: Any) -> Decimal:
    return sum((one.received for one in paid(order)), ZERO)


def returned(order: Any) -> Decimal:
    """Given back, or on its way."""
    return sum((refund.amount for one in order.payments.all() for refund in one.refunds.all()), ZERO)


def paid(order: Any) -> list[Payment]:
    return [one for one in order.payments.all() if one.state == Payment.PAID]


def lines(order: Any) -> list[Shown]:
    """What was bought, in the order in which it was put into the basket."""
    gone = {one.line_id: 0 for one in order.returns.all()}
    for one in order.returns.all():
        gone[one.line_id] += one.quantity
    return [_line(line, gone.get(line.pk, 0)) for line in sorted(order.lines.all(), key=lambda line: line.pk)]


def _line(line: Any, gone: int) -> Shown:
    """`gone`: pieces of it that were taken back."""
    booking = line.session.booking if hasattr(line, "session") else None
    common = {
        "quantity": line.quantity, "price": line.line_price_incl_tax, "was": line.line_price_before_discounts_incl_tax,
        "discounts": [Sum(_named(one.order_discount), -one.amount) for one in line.discounts.all() if one.amount],
        "booking": booking, "pk": line.pk, "gone": "" if booking or not gone else say("orders.taken_back_n", n=gone),
    }  # fmt: skip
    return common | (_session(booking) if booking else _thing(line))


def _session(booking: Booking) -> Shown:
    zone = shows.zone_of(booking)
    return {
        "kind": "session", "title": f"{booking.service}, {booking.resource}", "state": booking.state,
        "note": moments.when(booking.start, booking.end, zone), "url": address(booking, language()), "photo": None,
        "sky": moments.sky(booking.start, zone),
    }  # fmt: skip


def _thing(line: Any) -> Shown:
    if hasattr(line, "gift"):
        gift = line.gift.gift
        return things.certificate(gift) | {"kind": "gift", "url": "", "state": "", "wide": True}
    if hasattr(line, "donation"):
        return things.donation(line.donation) | {"kind": "donation", "url": "", "state": ""}
    product = line.product
    return {
        "kind": "goods", "title": things.title_sold(line), "note": "", "url": "",
        "photo": things.picture_of(product) if product else None, "state": "",
    }  # fmt: skip


def _named(discount: Any) -> str:
    """In the active language, as long as the house has words for the promotion."""
    name = str(discount.words or discount.offer_name)
    return f"{name} ({discount.voucher_code})" if discount.voucher_code else name


def steps(line: Mapping[str, Any]) -> list[Sum]:
    """From what a line costs to what it is sold for, in the sequence in which promotions are stacked."""
    return [*line["discounts"], Sum(say("receipt.after"), line["price"])] if line["discounts"] else []


def stacking(order: Any) -> str:
    """That sequence in words, where something was taken off; or nothing."""
    return say("receipt.stacking") if order.discounts.all() else ""


def reckoning(order: Any) -> list[Sum]:
    """From the prices to the sum, in the sequence in which it is stacked: promotions, delivery."""
    before = sum((line.line_price_before_discounts_incl_tax for line in order.lines.all()), ZERO)
    taken = [Sum(_named(one), -one.amount) for one in order.discounts.all()]
    carried = [Sum(say("basket.delivered"), order.shipping_incl_tax)] if order.shipping_incl_tax else []
    total = Sum(say("orders.total"), order.total_incl_tax)
    return [Sum(say("basket.subtotal"), before), *taken, *carried, total, *_less(order)]


def _less(order: Any) -> list[Sum]:
    """What was taken back since, and the price without it; nothing where nothing was."""
    gone = taken_back(order)
    now = order.total_incl_tax - gone
    return [Sum(say("orders.taken_back"), -gone), Sum(say("orders.total_now"), now)] if gone else []


def taken_back(order: Any) -> Decimal:
    """Off its price, because staff took things back; sessions that have ended are reckoned by what was kept of them."""
    ended = {line.pk for line in _ended(order)}
    return sum((one.amount for one in order.returns.all() if one.line_id not in ended), ZERO)


def money_in(order: Any, zone: str) -> list[Shown]:
    """What was paid, by its source, the first first."""
    return [
        {
            "label": source(one), "amount": one.received, "at": moments.full_date(one.paid_at or one.opened_at, zone),
            "purpose": one.purpose,
        }
        for one in paid(order)
    ]  # fmt: skip


def money_back(order: Any, zone: str) -> list[Shown]:
    """What came back, or is on its way, and where to."""
    found = [(refund, one) for one in order.payments.all() for refund in one.refunds.all()]
    return [_back(refund, one, zone) for refund, one in sorted(found, key=lambda pair: pair[0].pk)]


def _back(refund: Refund, payment: Payment, zone: str) -> Shown:
    return {
        "label": say("orders.back_to", source=_where(refund, payment)), "amount": refund.amount,
        "at": _how_far(refund, payment, zone),
    }  # fmt: skip


def _where(refund: Refund, payment: Payment) -> str:
    """Where it came from, or how else staff gave it back."""
    return say(f"orders.back_by.{refund.way}") if refund.way else source(payment)


def _how_far(refund: Refund, payment: Payment, zone: str) -> str:
    """The day on which it went; else where it is: a bank may also send back what had gone."""
    if refund.state == Refund.SENT and refund.sent_at:
        return moments.full_date(refund.sent_at, zone)
    if refund.state == Refund.FAILED:
        return say("orders.back_failed")
    return say("orders.back_at_desk" if payment.means == Payment.DESK else "orders.on_its_way")


def stuck(order: Any) -> Decimal:
    """What the bank refused to give back: it is still the client's, and staff have been told."""
    found = (refund for one in order.payments.all() for refund in one.refunds.all())
    return sum((refund.amount for refund in found if refund.state == Refund.FAILED), ZERO)


def source(payment: Payment) -> str:
    """Card, desk, certificate with the end of its code, points."""
    return say(f"orders.means.{payment.means}", source=payment.named)


def later(order: Any) -> Decimal:
    """What is still to be paid for what the order sells, beyond what is asked for now."""
    asked = waiting(order)
    price = order.total_incl_tax - taken_back(order) - _over(order)
    rest = price - kept(order) - (asked.amount if asked else ZERO)
    return ZERO if order.status == "Cancelled" else max(rest, ZERO)


def _over(order: Any) -> Decimal:
    """Of sessions for which nothing more is owed: their prices, less what was kept of them."""
    return sum((line.line_price_incl_tax - _kept(order, line) for line in _ended(order)), ZERO)


def _ended(order: Any) -> list[Any]:
    return [line for line in order.lines.all() if hasattr(line, "session") and line.session.booking.state in ENDED]


def _kept(order: Any, line: Any) -> Decimal:
    came = sum((part.amount for one in paid(order) for part in one.parts.all() if part.line_id == line.pk), ZERO)
    back = (refund for one in order.payments.all() for refund in one.refunds.all() if refund.line_id == line.pk)
    return came - sum((refund.amount for refund in back), ZERO)


ENDED = ("cancelled", "expired", "rejected", "missed")


def row(order: Any, url: str) -> Shown:
    """One purchase in a list."""
    names = [line["title"] for line in lines(order)]
    return {
        "number": order.number, "at": moments.full_date(order.date_placed, settings.HOUSE_ZONE), "url": url,
        "what": names[0] if names else "", "more": len(names) - 1, "state": state_of(order),
        "total": order.total_incl_tax, "paid": kept(order), "currency": order.currency,
    }  # fmt: skip


def until(order: Any, now: datetime) -> str:
    """When what waits for its money is given up; empty when nothing does."""
    bought = purchase_of(order)
    ends = bought.expires_at if bought else None
    return moments.clock(ends, settings.HOUSE_ZONE) if ends and ends > now else ""


def names(shown: Iterable[Shown]) -> str:
    return ", ".join(line["title"] for line in shown)
