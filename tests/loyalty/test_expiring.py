"""Points end by rule, the oldest first, after a warning."""

from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from booking.core.decisions import Refused
from loyalty.models import Programme
from loyalty.queries import standing
from loyalty.verbs import expire_points
from tests.loyalty.conftest import Club

DAYS = 549
"""From 1 March 2027 to 31 August 2028: the last day of 18 months."""


def test_points_end_after_their_months_and_not_a_day_before(club: Club) -> None:
    club.buys(1000)
    club.waits(DAYS)
    assert expire_points(now=club.now) == 0 and club.points == 50
    club.waits(1)
    assert expire_points(now=club.now) == 1 and club.points == 0
    assert club.told("points.expired")["points"] == "50.00"


def test_the_clock_looks_twice_a_day(club: Club) -> None:
    club.buys(1000)
    club.waits(DAYS + 1)
    Programme.objects.update(swept_at=club.now)
    assert expire_points(now=club.now) == 0 and club.points == 50
    club.waits(1)
    assert expire_points(now=club.now) == 1


def test_what_was_spent_was_of_the_oldest(club: Club) -> None:
    club.buys(1000, "order:A")
    club.waits(100)
    club.buys(600, "order:C")
    club.spends(40)
    club.waits(DAYS - 99)
    expire_points(now=club.now)
    assert club.points == 30


def test_points_that_have_ended_are_not_spent_though_nobody_has_taken_them_yet(club: Club) -> None:
    club.buys(1000)
    club.waits(DAYS + 1)
    assert standing(club.world.client.pk, now=club.now).live == 0
    with pytest.raises(Refused, match="points_short"):
        club.offered("1000")
    with pytest.raises(Refused, match="points_short"):
        club.spends(10)
    assert club.points == 50, "a refusal writes nothing"


def test_points_that_came_back_last_as_new_ones(club: Club) -> None:
    club.buys(1000)
    club.spends(50)
    club.waits(DAYS - 10)
    club.gets_back(50)
    club.waits(11)
    expire_points(now=club.now)
    assert club.points == 50


def test_nothing_ends_twice_and_the_next_lot_has_its_own_day(club: Club) -> None:
    club.buys(1000, "order:A")
    club.waits(10)
    club.buys(1000, "order:C")
    club.waits(DAYS - 9)
    assert expire_points(now=club.now) == 1
    club.waits(1)
    assert expire_points(now=club.now) == 0 and club.points == 50
    club.waits(10)
    assert expire_points(now=club.now) == 1 and club.points == 0


def test_a_warning_comes_once_for_what_ends_within_its_days(club: Club) -> None:
    club.buys(1000, "order:A")
    club.waits(20)
    club.buys(600, "order:C")
    warned = []
    for _ in range(DAYS // 3):
        club.waits(3)
        expire_points(now=club.now)
        warned.append(ModelLogEntry.objects.filter(action="points.expiring").count())
    assert warned[-1] == 2
    assert [row.data["points"] for row in ModelLogEntry.objects.filter(action="points.expiring").order_by("pk")] == [
        "50.00", "80.00",
    ]  # fmt: skip


def test_whoever_has_nothing_left_is_not_warned(club: Club) -> None:
    club.buys(1000)
    club.spends(50)
    club.waits(DAYS - 10)
    assert expire_points(now=club.now) == 0
    assert "points.expiring" not in club.facts()


def test_without_a_programme_the_clock_has_nothing_to_do(club: Club) -> None:
    club.buys(1000)
    Programme.objects.all().delete()
    club.waits(2 * DAYS)
    assert expire_points(now=club.now) == 0
    assert standing(club.world.client.pk, now=club.now).live == Decimal(50)
