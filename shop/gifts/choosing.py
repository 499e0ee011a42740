"""Among whom a certificate can be spent: experts, the service of theirs that it pays for, and their next free times."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from booking import showcase
from booking.models import Offer, Resource
from booking.queries import next_free
from booking.queries.people import Wish, bookable, ordered
from shop.models import Gift

MANY = 200
"""At most so many experts are looked at."""


def people(*, direction: str = "", language: str = "") -> list[Resource]:
    """Whoever can be booked, the soonest free first. Codes; empty: any."""
    wish = Wish(kinds=[Resource.PERSON], directions=(direction,) if direction else (), language=language)
    return list(ordered(bookable(wish), "soonest")[:MANY])


def best(gift: Gift, offers: Sequence[Offer], left: Decimal) -> Offer | None:
    """The service that was given, if this expert does it; else his first that is covered; else his first that costs."""
    given = [offer for offer in offers if gift.service_id and offer.service_id == gift.service_id]
    costs = [offer for offer in showcase.main(offers) if offer.charge and offer.service.currency == gift.currency]
    return next(iter(given or [offer for offer in costs if offer.charge <= left] or costs), None)


def bests(gift: Gift, experts: Sequence[Resource], left: Decimal) -> dict[int, Offer]:
    """By resource id; those covered come first, in the sequence of `experts`."""
    offered = showcase.offered(experts)
    found = {one.pk: best(gift, offered.get(one.pk, ()), left) for one in experts}
    able = [(pk, offer) for pk, offer in found.items() if offer]
    return dict(sorted(able, key=lambda pair: pair[1].charge > left))


class Time(NamedTuple):
    """A free time that the certificate covers."""

    start: datetime
    end: datetime
    resource: Resource


def covered_times(gift: Gift, left: Decimal, *, most: int, now: datetime) -> list[Time]:
    """The soonest, each with another expert; together with the certificate they cost nothing more."""
    chosen = {pk: offer for pk, offer in bests(gift, people(), left).items() if offer.charge <= left}
    free = next_free(list(chosen.values()), now=now)
    soonest = sorted((at, pk) for pk, at in free.items() if at)[:most]
    return [
        Time(at, at + timedelta(minutes=chosen[pk].service.minutes), chosen[pk].resource) for at, pk in soonest
    ]  # fmt: skip
