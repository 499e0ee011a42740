"""One person with many hands, at many experts at once: his limits hold, and nobody waits in a circle."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import F

from booking import verbs
from booking.core.decisions import Refused
from booking.models import Booking, Turn
from booking.models.turns import PLACES
from tests.booking.acts import HOUR, another, at, hold, promise, rules, write
from tests.races import race
from tests.world import World

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("alone")]
HANDS = 8
stage = SimpleNamespace()
"""What the hands need; set before they are born."""


@pytest.fixture(autouse=True)
def scene(world: World) -> None:
    stage.world, stage.now = world, world.now
    stage.experts = [another(world, f"expert-{number}") for number in range(HANDS)]


def trying(act: Any) -> str:
    """ "done", or the codes of the refusal."""
    try:
        act()
    except Refused as refusal:
        return str(refusal)
    return "done"


def take(number: int, round_: int, person: verbs.Person, hour: int) -> str:
    start, expert = at(2 + round_, hour), stage.experts[number]
    return trying(lambda: hold(stage.world, start, resource=expert, person=person))


def of_a_visitor(number: int, round_: int) -> str:
    return take(number, round_, verbs.Person(visitor=f"v{round_}"), 9 + number % 4)


def of_a_client(number: int, round_: int) -> str:
    """Signed in, each hand from another computer."""
    who = (stage.world.client, stage.world.stranger, stage.world.expert)[round_]
    return take(number, round_, verbs.Person(who, f"{round_}-{number}"), 9 + number % 4)


@pytest.mark.parametrize("hand", [of_a_visitor, of_a_client])
def test_one_person_holds_three_of_eight_experts_at_once(hand: Any) -> None:
    for answers in race(hand, people=HANDS, rounds=3):
        assert Counter(answers) == {"done": 3, "active_holds": HANDS - 3}
    assert Booking.objects.count() == 9


def sign(number: int, round_: int) -> str:
    booking = Booking.objects.get(pk=stage.held[round_][number].pk)
    return trying(lambda: write(stage.world, booking, email="Same@example.org", by=None))


def held(round_: int, number: int, hour: int) -> Booking:
    """Of a session of its own: only the address tells that it is one person."""
    visitor = verbs.Person(visitor=f"{round_}-{number}")
    return hold(stage.world, at(2 + round_, hour), resource=stage.experts[number], person=visitor)


def test_one_address_signs_no_more_than_its_limit(world: World) -> None:
    rules(world, active_limit={"count": 2})
    stage.held = [[held(0, number, 9 + number % 4 + number // 4 * 5) for number in range(HANDS)]]
    assert len({one.start for one in stage.held[0]}) == HANDS
    (answers,) = race(sign, people=HANDS)
    assert Counter(answers) == {"done": 2, "active_bookings": HANDS - 2}
    assert Booking.objects.filter(email="same@example.org").count() == 2


def test_one_address_signs_for_one_place_at_a_time() -> None:
    stage.held = [[held(round_, number, 10) for number in range(HANDS)] for round_ in range(3)]
    for answers in race(sign, people=HANDS, rounds=3):
        assert Counter(answers) == {"done": 1, "own_overlap": HANDS - 1}


def move_to_three(number: int, round_: int) -> str:
    booking = Booking.objects.get(pk=stage.booked[round_][number].pk)
    start = at(2 + round_, 15)
    return trying(lambda: verbs.move(booking=booking, start=start, by=stage.world.client, now=stage.now))


def test_a_clients_bookings_moved_to_one_hour_do_not_all_arrive(world: World) -> None:
    hours, days = (9, 10, 11, 12), 3
    rules(world, active_limit={"count": 20})
    stage.booked = [
        [promise(world, at(2 + day, hour), resource=stage.experts[n]) for n, hour in enumerate(hours)]
        for day in range(days)
    ]
    for answers in race(move_to_three, people=len(hours), rounds=days):
        assert Counter(answers) == {"done": 1, "own_overlap": len(hours) - 1}


def everything(number: int, round_: int) -> str:
    """The verbs that count for a person, in every sequence that may meet, all of one client."""
    booking = Booking.objects.get(pk=stage.booked[(number + round_) % len(stage.booked)].pk)
    person, expert = verbs.Person(stage.world.client, "v"), stage.experts[(number * 3 + round_) % HANDS]
    acts = (
        lambda: hold(stage.world, at(8 + round_, 9 + number % 4), resource=expert, person=person),
        lambda: verbs.move(booking=booking, start=booking.start + HOUR, by=None, now=stage.now),
        lambda: verbs.retake(booking=booking, now=stage.now),
        lambda: verbs.expire_holds(now=stage.now),
        lambda: write(stage.world, booking),
        lambda: verbs.cancel(booking=booking, by=None, now=stage.now, by_house=True),
    )
    return trying(acts[(number + round_) % len(acts)])


def test_the_verbs_of_one_person_do_not_wait_for_each_other_in_a_circle(world: World) -> None:
    rules(world, active_limit={"count": 50}, hold_limit={"count": 50})
    stage.booked = [
        hold(world, at(2 + n % 4, 9), resource=stage.experts[n], person=verbs.Person(world.client))
        for n in range(HANDS)
    ]
    Booking.objects.filter(pk__in=[one.pk for one in stage.booked[::2]]).update(expires_at=F("created_at"))
    for answers in race(everything, people=12, rounds=6):
        assert "done" in answers
    for one in Booking.objects.filter(email=world.client.email).live():
        others = Booking.objects.live().exclude(pk=one.pk).exclude(email="")
        assert not others.filter(client=world.client, start__lt=one.end, end__gt=one.start).exists()


def test_turns_are_few_however_many_people_come(world: World) -> None:
    for number in range(12):
        hold(world, at(2, 9), resource=another(world, f"x{number}"), person=verbs.Person(visitor=f"{number}"))
    assert Turn.objects.count() <= 12
    assert set(Turn.objects.values_list("place", flat=True)) <= set(range(PLACES))
