"""Where a session can start. One set of predicates serves the list (`starts`) and the explanation (`why_not`).

A start is offered when the session lies within one opening, on the grid that begins at that opening's start, not before
`earliest`, not after `latest`, and its footprint (the session with its buffers) touches nobody else's footprint.
Buffers may hang outside the openings. `open_` and `taken` are merged spans; every instant is in UTC seconds.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from booking.core.decisions import Reason
from booking.core.spans import FAR, NEVER, Span, overlapping

MINUTE, HOUR, DAY = 60, 3_600, 86_400
BREAK = 4 * HOUR  # a gap between openings shorter than this is a break, not the end of a day
NEARBY = 12 * HOUR  # no opening this close on either side: not a working day


@dataclass(frozen=True)
class Need:
    """What one session asks of the time, in seconds: its length, its grid, its buffers."""

    length: int
    step: int
    before: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        if self.length <= 0 or self.step <= 0 or self.before < 0 or self.after < 0:
            raise ValueError(f"a session needs a length and a step above zero and buffers of zero or more: {self}")


@dataclass(frozen=True)
class Closed:
    """A stretch that is not open, and the cause: `on_leave`, `house_closed` and the like."""

    start: int
    end: int
    code: str
    numbers: Mapping[str, Any] = field(default_factory=dict, hash=False)


def starts(
    open_: Sequence[Span], taken: Sequence[Span], need: Need, *, earliest: int, latest: int, most: int | None = None
) -> list[int]:
    """Every start on offer, in order; with `most` only so many, found without looking further.

    One sweep: a full stretch costs one step, however many starts it would hold.
    """
    step, length, before, reach = need.step, need.length, need.before, need.length + need.after
    footprints = islice(taken, _last_before(taken, earliest - before), None)
    taken_from, taken_until = next(footprints, NEVER)
    free, found, enough = earliest, list[int](), FAR if most is None else most
    for opens, closes in islice(open_, _last_before(open_, earliest), None):
        if opens > latest or len(found) >= enough:
            break
        if opens > free:
            free = opens
        last = closes - length if closes - length < latest else latest
        while free <= last:
            fits = taken_from - reach
            if fits >= free:
                found += range(free + (opens - free) % step, (fits if fits < last else last) + 1, step)
                if fits >= last or len(found) >= enough:
                    break
            if taken_until + before > free:
                free = taken_until + before
            taken_from, taken_until = next(footprints, NEVER)
    return found[:most]


def first_start(open_: Sequence[Span], taken: Sequence[Span], need: Need, *, earliest: int, latest: int) -> int | None:
    """The first of `starts`, found without looking further."""
    return next(iter(starts(open_, taken, need, earliest=earliest, latest=latest, most=1)), None)


def why_not(
    start: int,
    open_: Sequence[Span],
    taken: Sequence[Span],
    need: Need,
    *,
    earliest: int,
    latest: int,
    now: int,
    closed: Sequence[Closed] = (),
) -> Reason | None:
    """The first predicate of `starts` that this start fails; None exactly when `starts` offers it.

    Codes: past, too_soon, too_far, the code of a `closed` stretch, no_hours, break, outside_hours, step, busy, buffer.
    """
    return (
        _out_of_range(start, earliest, latest, now)
        or _not_open(start, open_, need, closed)
        or _off_grid(start, open_, need)
        or _collides(start, taken, need)
    )


def _out_of_range(start: int, earliest: int, latest: int, now: int) -> Reason | None:
    if start < earliest:
        hours = -(-(earliest - now) // HOUR)
        return Reason("past") if start < now else Reason("too_soon", {"n": hours, "earliest": earliest})
    if start > latest:
        ahead = latest - now
        return Reason("too_far", {"n": ahead // DAY, "latest": latest, "opens": start - ahead})
    return None


def _not_open(start: int, open_: Sequence[Span], need: Need, closed: Sequence[Closed]) -> Reason | None:
    end = start + need.length
    before, after = _around(start, open_)
    if before and end <= before.end:
        return None
    for stretch in closed:
        if stretch.start < end and start < stretch.end:
            return Reason(stretch.code, {"from": stretch.start, "until": stretch.end, **stretch.numbers})
    return _out_of_hours(start, before, after)


def _out_of_hours(start: int, before: Span | None, after: Span | None) -> Reason:
    if before and after and after.start - before.end < BREAK:
        return Reason("break", {"from": before.end, "until": after.start})
    near = [opening for opening in (before, after) if opening and _distance(start, opening) <= NEARBY]
    if not near:
        return Reason("no_hours", {"next": after.start} if after else {})
    nearest = min(near, key=lambda opening: _distance(start, opening))
    return Reason("outside_hours", {"from": nearest.start, "until": nearest.end})


def _off_grid(start: int, open_: Sequence[Span], need: Need) -> Reason | None:
    opening, _ = _around(start, open_)
    if opening is None or not (start - opening.start) % need.step:
        return None
    earlier = start - (start - opening.start) % need.step
    last = earlier + (opening.end - need.length - earlier) // need.step * need.step
    return Reason("step", {"n": need.step // MINUTE, "earlier": earlier, "later": min(earlier + need.step, last)})


def _collides(start: int, taken: Sequence[Span], need: Need) -> Reason | None:
    end = start + need.length
    if session := overlapping(taken, start, end):
        return Reason("busy", {"from": session.start, "until": session.end})
    if need.after and (following := overlapping(taken, end, end + need.after)):
        return Reason("buffer", {"n": need.after // MINUTE, "at": following.start})
    if need.before and (preceding := overlapping(taken, start - need.before, start)):
        return Reason("buffer", {"n": need.before // MINUTE, "at": preceding.end})
    return None


def _around(start: int, open_: Sequence[Span]) -> tuple[Span | None, Span | None]:
    """The opening that begins at `start` or last before it, and the next one."""
    at = bisect_left(open_, (start + 1,))
    return open_[at - 1] if at else None, open_[at] if at < len(open_) else None


def _last_before(spans: Sequence[Span], moment: int) -> int:
    """The index of the last span that begins before the moment: nothing earlier can reach it. 0 if none does."""
    return max(bisect_left(spans, (moment,)) - 1, 0)


def _distance(moment: int, opening: Span) -> int:
    return max(opening.start - moment, moment - opening.end, 0)
