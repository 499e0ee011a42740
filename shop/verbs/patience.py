"""When to try again what Stripe did not answer."""

from datetime import datetime, timedelta

LEASE = timedelta(minutes=10)
"""A row claimed so long ago was claimed by a worker that is gone."""
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 360))
BATCH = 50


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try after so many attempts that came to nothing; None: no more, people must look."""
    return now + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
