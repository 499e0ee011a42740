"""What pages show of the offer: who does what, for how much, how well, and when next. Each read is one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Avg, Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce

import editions
from booking.core import slots as engine
from booking.models import Offer, Place, Resource, Review, Service
from booking.queries.terms import instant, need_of, rules_of
from booking.queries.times import grounds, window
from moments import short_duration
from money import show_money
from words import has_words, manners, say

SHOWN = 3
"""How many next times a card shows."""


@dataclass(frozen=True)
class Rating:
    average: float | None
    count: int


NO_RATING = Rating(None, 0)


def offers() -> QuerySet[Offer]:
    """What can be booked online now, the house's order first; all that prices and times need is selected."""
    rows = Offer.objects.filter(live=True, resource__live=True, service__bookable=True)
    return rows.select_related(
        "service__policy", "service__direction", "resource__place__closures", "resource__away"
    ).order_by("service__sort_order", "service_id", "resource__sort_order", "resource_id")


def offers_of(resource: int) -> list[Offer]:
    """`offers` of one resource."""
    return editions.kept(("offers of", resource), lambda: list(offers().filter(resource=resource)))


def offers_doing(service: int) -> list[Offer]:
    """`offers` of one service and of its variants."""
    about = Q(service=service) | Q(service__variant_of=service)
    return editions.kept(("offers doing", service), lambda: list(offers().filter(about)))


def services() -> list[Service]:
    """Every service that can be booked online now, the house's order first."""
    rows = Service.objects.filter(bookable=True).select_related("policy", "direction").order_by("sort_order", "pk")
    return editions.kept(("services",), lambda: list(rows))


def _bookable(ids: Iterable[int]) -> dict[int, Service]:
    return Service.objects.filter(bookable=True).select_related("policy", "direction").in_bulk(list(ids))


def resources(ids: Iterable[int]) -> list[Resource]:
    """These, each with its place, in the order of the ids. What is remembered of their next free times may be old."""
    wanted = list(ids)
    found = editions.kept_each(("resources",), wanted, lambda missing: Resource.objects.in_bulk(missing))
    places = editions.kept(("places",), lambda: Place.objects.in_bulk()) if found else {}
    for one in found.values():
        one.place = places[one.place_id]
    return [found[pk] for pk in wanted if pk in found]


def offered(resources: Iterable[Resource]) -> dict[int, list[Offer]]:
    """What each of these resources offers now, by its id, the house's order first; those with nothing are missing.

    Each service is one object and each resource is the one given, which is a fifth of the work of reading them with
    every row; at most two queries.
    """
    given = {resource.pk: resource for resource in resources if resource.live}
    own = editions.kept_each(("offers",), given, _live_offers)
    rows = [one for pk in given for one in own.get(pk, ())]
    known = editions.kept_each(("service",), {one.service_id for one in rows}, _bookable)
    rows = [one for one in rows if one.service_id in known]
    for offer in rows:
        offer.service, offer.resource = known[offer.service_id], given[offer.resource_id]
    return by_resource(sorted(rows, key=lambda one: (one.service.sort_order, one.service_id)))


def _live_offers(resources: Iterable[int]) -> dict[int, list[Offer]]:
    return by_resource(Offer.objects.filter(live=True, resource__in=resources))


def offers_for(services: Iterable[Service]) -> list[Offer]:
    """Everybody's offers of these services: one query."""
    given = {service.pk: service for service in services}
    rows = list(Offer.objects.filter(live=True, resource__live=True, service__in=given))
    for offer in rows:
        offer.service = given[offer.service_id]
    return rows


def by_resource(rows: Iterable[Offer]) -> dict[int, list[Offer]]:
    found: dict[int, list[Offer]] = {}
    for offer in rows:
        found.setdefault(offer.resource_id, []).append(offer)
    return found


def main(rows: Sequence[Offer]) -> list[Offer]:
    """Without the variants, unless there is nothing else."""
    return [offer for offer in rows if offer.service.variant_of_id is None] or list(rows)


def price_from(rows: Sequence[Offer]) -> Decimal | None:
    """The lowest price of the main services; 0 means free, None that nothing is offered."""
    return min((offer.charge for offer in main(rows)), default=None)


def by_direction() -> dict[int, tuple[Decimal, int]]:
    """Of each direction in which people can be booked: the lowest price of its main services, and how many people."""
    rows = Offer.objects.filter(live=True, resource__live=True, service__bookable=True, service__variant_of=None)
    found = rows.filter(resource__kind=Resource.PERSON).order_by().values("service__direction")
    found = found.annotate(lowest=Min(Coalesce("price", "service__price")), people=Count("resource", distinct=True))
    return {pk: (lowest, people) for pk, lowest, people in found.values_list("service__direction", "lowest", "people")}


def ratings(resources: Iterable[int]) -> dict[int, Rating]:
    """Of published reviews only."""
    rows = Review.objects.filter(live=True, resource__in=list(resources)).order_by().values("resource")
    found = rows.annotate(average=Avg("rating"), count=Count("pk")).values_list("resource", "average", "count")
    return {pk: Rating(average, count) for pk, average, count in found}


def reviews(**about: Resource | Service) -> tuple[list[Review], Rating]:
    """Published reviews of a resource or a service, newest first, and what all of them come to: one query."""
    who = [(name, one.pk) for name, one in about.items()]
    written = Review.objects.filter(live=True, **about).order_by("-written", "-pk")
    rows = editions.kept(("reviews", *who), lambda: list(written))
    return rows, Rating(sum(one.rating for one in rows) / len(rows), len(rows)) if rows else NO_RATING


def _services(rows: Iterable[Offer]) -> set[Service]:
    return {offer.service for offer in rows}


def length_of(service: Service) -> str:
    return short_duration(service.minutes)


def formats_words(formats: Sequence[str]) -> str:
    """ "online or in person"."""
    if set(formats) >= {"online", "on_site"}:
        return say("formats.both")
    return say(f"formats.{formats[0]}") if formats else ""


def language_name(code: str) -> str:
    """ "Ukrainian" / "українська"; a language without words of its own is named as CLDR names it."""
    key = f"languages.{code}"
    return say(key) if has_words(key) else str(manners().languages.get(code, code))


def spoken(codes: Sequence[str]) -> str:
    """ "Ukrainian, English" / "Українська, англійська"."""
    text = ", ".join(language_name(code) for code in codes)
    return text[:1].upper() + text[1:]


def price_words(price: Decimal, currency: str, *, several: bool = False) -> str:
    """ "₴1,200", "from ₴1,200" where people charge differently, "free of charge"."""
    if not price:
        return say("expert.price_free")
    shown = show_money(price, currency)
    return say("expert.price_from", price=shown) if several else shown


def soonest_within(rows: Sequence[Offer], *, start: datetime, until: datetime, now: datetime) -> dict[int, datetime]:
    """The first free start in [start, until) of those resources that have one, by resource id: two queries."""
    found = grounds({offer.resource for offer in rows}, start, until, now=now)
    asks = {
        service.pk: (need_of(service, rules := rules_of(service)), *window(rules, now)) for service in _services(rows)
    }
    times: dict[int, datetime] = {}
    for offer in rows:
        need, earliest, latest = asks[offer.service_id]
        ground = found[offer.resource_id]
        earliest, latest = max(earliest, int(start.timestamp())), min(latest, int(until.timestamp()) - 1)
        hours = ground.open_for(offer.service, offer.hours)
        first = engine.first_start(hours, ground.taken, need, earliest=earliest, latest=latest)
        if first is not None:
            times[offer.resource_id] = min(instant(first), times.get(offer.resource_id, instant(first)))
    return times
