"""The one place where the edges of the house (views, commands, tasks) read the time; below, `now` is an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_stopped: list[datetime] = []
_noticed: ContextVar[set[str] | None] = ContextVar("noticed", default=None)


def now() -> datetime:
    """This moment, aware UTC."""
    noticed = _noticed.get()
    if noticed is not None:
        noticed.add("the clock")
    return _stopped[-1] if _stopped else timezone.now()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """For tests: the clock stands still, for every thread of this process."""
    _stopped.append(moment)
    try:
        yield
    finally:
        _stopped.pop()


@contextmanager
def noticing(found: set[str]) -> Iterator[None]:
    """Adds to `found` if anything that is done within asks for the time; whoever notices around it is told, too."""
    around, token = _noticed.get(), _noticed.set(found)
    try:
        yield
    finally:
        _noticed.reset(token)
        if around is not None:
            around |= found
