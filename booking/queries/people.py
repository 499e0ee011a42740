"""Finding whoever and whatever can be booked."""

import re
from collections.abc import Collection, Set
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from wagtail.search.backends import get_search_backend

from booking.models import Offer, Resource, Service
from words import language

FOUND_AT_MOST = 1000
WORD = re.compile(r"\w+")
SORTS = ("soonest", "price", "name")


@dataclass(frozen=True)
class Wish:
    """Conditions; empty means: any. `price`: at most, in the currency of the service."""

    kinds: Collection[str] = ()
    q: str = ""
    services: Collection[str] = ()
    directions: Collection[str] = ()
    formats: Collection[str] = ()
    language: str = ""
    price: Decimal | None = None


def offering(*conditions: Q) -> Exists:
    """A resource with a live offer that meets all the conditions together; `asks` is what it asks for."""
    mine = Offer.objects.filter(resource=OuterRef("pk"), live=True, service__bookable=True)
    return Exists(mine.annotate(asks=Coalesce("price", F("service__price"))).filter(*conditions))


def bookable(wish: Wish) -> QuerySet[Resource]:
    """Those who meet all the conditions. One offer has to meet those about offers together."""
    found = Resource.objects.filter(offering(*_about_offers(wish)), live=True)
    if wish.kinds:
        found = found.filter(kind__in=wish.kinds)
    if wish.language:
        found = found.filter(languages__icontains=f'"{wish.language}"')
    return found.filter(pk__in=matching(wish.q)) if wish.q else found


def _about_offers(wish: Wish) -> list[Q]:
    about = [Q(service__code__in=wish.services) if wish.services else Q(service__variant_of=None)]
    if wish.directions:
        about.append(Q(service__direction__code__in=wish.directions))
    if wish.formats:
        about.append(_in_formats(set(wish.formats)))
    if wish.price is not None:
        about.append(Q(asks__lte=wish.price))
    return about


def _in_formats(formats: Set[str]) -> Q:
    """JSON lists are few enough to be read here: neither database asks them alike."""
    services = [pk for pk, own in Service.objects.values_list("pk", "formats") if formats & set(own)]
    narrow = Offer.objects.exclude(formats=[]).values_list("pk", "formats")
    return Q(service__in=services) & ~Q(pk__in=[pk for pk, own in narrow if not formats & set(own)])


def matching(text: str) -> list[int]:
    """Whom the search finds, whatever the case: in names, headlines, directions, services."""
    words = " ".join(WORD.findall(text))  # signs are a language of their own to the databases, and can be wrong in it
    hits = get_search_backend().autocomplete(words, Resource.objects.filter(live=True)) if words else []
    return [one.pk for one in hits[:FOUND_AT_MOST]]


def ordered(found: QuerySet[Resource], sort: str) -> QuerySet[Resource]:
    """By one of SORTS. "soonest" goes by the remembered time, see `booking.soonest`."""
    if sort == "name":
        return found.order_by(f"name__{language()}", "pk")
    if sort == "price":
        price = Coalesce("offers__price", "offers__service__price")
        kept = Q(offers__live=True, offers__service__bookable=True, offers__service__variant_of=None)
        return found.annotate(lowest=Min(price, filter=kept)).order_by("lowest", "sort_order", "pk")
    return found.order_by(F("soonest").asc(nulls_last=True), "sort_order", "pk")
