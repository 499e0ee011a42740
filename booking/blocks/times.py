"""Free times as buttons, and the strip of days above them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from booking.queries import Day
from booking.queries.days import midnight
from moments import clock, day, local, near_day
from words import say

PARTS = ((12, "morning"), (17, "afternoon"), (24, "evening"))


def hold_address() -> str:
    """Where a chosen time is posted."""
    return reverse("hold")


def time_buttons(times: Iterable[datetime], *, zone: str, now: datetime) -> list[dict[str, Any]]:
    """For a card: the day in its shortest form, and the hour."""
    return [
        {"day": near_day(at, zone, now), "label": clock(at, zone), "start": local(at, zone).isoformat()} for at in times
    ]


def day_parts(times: Sequence[datetime], zone: str) -> list[dict[str, Any]]:
    """The times of one day by parts of the day; an hour that the clocks show twice keeps two ids."""
    found: dict[str, list[dict[str, Any]]] = {}
    for at in times:
        there = local(at, zone)
        key = next(name for until, name in PARTS if there.hour < until)
        mark = f"t{there:%H%M}" + ("b" if there.fold else "")
        found.setdefault(key, []).append({"start": there.isoformat(), "id": mark, "label": clock(at, zone)})
    return [{"key": key, "times": buttons} for key, buttons in found.items()]


def day_cells(days: Sequence[Day], chosen: Day, *, zone: str, now: datetime) -> list[dict[str, Any]]:
    return [_cell(one, one is chosen, zone, now) for one in days]


def _cell(one: Day, checked: bool, zone: str, now: datetime) -> dict[str, Any]:
    noon = midnight(one.date, zone) + timedelta(hours=12)
    note = cell_words(one, zone)
    named = day(noon, zone)
    spoken = say("day_cells.free_label", n=one.free, day=named) if one.free else f"{named}: {note}"
    return {
        "value": one.date.isoformat(), "weekday": _weekday(one, noon, zone, now), "number": one.date.day, "note": note,
        "label": spoken[:1].upper() + spoken[1:], "disabled": not one.free, "checked": checked,
    }  # fmt: skip


def cell_words(one: Day, zone: str) -> str:
    """What stands in the cell: how many times are free, or in a word why none."""
    if one.cell == "free":
        return say("day_cells.free", n=one.free)
    opens = local(one.opens, zone).strftime("%d.%m") if one.opens else ""
    return say(f"day_cells.{one.cell}", date=opens)


def _weekday(one: Day, noon: datetime, zone: str, now: datetime) -> str:
    if one.date == local(now, zone).date():
        return say("dates.today")
    return say(f"dates.weekdays_short.{('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')[one.date.weekday()]}")
