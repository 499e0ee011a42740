"""What the booking room's tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking import calendars
from booking.models import Booking, Offer, Resource
from tests.booking import bad
from tests.world import WEEKDAYS, World, words


@pytest.fixture
def alone(settings: Any) -> None:
    """The booking room without the rooms above it: facts are told, and nobody reacts."""
    settings.REACTIONS = {}


@pytest.fixture
def visitor(world: World, client: Client) -> Client:
    client.raise_request_exception = True
    return client


@pytest.fixture
def unchanged(world: World) -> Iterator[None]:
    """Nothing that the house keeps is more or less after the test than before it."""
    before = bad.rows()
    yield
    assert bad.rows() == before


@pytest.fixture
def confirmed(world: World, visitor: Client) -> Booking:
    booking = bad.held(world, visitor, "intro")
    assert visitor.post(reverse("confirm", args=[booking.code]), bad.CONTACT).status_code == 302
    booking.refresh_from_db()
    assert booking.state == "confirmed"
    return booking


@pytest.fixture
def in_person(world: World) -> Resource:
    """Danylo does the session too, but in person only."""
    row = Resource.objects.create(code="danylo", name=words("Danylo", "Данило"), place=world.place)
    Offer.objects.create(resource=row, service=world.service, formats=["on_site"])
    calendars.set_hours(resource=row, weekly=WEEKDAYS, since=world.now.date(), by=None, now=world.now)
    return row
