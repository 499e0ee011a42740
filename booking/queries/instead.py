"""What can be had instead of a time that cannot: near it with the same resource, at the same time with another."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.core import slots as engine
from booking.core.proposals import propose
from booking.core.rules import Rule
from booking.core.slots import Need
from booking.core.spans import Span, merge, overlapping
from booking.models import Booking, Resource, Service
from booking.queries.spans import able
from booking.queries.terms import agreed, instant, need_of, rules_of
from booking.queries.times import HOUR, grounds_of, window

BEFORE, AFTER = timedelta(days=7), timedelta(days=14)
"""How far from the wanted time the same resource is looked at."""
OTHERS = 50
"""How many others are looked at."""

CURABLE = frozenset({
    "past", "too_soon", "too_far", "on_leave", "house_closed", "no_hours", "break", "outside_hours", "step", "busy",
    "buffer", "capacity_full", "seats_short",
    "just_taken", "own_overlap", "same_time", "format_unavailable", "not_offered",
})  # fmt: skip
"""Refusals that another time, or somebody else, can cure. Against the others no alternative would help."""


@dataclass(frozen=True)
class Alternative:
    """A time that can really be had instead; `kind` names its words under `alternatives.`."""

    kind: str
    resource: Resource
    service: Service
    start: datetime
    end: datetime
    format: str = ""


def alternatives(
    service: Service, resource: Resource, start: datetime, *, now: datetime, zone: str, format: str | None = None,
    most: int = 3, moving: Booking | None = None, busy: Iterable[tuple[datetime, datetime]] = (), party: int = 1,
    rules: Sequence[Rule] | None = None,
) -> list[Alternative]:  # fmt: skip
    """Up to three free times instead, each of which can be booked in the format that it names: the one asked for, or
    the usual one of a service that does not have that.

    `moving`: a booking that keeps its resource. `busy`: where the person is busy already. `rules`: those of the
    service, or of the booking that moves, unless others are given.
    """
    wanted = format if format in service.formats else next(iter(service.formats), None)
    sizes = {resource.pk: resource.capacity}
    if not moving:
        sizes = able(service.pk, wanted, first=resource.pk, most=OTHERS + 1) if service.bookable else {}
    rules = rules or (agreed(moving) if moving else rules_of(service))
    look = _Look(service, rules, now, wanted, moving, busy, party)
    near = look.near({pk: sizes.pop(pk) for pk in [resource.pk] if pk in sizes}, start)
    day_of, hour_of = _clock(zone)
    found = propose(
        int(start.timestamp()), look.need.length, resource.pk, look.at(sizes, start) | near, zone_day=day_of,
        hour_of=hour_of, most=most,
    )  # fmt: skip
    who = {resource.pk: resource} | _others({one.resource for one in found} - {resource.pk})
    return [
        Alternative(p.kind, who[p.resource], service, instant(p.start), instant(p.end), wanted or "") for p in found
    ]


def _others(pks: Collection[int]) -> dict[int, Resource]:
    """What is told of somebody else; the rest of the row is read when it is asked for."""
    return Resource.objects.only("code", "name", "capacity", "live", "place").in_bulk(pks) if pks else {}


class _Look:
    """Free starts for one person, in UTC seconds. Each look is one query."""

    def __init__(
        self, service: Service, rules: Sequence[Rule], now: datetime, format: str | None, moving: Booking | None,
        busy: Iterable[tuple[datetime, datetime]], party: int,
    ) -> None:  # fmt: skip
        self.service, self.now, self.format, self.moving, self.party = service, now, format, moving, party
        self.need: Need = need_of(service, rules, booking=moving)
        self.earliest, self.latest = window(rules, now)
        self.busy: list[Span] = merge((int(a.timestamp()), int(b.timestamp())) for a, b in busy)

    def near(self, sizes: Mapping[int, int], wanted: datetime) -> dict[int, list[int]]:
        """Of the weeks around the wanted time, or around the last one that may be booked."""
        centre = min(max(self.now, wanted), instant(self.latest))
        return self._starts(sizes, max(self.now, centre - BEFORE), centre + AFTER)

    def at(self, sizes: Mapping[int, int], wanted: datetime) -> dict[int, list[int]]:
        """The wanted time itself, where it is free."""
        return self._starts(sizes, wanted, wanted + timedelta(seconds=1))

    def _starts(self, sizes: Mapping[int, int], start: datetime, until: datetime) -> dict[int, list[int]]:
        """By resource. `sizes`: the capacity of each."""
        first, last = max(self.earliest, int(start.timestamp())), min(self.latest, int(until.timestamp()) - 1)
        found = {}
        for pk, ground in grounds_of(sizes, start, until, now=self.now, ignoring=self.moving, party=self.party).items():
            hours = ground.open_for(self.service, self.format)
            starts = engine.starts(hours, ground.taken, self.need, earliest=first, latest=last)
            found[pk] = [at for at in starts if not self._elsewhere(at)] if self.busy else starts
        return found

    def _elsewhere(self, at: int) -> bool:
        return overlapping(self.busy, at, at + self.need.length) is not None


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
