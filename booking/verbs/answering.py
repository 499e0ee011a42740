"""A request sent twice with the same key is done once: the key is claimed by an insert, or taken over on condition."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from booking.core.decisions import Reason, Refused
from booking.models import IdempotentAnswer

KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=1)
"""How long a request may take; a key whose request died is free again after it."""


class KeyReused(Exception):
    """The key has been used for another request."""


def claim(*, key: str, request: str, now: datetime) -> IdempotentAnswer:
    """The row of the key: with its `status` when it has been answered before, without when it is ours to answer.

    `key`, `request`: SHA-256 in hex. KeyReused; Refused("in_progress") while another is answering the same request.
    """
    fresh = {"request": request, "claimed_until": now + LEASE, "expires_at": now + KEPT}
    try:
        with transaction.atomic():
            return IdempotentAnswer.objects.create(key=key, **fresh)
    except IntegrityError:  # seldom: most keys are new, so nobody looks before
        row = IdempotentAnswer.objects.select_related("booking").filter(key=key).first()
    if row is None:  # given up since
        raise Refused(Reason("in_progress"))
    if row.expires_at <= now:
        return _take_over(row, now, **fresh, status=None, body={}, booking=None)
    if row.request != request:
        raise KeyReused
    if row.status is not None:
        return row
    if row.claimed_until > now:
        raise Refused(Reason("in_progress"))
    return _take_over(row, now, claimed_until=now + LEASE)


def _take_over(row: IdempotentAnswer, now: datetime, **changes: Any) -> IdempotentAnswer:
    rows = IdempotentAnswer.objects.filter(pk=row.pk, status=row.status, claimed_until=row.claimed_until)
    if not rows.update(**changes):
        raise Refused(Reason("in_progress"))
    return IdempotentAnswer.objects.select_related("booking").get(pk=row.pk)


def keep(*, row: IdempotentAnswer, status: int, body: Any) -> None:
    """What was answered, for whoever asks the same again. `body`: plain data without secrets."""
    IdempotentAnswer.objects.filter(pk=row.pk).update(status=status, body=body)


def give_up(*, row: IdempotentAnswer, now: datetime) -> None:
    """The request came to nothing: its key is free again, or goes on from the booking if there is one."""
    rows = IdempotentAnswer.objects.filter(pk=row.pk, status=None)
    if not rows.filter(booking=None).delete()[0]:
        rows.update(claimed_until=now)


def forget_answers(*, now: datetime) -> int:
    """Removes answers whose day is over; says how many. For the clock."""
    return IdempotentAnswer.objects.filter(expires_at__lte=now).delete()[0]
