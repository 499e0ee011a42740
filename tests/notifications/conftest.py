"""A confirmed booking, and the letters with their first words."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from booking import verbs as booking
from booking.models import Booking, Service
from notifications.models import Letter, Message
from notifications.verbs import load_letters
from tests.peers import mail
from tests.peers.mail import Postman
from tests.world import World

Make = Callable[..., Booking]


@pytest.fixture(autouse=True)
def _letters(request: pytest.FixtureRequest) -> None:
    if "world" in request.fixturenames:
        Letter.objects.all().delete()
        load_letters()


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    """A mail server on this machine."""
    with mail.server() as (postman, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield postman


@pytest.fixture
def outbox(settings: Any) -> list[Any]:
    from django.core import mail

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def booked(
    world: World, now: datetime, *, hours: int = 48, service: Service | None = None, guest: bool = False, **contact: Any
) -> Booking:
    """Confirmed, `hours` from now on (which is Monday nine o'clock in Kyiv); a free service if none is named."""
    by = None if guest else world.client
    start = now + timedelta(hours=hours)
    row = booking.hold(
        service=service or world.free, resource=world.resource, start=start, person=booking.Person(by, "v-1"), now=now
    )
    told = {"name": "Maria Koval", "email": "maria@example.org", "phone": "+380440000000"} | contact
    booking.write_contact(booking=row, by=by, now=now, **told)
    return booking.confirm(booking=row, by=by, now=now)


def copies(count: int) -> None:
    """The one message becomes `count` of them, each a letter of its own."""
    one: Any = Message.objects.get()
    first = one.key
    for number in range(1, count):
        one.pk, one.key, one.stamp = None, f"{first}:{number}", Message.new_stamp()
        one.save(force_insert=True)


@pytest.fixture
def make(world: World, now: datetime) -> Make:
    """`booked`, in the small world."""
    return partial(booked, world, now)


@pytest.fixture
def waiting() -> Callable[..., list[str]]:
    """What waits about a booking: letter, to whom, over which channel."""

    def rows(row: Booking, state: str = Message.WAITING) -> list[str]:
        found = Message.objects.filter(about=f"booking:{row.code}", state=state).order_by(
            "not_before", "letter", "channel"
        )
        return [f"{one.letter} {one.audience} {one.channel}" for one in found]

    return rows
