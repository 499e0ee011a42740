"""The one place where the edges of the house (views, commands, tasks) read the time; below, `now` is an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

_stopped: list[datetime] = []


def now() -> datetime:
    """This moment, aware UTC."""
    return _stopped[-1] if _stopped else timezone.now()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """For tests: the clock stands still, for every thread of this process."""
    _stopped.append(moment)
    try:
        yield
    finally:
        _stopped.pop()
