"""A1, A2: free starts of one expert in thirty days over the clock change, against dateutil.rrule and a sweep."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, rrule

from booking.core.slots import Need, starts
from booking.core.spans import Span, merge, subtract
from tests.bench.table import Row

KYIV = ZoneInfo("Europe/Kyiv")
FIRST = datetime(2027, 3, 15)  # noqa: DTZ001  the wall's clock, as a recurrence rule counts it
DAYS, HALF_HOUR, BUFFER = 30, 1800, 600
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
    """The usual way: the rule gives every start by the wall's clock, a sweep drops those that touch what is taken."""
    rule = rrule(DAILY, dtstart=FIRST, count=DAYS * 18, byhour=range(9, 18), byminute=(0, 30), bysecond=0)
    blocks = _blocks([(start - BUFFER, end + BUFFER) for start, end in busy] + [tuple(one) for one in CLOSED])
    found: list[int] = []
    ahead = 0
    for local in rule:
        at = int(local.replace(tzinfo=KYIV).timestamp())
        while ahead < len(blocks) and blocks[ahead][1] <= at:
            ahead += 1
        if ahead == len(blocks) or blocks[ahead][0] >= at + HALF_HOUR:
            found.append(at)
    return found


def _blocks(taken: list[tuple[int, ...]]) -> list[list[int]]:
    joined: list[list[int]] = []
    for start, end in sorted(taken):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


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
