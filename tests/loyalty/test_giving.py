"""What staff do by hand."""

from decimal import Decimal

import pytest

from booking.core.decisions import Refused
from loyalty.models import Programme
from loyalty.verbs import change_programme, give, withdraw
from tests.loyalty.conftest import Club
from tests.world import World


def by_hand(club: Club, **more: object) -> dict[str, object]:
    return {"user_id": club.world.client.pk, "reason": "sorry", "by": club.world.staff, "now": club.now} | more


def test_a_form_that_is_sent_twice_gives_and_takes_once(club: Club) -> None:
    for _ in range(2):
        give(**by_hand(club, points=50, key="a"))
    for _ in range(2):
        withdraw(**by_hand(club, points=20, key="b"))
    assert club.points == 30 and club.facts() == ["points.given", "points.withdrawn"]
    assert club.told("points.given")["reason"] == "sorry"


def test_no_more_is_taken_than_there_is(club: Club) -> None:
    give(**by_hand(club, points=50, key="a"))
    with pytest.raises(Refused, match="points_short"):
        withdraw(**by_hand(club, points=51, key="b"))
    assert club.points == 50


def test_the_programme_is_made_and_changed_with_its_old_and_new_rules_told(world: World) -> None:
    change_programme(by=world.staff, now=world.now, per=Decimal(25))
    change_programme(by=world.staff, now=world.now, per=Decimal(20), share=50)
    assert Programme.objects.get().rules.share == 50
    told = Club(world).told("points.programme_changed")
    assert (told["old"], told["new"]) == ({"per": "25.00", "share": "30"}, {"per": "20", "share": "50"})
