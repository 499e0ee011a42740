"""Free times. Two indexed ranges are read at once, open and taken, and the pure middle does the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from booking import calendars
from booking.core import slots as engine
from booking.core.decisions import Reason
from booking.core.rules import Notice, Rule, Window
from booking.core.slots import Need
from booking.core.spans import FAR as ETERNITY
from booking.core.spans import Pair, Span, covers, merge, peak
from booking.models import Booking, Offer, Resource, Service
from booking.queries.spans import read
from booking.queries.terms import instant, need_of, rules_of

HOUR, DAY = 3600, 86400
ANY: Mapping[int, str] = MappingProxyType({})
FAR = timedelta(days=180)
"""How far ahead times are shown where no rule says so; hours are materialised a little further."""


@dataclass
class Ground:
    """What one resource has in a window: where it is open, where it is taken. Merged spans, UTC seconds."""

    open: list[Span]
    in_person: list[Span]
    """`open` less the hours that are kept for online."""
    taken: list[Span]

    def open_for(self, service: Service, format: str | None) -> list[Span]:
        """Where the service can be had in that format; None: in any of its own."""
        online = format == "online" or (format is None and "online" in service.formats)
        return self.open if online else self.in_person


def grounds(
    resources: Iterable[Resource], start: datetime, end: datetime, *, now: datetime, ignoring: Booking | None = None,
    party: int = 1,
) -> dict[int, Ground]:  # fmt: skip
    """Open and taken time of each resource around [start, end): one query, however many resources.

    Read a day wider: starts are counted from where merged hours begin, and a session may run on past `end`.
    """
    sizes = {resource.pk: resource.capacity for resource in resources}
    return grounds_of(sizes, start, end, now=now, ignoring=ignoring, party=party)


def grounds_of(
    sizes: Mapping[int, int], start: datetime, end: datetime, *, now: datetime, ignoring: Booking | None = None,
    party: int = 1,
) -> dict[int, Ground]:  # fmt: skip
    """The same by id and capacity. `party`: of a pool, so many units must be free; a booking ignored brings its own."""
    anywhere: dict[int, list[Pair]] = {pk: [] for pk in sizes}
    online: dict[int, list[Pair]] = {pk: [] for pk in sizes}
    used: dict[int, list[tuple[int, int, int]]] = {pk: [] for pk in sizes}
    start, end = start - timedelta(days=1), end + timedelta(days=1)
    for pk, kind, a, b, more in read(sizes, start, end, now=now, ignoring=ignoring.pk if ignoring else None):
        if kind:
            used[pk].append((a, b, more))
        else:
            (online if more else anywhere)[pk].append((a, b))
    units = ignoring.party if ignoring else party
    return {pk: _ground(anywhere[pk], online[pk], full(used[pk], size, units)) for pk, size in sizes.items()}


def _ground(anywhere: list[Pair], online: list[Pair], taken: list[Span]) -> Ground:
    in_person = merge(anywhere)
    return Ground(open=merge(anywhere + online) if online else in_person, in_person=in_person, taken=taken)


def full(used: Sequence[tuple[int, int, int]], capacity: int, units: int = 1) -> list[Span]:
    """Where fewer than `units` are left of `capacity`; `used` holds (start, end, units). One alone is taken whole."""
    if capacity == 1:
        return merge((start, end) for start, end, _ in used)
    edges = sorted([(start, units) for start, _, units in used] + [(end, -units) for _, end, units in used])
    spans, level, since, most = [], 0, 0, capacity - units
    for at, change in edges:
        before, level = level, level + change
        if before <= most < level:
            since = at
        elif level <= most < before:
            spans.append((since, at))
    return merge(spans) if most >= 0 else [Span(-ETERNITY, ETERNITY)]


def window(rules: Sequence[Rule], now: datetime) -> tuple[int, int]:
    """Earliest and latest start that the rules allow a booking made now, UTC seconds."""
    notice = max((rule.hours for rule in rules if isinstance(rule, Notice)), default=0)
    days = min((rule.days for rule in rules if isinstance(rule, Window)), default=FAR.days)
    return _seconds(now) + notice * HOUR, _seconds(now) + days * DAY


def slots(
    service: Service, resources: Sequence[Resource], *, start: datetime, until: datetime, now: datetime,
    format: str | None = None, ways: Mapping[int, str] = ANY, rules: Sequence[Rule] | None = None,
    ignoring: Booking | None = None,
) -> dict[int, list[datetime]]:  # fmt: skip
    """Free starts in [start, until) of each resource. `rules`: those of the service unless a booking brings its own.

    `ignoring`: a booking to be moved; its own time is free for it, and its own length counts. `ways`: where no format
    is asked for, by resource the one whose hours are all its hours (`Offer.hours`); without it, as the service says.
    """
    rules = rules_of(service) if rules is None else rules
    found = grounds(resources, start, until, now=now, ignoring=ignoring)
    asked: dict[str, Any] = {
        "start": start,
        "until": until,
        "now": now,
        "rules": rules,
        "ignoring": ignoring,
    }
    return {pk: starts_on(ground, service, format=format or ways.get(pk), **asked) for pk, ground in found.items()}


def starts_on(
    ground: Ground, service: Service, *, start: datetime, until: datetime, now: datetime, rules: Sequence[Rule],
    format: str | None = None, ignoring: Booking | None = None, most: int | None = None,
) -> list[datetime]:  # fmt: skip
    """Free starts in [start, until), at `most` so many, on ground that was read already and covers it."""
    earliest, latest = window(rules, now)
    span = {"earliest": max(earliest, _seconds(start)), "latest": min(latest, _seconds(until) - 1)}
    need = need_of(service, rules, booking=ignoring)
    found = engine.starts(ground.open_for(service, format), ground.taken, need, **span, most=most)
    return [instant(at) for at in found]


def next_free(
    offers: Sequence[Offer], *, now: datetime, days: int = 30, format: str | None = None
) -> dict[int, datetime | None]:
    """The soonest free start of each offer's resource, by resource id: one query, however many offers.

    `offers` come with `service`, `service__policy` and `resource` selected. A resource with several takes the soonest.
    """
    until = now + timedelta(days=days)
    found = grounds({offer.resource for offer in offers}, now, until, now=now)
    asks = {service.pk: _ask(service, now) for service in {offer.service for offer in offers}}
    soonest: dict[int, int | None] = {}
    for offer in offers:
        need, earliest, latest = asks[offer.service_id]
        ground, latest = found[offer.resource_id], min(latest, _seconds(until))  # what is taken later was not read
        hours = ground.open_for(offer.service, format or offer.hours)
        first = engine.first_start(hours, ground.taken, need, earliest=earliest, latest=latest)
        known = soonest.get(offer.resource_id)
        soonest[offer.resource_id] = first if known is None else known if first is None else min(first, known)
    return {pk: None if at is None else instant(at) for pk, at in soonest.items()}


def way_at(offer: Offer, start: datetime, *, now: datetime, party: int = 1) -> str:
    """The first of its formats in which it is free then; where it is in none, the first of all."""
    ways = offer.ways or ["on_site"]
    asked: dict[str, Any] = {"now": now, "party": party}
    free = (one for one in ways if why_not(offer.service, offer.resource, start, format=one, **asked) is None)
    return ways[0] if len(ways) == 1 else next(free, ways[0])


def why_not(
    service: Service, resource: Resource, start: datetime, *, now: datetime, format: str | None = None,
    rules: Sequence[Rule] | None = None, ignoring: Booking | None = None, party: int = 1,
) -> Reason | None:  # fmt: skip
    """Why this start is not among the free ones; None when it is. The same predicates as `slots`, in the same order."""
    rules = rules_of(service) if rules is None else rules
    earliest, latest = window(rules, now)
    need, around = need_of(service, rules, booking=ignoring), timedelta(days=2)
    end = start + timedelta(seconds=need.length)
    near = grounds([resource], start - around, start + around, now=now, ignoring=ignoring, party=party)
    ground = near[resource.pk]
    hours = ground.open_for(service, format)
    closed = () if covers(hours, _seconds(start), _seconds(end)) else calendars.causes(resource, start, end)
    reason = engine.why_not(
        _seconds(start), hours, ground.taken, need, earliest=earliest, latest=latest, now=_seconds(now), closed=closed
    )
    if reason and reason.code in {"busy", "buffer"} and not resource.sole:
        return _crowded(resource, start, end, need, now=now, ignoring=ignoring, party=party)
    if reason and format == "on_site" and reason.code in {"outside_hours", "no_hours", "break"}:
        online = why_not(service, resource, start, now=now, format="online", rules=rules, ignoring=ignoring)
        return reason if online else Reason("format_unavailable", {"format": "online", "start": _seconds(start)})
    return reason


def _crowded(
    resource: Resource, start: datetime, end: datetime, need: Need, *, now: datetime, ignoring: Booking | None,
    party: int,
) -> Reason:  # fmt: skip
    """Of a pool: what is left of it, if anything."""
    first, last = _seconds(start) - need.before, _seconds(end) + need.after
    rows = read([resource.pk], instant(first), instant(last), now=now, ignoring=ignoring.pk if ignoring else None)
    used = [(max(a, first), min(b, last), units) for _, kind, a, b, units in rows if kind]
    left = resource.capacity - peak(used)[0]
    if left > 0:
        return Reason("seats_short", {"n": left, "party": ignoring.party if ignoring else party})
    return Reason("capacity_full", {"n": resource.capacity, "time": _seconds(start)})


def _ask(service: Service, now: datetime) -> tuple[Need, int, int]:
    rules = rules_of(service)
    return need_of(service, rules), *window(rules, now)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
