"""Changing when a resource is open, by hand: one stretch opened or closed, and taken back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from booking import calendars
from booking.core.decisions import Reason, Refused
from booking.models import Booking, Resource
from facts import announce

FURTHEST = timedelta(days=400)
"""How far ahead time may be opened or closed by hand."""


def change(*, resource: Resource, kind: str, start: datetime, end: datetime, reason: str, by: Any, now: datetime) -> None:
    """`kind` is open or close. Refused("in_the_way") with their number where bookings stand in closed time."""
    with transaction.atomic():
        if kind == "close":
            _nobody_there(resource, start, end)
            calendars.close_time(resource=resource, start=start, end=end, reason=reason, by=by, now=now)
        else:
            calendars.open_time(resource=resource, start=start, end=end, by=by, now=now)
        fact = "resource.closed" if kind == "close" else "resource.opened"
        announce(fact, resource, by=by, now=now, start=start, end=end, reason=reason)


def _nobody_there(resource: Resource, start: datetime, end: datetime) -> None:
    standing = Booking.objects.live().filter(resource=resource, start__lt=end, end__gt=start).count()
    if standing:
        raise Refused(Reason("in_the_way", {"n": standing}))


def undo(*, resource: Resource, pk: int, by: Any, now: datetime) -> bool:
    """Takes one such change back; False when the resource has no such change."""
    with transaction.atomic():
        gone = calendars.forget(resource=resource, pk=pk, now=now)
        if gone:
            announce("resource.hours_changed", resource, by=by, now=now, start=gone[0], end=gone[1])
    return gone is not None
