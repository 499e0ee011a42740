"""At the staff's desk: coming in with the second factor, and bookings to work on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.models import User
from accounts.roles import give_role
from booking import verbs
from booking.models import Booking
from booking.queries import days
from ledger.verbs import move, open_account
from tests.accounts.doors import device_of
from tests.world import World, person


def come(client: Client, user: User, *, verified: bool = True) -> Client:
    """Signed in by password, and by the second factor too unless said otherwise."""
    client.force_login(user, backend="accounts.backends.EmailBackend")
    if verified:
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device_of(user).persistent_id
        session.save()
    return client


def somebody(world: World, role: str) -> User:
    """A person of that role, made by the house's table."""
    user = person(f"{role}@example.org", "Some Body")
    give_role(user=user, role=role, by=world.staff, now=world.now)
    return User.objects.get(pk=user.pk)


def free_times(world: World, *, ahead: int = 1) -> list[Any]:
    return days(world.service, world.resource, zone="Europe/Kyiv", now=world.now)[ahead].times


def held(world: World, *, at: Any = None, user: User | None = None, service: Any = None) -> Booking:
    start = at or free_times(world)[0]
    booking = verbs.hold(
        service=service or world.service, resource=world.resource, start=start,
        person=verbs.Person(user or world.client, "v"), now=world.now,
    )  # fmt: skip
    return verbs.write_contact(
        booking=booking, name="Марія Коваль", email="client@example.org", phone="+380 44 123-45-67",
        by=user or world.client, now=world.now,
    )  # fmt: skip


def booked(world: World, *, paid: int = 400, **more: Any) -> Booking:
    booking = held(world, **more)
    if paid:
        pay(world, booking, paid)
    return verbs.confirm(booking=booking, by=world.client, now=world.now)


def pay(world: World, booking: Booking, amount: int) -> None:
    card = open_account("card:UAH", floor=None)
    purse = open_account(booking.account)
    move(Decimal(amount), source=card, target=purse, reason="payment", ref=f"test:{booking.code}", now=world.now)


def later(world: World, booking: Booking) -> Any:
    """A moment at which the session is going on."""
    return booking.start + timedelta(minutes=20)
