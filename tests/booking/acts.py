"""What the tests of the verbs do again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from wagtail.models import ModelLogEntry

from booking import calendars, verbs
from booking.core.decisions import Refused
from booking.models import Booking, Offer, Resource
from ledger.verbs import move, open_account
from tests.world import WEEKDAYS, World, words

KYIV = ZoneInfo("Europe/Kyiv")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment of the spring of 2027 by the clocks of Kyiv."""
    return datetime(2027, month, day, hour, minute, tzinfo=KYIV)


def another(world: World, code: str, *services: Any, **more: Any) -> Resource:
    """One more expert with the same hours."""
    resource = Resource.objects.create(code=code, name=words(code, code), place=world.place, **more)
    offered = services or (world.service, world.free)
    Offer.objects.bulk_create([Offer(resource=resource, service=one) for one in offered])
    calendars.set_hours(resource=resource, weekly=WEEKDAYS, since=world.now.date(), by=None, now=world.now)
    return resource


def hold(world: World, start: datetime, **more: Any) -> Booking:
    """The client holds the paid session."""
    person = verbs.Person(world.client)
    usual: dict[str, Any] = {"service": world.service, "resource": world.resource, "now": world.now, "person": person}
    return verbs.hold(start=start, **usual | more)


def write(world: World, booking: Booking, **more: Any) -> Booking:
    email = booking.client.email if booking.client else "guest@example.org"
    usual: dict[str, Any] = {"name": "Maria Koval", "email": email, "phone": "+380501112233", "by": booking.client}
    usual["now"] = world.now
    return verbs.write_contact(booking=booking, **usual | more)


def promise(world: World, start: datetime, *, paid: int | str = 0, **more: Any) -> Booking:
    """Held, written, paid and confirmed."""
    booking = write(world, hold(world, start, **more))
    if paid:
        pay(booking, paid, now=world.now)
    return verbs.confirm(booking=booking, by=booking.client, now=world.now)


def pay(booking: Booking, amount: int | str, *, now: datetime) -> None:
    card = open_account(f"card:{booking.currency}", currency=booking.currency, floor=None)
    purse = open_account(booking.account, currency=booking.currency)
    move(Decimal(amount), source=card, target=purse, reason="payment", ref=f"{booking.code}:{amount}", now=now)


@contextmanager
def refused(*codes: str) -> Iterator[Any]:
    """The block is refused for exactly these reasons; yields a list that then holds the refusal."""
    caught: list[Refused] = []
    try:
        yield caught
    except Refused as refusal:
        caught.append(refusal)
    assert caught, f"not refused, though {codes} was expected"
    assert tuple(reason.code for reason in caught[0].reasons) == codes


def told(booking: Booking) -> list[ModelLogEntry]:
    """The audit rows of the booking, oldest first."""
    return list(ModelLogEntry.objects.for_instance(booking).order_by("pk"))


def rules(world: World, **changed: Any) -> None:
    """The policy's rules with some changed, added or (None) taken away."""
    now = {block.block_type: dict(block.value) for block in world.policy.rules}
    kept = {name: value for name, value in (now | changed).items() if value is not None}
    world.policy.rules = list(kept.items())
    world.policy.save()
    world.service.refresh_from_db()
    world.free.refresh_from_db()
