"""An expert's week as a table of half hours: what is open, what is booked, how full it is."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

import moments
from booking import calendars
from booking.core.spans import Span, intersect, merge, overlapping, total
from booking.forms import skipped
from booking.models import Booking, Resource
from booking.queries import week
from booking.queries.days import midnight
from booking.queries.times import grounds
from words import say

ALL = 48
"""Half hours of a day, as its clocks show them."""
EARLY, LATE = 8, 20
"""The hours that are always shown; earlier and later ones only when something is there."""
LOOKS = {"started": "wait", "completed": "done", "missed": "late"}
KINDS = {"open": "week.open_time", "close": "week.close_time"}


def show(resource: Resource, monday: date, *, now: datetime) -> dict[str, Any]:
    """Everything the week's page needs but its forms."""
    zone = ZoneInfo(resource.zone)
    start = datetime.combine(monday, time(0), zone)
    until = datetime.combine(monday + timedelta(days=7), time(0), zone)
    visits = list(week(resource, start))
    opened = intersect(grounds([resource], start, until, now=now)[resource.pk].open, [_between(start, until)])
    return {
        "title": moments.days(monday, monday + timedelta(days=6)), "previous_url": _address(monday - timedelta(days=7)),
        "this_url": reverse("week"), "next_url": _address(monday + timedelta(days=7)),
        "now_line": f"{moments.zone_name(resource.zone)}, {moments.clock(now, resource.zone)}".capitalize(),
        "stats": _stats(visits, opened), "days": _days(resource, monday, visits, opened, now),
        "rows": _rows(resource, monday, visits, opened, now), "exceptions": _exceptions(resource, start, until, now),
    }  # fmt: skip


def _between(start: datetime, end: datetime) -> Span:
    return Span(int(start.timestamp()), int(end.timestamp()))


def _address(monday: date) -> str:
    return f"{reverse('week')}?from={monday}"


def _span(booking: Booking) -> Span:
    return _between(booking.start, booking.end)


def _stats(visits: list[Booking], opened: list[Span]) -> list[dict[str, str]]:
    booked = total(intersect(merge(_span(one) for one in visits), opened))
    percent = round(100 * booked / total(opened)) if opened else 0
    return [
        {"value": str(len(visits)), "label": say("week.sessions", n=len(visits))},
        {"value": f"{percent}%", "label": say("week.load")},
    ]


def _bounds(day: date, zone: str) -> Span:
    return Span(*(int(midnight(one, zone).timestamp()) for one in (day, day + timedelta(days=1))))


def _days(
    resource: Resource, monday: date, visits: list[Booking], opened: list[Span], now: datetime
) -> list[dict[str, Any]]:
    today = moments.local(now, resource.zone).date()
    return [_day(resource, monday + timedelta(days=n), visits, opened, today) for n in range(7)]


def _day(resource: Resource, day: date, visits: list[Booking], opened: list[Span], today: date) -> dict[str, Any]:
    bounds = _bounds(day, resource.zone)
    hours = total(intersect(opened, [bounds]))
    booked = total(intersect(merge(_span(one) for one in visits), [bounds]))
    note = say("week.day_off")
    if hours:
        note = say("week.load_day", hours=moments.short_duration(hours // 60), percent=round(100 * booked / hours))
    weekday = say(f"dates.weekdays_short.{moments.WEEKDAYS[day.weekday()]}")
    return {"weekday": weekday, "number": day.day, "note": note, "today": day == today, "date": day.isoformat()}


def _rows(
    resource: Resource, monday: date, visits: list[Booking], opened: list[Span], now: datetime
) -> list[dict[str, Any]]:
    """A row for each half hour; a visit spans its rows, the cells it covers are left out."""
    week = [monday + timedelta(days=n) for n in range(7)]
    first, last = _shown(week, [*map(_span, visits), *opened], resource.zone)
    columns = [_column(resource, day, visits, opened, now, first, last) for day in week]
    labels = [f"{slot // 2}:{slot % 2 * 30:02}" for slot in range(first, last)]
    return [
        {"label": label, "cells": [column[slot] for column in columns if slot in column]}
        for slot, label in enumerate(labels, first)
    ]


def _shown(week: list[date], spans: list[Span], zone: str) -> tuple[int, int]:
    """The first half hour of the table and the one after the last, counted from midnight; whole hours are shown."""
    seen = [slots for day in week for span in spans if (slots := _slots(span, day, zone))]
    first, last = min([EARLY * 2, *(one[0] for one in seen)]), max([LATE * 2, *(one[1] for one in seen)])
    return first // 2 * 2, -(-last // 2) * 2


def _slots(span: Span, day: date, zone: str) -> tuple[int, int] | None:
    """The half hours of that day which the span touches, [first, after the last), as the clocks of the zone show them.

    An hour that the clocks show twice has its half hours once, and both of its hours stand there.
    """
    start, end = (datetime.fromtimestamp(at, ZoneInfo(zone)) for at in span)
    if start.date() > day or end.date() < day or (end.date() == day > start.date() and end.time() == time(0)):
        return None
    first = _half_hours(start) if start.date() == day else 0
    last = -(-(end.hour * 60 + end.minute) // 30) if end.date() == day else ALL
    return first, max(last, first + 1)


def _half_hours(there: datetime) -> int:
    return there.hour * 2 + there.minute // 30


def _groups(day: date, visits: list[Booking], zone: str) -> dict[int, tuple[int, list[Booking]]]:
    """Visits that share a half hour share a cell: its first half hour -> (the one after its last, the visits)."""
    found: dict[int, tuple[int, list[Booking]]] = {}
    first = end = -1
    for visit in visits:
        slots = _slots(_span(visit), day, zone)
        if slots is None:
            continue
        shared = slots[0] < end
        first, end = (first, max(end, slots[1])) if shared else slots
        found[first] = (end, [*(found[first][1] if shared else []), visit])
    return found


def _column(
    resource: Resource, day: date, visits: list[Booking], opened: list[Span], now: datetime, first: int, last: int
) -> dict[int, dict[str, Any]]:
    today, groups = moments.local(now, resource.zone).date() == day, _groups(day, visits, resource.zone)
    cells: dict[int, dict[str, Any]] = {}
    slot = first
    while slot < last:
        after, here = groups.get(slot, (slot + 1, []))
        off = not here and not _is_open(opened, day, slot, resource.zone)
        events = [_event(one, resource) for one in here]
        cells[slot] = {"rowspan": after - slot, "off": off, "today": today, "events": events}
        slot = after
    return cells


def _is_open(opened: list[Span], day: date, slot: int, zone: str) -> bool:
    """Whether any of the half hour is; never of one that the clocks jump over."""
    wall = datetime.combine(day, time(slot // 2, slot % 2 * 30))
    begin, end = (int(at.replace(tzinfo=ZoneInfo(zone)).timestamp()) for at in (wall, wall + timedelta(minutes=30)))
    return not skipped(wall, zone) and overlapping(opened, begin, end) is not None


def _event(booking: Booking, resource: Resource) -> dict[str, Any]:
    return {
        "title": booking.name or booking.code, "note": str(booking.service), "state": LOOKS.get(booking.state, ""),
        "hours": moments.hours(booking.start, booking.end, resource.zone),
    }  # fmt: skip


def _exceptions(resource: Resource, start: datetime, until: datetime, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "when": moments.when(begin, end, resource.zone), "kind": say(KINDS[kind]),
            "reason": reason if kind == "close" else "",
            "undo_url": reverse("undo_time", args=[pk]) if end > now else "",
        }
        for pk, kind, begin, end, reason in calendars.by_hand(resource, start, until)
    ]  # fmt: skip
