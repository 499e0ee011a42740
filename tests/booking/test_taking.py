from datetime import timedelta
from decimal import Decimal

import pytest

from booking import verbs
from booking.core.states import TABLE
from booking.models import Booking, Occupancy, Offer, Resource, Service
from facts import coming_from
from tests.booking.acts import DAY, HOUR, another, at, hold, promise, refused, rules, told, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
MINUTE = timedelta(minutes=1)


def test_a_hold_takes_its_time_with_its_buffers_for_ten_minutes(world):
    booking = hold(world, at(2, 10))
    taken = Occupancy.objects.get()
    assert (booking.state, booking.start, booking.end) == ("held", at(2, 10), at(2, 10, 50))
    assert booking.expires_at == taken.expires_at == world.now + 10 * MINUTE
    assert (taken.start, taken.end, taken.live, taken.sole) == (at(2, 10), at(2, 11), True, True)
    assert (booking.price, booking.deposit, booking.currency) == (1200, 400, "UAH")
    assert (booking.client, booking.policy, booking.created_at) == (world.client, world.policy, world.now)


def test_the_policys_buffers_and_hold_time_count_where_they_are_longer(world):
    rules(world, buffers={"before_minutes": 15, "after_minutes": 5}, hold_time={"minutes": 20})
    booking = hold(world, at(2, 10))
    taken = Occupancy.objects.get()
    assert (taken.start, taken.end) == (at(2, 9, 45), at(2, 11))
    assert booking.expires_at == world.now + 20 * MINUTE


def test_a_hold_copies_the_rules_in_force_and_later_edits_do_not_reach_it(world):
    booking = hold(world, at(2, 10))
    before = booking.terms
    rules(world, cancel_fee={"free_hours": 72, "percent": Decimal(100), "first_waived": False})
    booking.refresh_from_db()
    assert booking.terms == before
    assert {rule["rule"] for rule in before["rules"]} >= {"notice", "cancel_fee", "deposit"}
    assert (before["policy"], hold(world, at(2, 12)).terms == before) == ("standard", False)


def test_an_experts_own_price_is_the_price(world):
    Offer.objects.filter(service=world.service).update(price=300)
    booking = hold(world, at(2, 10))
    assert (booking.price, booking.deposit) == (300, 300)


def test_a_free_service_asks_for_nothing(world):
    booking = hold(world, at(2, 10), service=world.free)
    assert (booking.price, booking.deposit) == (0, 0)


def test_a_visitor_without_an_account_can_hold(world):
    booking = hold(world, at(2, 10), person=verbs.Person(visitor="v1"))
    assert (booking.client, booking.visitor) == (None, "v1")


def test_a_hold_is_told_with_who_and_from_where(world):
    with coming_from("192.0.2.7"):
        booking = hold(world, at(2, 10))
    (entry,) = told(booking)
    assert (entry.action, entry.user, entry.data["ip"]) == ("booking.held", world.client, "192.0.2.7")
    assert (entry.data["resource"], entry.data["service"]) == ("olena", "session")


# Refusals -----------------------------------------------------------------------------------------------------


def test_a_taken_time_is_refused_to_another(world):
    hold(world, at(2, 10))
    with refused("busy"):
        hold(world, at(2, 10), person=verbs.Person(world.stranger))
    assert Booking.objects.count() == 1


def test_every_reason_is_told_at_once(world):
    with refused("too_soon", "party_too_large"):
        hold(world, at(1, 8, 30), now=at(1, 7), party=5)


def test_somebody_who_does_not_offer_it_is_not_booked(world):
    other = another(world, "other", world.free)
    with refused("not_offered") as caught:
        hold(world, at(2, 10), resource=other)
    assert {way.resource for way in caught[0].alternatives} == {world.resource}


@pytest.mark.parametrize(
    "gone",
    [
        lambda world: Offer.objects.update(live=False),
        lambda world: Resource.objects.update(live=False),
        lambda world: Service.objects.update(bookable=False),
    ],
)
def test_what_has_been_taken_off_the_shelf_is_not_booked(world, gone):
    gone(world)
    world.service.refresh_from_db()
    with refused("not_offered"):
        hold(world, at(2, 10))


def test_a_format_that_the_service_lacks_is_refused(world):
    Service.objects.filter(pk=world.service.pk).update(formats=["online"])
    world.service.refresh_from_db()
    with refused("format_unavailable"):
        hold(world, at(2, 10), format="on_site")
    assert hold(world, at(2, 10), format="online").format == "online"


@pytest.mark.parametrize(("party", "code"), [(1, "party_too_small"), (5, "party_too_large")])
def test_a_party_must_fit(world, party, code):
    Service.objects.filter(pk=world.service.pk).update(party_min=2, party_max=4)
    world.service.refresh_from_db()
    with refused(code):
        hold(world, at(2, 10), party=party)
    assert [hold(world, at(2, hour), party=fits).party for hour, fits in ((10, 2), (12, 4))] == [2, 4]


@pytest.mark.parametrize(
    ("length", "code"),
    [({"min_minutes": 60}, "too_short"), ({"max_minutes": 45}, "too_long"), ({"step_minutes": 30}, "length_step")],
)
def test_a_length_that_the_policy_forbids_is_refused(world, length, code):
    rules(world, length={"min_minutes": None, "max_minutes": None, "step_minutes": None} | length)
    with refused(code) as caught:
        hold(world, at(2, 10))
    assert caught[0].alternatives == ()


def test_one_person_holds_at_most_three_and_a_lapsed_hold_does_not_count(world):
    first = hold(world, at(2, 9))
    later = world.now + 6 * MINUTE
    for hour in (10, 11):
        hold(world, at(2, hour), now=later)
    with refused("active_holds"):
        hold(world, at(2, 12), now=later)
    assert hold(world, at(2, 12), now=first.expires_at).state == "held"


def test_signing_in_does_not_lift_the_limit_of_the_visitor(world):
    for hour in (9, 10, 11):
        hold(world, at(2, hour), person=verbs.Person(visitor="v1"))
    with refused("active_holds"):
        hold(world, at(2, 12), person=verbs.Person(world.client, "v1"))
    assert hold(world, at(2, 12), person=verbs.Person(world.client, "v2")).state == "held"


def test_active_bookings_are_limited_and_past_and_cancelled_ones_do_not_count(world):
    rules(world, active_limit={"count": 2})
    first, second = promise(world, at(2, 9)), promise(world, at(2, 11))
    with refused("active_bookings"):
        hold(world, at(3, 9))
    verbs.cancel(booking=second, by=world.client, now=world.now)
    third = hold(world, at(3, 9))
    verbs.confirm(booking=write(world, third), by=world.client, now=world.now)
    with refused("active_bookings"):
        hold(world, at(4, 9))
    assert hold(world, at(4, 9), now=first.end).state == "held"


def test_a_guest_cannot_lift_the_limit_with_another_session(world):
    rules(world, active_limit={"count": 1})
    promise(world, at(2, 9))
    booking = hold(world, at(3, 9), person=verbs.Person(visitor="fresh"))
    with refused("active_bookings"):
        write(world, booking, email="CLIENT@example.org", by=None)
    assert write(world, booking, email="new@example.org", by=None).email == "new@example.org"


def test_nobody_is_in_two_places_at_once(world):
    other = another(world, "other")
    promise(world, at(2, 10))
    with refused("own_overlap"):
        hold(world, at(2, 10, 30), resource=other)
    assert hold(world, at(2, 11), resource=other).state == "held"
    assert hold(world, at(2, 10), resource=other, person=verbs.Person(world.stranger)).state == "held"


def test_a_hold_binds_from_when_it_is_said_whose_it_is(world):
    other, elsewhere = another(world, "other"), another(world, "elsewhere")
    first, second = hold(world, at(2, 10)), hold(world, at(2, 10), resource=other)
    write(world, first)
    with refused("own_overlap"):
        write(world, second)
    with refused("own_overlap"):
        hold(world, at(2, 10, 30), resource=elsewhere)
    assert hold(world, at(2, 10, 30), resource=elsewhere, now=first.expires_at).state == "held"


# Longer, over, again ------------------------------------------------------------------------------------------


def test_a_hold_is_lengthened_once(world):
    booking = hold(world, at(2, 10))
    later = world.now + 9 * MINUTE
    verbs.hold_longer(booking=booking, now=later, by=world.client)
    assert booking.expires_at == Occupancy.objects.get().expires_at == later + 10 * MINUTE
    with refused("hold_expired"):
        verbs.hold_longer(booking=booking, now=later)
    assert [entry.action for entry in told(booking)] == ["booking.held", "booking.held_longer"]


def test_a_hold_that_is_over_is_not_lengthened(world):
    booking = hold(world, at(2, 10))
    with refused("hold_expired"):
        verbs.hold_longer(booking=booking, now=booking.expires_at)


def test_a_hold_ends_with_its_last_second_and_frees_its_time(world):
    booking = hold(world, at(2, 10))
    assert verbs.expire(booking=booking, now=booking.expires_at - timedelta(seconds=1)) is False
    assert verbs.expire(booking=booking, now=booking.expires_at) is True
    assert verbs.expire(booking=booking, now=booking.expires_at) is False
    assert (booking.state, Occupancy.objects.get().live) == ("expired", False)
    assert [entry.action for entry in told(booking)] == ["booking.held", "booking.expired"]


def test_the_clock_ends_every_hold_that_is_over_and_no_other(world):
    over = [hold(world, at(2, hour)) for hour in (9, 10)]
    still = hold(world, at(2, 11), now=world.now + 5 * MINUTE)
    kept = promise(world, at(3, 9), person=verbs.Person(world.stranger))
    request = promise(world, at(3, 11), person=verbs.Person(world.stranger))
    Booking.objects.filter(pk=request.pk).update(state="pending", expires_at=world.now + MINUTE)
    assert verbs.expire_holds(now=world.now + 10 * MINUTE) == 3
    assert verbs.expire_holds(now=world.now + 10 * MINUTE) == 0
    states = {one.pk: one.state for one in Booking.objects.all()}
    assert [states[one.pk] for one in (*over, still, kept, request)] == [
        "expired", "expired", "held", "confirmed", "expired",
    ]  # fmt: skip


def test_taking_does_not_wait_for_the_clock(world):
    lapsed = hold(world, at(2, 10))
    booking = hold(world, at(2, 10), person=verbs.Person(world.stranger), now=lapsed.expires_at)
    lapsed.refresh_from_db()
    assert (lapsed.state, booking.state) == ("expired", "held")


def test_an_expired_hold_takes_its_time_again_if_it_is_free(world):
    booking = write(world, hold(world, at(2, 10)))
    later = booking.expires_at + HOUR
    verbs.expire(booking=booking, now=later)
    verbs.retake(booking=booking, now=later)
    assert (booking.state, booking.expires_at) == ("held", later + 10 * MINUTE)
    assert Occupancy.objects.filter(live=True).get().expires_at == booking.expires_at
    verbs.confirm(booking=booking, by=None, now=later)
    assert [entry.action.partition(".")[2] for entry in told(booking)] == ["held", "expired", "retaken", "confirmed"]


def test_an_expired_hold_is_not_given_what_another_has_taken(world):
    booking = hold(world, at(2, 10))
    verbs.expire(booking=booking, now=booking.expires_at)
    hold(world, at(2, 10, 30), person=verbs.Person(world.stranger), now=booking.expires_at)
    with refused("busy"):
        verbs.retake(booking=booking, now=booking.expires_at)
    booking.refresh_from_db()
    assert (booking.state, Occupancy.objects.filter(booking=booking, live=True).exists()) == ("expired", False)


def test_late_money_does_not_put_its_client_in_two_places(world):
    booking = write(world, hold(world, at(2, 10)))
    verbs.expire(booking=booking, now=booking.expires_at)
    promise(world, at(2, 10), resource=another(world, "other"), now=booking.expires_at)
    with refused("own_overlap"):
        verbs.retake(booking=booking, now=booking.expires_at)


def test_money_that_comes_inside_the_notice_still_gets_its_time_but_not_once_it_is_past(world):
    booking = hold(world, at(1, 12))
    verbs.expire(booking=booking, now=booking.expires_at)
    with refused("past"):
        verbs.retake(booking=booking, now=at(1, 12, 1))
    assert verbs.retake(booking=booking, now=at(1, 11, 55)).state == "held"


def test_a_retaken_booking_keeps_the_length_it_was_made_with(world):
    booking = hold(world, at(2, 10))
    verbs.expire(booking=booking, now=booking.expires_at)
    Service.objects.filter(pk=world.service.pk).update(minutes=20)
    hold(world, at(2, 10, 30), service=world.free, person=verbs.Person(world.stranger), now=booking.expires_at)
    booking = Booking.objects.get(pk=booking.pk)
    with refused("busy"):
        verbs.retake(booking=booking, now=booking.expires_at)


@pytest.mark.parametrize("state", sorted({"held", "confirmed", "cancelled", "completed"}))
def test_only_what_has_expired_is_taken_again(world, state):
    assert (state, "retake") not in TABLE
    booking = hold(world, at(2, 10))
    Booking.objects.filter(pk=booking.pk).update(state=state)
    Occupancy.objects.update(live=False)
    with refused("already_changed"):
        verbs.retake(booking=booking, now=world.now + DAY / 24)
