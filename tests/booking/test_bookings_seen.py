"""Which bookings their people see, and when."""

from datetime import timedelta

import pytest

from booking import queries, verbs
from booking.models import Booking
from booking.queries.bookings import offer_of, visits_in
from tests.booking.acts import DAY, at, hold, promise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]


def test_what_is_to_come_and_what_is_over_part_at_the_end_of_the_session(world):
    booking = promise(world, at(2, 10))
    for now, coming in ((at(2, 10, 49), True), (at(2, 10, 50), False)):
        assert list(queries.upcoming(world.client, now=now)) == [booking] * coming
        assert list(queries.past(world.client, now=now)) == [booking] * (not coming)


def test_a_client_sees_his_own_and_nobody_elses(world):
    promise(world, at(2, 10), person=verbs.Person(world.stranger))
    assert not queries.upcoming(world.client, now=world.now).exists()
    assert not queries.past(world.client, now=world.now + 9 * DAY).exists()


def test_a_hold_is_to_come_until_it_lapses_and_never_history(world):
    booking = hold(world, at(2, 10))
    assert list(queries.upcoming(world.client, now=world.now)) == [booking]
    assert not queries.upcoming(world.client, now=booking.expires_at).exists()
    verbs.expire(booking=booking, now=booking.expires_at)
    assert not queries.past(world.client, now=world.now + 9 * DAY).exists()


def test_a_cancelled_booking_is_history_at_once(world):
    booking = promise(world, at(2, 10))
    verbs.cancel(booking=booking, by=None, now=world.now)
    assert not queries.upcoming(world.client, now=world.now).exists()
    assert list(queries.past(world.client, now=world.now)) == [booking]


def test_the_soonest_comes_first_and_the_latest_past_first(world):
    later, sooner = promise(world, at(3, 10)), promise(world, at(2, 10))
    assert list(queries.upcoming(world.client, now=world.now)) == [sooner, later]
    assert list(queries.past(world.client, now=at(9, 0))) == [later, sooner]


def test_an_experts_week_has_what_stands_in_it(world):
    inside, before = promise(world, at(7 + 1, 10)), promise(world, at(5, 10))
    gone = promise(world, at(9, 10))
    verbs.cancel(booking=gone, by=None, now=world.now)
    hold(world, at(10, 10))
    assert list(queries.week(world.resource, at(8, 0))) == [inside]
    assert list(queries.week(world.resource, at(1, 0))) == [before]


def test_todays_visits_stay_until_marked_and_marked_ones_for_the_day(world):
    booking = promise(world, at(2, 10))
    assert list(visits_in(world.resource, at(1, 12))) == []
    assert [list(visits_in(world.resource, at(day, 12))) for day in (2, 9)] == [[booking], [booking]]
    verbs.complete(booking=booking, by=None, now=at(2, 11))
    assert [list(visits_in(world.resource, at(day, 12))) for day in (2, 3)] == [[booking], []]


def test_a_booking_is_found_by_its_code_with_all_that_pages_say_of_it(world, django_assert_num_queries):
    code = promise(world, at(2, 10)).code
    with django_assert_num_queries(1):
        found = queries.for_code(code)
        assert (str(found.service), str(found.resource.place), found.client, found.policy.code) == (
            "Session", "House", world.client, "standard",
        )  # fmt: skip
    with pytest.raises(Booking.DoesNotExist):
        queries.for_code("NOSUCH2")


def test_what_was_paid_is_what_lies_on_the_bookings_account(world):
    booking = promise(world, at(2, 10), paid=400)
    assert queries.paid(booking) == 400
    verbs.complete(booking=booking, by=None, now=at(2, 11))
    assert queries.paid(booking) == 0


def test_terms_say_what_a_booking_would_cost_before_it_is_made(world):
    terms = queries.terms_of(world.service, at(2, 10), price=world.service.price, now=world.now)
    assert (terms.price, terms.due_now, terms.later, terms.currency) == (1200, 400, 800, "UAH")
    assert (terms.free_until, terms.late_fee, terms.hold_minutes) == (at(2, 10) - timedelta(hours=12), 600, 10)
    made = hold(world, at(2, 10))
    assert (made.price, made.deposit, made.expires_at - world.now) == (
        terms.price,
        terms.due_now,
        timedelta(minutes=10),
    )


def test_a_booking_made_is_an_offer_at_its_own_price(world):
    booking = hold(world, at(2, 10))
    Booking.objects.update(price=999)
    assert offer_of(queries.for_code(booking.code)).charge == 999
