"""The only door to django-scheduler: working hours, exceptions, leave and closures, and the open spans made of them.

Its traps, closed here: recurrences are expanded in the resource's own ZoneInfo (the asked window decides the zone);
weekdays are letters (digits collapse to the start's weekday); an event that has run is never edited, it is ended and a
new one begins (editing orphans its saved occurrences); durations are those of the wall clock, not of elapsed time.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Min, Q
from schedule.models import Calendar, Event, Rule

from booking.core.slots import Closed
from booking.core.spans import Span, merge, subtract
from booking.models import OpenSpan, Place, Resource

DAY, WEEK = timedelta(days=1), timedelta(days=7)
HORIZON = timedelta(days=190)
"""How far ahead hours are materialised. Longer than any booking window; rolled forward each night."""
ONLINE = "online"
LETTERS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Hours = Mapping[int, Sequence[tuple[time, time]]]
"""Weekday (0 is Monday) -> spans of the wall clock; an end not later than its start is on the next day."""


def set_hours(
    *, resource: Resource, weekly: Hours, since: date, by: Any, now: datetime, online_only: Iterable[int] = ()
) -> None:
    """From the day `since` (local) the resource keeps these hours; what was before stays as history."""
    with transaction.atomic():
        calendar = _calendar(resource, "hours")
        _end_hours(calendar, _local(since, time(0), resource.zone))
        for (start, end, online), days in _stretches(weekly, frozenset(online_only)).items():
            _weekly_event(calendar, days, start, end, since, resource.zone, ONLINE if online else "", by)
        refresh(resource=resource, now=now)


def open_time(
    *, resource: Resource, start: datetime, end: datetime, by: Any, now: datetime, online: bool = False
) -> None:
    """One more stretch of hours, once. Aware times; ValueError if the end is not later."""
    _add_once(resource, "hours", start, end, ONLINE if online else "", by, now)


def close_time(*, resource: Resource, start: datetime, end: datetime, reason: str, by: Any, now: datetime) -> None:
    """Leave, a day off, an hour at the dentist. Bookings already made are not touched."""
    _add_once(resource, "away", start, end, reason, by, now)


def close_house(
    *, place: Place, day: date, name: str, yearly: bool = False, hours: Sequence[tuple[time, time]] = ()
) -> None:
    """The house is closed on that local day, all of it or all but `hours`; `yearly` repeats it on the same date.

    Its resources keep their open spans until they are refreshed (`refresh_all`). 29 February repeats in leap years.
    """
    if place.closures is None:
        place.closures = Calendar.objects.create(name=f"closures {place.code}", slug=f"closures-{place.code}")
        place.save(update_fields=["closures"])
    open_parts = merge((_wall(a), _wall(b)) for a, b in hours)
    rule = _rule("yearly", "YEARLY", "") if yearly else None
    for start, end in subtract([Span(0, 24 * 60)], open_parts):
        begin = _local(day, time(0), place.zone)
        Event.objects.get_or_create(
            calendar=place.closures, title=name, rule=rule,
            start=_shift(begin, start, place.zone), end=_shift(begin, end, place.zone),
        )  # fmt: skip


def refresh(*, resource: Resource, now: datetime) -> None:
    """Rewrites the resource's open spans from today on: hours, less leave, less closures of its house.

    A span that has begun earlier and still goes on is rewritten whole: starts are counted from where it begins.
    """
    today, mine = _today(resource, now), OpenSpan.objects.filter(resource=resource)
    with transaction.atomic():
        begun = mine.filter(end__gt=today).aggregate(at=Min("start"))["at"]
        since = min(today, begun.astimezone(today.tzinfo)) if begun else today
        rows = [row for row in _rows(resource, since - DAY, today + HORIZON) if row.end > since]
        mine.filter(end__gt=since).delete()
        OpenSpan.objects.bulk_create(rows)


def refresh_around(*, resource: Resource, start: datetime, end: datetime, now: datetime) -> None:
    """As `refresh`, where nothing has changed but [start, end): only the spans within a day of it are rewritten."""
    today = _today(resource, now)
    since, until = max(today, start - DAY), min(today + HORIZON, end + DAY)
    if since >= until:
        return
    with transaction.atomic():
        old = OpenSpan.objects.filter(resource=resource, end__gt=since, start__lte=until)
        edges = old.aggregate(first=Min("start"), last=Max("end"))
        since, until = min(since, edges["first"] or since), max(until, edges["last"] or until)
        found = _rows(resource, *_local_window(resource, since - DAY, min(until + DAY, today + HORIZON)))
        old.delete()
        OpenSpan.objects.bulk_create(row for row in found if row.end > since and row.start <= until)


def _today(resource: Resource, now: datetime) -> datetime:
    zone = ZoneInfo(resource.zone)
    return datetime.combine(now.astimezone(zone).date(), time(0), zone)


def refresh_all(*, now: datetime) -> int:
    """Rolls every resource's open spans forward; says how many resources it did. For the night."""
    resources = Resource.objects.select_related("place", "hours", "away")
    for resource in resources:
        refresh(resource=resource, now=now)
    return len(resources)


def roll_forward(*, now: datetime) -> int:
    """Refreshes those whose open spans end too early: cheap enough to be asked at every tick."""
    edge = now + HORIZON - 2 * DAY
    late = Resource.objects.filter(hours__isnull=False).exclude(open_spans__end__gt=edge - WEEK)
    wanting = late.select_related("place", "hours", "away")
    stale = [one for one in wanting if _rows(one, *_local_window(one, edge - WEEK, edge))]
    for resource in stale:
        refresh(resource=resource, now=now)
    return len(stale)


def causes(resource: Resource, start: datetime, end: datetime) -> list[Closed]:
    """Why the resource is not open in [start, end): its leave and the days on which its house is closed.

    Why somebody is on leave is nobody's business, so it is not among the numbers.
    """
    window = _local_window(resource, start, end)
    leave = [Closed(a, b, "on_leave") for a, b, _ in _expand(resource.away, *window)]
    shut = [Closed(a, b, "house_closed", {"reason": title}) for a, b, title in _closures(resource, *window)]
    return sorted([*shut, *leave], key=lambda closed: closed.start)


def by_hand(resource: Resource, start: datetime, end: datetime) -> list[tuple[int, str, datetime, datetime, str]]:
    """What was opened or closed by hand in [start, end): (id, "open" | "close", start, end, reason), soonest first."""
    calendars = {resource.hours_id: "open", resource.away_id: "close"}
    events = Event.objects.filter(calendar__in=[pk for pk in calendars if pk], rule=None, start__lt=end, end__gt=start)
    return [(e.pk, calendars[e.calendar_id], e.start, e.end, e.title) for e in events.order_by("start")]


def forget(*, resource: Resource, pk: int, now: datetime) -> tuple[datetime, datetime] | None:
    """Takes back what was opened or closed by hand; its span, or None if the resource has no such event."""
    mine = [one for one in (resource.hours_id, resource.away_id) if one]
    event = Event.objects.filter(pk=pk, calendar__in=mine, rule=None).first()
    if event is None:
        return None
    span = event.start, event.end
    event.delete()
    refresh(resource=resource, now=now)
    return span


# Reading ------------------------------------------------------------------------------------------------------


def _rows(resource: Resource, start: datetime, end: datetime) -> list[OpenSpan]:
    """Unsaved open spans of whatever hours meet the window. Of equal times those that are not only online win."""
    hours = _expand(resource.hours, start, end)
    shut = merge((a, b) for a, b, _ in _expand(resource.away, start, end) + _closures(resource, start, end))
    both = merge((a, b) for a, b, title in hours if title != ONLINE)
    online = subtract(merge((a, b) for a, b, title in hours if title == ONLINE), both)
    return [
        OpenSpan(
            resource=resource, online_only=only,
            start=datetime.fromtimestamp(span.start, UTC), end=datetime.fromtimestamp(span.end, UTC),
        )
        for only, spans in ((False, both), (True, online)) for span in subtract(spans, shut)
    ]  # fmt: skip


def _expand(calendar: Calendar | None, start: datetime, end: datetime) -> list[tuple[int, int, str]]:
    """Occurrences that meet the window as (start, end, title), UTC seconds. The window's zone is the recurrences' zone.

    Asked from a day earlier: the library measures an occurrence by the elapsed time of the first, and forgets the last
    night of hours that have ended.
    """
    if calendar is None:
        return []
    going_on = Q(end_recurring_period=None) | Q(end_recurring_period__gt=start - DAY)
    events = Event.objects.filter(going_on, calendar=calendar).select_related("rule")
    found = []
    for event in events.prefetch_related("occurrence_set"):
        for one in event.get_occurrences(start - DAY, end, clear_prefetch=False):
            if not one.cancelled:
                found.append(_bounds(event, one, start.tzinfo))
    after = int(start.timestamp())
    return sorted(span for span in found if span[0] < span[1] and span[1] > after)


def _bounds(event: Event, one: Any, zone: Any) -> tuple[int, int, str]:
    """A saved exception as it is; a computed occurrence by the wall clock, so that nine to six stays nine to six."""
    if one.pk or event.rule is None:
        return int(one.start.timestamp()), int(one.end.timestamp()), event.title
    length = event.end.astimezone(zone).replace(tzinfo=None) - event.start.astimezone(zone).replace(tzinfo=None)
    begin = one.start.replace(tzinfo=None)  # the library has put the zone to the wall clock without converting
    return _seconds(begin, zone), _seconds(begin + length, zone), event.title


def _closures(resource: Resource, start: datetime, end: datetime) -> list[tuple[int, int, str]]:
    zone = ZoneInfo(resource.place.zone)
    return _expand(resource.place.closures, start.astimezone(zone), end.astimezone(zone))


def _local_window(resource: Resource, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    zone = ZoneInfo(resource.zone)
    return start.astimezone(zone), end.astimezone(zone)


# Writing ------------------------------------------------------------------------------------------------------


def _calendar(resource: Resource, kind: str) -> Calendar:
    calendar = getattr(resource, kind)
    if calendar is None:
        slug = f"{kind}-{resource.code}"
        calendar, _ = Calendar.objects.get_or_create(slug=slug, defaults={"name": slug})
        setattr(resource, kind, calendar)
        resource.save(update_fields=[kind])
    return calendar


def _end_hours(calendar: Calendar, moment: datetime) -> None:
    """Ends what recurs at `moment`; what would only begin later goes."""
    recurring = Event.objects.filter(calendar=calendar, rule__isnull=False)
    recurring.filter(start__gte=moment).delete()
    going_on = Q(end_recurring_period=None) | Q(end_recurring_period__gt=moment)
    recurring.filter(going_on).update(end_recurring_period=moment)


def _stretches(weekly: Hours, online_only: frozenset[int]) -> dict[tuple[time, time, bool], list[int]]:
    """The same hours on several weekdays are one event."""
    found: dict[tuple[time, time, bool], list[int]] = {}
    for weekday, spans in sorted(weekly.items()):
        for start, end in spans:
            found.setdefault((start, end, weekday in online_only), []).append(weekday)
    return found


def _weekly_event(
    calendar: Calendar, days: list[int], start: time, end: time, since: date, zone: str, title: str, by: Any
) -> None:
    """A first day on which the clocks skip the start or the end stands alone: stored, it would shift all the others."""
    first = next(day for day in (since + timedelta(days=n) for n in range(7)) if day.weekday() in days)
    edges = _local(first, start, zone), _local(first if end > start else first + DAY, end, zone)
    skipped = any(edge.astimezone(UTC).astimezone(edge.tzinfo).time() != edge.time() for edge in edges)
    letters = ",".join(LETTERS[day] for day in days)
    Event.objects.create(
        calendar=calendar, rule=_rule(f"weekly {letters}", "WEEKLY", f"byweekday:{letters}"), title=title, creator=by,
        start=edges[0], end=edges[1], end_recurring_period=_local(first + DAY, time(0), zone) if skipped else None,
    )  # fmt: skip
    if skipped:
        _weekly_event(calendar, days, start, end, first + DAY, zone, title, by)


def _add_once(
    resource: Resource, kind: str, start: datetime, end: datetime, title: str, by: Any, now: datetime
) -> None:
    if end <= start:
        raise ValueError("the end must be later than the start")
    with transaction.atomic():
        Event.objects.create(calendar=_calendar(resource, kind), start=start, end=end, title=title[:255], creator=by)
        refresh(resource=resource, now=now)


def _rule(name: str, frequency: str, params: str) -> Rule:
    known = Rule.objects.filter(name=name[:32]).first()  # not get_or_create: nothing keeps a name single
    return known or Rule.objects.create(name=name[:32], frequency=frequency, params=params, description=name)


# Clocks -------------------------------------------------------------------------------------------------------


def _local(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone))


def _seconds(wall: datetime, zone: Any) -> int:
    """A naive local moment in UTC seconds; one that the clock change skips falls as much later as was skipped."""
    return int(wall.replace(tzinfo=zone).timestamp())


def _wall(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _shift(begin: datetime, minutes: int, zone: str) -> datetime:
    wall = begin.replace(tzinfo=None) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=ZoneInfo(zone))


__all__ = [
    "HORIZON", "by_hand", "causes", "close_house", "close_time", "forget", "open_time", "refresh", "refresh_all",
    "refresh_around", "roll_forward", "set_hours",
]  # fmt: skip
