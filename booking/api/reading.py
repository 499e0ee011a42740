"""What can be booked, by whom, and when. Open to everybody. However long an answer is, its queries are few."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

import clock
import editions
from booking import showcase
from booking.api import shapes, telling
from booking.api.examples import EXPERT, RESOURCE, SERVICE, SLOTS, page, shown
from booking.blocks.faces import NOBODY, faces
from booking.models import Direction, Offer, Resource, Service
from booking.queries import next_free, slots
from booking.queries.days import midnight
from booking.queries.people import Wish, bookable, ordered
from booking.queries.terms import rules_kept
from moments import local
from wire import Trouble, Wrong, answer, known
from words import language

router = Router(tags=["what can be booked"])
AHEAD = 14
"""Days within which the next free time is looked for."""


@router.get("/services", response={200: shapes.Services, 422: Trouble}, openapi_extra=shown(page(SERVICE)))
def services(request: HttpRequest, asked: Query[shapes.ServicesAsked]) -> HttpResponse:
    """Services that can be booked online, with those who offer them."""
    known(request, shapes.ServicesAsked)
    _direction(asked.direction)
    rows = showcase.offers().select_related("service__variant_of")
    for field in ("direction", "kind"):
        value = getattr(asked, field)
        rows = rows.filter(**{FILTERS[field]: value}) if value else rows
    offered: dict[Service, list[Offer]] = {}
    for offer in rows:
        if not asked.format or asked.format in offer.ways:
            offered.setdefault(offer.service, []).append(offer)
    return _page(asked, list(offered), lambda shown: _services(shown, offered))


FILTERS = {"direction": "service__direction__code", "kind": "service__kind"}


def _services(rows: Sequence[Service], offered: dict[Service, list[Offer]]) -> list[dict[str, Any]]:
    pages = faces("service", [row.pk for row in rows], language())
    return [telling.service(row, offered[row], pages.get(row.pk, NOBODY)) for row in rows]


@router.get("/experts", response={200: shapes.Experts, 422: Trouble}, openapi_extra=shown(page(EXPERT)))
def experts(request: HttpRequest, asked: Query[shapes.PeopleAsked]) -> HttpResponse:
    """People who can be booked, with their next free time."""
    known(request, shapes.PeopleAsked)
    return _page(asked, _found(asked, Resource.PERSON), lambda rows: _experts(rows, asked))


def _experts(rows: Sequence[Resource], asked: shapes.PeopleAsked) -> list[dict[str, Any]]:
    prefetch_related_objects(rows, "directions")
    stars = showcase.ratings([row.pk for row in rows])
    cards = _resources(rows, asked)
    return [
        card | telling.merits(row, stars.get(row.pk, showcase.NO_RATING)) for card, row in zip(cards, rows, strict=True)
    ]


@router.get("/resources", response={200: shapes.Resources, 422: Trouble}, openapi_extra=shown(page(RESOURCE)))
def resources(request: HttpRequest, asked: Query[shapes.ResourcesAsked]) -> HttpResponse:
    """Whoever and whatever can be booked: people, rooms, desks, zones, things."""
    known(request, shapes.ResourcesAsked)
    return _page(asked, _found(asked, asked.kind), lambda rows: _resources(rows, asked))


def _found(asked: shapes.PeopleAsked, kind: str | None) -> QuerySet[Resource]:
    _direction(asked.direction)
    wish = Wish(
        kinds=[kind] if kind else [], q=asked.q, services=[asked.service] if asked.service else [],
        directions=[asked.direction] if asked.direction else [], formats=[asked.format] if asked.format else [],
        language=asked.language or "", price=asked.price_max,
    )  # fmt: skip
    return ordered(bookable(wish), asked.sort).select_related("place")


def _resources(rows: Sequence[Resource], asked: shapes.PeopleAsked) -> list[dict[str, Any]]:
    offers = showcase.offered(rows)
    firsts = [_asked_for(own, asked.service) for own in offers.values()]
    soonest = next_free(firsts, now=clock.now(), days=AHEAD, format=asked.format)
    pages = faces("resource", [row.pk for row in rows], language())
    return [
        telling.resource(row, offers.get(row.pk, []), soonest.get(row.pk), asked.tz, pages.get(row.pk, NOBODY))
        for row in rows
    ]


def _asked_for(own: Sequence[Offer], code: str) -> Offer:
    """Of which the next free time is told: the service that was asked for, else the main one."""
    return next((offer for offer in own if offer.service.code == code), showcase.main(own)[0])


def _page(asked: shapes.Paged, rows: Any, tell: Callable[[Any], list[dict[str, Any]]]) -> HttpResponse:
    """A page beyond the last one is empty."""
    pages = Paginator(rows, asked.size)
    shown = list(pages.page(asked.page)) if asked.page <= pages.num_pages else []
    return answer({"total": pages.count, "page": asked.page, "pages": pages.num_pages, "items": tell(shown)})


def _direction(code: str) -> None:
    if code and not Direction.objects.filter(code=code).exists():
        raise Wrong("direction", "unknown_direction", direction=code)


@router.get("/slots", response={200: shapes.Slots, 422: Trouble}, by_alias=True, openapi_extra=shown(SLOTS))
def free_times(request: HttpRequest, asked: Query[shapes.SlotsAsked]) -> HttpResponse:
    """Free starts of a service, of one resource or of any who offers it, in the zone that is asked for."""
    known(request, shapes.SlotsAsked)
    offers = _in_format(_offers(asked), asked.format)
    service, everybody = offers[0].service, [offer.resource for offer in offers]
    now, zone = clock.now(), asked.tz or (settings.HOUSE_ZONE if asked.resource == "any" else everybody[0].place.zone)
    start, until = _window(asked, zone, now)
    ways = {offer.resource_id: offer.hours for offer in offers}
    when: dict[str, Any] = {"start": start, "until": until, "now": now, "rules": rules_kept(service)}
    free = slots(service, everybody, format=asked.format, ways=ways, **when)
    told = [
        {"code": one.code, "name": str(one.name), "times": telling.locals_of(free[one.pk], zone)} for one in everybody
    ]
    return answer({
        "service": service.code, "minutes": service.minutes, "tz": zone, "from": telling.local(start, zone),
        "until": telling.local(until, zone), "resources": told,
    })  # fmt: skip


OF_SERVICE = (
    "code",
    "minutes",
    "step",
    "before",
    "after",
    "formats",
    "prepay",
    "prepay_value",
    "policy__live",
    "policy__rules",
)
OF_RESOURCE = ("code", "name", "capacity", "sort_order", "place__zone")
NEEDED = ["formats"] + [f"service__{name}" for name in OF_SERVICE] + [f"resource__{name}" for name in OF_RESOURCE]
"""All that free times are made of: a tenth of what the rows hold."""


@cache
def _bookable() -> QuerySet[Offer]:
    """Composed once: composing it takes longer than asking it."""
    rows = showcase.offers().select_related(None).select_related("service__policy", "resource__place")
    return rows.only(*NEEDED).order_by("resource__sort_order", "resource_id")


def _offers(asked: shapes.SlotsAsked) -> list[Offer]:
    """At least one: of the resource, or of everybody who offers the service."""
    one = {} if asked.resource == "any" else {"resource__code": asked.resource}

    def read() -> list[Offer] | None:
        return list(_bookable().filter(service__code=asked.service, **one)) or None

    return editions.kept(("slots", asked.service, asked.resource), read) or _explain(asked)


def _explain(asked: shapes.SlotsAsked) -> list[Offer]:
    """Raises Wrong: which of the two does not exist, or that they do not go together."""
    if not showcase.offers().filter(service__code=asked.service).exists():
        raise Wrong("service", "unknown_service", service=asked.service)
    raise Wrong("resource", "unknown_resource", who=asked.resource)


def _in_format(offers: list[Offer], format: str | None) -> list[Offer]:
    """Those that have it; Wrong when none has."""
    found = [offer for offer in offers if not format or format in offer.ways]
    if not found:
        ways = dict.fromkeys(way for offer in offers for way in offer.ways)
        raise Wrong("format", "format", types=", ".join(ways))
    return found


def _window(asked: shapes.SlotsAsked, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """From the moment or the beginning of the day that was asked for, to the end of the last local day."""
    since = asked.since or now
    start = since if isinstance(since, datetime) else midnight(since, zone)
    return start, midnight(local(start, zone).date() + timedelta(days=asked.days), zone)
