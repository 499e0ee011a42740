"""Letters that a booking has outlived: true when they were written, not any more when the post goes out."""

from collections.abc import Callable
from datetime import datetime

import moments
from booking import shows
from booking.models import Booking


def still_true(letter: str, booking: Booking, now: datetime) -> bool:
    """Whether what the letter says is still so. `now`: aware UTC."""
    return letter not in STILL_TRUE or STILL_TRUE[letter](booking, now)


def _to_come(booking: Booking, now: datetime) -> bool:
    return booking.state == "confirmed" and booking.start > now


def _eve(booking: Booking, now: datetime) -> bool:
    """A letter that says "tomorrow" is not sent on the day itself, however late the post is."""
    zone = shows.zone_of(booking)
    return _to_come(booking, now) and moments.local(booking.start, zone).date() > moments.local(now, zone).date()


def _held(booking: Booking, now: datetime) -> bool:
    return (
        booking.state == "held" and booking.expires_at is not None and booking.expires_at > now and booking.deposit > 0
    )


def _lapsed(booking: Booking, now: datetime) -> bool:
    return booking.state == "expired"


STILL_TRUE: dict[str, Callable[[Booking, datetime], bool]] = {
    "reminder_24h": _eve, "reminder_1h": _to_come, "expert_reminder": _to_come, "booking_held": _held,
    "booking_expired": _lapsed,
}  # fmt: skip
