"""Pools and parties, and a resource that becomes another size while it is booked."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from booking import verbs
from booking.core.decisions import Refused
from booking.models import Booking, Occupancy, Resource, Service
from tests.booking.acts import DAY, HOUR, another, at, hold, refused
from tests.races import race
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
TEN = at(2, 10)


def people(number: int) -> verbs.Person:
    return verbs.Person(visitor=f"v{number}")


def resize(world: World, capacity: int, **more: Any) -> None:
    world.resource = verbs.resize(resource=world.resource, capacity=capacity, **{"now": world.now} | more)


def rows(*fields: str) -> list[Any]:
    return list(Occupancy.objects.filter(live=True).order_by("pk").values_list(*fields))


@pytest.fixture
def pool(world: World) -> World:
    """Five places, and parties of up to eight."""
    Service.objects.filter(pk=world.service.pk).update(party_max=8)
    world.service.refresh_from_db()
    resize(world, 5)
    return world


# Parties ------------------------------------------------------------------------------------------------------


def test_everybody_of_a_party_takes_a_place(pool: World) -> None:
    hold(pool, TEN, party=3, person=people(1))
    with refused("seats_short") as caught:
        hold(pool, TEN, party=3, person=people(2))
    assert dict(caught[0].reasons[0].numbers) == {"n": 2, "party": 3}
    hold(pool, TEN, party=2, person=people(3))
    with refused("capacity_full"):
        hold(pool, TEN, person=people(4))
    assert rows("units", "sole") == [(3, False), (2, False)]


def test_what_is_offered_instead_has_room_for_the_whole_party(pool: World) -> None:
    small, large = another(pool, "small", capacity=3), another(pool, "large", capacity=4)
    hold(pool, TEN, party=2, person=people(1))
    with refused("seats_short") as caught:
        hold(pool, TEN, party=4, person=people(2))
    ways = caught[0].alternatives
    assert [way.resource for way in ways if way.start == TEN] == [large] and small not in {way.resource for way in ways}
    for number, way in enumerate(ways):
        assert hold(pool, way.start, resource=way.resource, party=4, person=people(9 + number)).party == 4


def test_a_party_larger_than_the_pool_is_told_how_many_fit(pool: World) -> None:
    with refused("party_too_large") as caught:
        hold(pool, TEN, party=6)
    assert caught[0].reasons[0].numbers["n"] == 5 and caught[0].alternatives == ()


def test_one_alone_sees_a_couple_as_one(world: World) -> None:
    Service.objects.filter(pk=world.service.pk).update(party_max=2)
    world.service.refresh_from_db()
    hold(world, TEN, party=2)
    assert rows("units", "sole") == [(1, True)]


def test_a_party_moves_only_where_all_of_it_fits(pool: World) -> None:
    booking = hold(pool, TEN, party=3, person=people(1))
    Booking.objects.update(state="confirmed", expires_at=None)
    hold(pool, at(3, 10), party=3, person=people(2))
    with refused("seats_short"):
        verbs.move(booking=booking, start=at(3, 10), by=None, now=pool.now, by_house=True)
    assert verbs.move(booking=booking, start=at(2, 10, 30), by=None, now=pool.now, by_house=True).start == at(2, 10, 30)


# Another size -------------------------------------------------------------------------------------------------


def test_one_that_becomes_many_lets_others_in_beside_what_was_booked(world: World) -> None:
    hold(world, TEN, person=people(1))
    with refused("busy"):
        hold(world, TEN, person=people(2))
    resize(world, 2)
    hold(world, TEN, person=people(2))
    assert rows("units", "sole") == [(1, False), (1, False)]


def test_many_that_become_one_are_guarded_by_the_database_again(pool: World) -> None:
    hold(pool, TEN, party=4, person=people(1))
    hold(pool, at(2, 11), party=2, person=people(2))
    resize(pool, 1)
    assert rows("units", "sole") == [(1, True), (1, True)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.create(resource=pool.resource, start=at(2, 11, 30), end=at(2, 12, 30))


@pytest.mark.parametrize("capacity", [1, 3])
def test_a_size_that_does_not_hold_what_is_booked_is_refused_and_nothing_changes(pool: World, capacity: int) -> None:
    hold(pool, at(2, 9), person=people(1))
    hold(pool, TEN, party=2, person=people(2))
    hold(pool, TEN, party=2, person=people(3))
    before = rows("units", "sole")
    with refused("capacity_taken") as caught:
        resize(pool, capacity)
    places = {1: 2, 3: 4}[capacity]
    assert dict(caught[0].reasons[0].numbers) == {"n": places, "at": int(TEN.timestamp())}
    assert (rows("units", "sole"), Resource.objects.get().capacity) == (before, 5)


def test_what_is_over_and_what_has_lapsed_does_not_stand_in_the_way(pool: World) -> None:
    for number in range(2):
        hold(pool, TEN, person=people(number))
    late = hold(pool, at(3, 10), person=people(3), now=pool.now + HOUR)
    resize(pool, 1, now=late.expires_at - HOUR / 60)
    assert rows("booking", "sole") == [(late.pk, True)]
    Occupancy.objects.update(live=True, expires_at=None)
    resize(pool, 4, now=TEN + DAY)
    assert Resource.objects.get().capacity == 4


def test_what_blocks_the_whole_goes_on_blocking_it(world: World) -> None:
    span = {"start": TEN, "end": TEN + HOUR}
    Occupancy.objects.create(resource=world.resource, **span)
    resize(world, 3)
    assert rows("units", "sole") == [(3, False)]
    with refused("capacity_full"):
        hold(world, TEN)
    resize(world, 1)
    assert rows("units", "sole") == [(1, True)]


# At once ------------------------------------------------------------------------------------------------------

stage: dict[str, Any] = {}


def hold_or_shrink(number: int, round_: int) -> str:
    world = stage["world"]
    act = (
        (lambda: verbs.resize(resource=world.resource, capacity=2, now=world.now))
        if number == 0
        else (lambda: hold(world, at(2 + round_, 10), person=people(number + 100 * round_)))
    )
    try:
        act()
    except Refused as refusal:
        return str(refusal)
    return "done"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_pool_that_shrinks_while_it_fills_is_never_over_full(pool: World) -> None:
    stage["world"] = pool
    for answers in race(hold_or_shrink, people=10, rounds=3):
        assert answers.count("done") <= 6
    size = Resource.objects.get(pk=pool.resource.pk).capacity
    for day in range(3):
        assert Booking.objects.filter(start=at(2 + day, 10)).count() <= size
