"""Money has come. Whoever hears of it first (return page, webhook, worker) settles it; the others change nothing."""

import logging
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from booking import verbs as bookings
from booking.core.decisions import Refused
from facts import announce
from shop import card
from shop.models import Part, Payment, Return, SavedCard
from shop.queries import received
from shop.verbs.apart import apart_paid
from shop.verbs.goods import complete_goods, goods_paid, owes_nothing
from shop.verbs.purses import book, note
from shop.verbs.returning import give_back, unreturned
from shop.verbs.sales import PAID, Deal, Sale, deal_of, set_status

log = logging.getLogger("atrium.shop")
ALREADY, CONFIRMED, SHORT, KEPT, EARNED, FEE = "already", "confirmed", "short", "kept", "earned", "fee"
RETAKEN, REFUNDED, TWICE = "retaken", "refunded", "twice"
LATE = frozenset({RETAKEN, REFUNDED, TWICE})


def learn(word: card.Word, *, now: datetime) -> str:
    """What Stripe says about money, checked against what we asked for; answers with an outcome for the log.

    An outcome of `settle`, or why nothing was done: "unpaid", "unknown payment", "wrong mode", "wrong currency".
    """
    payment = Payment.objects.select_related("order").filter(key=word.key).first() if _is_key(word.key) else None
    if payment is None:
        return "unknown payment"
    if not word.paid:
        return "unpaid"
    if word.live != card.is_live():
        return "wrong mode"
    if word.currency != payment.order.currency:
        log.error("Payment %s was made in %s, not in %s", payment.key, word.currency, payment.order.currency)
        return "wrong currency"
    return settle(payment, intent_id=word.intent, amount=word.amount, method=word.method, now=now)


def settle(
    payment: Payment, *, intent_id: str, amount: Decimal, now: datetime, method: card.Method | None = None
) -> str:
    """Records that `amount` came by `intent_id` for this payment, exactly once, and does what follows from it.

    Money is recorded whatever has happened to the payment or the booking meanwhile, and in the amount that came.
    "already": this money was recorded before. "confirmed": the booking is; "short": not enough came, the booking
    waits; "kept": more of the price is paid; "earned": the session has been held; "fee": the fee is paid. When it came
    too late: "retaken" (the time was still free), "refunded", or "twice" (paid before: all of this money goes back).
    """
    with transaction.atomic():
        deal = deal_of(payment.order_id, now=now)
        row = _take(payment, intent_id, amount, now) or _another(payment, intent_id, amount, now)
        if row is None:
            return ALREADY
        return take_in(deal, row, method=method, now=now)


def take_in(deal: Deal, payment: Payment, *, now: datetime, method: card.Method | None = None) -> str:
    """What follows from money that has come, an outcome of `settle`. The caller has locked the deal."""
    note(deal.order, payment)
    outcomes = [_share(deal, part, method, now) for part in _shares(payment)]
    _complete(deal, payment, now)
    deal.order.refresh_from_db(fields=["status"])
    if owes_nothing(deal):
        set_status(deal.order, PAID)
    return outcomes[0]


def _share(deal: Deal, part: Part, method: card.Method | None, now: datetime) -> str:
    if part.line_id is None:
        return goods_paid(deal, part, now=now)
    sale = deal.sales.get(part.line_id)
    return _session(sale, part, method, now) if sale else apart_paid(deal, part, now=now)


def _complete(deal: Deal, payment: Payment, now: datetime) -> None:
    """What purses had paid for waited with the rest of the order for its card: it is promised now."""
    if payment.purpose == Payment.FEE:
        return
    for sale in deal.sales.values():
        if sale.booking.state == "held" and received(sale.booking) >= sale.booking.deposit:
            bookings.confirm(booking=sale.booking, by=None, now=now)
    if all(sale.booking.state != "held" for sale in deal.sales.values()):
        complete_goods(deal, now=now)


def _session(sale: Sale, part: Part, method: card.Method | None, now: datetime) -> str:
    payment = part.payment
    before = received(sale.booking) - (part.amount if payment.purpose != Payment.FEE else 0)
    book(sale.pot, part, now=now)
    outcome = _follow(sale, part, before, now)
    _keep_card(sale, method)
    fact = "payment.late" if outcome in LATE else "payment.received"
    announce(
        fact, sale.booking, by=None, now=now, outcome=outcome, amount=part.amount, asked=payment.amount,
        purpose=payment.purpose, currency=sale.booking.currency,
    )  # fmt: skip
    return outcome


def _shares(payment: Payment) -> list[Part]:
    """What came, laid on the parts that were asked for, in their order; more than all of them goes to the last."""
    parts, left = list(payment.parts.select_related("payment").order_by("pk")), payment.received
    for part in parts:
        part.amount = left if part is parts[-1] else min(part.amount, left)
        left -= part.amount
    Part.objects.bulk_update(parts, ["amount"])
    return [part for part in parts if part.amount]


def _is_key(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4 and set(text) <= set("0123456789abcdef-")


def _take(payment: Payment, intent_id: str, amount: Decimal, now: datetime) -> Payment | None:
    """Open, void or given up: money that comes is taken. None when this payment has its money already."""
    rows = Payment.objects.filter(pk=payment.pk).exclude(state=Payment.PAID)
    if not rows.update(
        state=Payment.PAID, received=amount, intent_id=intent_id, paid_at=now, session_url="", not_before=None, error=""
    ):
        return None
    payment.refresh_from_db()
    return payment


def _another(payment: Payment, intent_id: str, amount: Decimal, now: datetime) -> Payment | None:
    """A second sum for a payment that has its money gets a row of its own; None for the same sum told again."""
    if Payment.objects.filter(intent_id=intent_id).exists():
        return None
    again = Payment.objects.create(
        order_id=payment.order_id, purpose=payment.purpose, line_id=payment.line_id, amount=amount, received=amount,
        state=Payment.PAID, intent_id=intent_id, opened_at=now, paid_at=now,
    )  # fmt: skip
    Part.objects.bulk_create(
        Part(payment=again, line_id=part.line_id, amount=part.amount) for part in payment.parts.order_by("pk")
    )
    return again


def _keep_card(sale: Sale, method: card.Method | None) -> None:
    if method and sale.booking.charge_consent and sale.booking.state in AFTER:
        SavedCard.objects.update_or_create(
            order=sale.order, defaults={"customer": method.customer, "method": method.method, "last4": method.last4}
        )


def _follow(sale: Sale, part: Part, before: Decimal, now: datetime) -> str:
    """`before`: what was there for the session without this money."""
    purpose = part.payment.purpose
    if purpose == Payment.FEE:
        return _fee(sale, part, now)
    needed = sale.booking.deposit if purpose == Payment.DEPOSIT else sale.booking.price
    if sale.booking.state in AFTER and before >= max(needed, Decimal("0.01")):
        give_back(sale.pot, part.amount, part=part, reason=TWICE, now=now)
        return TWICE
    _return_excess(sale, part, now)
    return AFTER.get(sale.booking.state, _too_late)(sale, part, now)


def _held(sale: Sale, part: Part, now: datetime) -> str:
    if received(sale.booking) < sale.booking.deposit:
        return SHORT
    bookings.confirm(booking=sale.booking, by=None, now=now)
    return CONFIRMED


def _kept(sale: Sale, part: Part, now: datetime) -> str:
    return KEPT


def _earned(sale: Sale, part: Part, now: datetime) -> str:
    bookings.earn(booking=sale.booking, ref=f"{sale.booking.code}:{part.payment.key}", by=None, now=now)
    return EARNED


def _retake(sale: Sale, part: Part, now: datetime) -> str:
    """The hold is over, the money is here: the same time if it is still free and this is enough for it."""
    if received(sale.booking) < sale.booking.deposit:
        return _too_late(sale, part, now)
    try:
        with transaction.atomic():
            bookings.retake(booking=sale.booking, now=now)
            bookings.confirm(booking=sale.booking, by=None, now=now)
    except Refused:
        sale.booking.refresh_from_db()
        return _too_late(sale, part, now)
    return RETAKEN


def _too_late(sale: Sale, part: Part, now: datetime) -> str:
    give_back(sale.pot, unreturned(part), part=part, reason="late", now=now)
    return REFUNDED


def _fee(sale: Sale, part: Part, now: datetime) -> str:
    """A fee is owed once, and only by one who did not come and to whom staff have not given it back."""
    waived = Return.objects.filter(line=part.line_id).exists()
    fees = Payment.objects.filter(parts__line=part.line_id, purpose=Payment.FEE, state=Payment.PAID)
    if waived or sale.booking.state != "missed" or fees.exclude(pk=part.payment_id).exists():
        give_back(sale.pot, part.amount, part=part, reason=TWICE, now=now)
        return TWICE
    bookings.keep_fee(sale.booking, part.amount, ref=f"{sale.booking.code}:{part.payment.key}", by=None, now=now)
    return FEE


def _return_excess(sale: Sale, part: Part, now: datetime) -> None:
    """Nobody pays more than the price, whatever was sent."""
    excess = received(sale.booking) - sale.booking.price
    if excess > 0:
        give_back(sale.pot, min(excess, part.amount), part=part, reason="excess", now=now)


AFTER: dict[str, Callable[[Sale, Part, datetime], str]] = {
    "held": _held, "expired": _retake, "pending": _kept, "confirmed": _kept, "started": _kept, "completed": _earned,
}  # fmt: skip
"""State of the booking -> what money for it does. In any other state it goes back."""
