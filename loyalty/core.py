"""The pure middle of points: what is earned, what may be spent, and which points end when."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

ZERO, HUNDREDTH = Decimal(0), Decimal("0.01")
SHORT, SHARE, MINIMUM = "points_short", "points_share", "points_min"
"""What stands in the way of paying more with points: too few of them, the share of an order, its size."""


@dataclass(frozen=True)
class Rules:
    """`per` of money earns `points`, which last `months`.

    A point pays `value`; together they pay at most `share` percent of an order, which is at least `minimum`.
    """

    per: Decimal
    points: int
    value: Decimal
    share: int
    minimum: Decimal
    months: int


@dataclass(frozen=True)
class Spendable:
    """`points` pay `amount`; `limit` is why it is not more, empty when they pay for all of it."""

    points: int
    amount: Decimal
    limit: str


def points_for(amount: Decimal, rules: Rules) -> int:
    """Whole points for so much money: each full `per` counts, what is left over does not."""
    return int(max(amount, ZERO) // rules.per) * rules.points


def most_spendable(balance: Decimal, whole: Decimal, rules: Rules) -> Spendable:
    """The most that these points pay towards `whole`; only whole points are spent."""
    if whole < rules.minimum:
        return Spendable(0, ZERO, MINIMUM)
    allowed = _whole(whole * rules.share / 100 / rules.value)
    points = max(0, min(_whole(balance), allowed))
    limit = SHORT if points < allowed else SHARE
    return Spendable(points, points * rules.value, "" if points * rules.value == whole else limit)


def _whole(points: Decimal) -> int:
    return int(points.to_integral_value(ROUND_FLOOR))


def as_points(amount: Decimal, value: Decimal) -> Decimal:
    """So much money in points. A part of what whole points have paid may be less than a point: to hundredths."""
    return (amount / value).quantize(HUNDREDTH, ROUND_HALF_UP)


def part_back(points: Decimal, paid: Decimal, back_before: Decimal, back_now: Decimal) -> Decimal:
    """How many of the `points` that paid `paid` come back with `back_now` more of it; all of them with the last."""
    if not paid:
        return ZERO
    return _share(points, paid, back_before + back_now) - _share(points, paid, back_before)


def _share(points: Decimal, paid: Decimal, back: Decimal) -> Decimal:
    return (points * back / paid).quantize(HUNDREDTH, ROUND_HALF_UP)


def remaining(points: int, before: Decimal, now: Decimal) -> int:
    """How many of the points that `before` has earned stay when only `now` of it stays paid."""
    return int(points * max(now, ZERO) // before) if now < before else points


class Lot(NamedTuple):
    """Points that came together. `key`: of their transfer; `left`: not spent yet."""

    key: int
    at: datetime
    left: Decimal


def lots(came: Iterable[Lot], went: Decimal) -> list[Lot]:
    """What is left of what came, oldest first, when `went` has gone in all: the oldest points go first.

    As no purse has ever been below zero, it does not matter when they went.
    """
    found = []
    for lot in sorted(came, key=lambda lot: (lot.at, lot.key)):
        used = min(went, lot.left)
        went -= used
        if lot.left > used:
            found.append(lot._replace(left=lot.left - used))
    return found


def ends(at: datetime, months: int) -> datetime:
    """When points that came `at` are over: so many months later, on the last day of a shorter month."""
    years, month = divmod(at.month - 1 + months, 12)
    year, month = at.year + years, month + 1
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))


def over(found: Iterable[Lot], months: int, now: datetime) -> list[Lot]:
    return [lot for lot in found if ends(lot.at, months) <= now]
