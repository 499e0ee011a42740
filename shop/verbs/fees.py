"""The fee of one who did not come, beyond what he had paid."""

import logging
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from booking.models import Booking
from facts import announce
from shop import card
from shop.models import Payment, SavedCard
from shop.queries import pay_link
from shop.verbs.patience import BATCH, LEASE, next_try
from shop.verbs.sales import Sale, ask
from shop.verbs.settling import ALREADY, learn

log = logging.getLogger("atrium.shop")
NO_CARD = "no_card"


def demand(sale: Sale, amount: Decimal, *, now: datetime) -> None:
    """Writes the request for a fee. With consent and a saved card the worker charges it, else the client is asked."""
    payment = ask(sale, Payment.FEE, amount, now=now)
    if payment is None:
        return
    if sale.booking.charge_consent and SavedCard.objects.filter(order=sale.order).exists():
        Payment.objects.filter(pk=payment.pk).update(not_before=now)
    else:
        _tell_due(payment, sale.booking, NO_CARD, now)


def charge_fees(*, now: datetime) -> int:
    """Charges saved cards for the fees that wait; says how many were paid. A card that is refused leaves a pay link."""
    rows = Payment.objects.filter(purpose=Payment.FEE, state=Payment.OPEN, session_id=None, not_before__lte=now)
    due = rows.select_related("order__saved_card").order_by("pk")[:BATCH]
    return sum(_charge(payment, now) for payment in due if _claim(payment, now))


def _claim(payment: Payment, now: datetime) -> bool:
    """For as long as the lease: another worker takes the row over after that, and charges nothing twice."""
    rows = Payment.objects.filter(pk=payment.pk, state=Payment.OPEN, attempts=payment.attempts)
    payment.attempts += 1
    return bool(rows.filter(not_before=payment.not_before).update(attempts=F("attempts") + 1, not_before=now + LEASE))


def _charge(payment: Payment, now: datetime) -> bool:
    saved = payment.order.saved_card
    try:
        word = card.charge_saved(
            key=str(payment.key), amount=payment.amount, currency=payment.order.currency, again=payment.attempts > 1,
            method=card.Method(saved.customer, saved.method, saved.last4),
        )  # fmt: skip
    except card.Unreachable as error:
        return _wait(payment, str(error), now)
    except card.Declined as error:
        return _ask_owner(payment, error.code, now)
    except card.Rejected as error:
        log.error("The saved card of %s cannot be charged: %s", payment, error)
        return _ask_owner(payment, error.code, now)
    return learn(word, now=now) != ALREADY


def _wait(payment: Payment, error: str, now: datetime) -> bool:
    """After the last try the payment is failed and never offered as a link: the charge may have been made."""
    again = next_try(payment.attempts, now)
    state = Payment.OPEN if again else Payment.FAILED
    rows = Payment.objects.filter(pk=payment.pk, state=Payment.OPEN)
    with transaction.atomic():
        if rows.update(not_before=again, error=error[:300], state=state) and not again:
            booking = _missed(payment)
            announce("fee.failed", booking, by=None, now=now, amount=payment.amount, currency=booking.currency)
    return False


def _ask_owner(payment: Payment, code: str, now: datetime) -> bool:
    with transaction.atomic():
        if Payment.objects.filter(pk=payment.pk, state=Payment.OPEN).update(not_before=None, error=code[:300]):
            _tell_due(payment, _missed(payment), code, now)
    return False


def _missed(payment: Payment) -> Booking:
    return Booking.objects.select_related("service", "resource", "client").get(sale__line__parts__payment=payment)


def _tell_due(payment: Payment, booking: Booking, code: str, now: datetime) -> None:
    """`code`: why the card was not charged (Stripe's code, or "no_card")."""
    announce(
        "fee.due", booking, by=None, now=now, amount=payment.amount, currency=booking.currency, code=code,
        link=pay_link(payment, booking.language),
    )  # fmt: skip
