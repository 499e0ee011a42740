"""Half-open spans of time, [start, end), in whole UTC seconds.

"Merged" means sorted, none empty, none overlapping or touching: what `merge` returns.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import NamedTuple


class Span(NamedTuple):
    start: int
    end: int


Pair = tuple[int, int]
FAR = 1 << 60
NEVER = Span(FAR, FAR)  # ends a sweep
_new = tuple.__new__  # builds a Span from a pair in two thirds of the time of Span(*pair)


def merge(spans: Iterable[Pair]) -> list[Span]:
    """The same moments as merged spans: empty ones dropped, overlapping and touching ones joined."""
    joined: list[Pair] = []
    from_, until = FAR, -FAR
    for start, end in sorted(spans):
        if start > until:
            if from_ < until:
                joined.append((from_, until))
            from_, until = start, end
        elif end > until:
            until = end
    if from_ < until:
        joined.append((from_, until))
    return list(map(_new, repeat(Span), joined))


def pad(spans: Iterable[Pair], before: int, after: int) -> list[Span]:
    """Each span lengthened by `before` and `after` seconds (shortened, if negative), then merged."""
    return merge((start - before, end + after) for start, end in spans)


def subtract(spans: Sequence[Span], holes: Sequence[Pair]) -> list[Span]:
    """The moments of `spans` that are not in `holes`. Both inputs merged."""
    left: list[Span] = []
    at, cut = 0, -FAR  # where the span at `at` begins, if a hole has taken its beginning
    for hole_start, hole_end in holes:
        whole = _first_ending_after(spans, hole_start)
        if whole > at:
            left += _from(cut, spans[at:whole])
            at = whole
        while at < len(spans) and spans[at][0] < hole_end:
            start, end = max(cut, spans[at][0]), spans[at][1]
            if start < hole_start:
                left.append(_new(Span, (start, hole_start)))
            if end > hole_end:
                cut = hole_end
                break
            at += 1
    return left + _from(cut, spans[at:])


def _from(moment: int, spans: Sequence[Span]) -> list[Span]:
    """Merged spans, the first of them cut at `moment`."""
    if spans and spans[0][0] < moment:
        return [_new(Span, (moment, spans[0][1])), *spans[1:]]
    return list(spans)


def intersect(a: Sequence[Pair], b: Sequence[Pair]) -> list[Span]:
    """The moments that are in both. Both inputs merged."""
    common: list[Span] = []
    for start, end in a:
        for at in range(_first_ending_after(b, start), len(b)):
            other_start, other_end = b[at]
            if other_start >= end:
                break
            common.append(Span(max(start, other_start), min(end, other_end)))
    return common


def covers(spans: Sequence[Pair], start: int, end: int) -> bool:
    """Whether one span holds the whole of [start, end). `spans` merged, start < end."""
    at = _first_ending_after(spans, start)
    return at < len(spans) and spans[at][0] <= start and end <= spans[at][1]


def overlapping(spans: Sequence[Span], start: int, end: int) -> Span | None:
    """The earliest span that shares a moment with [start, end). `spans` merged, start < end."""
    at = _first_ending_after(spans, start)
    return spans[at] if at < len(spans) and spans[at].start < end else None


def total(spans: Iterable[Pair]) -> int:
    """Seconds in all the spans; where spans overlap, the time is counted for each."""
    return sum(end - start for start, end in spans)


def peak(taken: Iterable[tuple[int, int, int]]) -> tuple[int, int]:
    """The largest number of units in use at once, and since when first; `taken` holds (start, end, units).

    (0, 0) where nothing is in use.
    """
    changes: list[Pair] = []
    for start, end, units in taken:
        if start < end:
            changes += (start, units), (end, -units)
    in_use, highest, since = 0, 0, 0
    for at, change in sorted(changes):
        in_use += change
        if in_use > highest:
            highest, since = in_use, at
    return highest, since


def _first_ending_after(spans: Sequence[Pair], moment: int) -> int:
    """The index of the first merged span that ends after `moment`; len(spans) if none does."""
    at = bisect_left(spans, (moment,))
    return at - 1 if at and spans[at - 1][1] > moment else at
