"""Giving money back to the card it came from.

Two steps, so that the books are right at every moment. When a refund is written, in the transaction of what caused it,
the ledger moves booking -> returning: the booking's account holds only what is still the house's to earn, and it cannot
be promised twice. When Stripe has taken the refund, the ledger moves returning -> card. What lies in `returning` is
what clients are still owed; a refund that failed stays there, and in the list of refunds, until staff try again.
"""

import logging
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from oscar.core.loading import get_model

from facts import announce
from ledger.verbs import move
from shop import card
from shop.models import Part, Payment, Refund, SessionLine
from shop.verbs.patience import BATCH, LEASE, next_try
from shop.verbs.purses import Purses
from shop.verbs.sales import Pot, locked_order

Source = get_model("payment", "Source")
log = logging.getLogger("atrium.shop")


class MoreThanPaid(Exception):
    """More was to be given back than came by card. Carries what is left over."""


def unreturned(part: Part) -> Decimal:
    """What is left of this part of a payment after its refunds, those on their way included."""
    rows = Refund.objects.filter(payment=part.payment_id, line=part.line_id)
    return part.amount - (rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))


def give_back(pot: Pot, amount: Decimal, *, reason: str, now: datetime, part: Part | None = None) -> list[Refund]:
    """Writes refunds of `amount` in all, the newest payment first, or from `part` alone; the worker sends them.

    The same reason returns money of one payment once. Raises MoreThanPaid and writes nothing.
    """
    made, left = [], amount
    with transaction.atomic():
        for source in [part] if part else paid_into(pot):
            share = min(left, unreturned(source))
            if share > 0:
                made.append(_write(pot, source.payment, share, reason, now))
                left -= share
        if left > 0:
            raise MoreThanPaid(left)
    return made


def paid_into(pot: Pot) -> QuerySet[Part]:
    """What came for it, fees left out, the newest payment first."""
    rows = Part.objects.filter(payment__order=pot.order, payment__state=Payment.PAID, line=pot.line_id)
    rows = rows.exclude(payment__purpose=Payment.FEE).select_related("payment")
    return rows.order_by("-payment__paid_at", "-payment_id")


def _write(pot: Pot, payment: Payment, amount: Decimal, reason: str, now: datetime) -> Refund:
    ref = f"{reason}:{payment.key}" + (f":{pot.line_id or 'goods'}" if payment.parts.count() > 1 else "")
    refund = Refund.objects.create(
        payment=payment, line_id=pot.line_id, amount=amount, reason=reason, ref=ref, not_before=now
    )
    purses = Purses.of(pot.order.currency)
    move(amount, source=pot.purse, target=purses.returning, reason="refund", ref=ref, now=now)
    return refund


def send_refunds(*, now: datetime) -> int:
    """Sends what waits; says how many went. A worker that died in the middle is taken over, and sends nothing twice."""
    lost = Q(state=Refund.SENDING, claimed_at__lte=now - LEASE)
    rows = Refund.objects.filter(Q(state=Refund.WAITING, not_before__lte=now) | lost).order_by("pk")[:BATCH]
    return sum(_send(refund, now) for refund in rows if _claim(refund, now))


def _claim(refund: Refund, now: datetime) -> bool:
    rows = Refund.objects.filter(pk=refund.pk, state=refund.state, attempts=refund.attempts)
    claimed = rows.update(state=Refund.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    refund.refresh_from_db()
    return bool(claimed)


def _send(refund: Refund, now: datetime) -> bool:
    payment = refund.payment
    try:
        made = card.give_back(
            ref=refund.ref, key=str(refund.key), intent=payment.intent_id, amount=refund.amount,
            currency=payment.order.currency, again=refund.attempts > 1,
        )  # fmt: skip
    except card.Unreachable as error:
        return _wait(refund, str(error), now)
    except (card.Rejected, card.Declined) as error:
        return _fail(refund, str(error), now)
    return _sent(refund, made, now)


def _wait(refund: Refund, error: str, now: datetime) -> bool:
    again = next_try(refund.attempts, now)
    if again is None:
        return _fail(refund, error, now)
    rows = Refund.objects.filter(pk=refund.pk, state=Refund.SENDING)
    rows.update(state=Refund.WAITING, not_before=again, error=error[:300])
    return False


def _fail(refund: Refund, error: str, now: datetime) -> bool:
    log.error("Refund %s failed: %s", refund.ref, error)
    with transaction.atomic():
        if Refund.objects.filter(pk=refund.pk, state=Refund.SENDING).update(state=Refund.FAILED, error=error[:300]):
            _tell("payment.refund_failed", refund, by=None, now=now, error=error[:300])
    return False


def _sent(refund: Refund, stripe_id: str, now: datetime) -> bool:
    with transaction.atomic():
        order = locked_order(refund.payment.order_id)
        rows = Refund.objects.filter(pk=refund.pk, state=Refund.SENDING)
        if not rows.update(state=Refund.SENT, stripe_id=stripe_id, sent_at=now, error=""):
            return False
        Source.objects.get(order=order, reference=refund.payment.intent_id).refund(refund.amount, reference=stripe_id)
        purses = Purses.of(order.currency)
        move(refund.amount, source=purses.returning, target=purses.card, reason="refund.sent", ref=stripe_id, now=now)
        _tell("payment.refunded", refund, by=None, now=now)
    return True


def bounced(stripe_id: str, *, now: datetime) -> bool:
    """The bank sent a refund back to Stripe after all: the client is owed it again. False: not ours, or known."""
    refund = Refund.objects.filter(stripe_id=stripe_id).first()
    if refund is None:
        return False
    with transaction.atomic():
        order = locked_order(refund.payment.order_id)
        if not Refund.objects.filter(pk=refund.pk, state=Refund.SENT).update(state=Refund.FAILED, error="bounced"):
            return False
        Source.objects.get(order=order, reference=refund.payment.intent_id).refund(-refund.amount, reference=stripe_id)
        purses = Purses.of(order.currency)
        move(
            refund.amount, source=purses.card, target=purses.returning, reason="refund.bounced", ref=stripe_id, now=now
        )
        _tell("payment.refund_failed", refund, by=None, now=now, error="bounced")
    return True


def retry_refund(refund: Refund, *, by: Any, now: datetime) -> bool:
    """Staff send a failed refund again; False when it is not failed (any more).

    A new idempotency key, because Stripe would repeat its old answer; the worker looks first whether the refund exists.
    """
    with transaction.atomic():
        rows = Refund.objects.filter(pk=refund.pk, state=Refund.FAILED)
        if not rows.update(state=Refund.WAITING, key=uuid.uuid4(), not_before=now, attempts=1):
            return False
        _tell("payment.refund_retried", refund, by=by, now=now)
    return True


def _tell(fact: str, refund: Refund, *, by: Any, now: datetime, **data: Any) -> None:
    order = refund.payment.order
    sold = SessionLine.objects.filter(line=refund.line_id).select_related("booking").first()
    data |= {"amount": refund.amount, "currency": order.currency, "reason": refund.reason}
    announce(fact, sold.booking if sold else order, by=by, now=now, **data)
