"""Giving money back to where it came from: first to the card, then to points, then to certificates.

To a card in two steps, so that the books are right at every moment. When a refund is written, in the transaction of
what caused it, the ledger moves booking -> returning: the booking's account holds only what is still the house's to
earn, and it cannot be promised twice. When Stripe has taken the refund, the ledger moves returning -> card. What lies
in `returning` is what clients are still owed; a refund that failed stays there, and in the list of refunds, until staff
try again or have given it back another way: returning -> the drawer, the terminal, the bank. A purse of the house has
its money back at once, in that first transaction.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum

from facts import announce
from ledger.verbs import move
from shop import card
from shop.models import Part, Payment, Refund, SessionLine
from shop.till import means
from shop.verbs.patience import BATCH, LEASE, next_try
from shop.verbs.purses import Purses, note_back, outside, stand_in_line, world
from shop.verbs.sales import ZERO, Pot, lines_apart, locked_order, seller

log = logging.getLogger("atrium.shop")
LONGEST_WHY = 200


class MoreThanPaid(Exception):
    """More was to be given back than came. Carries what is left over."""


BACKWARDS = (Payment.CARD, Payment.DESK, Payment.POINTS, Payment.GIFT)
"""In which sequence means are given back: what was asked last comes first."""


def unreturned(part: Part) -> Decimal:
    """What is left of this part of a payment after its refunds, those on their way included."""
    rows = Refund.objects.filter(payment=part.payment_id, line=part.line_id)
    return part.amount - (rows.aggregate(sum=Sum("amount"))["sum"] or ZERO)


def kept(order: Any, line_id: int | None, *, fees: bool = False) -> Decimal:
    """Received for a line, or (None) for the goods, less what went back or is on its way; payments of fees left out,
    unless they are asked for.
    """
    asked_for = Q() if fees else ~Q(payment__purpose=Payment.FEE)
    paid = Part.objects.filter(asked_for, payment__order=order, line=line_id, payment__state=Payment.PAID)
    back = Refund.objects.filter(asked_for, payment__order=order, line=line_id)
    came, went = (rows.aggregate(sum=Sum("amount"))["sum"] or ZERO for rows in (paid, back))
    return Decimal(came - went)


def give_back(
    pot: Pot, amount: Decimal, *, reason: str, now: datetime, part: Part | None = None, act: str = "",
    fees: bool = False,
) -> list[Refund]:  # fmt: skip
    """Writes refunds of `amount` in all, backwards through what came, or from `part` alone; the worker sends to cards.

    `act`: names what is done where the same reason may come again (default: the reason). One act returns money of one
    payment once. `fees`: what was paid as a fee goes back as well.

    Raises MoreThanPaid, or Refused by the seller of what is spent already, and writes nothing.
    """
    with transaction.atomic():
        shares = split([part] if part else paid_into(pot, fees=fees), amount)
        _ask_seller(pot, amount, now)
        return [WAYS[source.payment.means](pot, source.payment, some, reason, act, now) for source, some in shares]


def _ask_seller(pot: Pot, amount: Decimal, now: datetime) -> None:
    """What is kept apart may be spent meanwhile. Refused by its seller then."""
    for line in lines_apart(pot.order) if pot.line_id else ():
        if line.pk == pot.line_id and amount > 0:
            seller(line).returning(line, amount, now=now)


def split(parts: list[Part], amount: Decimal) -> list[tuple[Part, Decimal]]:
    """How much of `amount` goes back from each of these parts, in their sequence. Raises MoreThanPaid."""
    shares, left = [], amount
    for part in parts:
        some = min(left, unreturned(part))
        if some > 0:
            shares.append((part, some))
            left -= some
    if left > 0:
        raise MoreThanPaid(left)
    return shares


def paid_into(pot: Pot, *, fees: bool = False) -> list[Part]:
    """What came for it, payments of fees left out unless they are asked for: by means in the sequence of BACKWARDS,
    and the newest payment first.
    """
    rows = Part.objects.filter(payment__order=pot.order, payment__state=Payment.PAID, line=pot.line_id)
    rows = (rows if fees else rows.exclude(payment__purpose=Payment.FEE)).select_related("payment")
    newest = rows.order_by("-payment__paid_at", "-payment_id")
    return sorted(newest, key=lambda part: BACKWARDS.index(part.payment.means))


def _promise(pot: Pot, payment: Payment, amount: Decimal, reason: str, act: str, now: datetime) -> Refund:
    """Owed from now on; it goes when the worker, or somebody at the desk, hands it out."""
    refund = _write(pot, payment, amount, reason, act, not_before=now)
    purses = Purses.of(pot.order.currency)
    move(amount, source=pot.purse, target=purses.returning, reason="refund", ref=refund.ref, now=now)
    return refund


def _put_back(pot: Pot, payment: Payment, amount: Decimal, reason: str, act: str, now: datetime) -> Refund:
    """Into a purse of the house."""
    refund = _write(pot, payment, amount, reason, act, not_before=now, state=Refund.SENT, sent_at=now)
    stand_in_line(pot.order.currency)
    means(payment.means).give_back(amount, source=payment.source, out_of=pot.purse, ref=refund.ref, by=None, now=now)
    note_back(pot.order, payment, amount, refund.ref)
    _tell("payment.refunded", refund, by=None, now=now)
    return refund


def _write(pot: Pot, payment: Payment, amount: Decimal, reason: str, act: str, **how: Any) -> Refund:
    line = f":{pot.line_id or 'goods'}" if payment.parts.count() > 1 else ""
    ref = f"{act or reason}:{payment.key}{line}"
    return Refund.objects.create(payment=payment, line_id=pot.line_id, amount=amount, reason=reason, ref=ref, **how)


WAYS: dict[str, Callable[[Pot, Payment, Decimal, str, str, datetime], Refund]] = {
    Payment.CARD: _promise, Payment.DESK: _promise, Payment.GIFT: _put_back, Payment.POINTS: _put_back,
}  # fmt: skip
"""Means of payment -> how money goes back to it. The worker sends to cards; what was paid at the desk waits there."""


def send_refunds(*, now: datetime) -> int:
    """Sends what waits; says how many went. A worker that died in the middle is taken over, and sends nothing twice."""
    lost = Q(state=Refund.SENDING, claimed_at__lte=now - LEASE)
    due = Refund.objects.filter(Q(state=Refund.WAITING, not_before__lte=now) | lost, payment__means=Payment.CARD)
    return sum(_send(refund, now) for refund in due.order_by("pk")[:BATCH] if _claim(refund, now))


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
    return _gone(refund, Refund.SENDING, stripe_id, by=None, now=now)


def hand_back(refund: Refund, *, by: Any, now: datetime) -> bool:
    """What was paid at the desk has been handed out there; False: it was before, or is for the worker to send."""
    if refund.payment.means != Payment.DESK:
        return False
    return _gone(refund, Refund.WAITING, f"{refund.payment.source}:{refund.key}", by=by, now=now)


def look_again(refund: Refund, *, now: datetime) -> bool:
    """Whether the card's bank has taken a failed refund after all: then it is recorded as sent. Not in a transaction.

    Raises card.Unreachable: nobody knows.
    """
    if refund.payment.means != Payment.CARD:
        return False
    try:
        taken = card.has_taken(ref=refund.ref, intent=refund.payment.intent_id)
    except card.Rejected as error:
        log.warning("Refund %s is not known at all: %s", refund.ref, error)
        return False
    return bool(taken) and _gone(refund, Refund.FAILED, taken, by=None, now=now)


def give_otherwise(refund: Refund, *, way: str, reason: str, by: Any, now: datetime) -> bool:
    """Staff have given a failed refund back out of the drawer, over the terminal, by a transfer (`way`: a key of
    Refund.OTHERWISE); False: it is not failed (any more), so nothing was recorded.
    """
    return _gone(refund, Refund.FAILED, f"{way}:{refund.key}", by=by, now=now, way=way, why=reason[:LONGEST_WHY])


def _gone(refund: Refund, state: str, named: str, *, by: Any, now: datetime, way: str = "", why: str = "") -> bool:
    """`named`: how the refund is called by whoever has taken it. `way`, `why`: where it was not what it came from."""
    with transaction.atomic():
        order = locked_order(refund.payment.order_id)
        rows = Refund.objects.filter(pk=refund.pk, state=state)
        if not rows.update(state=Refund.SENT, stripe_id=named, sent_at=now, error="", way=way, why=why):
            return False
        note_back(order, refund.payment, refund.amount, named)
        source = Purses.of(order.currency).returning
        target = outside(way, order.currency) if way else world(refund.payment)
        move(refund.amount, source=source, target=target, reason="refund.sent", ref=named, now=now, by=by)
        _tell("payment.refunded", refund, by=by, now=now, **({"means": way, "reason": why} if way else {}))
    return True


def bounced(stripe_id: str, *, now: datetime) -> bool:
    """The bank sent a refund back to Stripe after all: the client is owed it again. False: not ours, or known."""
    refund = Refund.objects.filter(stripe_id=stripe_id).exclude(stripe_id="").first()
    if refund is None:
        return False
    with transaction.atomic():
        order = locked_order(refund.payment.order_id)
        if not Refund.objects.filter(pk=refund.pk, state=Refund.SENT).update(state=Refund.FAILED, error="bounced"):
            return False
        note_back(order, refund.payment, -refund.amount, stripe_id)
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
    told = {"amount": refund.amount, "currency": order.currency, "reason": refund.reason}
    told |= {"means": refund.payment.means} | data
    announce(fact, sold.booking if sold else order, by=by, now=now, **told)
