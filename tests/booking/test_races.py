"""Many people and one time: real processes, each with its own connection, and everything that follows from a fact."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from wagtail.models import ModelLogEntry

from booking import verbs
from booking.core.decisions import Refused
from booking.core.spans import peak
from booking.models import Booking, Occupancy, OpenSpan, Resource, Service
from booking.verbs import hours
from ledger.queries import balance, trial_balance
from tests.booking.acts import at, hold, pay, promise, rules, write
from tests.races import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TAKEN = {"busy", "just_taken"}
HOURS = (9, 10, 11, 14, 15)
stage = SimpleNamespace()
"""What the people need; set before they are born."""


@pytest.fixture(autouse=True)
def scene(world):
    stage.world, stage.now = world, world.now


def trying(act):
    """ "done", or the codes of the refusal."""
    try:
        act()
    except Refused as refusal:
        return str(refusal)
    return "done"


def stranger(number, round_):
    return verbs.Person(visitor=f"{round_}-{number}")


def take(number, round_, start, **more):
    return trying(lambda: hold(stage.world, start, person=stranger(number, round_), **more))


def fullest():
    """The most units in use at one moment, lapsed holds included: what the database itself allows to stand."""
    rows = Occupancy.objects.filter(live=True).values_list("start", "end", "units")
    spans = [(int(start.timestamp()), int(end.timestamp()), units) for start, end, units in rows]
    return peak(spans)[0]


# Taking -------------------------------------------------------------------------------------------------------


def same_time(number, round_):
    return take(number, round_, at(2, HOURS[round_]))


def test_of_forty_at_once_exactly_one_gets_the_time():
    for answers in race(same_time, people=40, rounds=5):
        assert Counter(answers)["done"] == 1
        assert set(answers) <= {"done"} | TAKEN
    assert (Booking.objects.count(), fullest()) == (5, 1)


def staggered_time(number, round_):
    return take(number, round_, at(2 + round_, 10) + timedelta(minutes=20 * (number % 3)))


def test_of_overlapping_starts_exactly_one_is_taken(world):
    Service.objects.filter(pk=world.service.pk).update(step=20)
    world.service.refresh_from_db()
    for answers in race(staggered_time, people=30, rounds=4):
        assert Counter(answers)["done"] == 1
        assert set(answers) <= {"done"} | TAKEN
    assert fullest() == 1


def test_a_pool_of_five_takes_exactly_five(world):
    Resource.objects.filter(pk=world.resource.pk).update(capacity=5)
    world.resource.refresh_from_db()
    for answers in race(same_time, people=25, rounds=4):
        assert Counter(answers) == {"done": 5, "capacity_full": 20}
    assert fullest() == 5


def two_hands_of_one_visitor(number, round_):
    start, person = at(2 + round_, HOURS[number % 5]), verbs.Person(visitor=f"v{round_}")
    return trying(lambda: hold(stage.world, start, person=person))


def test_one_visitor_with_many_hands_holds_three_of_one_expert():
    for answers in race(two_hands_of_one_visitor, people=10, rounds=2):
        assert Counter(answers)["done"] == 3
        assert all("active_holds" in answer for answer in answers if answer not in {"done", "busy"})


# A hold that ends ---------------------------------------------------------------------------------------------


def last_second(number, round_):
    """The owner confirms or asks for more time, the clock ends it, the others want it: all in the second it ends."""
    mine, now = stage.held[round_], stage.held[round_].expires_at
    acts = {
        0: lambda: verbs.confirm(booking=mine, by=None, now=now),
        1: lambda: verbs.hold_longer(booking=mine, now=now),
        2: lambda: verbs.expire_holds(now=now),
    }
    return trying(acts.get(number, lambda: hold(stage.world, mine.start, person=stranger(number, round_), now=now)))


def test_a_hold_that_ends_while_it_is_wanted_has_one_owner_afterwards(world):
    stage.held = [write(world, hold(world, at(2, hour), person=verbs.Person(visitor=f"{hour}"))) for hour in HOURS]
    for round_, answers in enumerate(race(last_second, people=16, rounds=5)):
        owner, longer, clock, others = answers[0], answers[1], answers[2], answers[3:]
        assert [owner, *others].count("done") == 1, answers
        assert (owner in {"done", "hold_expired"}, longer, clock) == (True, "hold_expired", "done")
        assert set(others) <= {"done"} | TAKEN
        first = Booking.objects.get(pk=stage.held[round_].pk)
        assert first.state == ("confirmed" if owner == "done" else "expired")
        assert Occupancy.objects.filter(booking=first, live=True).exists() == (owner == "done")
    assert fullest() == 1


def ends_or_stands(number, round_):
    if number % 4 == 0:
        return verbs.expire_holds(now=stage.now + timedelta(minutes=11))
    return trying(lambda: verbs.confirm(booking=stage.held[number], by=None, now=stage.now + timedelta(minutes=11)))


def test_each_hold_is_either_ended_or_confirmed(world):
    rules(world, active_limit=None)
    starts = [at(day, hour) for day in (2, 3, 4, 5) for hour in HOURS]
    stage.held = [write(world, hold(world, start, person=verbs.Person(visitor=str(start)))) for start in starts]
    (answers,) = race(ends_or_stands, people=20)
    for number, booking in enumerate(stage.held):
        booking.refresh_from_db()
        live = Occupancy.objects.get(booking=booking).live
        told = Counter(ModelLogEntry.objects.for_instance(booking).values_list("action", flat=True))
        kept = answers[number] == "done"
        assert (booking.state, live) == (("confirmed", True) if kept else ("expired", False))
        assert (told["booking.confirmed"], told["booking.expired"]) == ((1, 0) if kept else (0, 1))


# Money, cancelling, moving ------------------------------------------------------------------------------------


def settle_or_cancel(number, round_):
    booking = Booking.objects.get(pk=stage.held[round_].pk)
    if number % 2:
        return trying(lambda: verbs.cancel(booking=booking, by=None, now=stage.now))
    return trying(lambda: settle(booking, number))


def settle(booking, number):
    """As a payment does it: the booking's row, then the accounts, then the verb."""
    with transaction.atomic():
        state = Booking.objects.select_for_update().values_list("state", flat=True).get(pk=booking.pk)
        if state == "held":
            pay(booking, 400, now=stage.now)
        verbs.confirm(booking=booking, by=None, now=stage.now)


def test_a_payment_and_a_cancellation_at_once_leave_whole_books(world):
    stage.held = [write(world, hold(world, at(2, hour), person=verbs.Person(visitor=f"{hour}"))) for hour in HOURS]
    for round_, answers in enumerate(race(settle_or_cancel, people=8, rounds=5)):
        booking = Booking.objects.get(pk=stage.held[round_].pk)
        assert answers[1::2].count("done") == 1, answers
        assert answers[::2].count("done") <= 1
        assert (booking.state, Occupancy.objects.get(booking=booking).live) == ("cancelled", False)
        returned = balance(booking.account) == 0 or answers[::2].count("done") == 1
        assert returned
    assert trial_balance() == []


def move_or_hold(number, round_):
    """One booking goes from ten to two o'clock; some want its old hour, some its new one."""
    day = 2 + round_
    if number == 0:
        booking = Booking.objects.get(pk=stage.booked[round_].pk)
        return trying(lambda: verbs.move(booking=booking, start=at(day, 14), by=None, now=stage.now))
    return take(number, round_, at(day, 14 if number % 2 else 10))


def test_a_move_and_holds_at_once_leave_one_owner_of_each_hour(world):
    stage.booked = [promise(world, at(2 + n, 10), person=verbs.Person(visitor=f"b{n}")) for n in range(4)]
    for round_, answers in enumerate(race(move_or_hold, people=16, rounds=4)):
        moved = answers[0] == "done"
        assert set(answers) <= {"done"} | TAKEN
        assert answers[1::2].count("done") + moved == 1, answers
        assert answers[2::2].count("done") <= moved
        assert Booking.objects.get(pk=stage.booked[round_].pk).start.hour == (12 if moved else 8)
    assert fullest() == 1


def change_places(number, round_):
    mine, wanted = stage.booked[number % 2], stage.booked[1 - number % 2].start
    return trying(lambda: verbs.move(booking=Booking.objects.get(pk=mine.pk), start=wanted, by=None, now=stage.now))


def test_two_bookings_cannot_change_places_and_do_not_hang(world):
    stage.booked = [promise(world, at(2, hour), person=verbs.Person(visitor=f"b{hour}")) for hour in (10, 14)]
    for answers in race(change_places, people=8, rounds=3):
        assert all(answer.startswith("busy") for answer in answers), answers


def everything(number, round_):
    """The verbs that lock, in every sequence that may meet."""
    booking = Booking.objects.get(pk=stage.booked[number % len(stage.booked)].pk)
    spot = at(4 + round_, HOURS[number % 5])
    acts = (
        lambda: hold(stage.world, spot, person=stranger(number, round_)),
        lambda: verbs.move(booking=booking, start=spot, by=None, now=stage.now, by_house=True),
        lambda: verbs.cancel(booking=booking, by=None, now=stage.now, by_house=True),
        lambda: verbs.expire_holds(now=stage.now + timedelta(minutes=11)),
        lambda: hours.change(
            resource=stage.world.resource, kind="close", start=spot, end=spot + timedelta(hours=1), reason="", by=None,
            now=stage.now,
        ),
    )  # fmt: skip
    return trying(acts[(number + round_) % len(acts)])


def test_no_two_verbs_wait_for_each_other_in_a_circle(world):
    stage.booked = [promise(world, at(2, hour), person=verbs.Person(visitor=f"b{hour}")) for hour in HOURS]
    for answers in race(everything, people=20, rounds=6):
        assert "done" in answers
    assert fullest() == 1
    for booking in Booking.objects.live():
        inside = OpenSpan.objects.filter(resource=booking.resource, start__lte=booking.start, end__gte=booking.end)
        assert inside.exists() or booking.start < at(4, 0), "somebody stands in closed time"


def test_the_racers_have_the_tests_own_database():
    name = str(connection.settings_dict["NAME"])
    assert "test_" in name
    assert race(where, people=2) == [[name, name]]


def where(number, round_):
    Booking.objects.count()
    return str(connection.settings_dict["NAME"])
