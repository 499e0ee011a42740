"""What is offered instead, and what reading free times costs."""

from datetime import date, timedelta

import pytest

from booking import calendars, queries, verbs
from booking.core.decisions import Refused
from booking.models import Booking, Offer, Resource, Service
from booking.queries.instead import CURABLE
from tests.booking.times import DAY, another, at, hold, offers, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]


# Alternatives -------------------------------------------------------------------------------------------------


def refusal(world, start, **more):
    with pytest.raises(Refused) as caught:
        hold(world, start, **more)
    return caught.value


CASES = {
    "busy": (at(2, 10), lambda world: take(world, at(2, 10))),
    "buffer": (at(2, 10), lambda world: take(world, at(2, 10, 55))),
    "outside_hours": (at(2, 20), lambda world: None),
    "break": (at(2, 13), lambda world: None),
    "no_hours": (at(6, 12), lambda world: None),
    "step": (at(2, 10, 10), lambda world: None),
    "past": (at(1, 8), lambda world: None),
    "too_soon": (at(1, 10), lambda world: None),
    "too_far": (at(20, 10, month=9), lambda world: None),
    "on_leave": (at(2, 10), lambda world: calendars.close_time(
        resource=world.resource, start=at(2, 0), end=at(23, 0), reason="x", by=None, now=world.now)),
    "house_closed": (at(2, 10), lambda world: (
        calendars.close_house(place=world.place, day=date(2027, 3, 2), name="Spring"),
        calendars.refresh_all(now=world.now))),
    "own_overlap": (at(2, 10), lambda world: Booking.objects.filter(pk=hold(
        world, at(2, 10), service=world.free, resource=another(world, "third")).pk).update(state="confirmed")),
    "not_offered": (at(2, 10), lambda world: Offer.objects.filter(resource=world.resource).update(live=False)),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_every_alternative_can_be_taken_by_the_one_who_got_it(world, code):
    other = another(world, "other")
    take(world, at(3, 10), resource=other, minutes=120)
    start, prepare = CASES[code]
    prepare(world)
    refused = refusal(world, start)
    assert code in [reason.code for reason in refused.reasons]
    assert 1 <= len(refused.alternatives) <= 3
    for way in refused.alternatives:
        booking = hold(world, way.start, resource=way.resource)
        assert (booking.start, booking.end) == (way.start, way.end)
        verbs.cancel(booking=booking, by=None, now=world.now)


def test_another_expert_at_the_same_time_is_offered_first(world):
    other = another(world, "other")
    take(world, at(2, 10))
    kinds = [(way.kind, way.resource, way.start) for way in refusal(world, at(2, 10)).alternatives]
    assert kinds[0] == ("other_expert", other, at(2, 10))
    assert [kind for kind, _, _ in kinds[1:]] == ["same_day", "same_hour_other_day"]


def test_who_does_not_offer_it_or_is_not_live_is_never_an_alternative(world):
    another(world, "free-only", world.free)
    another(world, "gone", live=False)
    take(world, at(1, 0), minutes=60 * 24 * 40)
    assert refusal(world, at(2, 10)).alternatives == ()


def test_a_service_that_is_not_booked_online_has_no_alternatives(world):
    Service.objects.filter(pk=world.service.pk).update(bookable=False)
    world.service.refresh_from_db()
    assert refusal(world, at(2, 10)).alternatives == ()


def test_where_no_other_time_would_help_none_is_offered(world):
    for number in range(3):
        hold(world, at(2, 9 + number))
    refused = refusal(world, at(3, 9))
    assert [reason.code for reason in refused.reasons] == ["active_holds"]
    assert refused.alternatives == ()


def test_a_lapsed_hold_is_a_free_time_and_a_live_one_is_not(world):
    start = at(2, 10)
    hold(world, start)
    ask = {"start": at(2, 0), "until": at(3, 0)}
    early, late = (
        start in queries.slots(world.service, [world.resource], **ask, now=world.now + minutes)[world.resource.pk]
        for minutes in (timedelta(minutes=9, seconds=59), timedelta(minutes=10))
    )
    assert (early, late) == (False, True)


def test_every_curable_reason_has_words_for_its_chip(world):
    from words import has_words

    assert [code for code in CURABLE if not has_words(f"refusals.{code}.short")] == []


# What it costs ------------------------------------------------------------------------------------------------


def crowd(world, size):
    for number in range(size):
        another(world, f"crowd-{number}")


@pytest.mark.parametrize("size", [0, 6])
def test_the_number_of_questions_does_not_grow_with_the_house(
    world, size, django_assert_max_num_queries, django_assert_num_queries
):
    crowd(world, size)
    rows, service = offers(world), Service.objects.select_related("policy").get(code="session")
    everybody = list(Resource.objects.select_related("place", "hours", "away"))
    with django_assert_max_num_queries(3):
        queries.slots(service, everybody, start=world.now, until=world.now + 30 * DAY, now=world.now)
    with django_assert_num_queries(1):
        queries.next_free(rows, now=world.now)
    take(world, at(2, 0), minutes=60 * 24 * 6)
    calendars.close_house(place=everybody[0].place, day=date(2027, 3, 9), name="Spring")
    calendars.refresh(resource=everybody[0], now=world.now)
    with django_assert_num_queries(3):  # open and taken, closures with their exceptions
        queries.days(service, everybody[0], zone="Europe/Kyiv", now=world.now)


@pytest.mark.parametrize("size", [0, 6])
def test_a_refusal_with_its_alternatives_costs_the_same_in_every_house(world, size, django_assert_num_queries):
    crowd(world, size + 1)
    take(world, at(2, 10))
    service = Service.objects.select_related("policy").get(code="session")
    with django_assert_num_queries(7):  # the offer, own bookings, the time; who else, when, who can; who that is
        assert len(refusal(world, at(2, 10), service=service).alternatives) == 3


def test_whoever_does_not_work_in_that_format_is_no_alternative(world):
    Offer.objects.filter(resource=another(world, "in-person")).update(formats=["on_site"])
    take(world, at(2, 10))
    kinds = {format: refusal(world, at(2, 10), format=format).alternatives[0].kind for format in ("online", "on_site")}
    assert kinds == {"online": "same_day", "on_site": "other_expert"}


def test_a_free_time_costs_one_question(world, django_assert_num_queries):
    service = Service.objects.select_related("policy").get(code="session")
    resource = Resource.objects.select_related("place").get()
    with django_assert_num_queries(1):
        assert queries.why_not(service, resource, at(2, 10), now=world.now) is None
