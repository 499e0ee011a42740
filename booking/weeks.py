"""An expert's week as a table of half hours: what is open, what is booked, how full it is."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

import moments
from booking import calendars
from booking.core.spans import Span, intersect, merge, overlapping, total
from booking.models import Booking, Resource
from booking.queries import week
from booking.queries.days import midnight
from booking.queries.times import grounds
from words import say

HALF = 1800
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
    first, last = _shown(resource, visits, opened)
    columns = [_column(resource, monday + timedelta(days=n), visits, opened, now, first, last) for n in range(7)]
    labels = [f"{slot // 2}:00" if slot % 2 == 0 else f"{slot // 2}:30" for slot in range(first, last)]
    return [
        {"label": label, "cells": [column[at] for column in columns if at in column]} for at, label in enumerate(labels)
    ]


def _shown(resource: Resource, visits: list[Booking], opened: list[Span]) -> tuple[int, int]:
    """The first and the last half hour of the table, counted from midnight."""
    zone = ZoneInfo(resource.zone)
    edges = [datetime.fromtimestamp(at, zone) for span in [*opened, *map(_span, visits)] for at in span]
    starts = [edge.hour for edge in edges[::2]]
    ends = [24 if edge.hour == edge.minute == 0 else edge.hour + (edge.minute > 0) for edge in edges[1::2]]
    return min([EARLY, *starts]) * 2, max([LATE, *ends]) * 2


def _column(
    resource: Resource, day: date, visits: list[Booking], opened: list[Span], now: datetime, first: int, last: int
) -> dict[int, dict[str, Any]]:
    zone, today = ZoneInfo(resource.zone), moments.local(now, resource.zone).date() == day
    cells: dict[int, dict[str, Any]] = {}
    covered = 0
    for at, slot in enumerate(range(first, last)):
        if at < covered:
            continue
        begin = int(datetime.combine(day, time(slot // 2, slot % 2 * 30), zone).timestamp())
        visit = next((one for one in visits if begin <= one.start.timestamp() < begin + HALF), None)
        rows = 1
        if visit:
            rows = min(last - slot, -(-int(visit.end.timestamp() - begin) // HALF))
        covered = at + rows
        off = visit is None and overlapping(opened, begin, begin + HALF) is None
        cells[at] = {"rowspan": rows, "off": off, "today": today, "event": _event(visit, resource) if visit else None}
    return cells


def _event(booking: Booking, resource: Resource) -> dict[str, Any]:
    return {
        "title": booking.name or booking.code, "note": str(booking.service), "state": LOOKS.get(booking.state, ""),
        "url": "", "hours": moments.hours(booking.start, booking.end, resource.zone),
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
