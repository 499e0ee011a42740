"""The list of bookings: what it says, how it is searched and filtered, and what it costs."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import verbs
from booking.models import Booking
from booking.queries.staff import found, listed
from tests.staff.desk import booked, free_times, held, later, pay
from tests.world import World
from words import in_language

LIST = "/cms/bookings/"


def codes(client: Client, **asked: Any) -> set[str]:
    page = client.get(LIST, asked)
    assert page.status_code == 200
    return {booking.code for booking in page.context["object_list"]}


def test_a_row_says_who_when_for_how_much_and_how_it_stands(inside: Client, world: World) -> None:
    booking = booked(world, paid=400)
    page = inside.get(LIST).content.decode()
    for told in (
        booking.code,
        "2 March, 9:00–9:50",
        "Olena Hnatiuk",
        "Марія Коваль",
        "Session",
        "Confirmed",
        "₴400",
        "₴800",
    ):
        assert told in page, told


def test_it_speaks_ukrainian(inside: Client, world: World) -> None:
    booked(world)
    inside.cookies["django_language"] = "uk"
    page = inside.get(LIST).content.decode()
    for told in ("Бронювання", "Підтверджено", "2 березня, 9:00–9:50", "400\xa0₴", "Олена Гнатюк", "До сплати"):
        assert told in page, told


def test_the_time_is_that_of_the_place_whatever_zone_the_client_is_in(inside: Client, world: World) -> None:
    Booking.objects.filter(pk=booked(world).pk).update(zone="America/New_York", format="online")
    assert "9:00–9:50" in inside.get(LIST).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        "{code}",
        "client@example.org",
        "CLIENT@",
        "Марія",
        "марія",
        "КОВАЛЬ",
        "коваль марія",
        "+380 44 123",
        "0441234567",
        "123-45-67",
        "Maria",
    ],
)
def test_a_booking_is_found_by_code_name_address_and_telephone(world: World, asked: str) -> None:
    booking = booked(world)
    other = Booking.objects.get(pk=held(world, at=free_times(world)[4], user=world.stranger).pk)
    Booking.objects.filter(pk=other.pk).update(name="Петро", email="p@example.org", phone="+1 202 555 01 10")
    asked = asked.format(code=booking.code.lower())
    assert {one.code for one in found(listed(Booking.objects.all()), asked)} == {booking.code}


@pytest.mark.parametrize("asked", ["nobody", "%", "'; DROP TABLE", "Марія Петро", "+380999999", "\x00"])
def test_what_is_not_there_is_not_found(inside: Client, world: World, asked: str) -> None:
    booked(world)
    assert codes(inside, q=asked) == set() or asked == "\x00"


def test_filters(inside: Client, world: World) -> None:
    first = booked(world)
    second = held(world, at=free_times(world, ahead=2)[0], service=world.free)
    assert codes(inside, state="confirmed") == {first.code}
    assert codes(inside, state=["confirmed", "held"]) == {first.code, second.code}
    assert codes(inside, service=world.free.pk) == {second.code}
    assert codes(inside, resource=world.resource.pk) == {first.code, second.code}
    assert codes(inside, source="desk") == set()
    assert codes(inside, start_from="2027-03-03", start_to="2027-03-03") == {second.code}
    assert codes(inside, start_to="2027-03-02") == {first.code}


def test_days_of_the_filter_are_those_of_the_house(inside: Client, world: World) -> None:
    booking = booked(world)
    Booking.objects.filter(pk=booking.pk).update(  # half past midnight in Kyiv is still the day before in UTC
        start=datetime.fromisoformat("2027-03-05T00:30+02:00"), end=datetime.fromisoformat("2027-03-05T01:20+02:00")
    )
    assert codes(inside, start_from="2027-03-05", start_to="2027-03-05") == {booking.code}
    assert codes(inside, start_to="2027-03-04") == set()


@pytest.mark.parametrize(
    "asked", [{"state": "flying"}, {"start_from": "31 Feb"}, {"resource": "x"}, {"ordering": "password"}, {"p": "-1"}]
)
def test_a_wrong_filter_is_no_error(inside: Client, world: World, asked: dict[str, str]) -> None:
    booked(world)
    assert inside.get(LIST, asked).status_code == 200


def test_paid_and_due_come_from_the_ledger(world: World) -> None:
    def sums(booking: Booking) -> tuple[int, int]:
        row = listed(Booking.objects.filter(pk=booking.pk)).get()
        return int(row.paid), int(row.due)  # type: ignore[attr-defined]

    booking = held(world)
    assert sums(booking) == (0, 1200)
    pay(world, booking, 1000)
    assert sums(booking) == (1000, 200)
    booking = verbs.confirm(booking=booking, by=None, now=world.now)
    verbs.complete(booking=booking, by=world.expert, now=later(world, booking))
    assert sums(booking) == (1000, 200)  # earned money is still what the client has paid
    other = booked(world, at=free_times(world)[4])
    verbs.cancel(booking=other, by=world.staff, now=world.now, by_house=True)
    assert sums(other)[1] == 0


def test_the_list_costs_the_same_for_few_and_for_many(inside: Client, world: World) -> None:
    def cost() -> int:
        inside.get(LIST)  # what is read once is read now
        with CaptureQueriesContext(connection) as seen:
            inside.get(LIST)
        return len(seen)

    booked(world)
    few = cost()
    for ahead in (2, 3, 4):
        booked(world, at=free_times(world, ahead=ahead)[0])
    assert cost() == few < 25


def test_a_booking_is_found_from_the_rest_of_the_admin(inside: Client, world: World) -> None:
    from wagtail.admin.admin_url_finder import AdminURLFinder

    booking = booked(world)
    assert AdminURLFinder(world.staff).get_edit_url(booking) == reverse("bookings:inspect", args=[booking.pk])
    assert AdminURLFinder(world.client).get_edit_url(booking) is None


def test_words_of_every_state_exist() -> None:
    from booking.core.states import STATES
    from words import has_words

    for code in ("en", "uk"):
        with in_language(code):
            assert all(has_words(f"staff.states.{state}") for state in STATES)
