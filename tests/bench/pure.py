"""A1, A2: free starts of one expert in thirty days over the clock change, against dateutil.rrule and a sweep."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, rrule

from booking.core.slots import Need, starts
from booking.core.spans import Span, merge, subtract
from tests.bench.table import Row

KYIV = ZoneInfo("Europe/Kyiv")
FIRST = datetime(2027, 3, 15)  # noqa: DTZ001  the wall's clock, as a recurrence rule counts it
DAYS, HOUR, HALF_HOUR, BUFFER = 30, 3600, 1800, 600
NEED = Need(HALF_HOUR, HALF_HOUR, BUFFER, BUFFER)
ROUNDS = 400
LIMITS = {"A1": (50, 100e-6), "A2": (1000, 250e-6)}
SHARE = 12


def _at(day: int, hour: int, minute: int = 0) -> int:
    local = (FIRST + timedelta(days=day)).replace(hour=hour, minute=minute, tzinfo=KYIV)
    return int(local.astimezone(UTC).timestamp())


HOURS = [Span(_at(day, 9), _at(day, 18)) for day in range(DAYS)]
CLOSED = [
    Span(_at(3, 9), _at(3, 18)),
    Span(_at(8, 9), _at(8, 12)),
    Span(_at(13, 12), _at(13, 14)),
    Span(_at(20, 15), _at(20, 18)),
]
EARLIEST, LATEST = HOURS[0].start, HOURS[-1].end


def _busy(count: int) -> list[tuple[int, int]]:
    dice = random.Random(count)
    begin = (_at(dice.randrange(DAYS), dice.randrange(9, 18), dice.randrange(0, 60, 10)) for _ in range(count))
    return sorted((at, at + dice.choice((900, 1800))) for at in begin)  # as an index gives them


def ours(busy: list[tuple[int, int]]) -> list[int]:
    return starts(subtract(HOURS, CLOSED), merge(busy), NEED, earliest=EARLIEST, latest=LATEST)


def with_rrule(busy: list[tuple[int, int]]) -> list[int]:
    """The usual way: the days by their rule, then one step of the grid after another, past what is taken."""
    days = [
        int(local.replace(tzinfo=KYIV).timestamp()) for local in rrule(DAILY, dtstart=FIRST.replace(hour=9), count=DAYS)
    ]
    taken = sorted([(start - BUFFER, end + BUFFER) for start, end in busy] + [tuple(one) for one in CLOSED])
    found: list[int] = []
    ahead = 0
    for opens in days:
        for at in range(opens, opens + 9 * HOUR, HALF_HOUR):
            while ahead < len(taken) and taken[ahead][1] <= at:
                ahead += 1
            if not any(start < at + HALF_HOUR and at < end for start, end in _near(taken, ahead, at + HALF_HOUR)):
                found.append(at)
    return found


def _near(taken: list[tuple[int, int]], first: int, until: int) -> Iterator[tuple[int, int]]:
    while first < len(taken) and taken[first][0] < until:
        yield taken[first]
        first += 1


def _cost(do: Callable[[], object]) -> float:
    """Seconds of the processor: the machine's other work does not count."""
    began = time.thread_time()
    do()
    return time.thread_time() - began


def _row(goal: str) -> Row:
    count, limit = LIMITS[goal]
    busy = _busy(count)
    assert ours(busy) == with_rrule(busy)
    seen = [(_cost(lambda: ours(busy)), _cost(lambda: with_rrule(busy))) for _ in range(ROUNDS)]
    own, other = (statistics.median(column) for column in zip(*seen, strict=True))
    share, quickest = other / own, min(one for one, _ in seen)
    met = own <= limit and (goal != "A1" or share >= SHARE)
    wanted = f"median ≤ {limit * 1e6:.0f} µs" + (f", ≤ 1/{SHARE} of dateutil.rrule + sweep" if goal == "A1" else "")
    return Row(
        goal, f"pure function: 30 days over the clock change, 4 exceptions, {count} busy, 10-minute buffers",
        wanted,
        f"median {own * 1e6:.0f} µs, quickest {quickest * 1e6:.0f} µs, of the processor; "
        f"rrule + sweep {other * 1e6:.0f} µs", f"1/{share:.1f} of rrule + sweep", met,
    )  # fmt: skip


def rows() -> list[Row]:
    return [_row(goal) for goal in LIMITS]
