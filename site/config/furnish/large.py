"""A large world to measure with: many experts like those of the demo world, their hours and bookings, in bulk inserts.

Random, but the same for the same numbers. It is made beside what stands already and has codes of its own: "load-1".
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from booking.core.codes import new_code
from booking.models import Booking, Direction, Occupancy, Offer, OpenSpan, Place, Policy, Resource, Service
from booking.soonest import AT_ONCE, keep
from config.furnish import house, offers
from fields import Words

MARK = "load"
BATCH = 2000
MINUTES = 30
OPENS, CLOSES = 9, 18
AHEAD = 180
"""Days of hours, as materialised hours reach."""
LANGUAGES = (["uk"], ["uk", "en"], ["en"], ["uk", "pl"])
NAMES = (
    ("Olena", "Олена"),
    ("Taras", "Тарас"),
    ("Iryna", "Ірина"),
    ("Marko", "Марко"),
    ("Nadiia", "Надія"),
    ("Petro", "Петро"),
)
FAMILIES = (("Koval", "Коваль"), ("Melnyk", "Мельник"), ("Bondar", "Бондар"), ("Shevchuk", "Шевчук"), ("Tkach", "Ткач"))
Tell = Callable[[str], None]


def build(*, experts: int, bookings: int, days: int, now: datetime, tell: Tell) -> None:
    """`experts` open every day from 9 to 18; `bookings` of half an hour spread over `days` around today.

    ValueError: so many bookings do not fit, or such a world stands already. `now`: aware UTC.
    """
    room = experts * days * (CLOSES - OPENS) * 60 // MINUTES
    if bookings > room:
        raise ValueError(f"{bookings} bookings do not fit: {experts} experts have {room} half hours in {days} days")
    if Resource.objects.filter(code__startswith=f"{MARK}-").exists():
        raise ValueError("a large world stands already; begin with an empty database")
    dice = random.Random(experts * 1_000_003 + bookings)  # noqa: S311  a world, not a secret
    place, services = _ground()
    people = _people(experts, place, services, dice)
    tell(f"{len(people)} experts")
    for _ in bar("hours", _spans(people, now), OpenSpan, len(people) * AHEAD, tell):
        pass
    _book(people, services, bookings, days, now, dice, tell)
    for first in range(0, len(people), AT_ONCE):
        keep([one.pk for one in people[first : first + AT_ONCE]], now=now)
    tell("next free times")


def _ground() -> tuple[Place, list[Service]]:
    """The place, directions and policies of the demo world, and a half-hour service for each direction."""
    place = house.place()
    house.directions()
    offers.policies()
    policy = Policy.objects.get(code="standard")
    rows = [_service(number, one, policy) for number, one in enumerate(Direction.objects.all())]
    return place, rows


def _service(number: int, direction: Direction, policy: Policy) -> Service:
    row, _ = Service.objects.get_or_create(code=f"{MARK}-{direction.code}", defaults={
        "name": direction.name, "summary": direction.summary, "direction": direction, "minutes": MINUTES,
        "step": MINUTES,
        "price": Decimal(600 + 200 * number), "formats": ["on_site", "online"], "policy": policy, "prepay": "none",
        "sort_order": 1000 + number,
    })  # fmt: skip
    return row


def _people(count: int, place: Place, services: list[Service], dice: random.Random) -> list[Resource]:
    people = Resource.objects.bulk_create([_person(number, place, dice) for number in range(count)], batch_size=BATCH)
    chosen = [dice.choice(services) for _ in people]
    prices = [Decimal(dice.randrange(4, 20) * 100) for _ in people]
    rows = zip(people, chosen, prices, strict=True)
    Offer.objects.bulk_create(
        [Offer(resource=one, service=service, price=price) for one, service, price in rows], batch_size=BATCH
    )
    links: Any = Resource.directions.through
    pairs = zip(people, chosen, strict=True)
    links.objects.bulk_create(
        [links(resource=one, direction=service.direction) for one, service in pairs], batch_size=BATCH
    )
    return people


def _person(number: int, place: Place, dice: random.Random) -> Resource:
    first, last = dice.choice(NAMES), dice.choice(FAMILIES)
    name = Words({"en": f"{first[0]} {last[0]} {number + 1}", "uk": f"{first[1]} {last[1]} {number + 1}"})
    return Resource(
        code=f"{MARK}-{number + 1}", name=name, headline=name, place=place, languages=dice.choice(LANGUAGES),
        sort_order=10_000 + number,
    )  # fmt: skip


def _spans(people: list[Resource], now: datetime) -> Iterator[OpenSpan]:
    """Hours as `calendars.refresh` would write them."""
    for day in range(AHEAD):
        start, end = _clock(now, day, OPENS), _clock(now, day, CLOSES)
        for one in people:
            yield OpenSpan(resource=one, start=start, end=end)


def _clock(now: datetime, day: int, hour: int, minutes: int = 0) -> datetime:
    """House time, `day` days from today, in UTC."""
    zone = ZoneInfo(settings.HOUSE_ZONE)
    local = now.astimezone(zone).date() + timedelta(days=day)
    return (datetime.combine(local, time(hour), zone) + timedelta(minutes=minutes)).astimezone(UTC)


def _book(
    people: list[Resource],
    services: list[Service],
    count: int,
    days: int,
    now: datetime,
    dice: random.Random,
    tell: Tell,
) -> None:
    """Each takes another half hour, so that no two overlap; a third of the days have passed."""
    service_of = dict(Offer.objects.filter(resource__in=people).values_list("resource_id", "service_id"))
    known = {one.pk: one for one in services}
    cells = _cells(len(people), days, count, dice)
    rows = (
        _booking(code, people[who], known[service_of[people[who].pk]], day, cell, now)
        for code, (who, day, cell) in zip(_codes(), cells, strict=False)
    )
    for batch in bar("bookings", rows, Booking, count, tell):
        Occupancy.objects.bulk_create([_taken(row) for row in batch])


def _cells(people: int, days: int, count: int, dice: random.Random) -> Iterator[tuple[int, int, int]]:
    """(person, day, half hour), none twice."""
    a_day = (CLOSES - OPENS) * 60 // MINUTES
    for number in dice.sample(range(people * days * a_day), count):
        who, rest = divmod(number, days * a_day)
        yield who, rest // a_day - days // 3, rest % a_day


def _codes() -> Iterator[str]:
    """Codes, none twice: of a hundred thousand drawn some would be alike."""
    given: set[str] = set()
    while True:
        if (code := new_code()) not in given:
            given.add(code)
            yield code


def _booking(code: str, resource: Resource, service: Service, day: int, cell: int, now: datetime) -> Booking:
    start = _clock(now, day, OPENS, cell * MINUTES)
    end = start + timedelta(minutes=MINUTES)
    return Booking(
        code=code, service=service, resource=resource, start=start, end=end, price=service.price, policy=service.policy,
        state="completed" if end < now else "confirmed", created_at=min(now, start - timedelta(days=2)), name="Load",
        email="load@atrium.example", visitor=MARK, source=MARK,
    )  # fmt: skip


def _taken(row: Booking) -> Occupancy:
    return Occupancy(booking=row, resource_id=row.resource_id, start=row.start, end=row.end)


def bar(what: str, rows: Iterator[Any], model: Any, total: int, tell: Tell) -> Iterator[list[Any]]:
    """Inserts the rows batch by batch, gives each batch out, and says at every tenth of them how far it is."""
    done, told, tenth = 0, 0, max(1, total // 10)
    while batch := list(islice(rows, BATCH)):
        yield model.objects.bulk_create(batch)
        done += len(batch)
        if done // tenth > told:
            told = done // tenth
            tell(f"{what} [{'#' * min(told, 10):<10}] {done} of {total}")
