"""A booking as a file for one's own calendar: for its client and whoever has its link, for nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from booking import links, verbs
from booking.models import Booking
from tests.booking.acts import at, promise
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]


@pytest.fixture
def booking(world: World) -> Booking:
    return promise(world, at(2, 10))


@pytest.fixture
def guests(world: World) -> Booking:
    """A booking that nobody has signed in for."""
    return promise(world, at(3, 10), person=verbs.Person(visitor="v"))


def file_of(client: Client, booking: Booking, **more: Any) -> Any:
    return client.get(reverse("booking_ics", args=[booking.code]), more)


def test_the_client_gets_a_file_that_calendars_read(client: Client, world: World, booking: Booking) -> None:
    client.force_login(world.client, backend="accounts.backends.EmailBackend")
    answer = file_of(client, booking)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Content-Disposition"] == f'attachment; filename="{booking.code}.ics"'
    assert "no-store" in answer["Cache-Control"]
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event.decoded("DTSTART"), str(event["SUMMARY"])) == (booking.start, "Session, Olena Hnatiuk")


def test_the_page_of_the_booking_leads_to_it(client: Client, world: World, booking: Booking) -> None:
    client.force_login(world.client, backend="accounts.backends.EmailBackend")
    page = client.get(reverse("booking", args=[booking.code])).content.decode()
    assert reverse("booking_ics", args=[booking.code]) in page


@pytest.mark.parametrize("who", ["stranger", "expert", "staff", ""])
def test_nobody_else_gets_it(client: Client, world: World, booking: Booking, who: str) -> None:
    if who:
        client.force_login(getattr(world, who), backend="accounts.backends.EmailBackend")
    assert file_of(client, booking).status_code == 404


def test_a_guest_gets_it_by_the_signed_link(client: Client, guests: Booking) -> None:
    assert file_of(client, guests).status_code == 404
    client.get(links.address(guests).removeprefix("http://127.0.0.1:8000"))
    assert file_of(client, guests).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "AAAA:BBBB:CCCC"])
def test_a_tampered_link_opens_nothing(client: Client, guests: Booking, token: str) -> None:
    client.get(reverse("booking", args=[guests.code]), {"t": token})
    assert file_of(client, guests, t=token).status_code == 404


def test_the_link_of_one_booking_opens_no_other(client: Client, booking: Booking, guests: Booking) -> None:
    client.get(links.address(guests).removeprefix("http://127.0.0.1:8000"))
    assert file_of(client, booking).status_code == 404


def test_it_is_only_read(client: Client, booking: Booking) -> None:
    assert client.post(reverse("booking_ics", args=[booking.code])).status_code == 405
