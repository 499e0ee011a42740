"""The arithmetic of points, for any amounts."""

import sys
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as any_

from loyalty.core import (
    Lot,
    Rules,
    as_points,
    ends,
    lots,
    most_spendable,
    over,
    part_back,
    points_for,
    remaining,
)  # fmt: skip
from tests.house.source import ROOT, Module

RULES = Rules(per=Decimal(20), points=1, value=Decimal(1), share=30, minimum=Decimal(400), months=18)
T0 = datetime(2027, 3, 1, tzinfo=UTC)
money = any_.decimals(min_value=0, max_value=100_000, places=2)
some_money = any_.decimals(min_value="0.01", max_value=100_000, places=2)
rules = any_.builds(
    Rules, per=some_money, points=any_.integers(0, 20), value=some_money, share=any_.integers(0, 100), minimum=money,
    months=any_.integers(1, 60),
)  # fmt: skip
came = any_.lists(any_.builds(Lot, key=any_.integers(), at=any_.datetimes(timezones=any_.just(UTC)), left=some_money))


def test_it_knows_only_the_standard_library_and_reads_no_clock() -> None:
    path = ROOT / "loyalty" / "core.py"
    foreign = [name for name in Module("loyalty.core", path).imports()
               if name.split(".")[0] not in sys.stdlib_module_names]  # fmt: skip
    assert foreign == [] and "now()" not in path.read_text("utf-8")


@pytest.mark.parametrize(("amount", "points"), [("0", 0), ("19.99", 0), ("20", 1), ("1859.99", 92), ("1860", 93)])
def test_each_full_part_earns(amount: str, points: int) -> None:
    assert points_for(Decimal(amount), RULES) == points


@given(money, money, rules)
def test_two_purchases_never_earn_more_than_one_of_both(one: Decimal, other: Decimal, rules: Rules) -> None:
    assert points_for(one, rules) + points_for(other, rules) <= points_for(one + other, rules)


@pytest.mark.parametrize(
    ("balance", "whole", "points", "limit"),
    [
        (193, "399.99", 0, "points_min"), (193, "400", 120, "points_share"), (100, "400", 100, "points_short"),
        (0, "1000", 0, "points_short"), (193, "1299.99", 193, "points_short"), (500, "1299.99", 389, "points_share"),
    ],
)  # fmt: skip
def test_what_may_be_spent_and_why_not_more(balance: int, whole: str, points: int, limit: str) -> None:
    found = most_spendable(Decimal(balance), Decimal(whole), RULES)
    assert (found.points, found.amount, found.limit) == (points, points, limit)


@given(money, money, rules)
def test_nobody_spends_more_than_there_is_or_than_the_share(balance: Decimal, whole: Decimal, rules: Rules) -> None:
    found = most_spendable(balance, whole, rules)
    assert 0 <= found.points <= balance
    assert found.amount == found.points * rules.value <= whole * rules.share / 100
    if found.amount < whole:
        assert found.limit


@given(came, any_.integers(0, 100))
def test_the_oldest_points_go_first_and_none_is_lost(came: list[Lot], percent: int) -> None:
    whole = sum((lot.left for lot in came), Decimal(0))
    went = (whole * percent / 100).quantize(Decimal("0.01"))
    left = lots(came, went)
    assert sum((lot.left for lot in left), Decimal(0)) == whole - went
    assert all(lot.left > 0 for lot in left) and left == sorted(left, key=lambda lot: (lot.at, lot.key))
    untouched = {lot.at for lot in left[1:]}
    assert not left or all(lot.at <= left[0].at or lot.at in untouched for lot in came)


@pytest.mark.parametrize(
    ("came", "months", "over_at"),
    [("2027-03-01", 18, "2028-09-01"), ("2027-08-31", 6, "2028-02-29"), ("2026-08-31", 6, "2027-02-28"),
     ("2027-12-15", 1, "2028-01-15"), ("2027-01-31", 12, "2028-01-31")],
)  # fmt: skip
def test_points_last_whole_months(came: str, months: int, over_at: str) -> None:
    assert ends(datetime.fromisoformat(came), months) == datetime.fromisoformat(over_at)


def test_points_are_over_at_the_very_moment() -> None:
    lot = Lot(1, T0, Decimal(5))
    end = ends(T0, 18)
    assert over([lot], 18, end) == [lot] and over([lot], 18, end.replace(year=end.year - 1)) == []


@given(some_money, any_.lists(any_.integers(1, 100), min_size=1, max_size=8), some_money)
def test_what_paid_comes_back_whole_in_whatever_parts(paid: Decimal, parts: list[int], value: Decimal) -> None:
    points, before, back = as_points(paid, value), Decimal(0), Decimal(0)
    assume(points > 0)
    for part in parts:
        amount = min((paid * part / sum(parts)).quantize(Decimal("0.01")), paid - before)
        back += part_back(points, paid, before, amount)
        before += amount
        assert 0 <= back <= points
    assert back + part_back(points, paid, before, paid - before) == points


@given(any_.integers(0, 10_000), some_money, money)
def test_less_paid_keeps_no_more_than_its_share_of_points(points: int, before: Decimal, now: Decimal) -> None:
    kept = remaining(points, before, now)
    assert 0 <= kept <= points and kept * before <= points * max(now, before)
    assert remaining(points, before, Decimal(0)) == 0
