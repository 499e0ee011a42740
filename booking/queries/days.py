"""A strip of days, each with its times or the word why it has none."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from booking import calendars
from booking.core import slots as engine
from booking.core.rules import Rule
from booking.core.slots import Closed
from booking.models import Booking, Resource, Service
from booking.queries.terms import need_of, rules_of
from booking.queries.times import Ground, grounds, starts_on, window

CAUSES = {"on_leave": "on_leave", "house_closed": "closed"}


@dataclass(frozen=True)
class Day:
    """One local day: its free times, and where there are none the cell's word (a key of `day_cells`)."""

    date: date
    times: list[datetime]
    cell: str
    opens: datetime | None = None
    """When booking of this day begins, for the cell `not_open`."""

    @property
    def free(self) -> int:
        return len(self.times)


def days(
    service: Service, resource: Resource, *, zone: str, now: datetime, format: str | None = None, count: int = 14,
    first: date | None = None, rules: Sequence[Rule] | None = None, ignoring: Booking | None = None,
    ground: Ground | None = None,
) -> list[Day]:  # fmt: skip
    """`count` days of the clocks of `zone`, from `first` (today) on. `ground`: what was read already of them."""
    there = ZoneInfo(zone)
    rules = rules_of(service) if rules is None else rules
    dates = [(first or now.astimezone(there).date()) + timedelta(days=n) for n in range(count)]
    start, until = midnight(dates[0], zone), midnight(dates[-1] + timedelta(days=1), zone)
    ground = ground or grounds([resource], start, until, now=now, ignoring=ignoring)[resource.pk]
    free = starts_on(ground, service, start=start, until=until, now=now, format=format, rules=rules, ignoring=ignoring)
    by_day: dict[date, list[datetime]] = {day: [] for day in dates}
    for at in free:
        by_day[at.astimezone(there).date()].append(at)
    say_why = _Why(service, resource, start, until, zone, now, rules, format, ignoring, ground)
    return [Day(day, times, "free") if times else say_why(day) for day, times in by_day.items()]


def midnight(day: date, zone: str) -> datetime:
    """The first moment of the local day, in UTC."""
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


class _Why:
    """The word for a day without times."""

    def __init__(
        self, service: Service, resource: Resource, start: datetime, until: datetime, zone: str, now: datetime,
        rules: Sequence[Rule], format: str | None, ignoring: Booking | None, ground: Ground,
    ) -> None:  # fmt: skip
        self.ground = ground
        self.service, self.resource, self.format = service, resource, format
        self.start, self.until, self.zone, self.now = start, until, zone, now
        self.need = need_of(service, rules, booking=ignoring)
        self.earliest, self.latest = window(rules, now)

    def __call__(self, day: date) -> Day:
        begin, end = (int(midnight(one, self.zone).timestamp()) for one in (day, day + timedelta(days=1)))
        if begin > self.latest:
            return self._not_open(day, begin)
        if end <= self.now.timestamp():
            return Day(day, [], "past")
        starts = self._starts[bisect_left(self._starts, begin) : bisect_left(self._starts, end)]
        if starts and starts[0] > self.latest:
            return self._not_open(day, starts[0])
        return Day(day, [], self._word(starts) if starts else self._cause(begin, end))

    def _not_open(self, day: date, begin: int) -> Day:
        ahead = self.latest - int(self.now.timestamp())
        return Day(day, [], "not_open", datetime.fromtimestamp(begin - ahead, UTC))

    def _word(self, starts: list[int]) -> str:
        """`starts`: those that the day would have, were nothing taken and nothing too soon."""
        if starts[-1] < self.now.timestamp():
            return "past"
        return "too_late" if starts[-1] < self.earliest else "full"

    def _cause(self, begin: int, end: int) -> str:
        codes = (closed.code for closed in self._closed if closed.start < end and begin < closed.end)
        return CAUSES.get(next(codes, ""), "day_off")

    @cached_property
    def _starts(self) -> list[int]:
        bounds = {"earliest": int(self.start.timestamp()), "latest": int(self.until.timestamp()) - 1}
        return engine.starts(self.ground.open_for(self.service, self.format), [], self.need, **bounds)

    @cached_property
    def _closed(self) -> list[Closed]:
        return calendars.causes(self.resource, self.start, self.until)
