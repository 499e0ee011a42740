"""Free times. Two indexed ranges are read, open and taken, and the pure middle does the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Q

from booking import calendars
from booking.core import slots as engine
from booking.core.decisions import Reason
from booking.core.proposals import propose
from booking.core.rules import Notice, Rule, Window
from booking.core.slots import Need
from booking.core.spans import Span, merge
from booking.models import Booking, Occupancy, Offer, OpenSpan, Resource, Service
from booking.queries.terms import instant, need_of, rules_of

HOUR, DAY = 3600, 86400
FAR = timedelta(days=180)
"""How far ahead times are shown where no rule says so; hours are materialised a little further."""


@dataclass
class Ground:
    """What one resource has in a window: where it is open, where it is taken. Merged spans, UTC seconds."""

    open: list[Span] = field(default_factory=list)
    taken: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Alternative:
    """A time that can really be had instead; `kind` names its words under `alternatives.`."""

    kind: str
    resource: Resource
    service: Service
    start: datetime
    end: datetime


def grounds(
    resources: Iterable[Resource], start: datetime, end: datetime, *, now: datetime, format: str | None = None,
    ignoring: Booking | None = None,
) -> dict[int, Ground]:  # fmt: skip
    """Open and taken time of each resource around [start, end): two queries, however many resources."""
    capacity = {resource.pk: resource.capacity for resource in resources}
    opened: dict[int, list[tuple[int, int]]] = {pk: [] for pk in capacity}
    for pk, a, b in _open_rows(capacity, start, end, format):
        opened[pk].append((_seconds(a), _seconds(b)))
    used: dict[int, list[tuple[int, int, int]]] = {pk: [] for pk in capacity}
    for pk, a, b, units in _taken_rows(capacity, start - timedelta(days=1), end + timedelta(days=1), now, ignoring):
        used[pk].append((_seconds(a), _seconds(b), units))
    return {pk: Ground(merge(opened[pk]), full(used[pk], size)) for pk, size in capacity.items()}


def full(used: Sequence[tuple[int, int, int]], capacity: int) -> list[Span]:
    """Where no unit is left of `capacity`; `used` holds (start, end, units)."""
    if capacity == 1:
        return merge((start, end) for start, end, _ in used)
    edges = sorted([(start, units) for start, _, units in used] + [(end, -units) for _, end, units in used])
    spans, level, since = [], 0, 0
    for at, change in edges:
        before, level = level, level + change
        if before < capacity <= level:
            since = at
        elif level < capacity <= before:
            spans.append((since, at))
    return merge(spans)


def window(rules: Sequence[Rule], now: datetime) -> tuple[int, int]:
    """Earliest and latest start that the rules allow a booking made now, UTC seconds."""
    notice = next((rule.hours for rule in rules if isinstance(rule, Notice)), 0)
    days = next((rule.days for rule in rules if isinstance(rule, Window)), FAR.days)
    return _seconds(now) + notice * HOUR, _seconds(now) + days * DAY


def slots(
    service: Service, resources: Sequence[Resource], *, start: datetime, until: datetime, now: datetime,
    format: str | None = None, rules: Sequence[Rule] | None = None, ignoring: Booking | None = None,
) -> dict[int, list[datetime]]:  # fmt: skip
    """Free starts in [start, until) of each resource. `rules`: those of the service unless a booking brings its own."""
    rules = rules_of(service) if rules is None else rules
    earliest, latest = window(rules, now)
    earliest, latest = max(earliest, _seconds(start)), min(latest, _seconds(until) - 1)
    need = need_of(service, rules)
    found = grounds(resources, start, until, now=now, format=format, ignoring=ignoring)
    return {
        pk: [instant(at) for at in engine.starts(ground.open, ground.taken, need, earliest=earliest, latest=latest)]
        for pk, ground in found.items()
    }


def next_free(offers: Sequence[Offer], *, now: datetime, days: int = 30, format: str | None = None) -> dict[int, datetime | None]:
    """The soonest free start of each offer's resource, by resource id: two queries, however many offers.

    `offers` come with `service`, `service__policy` and `resource` selected. A resource with several takes the soonest.
    """
    found = grounds({offer.resource for offer in offers}, now, now + timedelta(days=days), now=now, format=format)
    needs: dict[int, tuple[Need, int, int]] = {}
    soonest: dict[int, int | None] = {}
    for offer in offers:
        need, earliest, latest = needs.setdefault(offer.service_id, _ask(offer.service, now))
        ground = found[offer.resource_id]
        first = engine.first_start(ground.open, ground.taken, need, earliest=earliest, latest=latest)
        known = soonest.get(offer.resource_id)
        soonest[offer.resource_id] = first if known is None else known if first is None else min(first, known)
    return {pk: None if at is None else instant(at) for pk, at in soonest.items()}


def why_not(
    service: Service, resource: Resource, start: datetime, *, now: datetime, format: str | None = None,
    rules: Sequence[Rule] | None = None, ignoring: Booking | None = None,
) -> Reason | None:  # fmt: skip
    """Why this start is not among the free ones; None when it is. The same predicates as `slots`, in the same order."""
    rules = rules_of(service) if rules is None else rules
    earliest, latest = window(rules, now)
    around = timedelta(days=2)
    ground = grounds([resource], start - around, start + around, now=now, format=format, ignoring=ignoring)[resource.pk]
    end = start + timedelta(minutes=service.minutes)
    reason = engine.why_not(
        _seconds(start), ground.open, ground.taken, need_of(service, rules), earliest=earliest, latest=latest,
        now=_seconds(now), closed=calendars.causes(resource, start, end),
    )  # fmt: skip
    if reason and format == "on_site" and reason.code in {"outside_hours", "no_hours", "break"}:
        online = why_not(service, resource, start, now=now, format="online", rules=rules, ignoring=ignoring)
        return reason if online else Reason("format_unavailable", {"format": "online", "start": _seconds(start)})
    return reason


def alternatives(
    service: Service, resource: Resource, start: datetime, *, now: datetime, zone: str, format: str | None = None,
    most: int = 3,
) -> list[Alternative]:  # fmt: skip
    """Up to three free times instead: near this one with the same resource, and at this time with another."""
    others = Resource.objects.filter(live=True, offers__service=service, offers__live=True).exclude(pk=resource.pk)
    by_pk = {one.pk: one for one in (resource, *others.distinct()[:50])}
    first, last = max(now, start - timedelta(days=7)), max(now, start) + timedelta(days=14)
    free = slots(service, list(by_pk.values()), start=first, until=last, now=now, format=format)
    day_of, hour_of = _clock(zone)
    found = propose(
        _seconds(start), service.minutes * 60, resource.pk, {pk: [_seconds(at) for at in times] for pk, times in free.items()},
        zone_day=day_of, hour_of=hour_of, most=most,
    )  # fmt: skip
    return [Alternative(p.kind, by_pk[p.resource], service, instant(p.start), instant(p.end)) for p in found]


def _open_rows(pks: Mapping[int, int], start: datetime, end: datetime, format: str | None) -> Iterable[tuple[int, datetime, datetime]]:
    rows = OpenSpan.objects.filter(resource__in=pks, end__gt=start, start__lt=end)
    if format == "on_site":
        rows = rows.filter(online_only=False)
    return rows.values_list("resource_id", "start", "end")


def _taken_rows(
    pks: Mapping[int, int], start: datetime, end: datetime, now: datetime, ignoring: Booking | None
) -> Iterable[tuple[int, datetime, datetime, int]]:
    rows = Occupancy.objects.filter(resource__in=pks, live=True, end__gt=start, start__lt=end)
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=now))
    if ignoring is not None:
        rows = rows.exclude(booking=ignoring)
    return rows.values_list("resource_id", "start", "end", "units")


def _ask(service: Service, now: datetime) -> tuple[Need, int, int]:
    rules = rules_of(service)
    return need_of(service, rules), *window(rules, now)


@lru_cache(maxsize=64)
def _clock(zone: str) -> tuple[Callable[[int], int], Callable[[int], int]]:
    """Two functions of an instant: its local day and its local second of the day."""
    there = ZoneInfo(zone)

    def day_of(at: int) -> int:
        return datetime.fromtimestamp(at, there).toordinal()

    def hour_of(at: int) -> int:
        local = datetime.fromtimestamp(at, there)
        return local.hour * HOUR + local.minute * 60 + local.second

    return day_of, hour_of


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
