"""Changing when a resource or a house is open: every week, one stretch opened or closed, and taken back."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

import moments
from booking import calendars
from booking.core.decisions import Reason, Refused
from booking.models import Booking, Place, Resource
from booking.queries.days import midnight
from booking.timetables import Closure, Hours, Timetable, reopen, timetables, write_spans
from booking.verbs.taking import lock
from facts import announce

FURTHEST = timedelta(days=400)
"""How far ahead time may be opened or closed by hand."""


def keep(
    *, resource: Resource, weekly: Hours, since: date, by: Any, now: datetime, online_only: Iterable[int] = ()
) -> None:
    """From the local day `since` on the resource keeps these hours every week. Bookings already made stay."""
    with transaction.atomic():
        before = _told(timetables(resource, since=since)[-1])
        calendars.set_hours(resource=resource, weekly=weekly, since=since, by=by, now=now, online_only=online_only)
        after = _told(Timetable(since, weekly, frozenset(online_only)))
        changed = [day for day in before if before[day] != after[day]]
        announce(
            "resource.hours_changed", resource, by=by, now=now, since=since,
            old={day: before[day] for day in changed}, new={day: after[day] for day in changed},
        )  # fmt: skip


def _told(table: Timetable) -> dict[str, str]:
    words = {day: write_spans(table.weekly.get(day, ())) for day in range(7)}
    return {
        moments.WEEKDAYS[day]: f"{text} online" if day in table.online_only else text for day, text in words.items()
    }


def change(
    *, resource: Resource, kind: str, start: datetime, end: datetime, reason: str, by: Any, now: datetime,
    online: bool = False, despite: bool = False, fact: str = "",
) -> None:  # fmt: skip
    """`kind` is open or close. Refused("in_the_way") with their number where bookings stand in closed time.

    `despite`: close it all the same, because whoever closes has seen them and will move them. `fact`: tell this one.
    """
    with transaction.atomic():
        standing = 0
        if kind == "close":
            lock([resource.pk])  # nobody may take the time while it is looked at
            standing = _standing(resource, start, end)
            if standing and not despite:
                raise Refused(Reason("in_the_way", {"n": standing}))
            calendars.close_time(resource=resource, start=start, end=end, reason=reason, by=by, now=now)
        else:
            calendars.open_time(resource=resource, start=start, end=end, by=by, now=now, online=online)
        told = fact or ("resource.closed" if kind == "close" else "resource.opened")
        announce(told, resource, by=by, now=now, start=start, end=end, reason=reason, in_the_way=standing)


def _standing(resource: Resource, start: datetime, end: datetime) -> int:
    return Booking.objects.live().filter(resource=resource, start__lt=end, end__gt=start).count()


def undo(*, resource: Resource, pk: int, by: Any, now: datetime) -> bool:
    """Takes one such change back; False when the resource has no such change."""
    with transaction.atomic():
        gone = calendars.forget(resource=resource, pk=pk, now=now)
        if gone:
            announce("resource.hours_changed", resource, by=by, now=now, start=gone[0], end=gone[1])
    return gone is not None


def close_house(
    *, place: Place, day: date, name: str, by: Any, now: datetime, yearly: bool = False,
    hours: Sequence[tuple[time, time]] = (),
) -> None:  # fmt: skip
    """The house is closed on that day, all of it or all but `hours`; nobody in it has free times then."""
    with transaction.atomic():
        calendars.close_house(place=place, day=day, name=name, yearly=yearly, hours=hours)
        _refresh(place, midnight(day, place.zone), midnight(day + timedelta(days=1), place.zone), yearly, now)
        announce("house.closed", place, by=by, now=now, day=day, name=name, yearly=yearly, open=write_spans(hours))


def open_house(*, place: Place, pk: int, by: Any, now: datetime) -> Closure | None:
    """Takes a closure back; None when there is no such closure."""
    with transaction.atomic():
        gone = reopen(place, pk)
        if gone:
            _refresh(place, gone.start, gone.end, gone.yearly, now)
            announce("house.opened", place, by=by, now=now, start=gone.start, end=gone.end, name=gone.name)
    return gone


def _refresh(place: Place, start: datetime, end: datetime, yearly: bool, now: datetime) -> None:
    """Of each resource only the days in question: a house of twenty people would wait for seconds otherwise."""
    first, last = (moments.local(at, place.zone).date() for at in (start, end - timedelta(seconds=1)))
    days = [(day, day + (last - first)) for day in _days(first, yearly, now)]
    spans = [(midnight(day, place.zone), midnight(until + timedelta(days=1), place.zone)) for day, until in days]
    for resource in place.resources.select_related("place", "hours", "away").exclude(hours=None):
        for since, until in spans:
            calendars.refresh_around(resource=resource, start=since, end=until, now=now)


def _days(first: date, yearly: bool, now: datetime) -> Iterator[date]:
    """The day itself, or for a yearly one those that hours are made for: a leap day is not there in every year."""
    for year in range(now.year - 1, now.year + 2) if yearly else [first.year]:
        with suppress(ValueError):
            yield first.replace(year=year)
