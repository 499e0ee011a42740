"""Hours as people write them: by weekday, in force from a day on. Reads what `booking.calendars` has written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from booking.calendars import LETTERS, ONLINE
from booking.models import Place, Resource

Hours = Mapping[int, Sequence[tuple[time, time]]]
SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(?:-|–|—|−)\s*(\d{1,2})(?::(\d{2}))?")
MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Timetable:
    """What a resource keeps every week from the local day `since`; 0 is Monday."""

    since: date
    weekly: Hours
    online_only: frozenset[int]


@dataclass(frozen=True)
class Closure:
    """One entry of a house's days off; a day with hours left open is several."""

    pk: int
    start: datetime
    end: datetime
    name: str
    yearly: bool


def timetables(resource: Resource, *, since: date) -> list[Timetable]:
    """What is in force on the local day `since`, and what is planned to follow; the last holds without an end."""
    if resource.hours is None:
        return [Timetable(since, {}, frozenset())]
    zone = ZoneInfo(resource.zone)
    midnight = datetime.combine(since, time(0), zone)
    events = [
        one for one in resource.hours.event_set.exclude(rule=None).select_related("rule") if _holds(one, midnight)
    ]
    ends = {one.end_recurring_period.astimezone(zone).date() for one in events if one.end_recurring_period}
    edges = [since, *sorted(ends)]
    return [_table(events, edge, after, zone) for edge, after in zip(edges, [*edges[1:], None], strict=True)]


def _holds(event: Any, moment: datetime) -> bool:
    """A lone first day beside a change of clocks is no timetable of its own."""
    end = event.end_recurring_period
    return end is None or (end > moment and end - event.start > timedelta(days=2))


def _table(events: Iterable[Any], start: date, end: date | None, zone: ZoneInfo) -> Timetable:
    weekly: dict[int, list[tuple[time, time]]] = {}
    online: set[int] = set()
    for event in events:
        begin, until = event.start.astimezone(zone), event.end_recurring_period
        if (until and until.astimezone(zone).date() <= start) or (end and begin.date() >= end):
            continue
        for day in _weekdays(event):
            weekly.setdefault(day, []).append((begin.time(), event.end.astimezone(zone).time()))
            online |= {day} if event.title == ONLINE else set()
    return Timetable(start, {day: sorted(spans) for day, spans in sorted(weekly.items())}, frozenset(online))


def _weekdays(event: Any) -> list[int]:
    return [LETTERS.index(letter) for letter in event.rule.params.partition(":")[2].split(",")]


def closures(place: Place, *, now: datetime) -> list[Closure]:
    """The days on which the house is closed: those to come, soonest first, and those of every year."""
    if place.closures is None:
        return []
    rows = place.closures.event_set.select_related("rule").order_by("start")
    return [Closure(one.pk, one.start, one.end, one.title, bool(one.rule)) for one in rows if one.rule or one.end > now]


def reopen(place: Place, pk: int) -> Closure | None:
    """Takes one such entry back, for every year if it was yearly; None when the house has no such entry."""
    event = place.closures.event_set.select_related("rule").filter(pk=pk).first() if place.closures else None
    if event is None:
        return None
    gone = Closure(event.pk, event.start, event.end, event.title, bool(event.rule))
    event.delete()
    return gone


def read_spans(text: str) -> list[tuple[time, time]]:
    """ "9:00–13:00, 14–18" as spans in order; an end not later than its start is on the next day, 24:00 is midnight.

    ValueError: it says something else, or its spans overlap.
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    spans = sorted(_read(part) for part in parts)
    for (_, end), (start, _) in pairwise(spans):
        if end > start:
            raise ValueError("the spans overlap")
    if spans and spans[-1][1] - MIDNIGHT > spans[0][0]:
        raise ValueError("the night runs into the morning")
    return [(_clock(start), _clock(end)) for start, end in spans]


def _read(part: str) -> tuple[int, int]:
    """Minutes from midnight; the end is greater than the start."""
    match = SPAN.fullmatch(part)
    if match is None:
        raise ValueError(f"{part} is not a span of hours")
    hour, minute, until_hour, until_minute = (int(number or 0) for number in match.groups())
    start, end = hour * 60 + minute, until_hour * 60 + until_minute
    if minute > 59 or until_minute > 59 or start >= MIDNIGHT or end > MIDNIGHT or start == end:
        raise ValueError(f"{part} is not a span of hours")
    return start, end if end > start else end + MIDNIGHT


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def write_spans(spans: Sequence[tuple[time, time]]) -> str:
    """The other way: "9:00–13:00, 14:00–18:00"; midnight at the end of a day is 24:00."""
    return ", ".join(f"{_shown(start)}–{_shown(end, last=True)}" for start, end in spans)


def _shown(clock: time, *, last: bool = False) -> str:
    return "24:00" if last and clock == time(0) else f"{clock.hour}:{clock:%M}"
