"""Who pays what of an order: pure arithmetic over plain lines and purses. Standard library only.

A purse pays first what is due before the order is complete, line by line, then the rest of the prices. What it leaves
of the first is asked for by card at once, of the second later. Nothing here knows what is sold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
Sums = dict[int | None, Decimal]
"""By line; under None the goods with their delivery."""


@dataclass(frozen=True)
class Due:
    """What one line costs. `now`: before the order is complete; `later`: the rest of its price.

    `by_card`: no purse may pay for it, because it is itself money that somebody will spend.
    """

    line: int | None
    now: Decimal
    later: Decimal = ZERO
    by_card: bool = False


@dataclass(frozen=True)
class Shares:
    """`given`: what each purse gives, in their sequence; `now`, `later`: what is left. Zeros are left out."""

    given: tuple[Sums, ...]
    now: Sums
    later: Sums

    def renamed(self, names: Mapping[int | None, int | None]) -> "Shares":
        """The same for lines that are called otherwise: a basket's by the order's."""

        def rename(sums: Sums) -> Sums:
            return {names[line]: amount for line, amount in sums.items()}

        return Shares(tuple(map(rename, self.given)), rename(self.now), rename(self.later))


def within_reach(dues: Sequence[Due]) -> Decimal:
    """The price of all that purses may pay for."""
    return sum((due.now + due.later for due in dues if not due.by_card), ZERO)


def share(dues: Sequence[Due], offers: Sequence[Decimal]) -> Shares:
    """`offers`: the most that each purse gives, in the sequence in which they are asked."""
    now, later = {due.line: due.now for due in dues}, {due.line: due.later for due in dues}
    open_to_purses = [due.line for due in dues if not due.by_card]
    given = tuple(_draw(offer, open_to_purses, (now, later)) for offer in offers)
    return Shares(given, _those_left(now), _those_left(later))


def _draw(offer: Decimal, lines: Sequence[int | None], steps: Sequence[Sums]) -> Sums:
    """Takes from what is wanted as far as the offer goes, and says what it gave."""
    given: Sums = {}
    for wanted in steps:
        for line in lines:
            some = min(offer, wanted[line])
            if some > 0:
                offer -= some
                wanted[line] -= some
                given[line] = given.get(line, ZERO) + some
    return given


def _those_left(sums: Sums) -> Sums:
    return {line: amount for line, amount in sums.items() if amount > 0}


def total(sums: Sums) -> Decimal:
    return sum(sums.values(), ZERO)
