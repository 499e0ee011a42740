"""Other times to offer instead of one that cannot be had. All come from the free starts, so each can be booked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice


@dataclass(frozen=True)
class Proposal:
    """`kind` is other_expert, same_day, same_hour_other_day, sooner or later; instants in UTC seconds."""

    kind: str
    start: int
    end: int
    resource: int


def propose(
    wanted: int,
    length: int,
    own: int,
    free: Mapping[int, Sequence[int]],
    *,
    zone_day: Callable[[int], int],
    hour_of: Callable[[int], int],
    most: int = 3,
) -> list[Proposal]:
    """Up to `most` different proposals instead of the session of `length` seconds at `wanted` with resource `own`.

    `free` has the free starts of each resource. The clock of the reader's zone comes in as two functions of an instant:
    `zone_day` numbers its local day, `hour_of` gives the local seconds of that day.
    Different kinds come first: another expert at the same time, the nearest on the same day, the same hour on the
    nearest other day; then whatever is nearest.
    """
    near = sorted({start for start in free.get(own, ()) if start != wanted}, key=lambda start: abs(start - wanted))
    day, hour = zone_day(wanted), hour_of(wanted)
    others = [("other_expert", wanted, resource) for resource in free if resource != own and wanted in free[resource]]
    same_day = (("same_day", start, own) for start in near if zone_day(start) == day)
    same_hour = (
        ("same_hour_other_day", start, own) for start in near if hour_of(start) == hour and zone_day(start) != day
    )
    nearest = (("sooner" if start < wanted else "later", start, own) for start in near)
    diverse = chain(others[:1], islice(same_day, 1), islice(same_hour, 1), nearest, others[1:])
    return [Proposal(kind, start, start + length, resource) for kind, start, resource in islice(_once(diverse), most)]


def _once(offers: Iterator[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Each start with each resource only the first time."""
    seen: set[tuple[int, int]] = set()
    for kind, start, resource in offers:
        if (start, resource) not in seen:
            seen.add((start, resource))
            yield kind, start, resource
