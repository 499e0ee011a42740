"""A small house: an expert, a client, a stranger and a member of staff."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from accounts.models import User
from booking import calendars
from booking.models import Direction, Offer, Place, Policy, Resource, Service
from fields import Words
from tests.again import Built

WEEKDAYS = {day: [(time(9), time(13)), (time(14), time(18))] for day in range(5)}
RULES: list[tuple[str, dict[str, Any]]] = [
    ("notice", {"hours": 3}),
    ("window", {"days": 30}),
    ("active_limit", {"count": 6}),
    ("cancel_fee", {"free_hours": 12, "percent": Decimal(50), "first_waived": False}),
    ("move_limit", {"times": 2, "free_hours": 12}),
    ("no_show_fee", {"percent": Decimal(100)}),
]


@dataclass
class World:
    now: datetime
    place: Place
    direction: Direction
    policy: Policy
    service: Service
    free: Service
    resource: Resource
    client: User
    expert: User
    stranger: User
    staff: User


def words(en: str, uk: str) -> Words:
    return Words({"en": en, "uk": uk})


def person(email: str, name: str, **more: Any) -> User:
    first, last = name.split()
    names = {"first_name": first, "last_name": last, "email_verified_at": datetime(2027, 1, 1, tzinfo=UTC)}
    user = User.objects.create_user(email=email, password="three plain words", **names)
    for field, value in more.items():
        setattr(user, field, value)
    user.save()
    return user


def _service(code: str, en: str, uk: str, policy: Policy, direction: Direction, **more: Any) -> Service:
    defaults: dict[str, Any] = {"minutes": 50, "step": 30, "after": 10, "formats": ["on_site", "online"]}
    return Service.objects.create(code=code, name=words(en, uk), policy=policy, direction=direction, **defaults | more)


def _build(now: datetime) -> World:
    """Mon–Fri 9–13 and 14–18 in Kyiv; a session of 50 minutes for 1200 UAH with 400 UAH in advance, and a free one."""
    place = Place.objects.create(code="house", name=words("House", "Дім"), address=words("1 Quiet St", "вул. Тиха, 1"))
    direction = Direction.objects.create(code="talk", name=words("Talk", "Розмова"))
    policy = Policy.objects.create(code="standard", title=words("Standard", "Звичайна"), rules=RULES, live=True)
    service = _service("session", "Session", "Сеанс", policy, direction, price=1200, prepay="amount", prepay_value=400)
    free = _service("intro", "First meeting", "Знайомство", policy, direction, minutes=20)
    expert = person("expert@example.org", "Olena Hnatiuk")
    resource = Resource.objects.create(
        code="olena", name=words("Olena Hnatiuk", "Олена Гнатюк"), place=place, user=expert, languages=["uk", "en"]
    )
    resource.directions.add(direction)
    Offer.objects.bulk_create([Offer(resource=resource, service=s) for s in (service, free)])
    calendars.set_hours(resource=resource, weekly=WEEKDAYS, since=now.date(), by=None, now=now)
    staff = person("staff@example.org", "Vira Kalnova", is_staff=True, is_superuser=True)
    return World(
        now, place, direction, policy, service, free, resource,
        client=person("client@example.org", "Maria Koval"), expert=expert,
        stranger=person("stranger@example.org", "Petro Chuzhyi"), staff=staff,
    )  # fmt: skip


_built: dict[datetime, Built[World]] = {}


def build(now: datetime) -> World:
    """The small house, in the database that is open. Built once a process, laid again ever after: ten times as fast."""
    if now not in _built:
        _built[now] = Built(lambda: _build(now))
    return _built[now]()
