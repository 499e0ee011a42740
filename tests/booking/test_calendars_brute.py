"""Open spans against their definition: wall clocks looked at one moment after another."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking import calendars
from booking.models import OpenSpan, Place, Resource
from tests.world import words

TICK = 300
DAY = timedelta(days=1)
SPAN = 9
"""Days that are looked at."""
CHANGES = [
    ("Europe/Kyiv", date(2027, 3, 28)),
    ("Europe/Kyiv", date(2027, 10, 31)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
]
numbers = count()

# No edge from one to four at night: which of two equal moments is meant there has its own tests.
clocks = st.builds(time, st.sampled_from([0, *range(4, 24)]), st.sampled_from([0, 5, 30]))
stretches = st.lists(st.tuples(clocks, clocks), max_size=2)
instants = st.builds(
    lambda hours, fives: timedelta(hours=hours, minutes=5 * fives), st.integers(-30, 220), st.integers(0, 11)
)
plans = st.fixed_dictionaries(
    {
        "weekly": st.dictionaries(st.integers(0, 6), stretches, max_size=7),
        "since": st.integers(0, 4),
        "online_only": st.sets(st.integers(0, 6), max_size=2),
        "opened": st.lists(st.tuples(instants, st.integers(1, 400), st.booleans()), max_size=2),
        "closed": st.lists(st.tuples(instants, st.integers(1, 900)), max_size=2),
        "closures": st.lists(st.tuples(st.integers(0, SPAN), st.booleans(), st.integers(0, 2)), max_size=2),
    }
)


def in_stretch(local: datetime, plan: dict, first: date, *, online: bool) -> bool:
    wall = local.time().replace(tzinfo=None)
    for back in (0, 1):
        day = local.date() - back * DAY
        if day < first + plan["since"] * DAY or (day.weekday() in plan["online_only"]) != online:
            continue
        for start, end in plan["weekly"].get(day.weekday(), ()):
            over_midnight = end <= start
            if back == 0 and (start <= wall and (over_midnight or wall < end)):
                return True
            if back == 1 and over_midnight and wall < end:
                return True
    return False


def within(at: datetime, begin: datetime, fives: int) -> bool:
    return begin <= at < begin + timedelta(minutes=5 * fives)


def is_open(at: datetime, plan: dict, zone: ZoneInfo, first: date) -> str:
    """both, online or nothing"""
    local = at.astimezone(zone)
    origin = datetime.combine(first, time(0), zone).astimezone(UTC)
    for offset, fives in plan["closed"]:
        if within(at, origin + offset, fives):
            return ""
    for number, yearly, kept in plan["closures"]:
        day = first + number * DAY
        same = (local.month, local.day) == (day.month, day.day) if yearly else local.date() == day
        if same and not (kept and time(10) <= local.time() < time(10 + kept)):
            return ""
    opened = [(origin + offset, fives, online) for offset, fives, online in plan["opened"]]
    if in_stretch(local, plan, first, online=False) or any(within(at, a, n) for a, n, online in opened if not online):
        return "both"
    if in_stretch(local, plan, first, online=True) or any(within(at, a, n) for a, n, online in opened if online):
        return "online"
    return ""


def carry_out(plan: dict, zone: str, first: date, now: datetime) -> Resource:
    number = next(numbers)
    place = Place.objects.create(code=f"place-{number}", name=words("House", "Дім"), zone=zone)
    resource = Resource.objects.create(code=f"one-{number}", name=words("One", "Одна"), place=place, zone=zone)
    origin = datetime.combine(first, time(0), ZoneInfo(zone)).astimezone(UTC)
    for number, yearly, kept in plan["closures"]:
        hours = [(time(10), time(10 + kept))] if kept else []
        calendars.close_house(place=place, day=first + number * DAY, name=f"c{number}", yearly=yearly, hours=hours)
    for offset, fives, online in plan["opened"]:
        span = {"start": origin + offset, "end": origin + offset + timedelta(minutes=5 * fives)}
        calendars.open_time(resource=resource, **span, by=None, now=now, online=online)
    for offset, fives in plan["closed"]:
        span = {"start": origin + offset, "end": origin + offset + timedelta(minutes=5 * fives)}
        calendars.close_time(resource=resource, **span, reason="x", by=None, now=now)
    since = first + plan["since"] * DAY
    calendars.set_hours(
        resource=resource, weekly=plan["weekly"], since=since, by=None, now=now, online_only=plan["online_only"]
    )
    return resource


@pytest.mark.parametrize(("zone", "change"), CHANGES)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans)
def test_open_spans_are_those_of_the_wall_clock_across_a_clock_change(db, zone, change, plan):
    there, first = ZoneInfo(zone), change - 4 * DAY
    now = datetime.combine(first, time(8), there).astimezone(UTC)
    with transaction.atomic():
        resource = carry_out(plan, zone, first, now)
        rows = list(OpenSpan.objects.filter(resource=resource).order_by("start"))
        transaction.set_rollback(True)
    start = datetime.combine(first, time(0), there).astimezone(UTC)
    kinds = {}
    for row in rows:
        at = max(row.start, start)
        while at < min(row.end, start + SPAN * DAY):
            assert at not in kinds, "two open spans meet"
            kinds[at] = "online" if row.online_only else "both"
            at += timedelta(seconds=TICK)
    moments = (start + timedelta(seconds=TICK * n) for n in range(SPAN * 86400 // TICK))
    expected = {at: kind for at in moments if (kind := is_open(at, plan, there, first))}
    assert kinds == expected
