"""A strip of days, each with its times or the word why it has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking import calendars
from booking.core.rules import Rule
from booking.core.slots import Closed
from booking.core.spans import Span, overlapping
from booking.models import Booking, Resource, Service
from booking.queries.terms import rules_of
from booking.queries.times import grounds, slots, window

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
) -> list[Day]:  # fmt: skip
    """`count` days of the clocks of `zone`, from `first` (today) on."""
    there = ZoneInfo(zone)
    rules = rules_of(service) if rules is None else rules
    dates = [(first or now.astimezone(there).date()) + timedelta(days=n) for n in range(count)]
    start, until = midnight(dates[0], zone), midnight(dates[-1] + timedelta(days=1), zone)
    free = slots(service, [resource], start=start, until=until, now=now, format=format, rules=rules, ignoring=ignoring)
    by_day: dict[date, list[datetime]] = {day: [] for day in dates}
    for at in free[resource.pk]:
        by_day[at.astimezone(there).date()].append(at)
    say_why = _Why(resource, start, until, zone, now, rules, format)
    return [Day(day, times, "free") if times else say_why(day) for day, times in by_day.items()]


def midnight(day: date, zone: str) -> datetime:
    """The first moment of the local day, in UTC."""
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


class _Why:
    """The word for a day without times. Reads only when there is such a day."""

    def __init__(
        self, resource: Resource, start: datetime, until: datetime, zone: str, now: datetime, rules: Sequence[Rule],
        format: str | None,
    ) -> None:  # fmt: skip
        self.resource, self.start, self.until, self.zone, self.now, self.format = resource, start, until, zone, now, format
        self.earliest, self.latest = window(rules, now)
        self._open: list[Span] | None = None
        self._closed: list[Closed] = []

    def __call__(self, day: date) -> Day:
        begin, end = (int(midnight(one, self.zone).timestamp()) for one in (day, day + timedelta(days=1)))
        if end <= self.earliest:
            return Day(day, [], "past" if end <= self.now.timestamp() else "full")
        if begin > self.latest:
            ahead = self.latest - int(self.now.timestamp())
            return Day(day, [], "not_open", datetime.fromtimestamp(begin - ahead, UTC))
        return Day(day, [], self._word(begin, end))

    def _word(self, begin: int, end: int) -> str:
        if self._open is None:
            self._read()
        if overlapping(self._open or [], begin, end):
            return "full"
        cause = next((closed.code for closed in self._closed if closed.start < end and begin < closed.end), None)
        return CAUSES.get(cause, "day_off") if cause else "day_off"

    def _read(self) -> None:
        found = grounds([self.resource], self.start, self.until, now=self.now, format=self.format)
        self._open = found[self.resource.pk].open
        self._closed = calendars.causes(self.resource, self.start, self.until)
