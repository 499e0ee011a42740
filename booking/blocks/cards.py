"""Cards of experts and services. Whatever their number, the queries are the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects

from booking import showcase
from booking.blocks.faces import NOBODY, Face, faces
from booking.blocks.times import time_buttons
from booking.horizon import Horizon
from booking.models import Offer, Resource, Service
from booking.showcase import NO_RATING, Rating
from editions import Composed
from moments import local, near, sky
from words import language, say


@dataclass(frozen=True)
class Frame:
    """The moment (aware UTC) and the language of one page, read once at its edge."""

    now: datetime
    language: str

    @classmethod
    def at(cls, now: datetime) -> "Frame":
        return cls(now, language())


def expert_cards(
    resources: Sequence[Resource], offers: Mapping[int, Sequence[Offer]], frame: Frame, horizon: Horizon | None = None
) -> list[dict[str, Any]]:
    """`offers`: by resource id, the default first. `horizon`: what was read already of their free times."""
    prefetch_related_objects(list(resources), "place")
    firsts = {one.pk: showcase.main(offers[one.pk])[0] for one in resources if offers.get(one.pk)}
    free = horizon or Horizon(list(firsts.values()), now=frame.now)
    told = _Told(resources, offers, frame.language)
    return [_card(one, firsts.get(one.pk), told, free, frame) for one in resources]


def _card(resource: Resource, offer: Offer | None, told: "_Told", free: Horizon, frame: Frame) -> Composed:
    found = free.next(offer, showcase.SHOWN) if offer else []
    if offer is None or not found:
        none = say("expert.no_times") if offer else say("expert.away")
        return Composed(lambda: told[resource], told.mark(resource) | {"soon": "", "sky": "noon", "next": none})
    zone = resource.place.zone
    known = {"soon": _mark_of(found, zone, frame), "sky": sky(found[0], zone)}
    return Composed(lambda: told[resource] | _soon(offer, resource, found, frame), told.mark(resource) | known)


def _mark_of(times: Sequence[datetime], zone: str, frame: Frame) -> str:
    """What these times are called depends on them and on the day."""
    return "-".join([local(frame.now, zone).date().isoformat(), *(f"{at.timestamp():.0f}" for at in times)])


class _Told:
    """What cards say whatever the hour; composed for all of them together."""

    def __init__(self, resources: Sequence[Resource], offers: Mapping[int, Sequence[Offer]], language: str) -> None:
        self.resources, self.offers, self.language = {one.pk: one for one in resources}, offers, language

    def mark(self, resource: Resource) -> dict[str, Any]:
        """By what a card that was composed before is known: whose, and of which offers."""
        offers = self.offers.get(resource.pk, ())
        return {"name": str(resource.name), "mark": None, "key": "-".join(str(one.pk) for one in (resource, *offers))}

    def __getitem__(self, resource: Resource) -> dict[str, Any]:
        return self._all[resource.pk]

    @cached_property
    def _all(self) -> dict[int, dict[str, Any]]:
        ratings, shown = showcase.ratings(self.resources), faces("resource", self.resources, self.language)
        return {
            pk: _expert(one, self.offers.get(pk, ()), ratings.get(pk, NO_RATING)) | _where(shown.get(pk, NOBODY))
            for pk, one in self.resources.items()
        }


def _where(face: Face) -> dict[str, Any]:
    return {"url": face.url, "photo": face.picture}


def _expert(resource: Resource, offers: Sequence[Offer], rating: Rating) -> dict[str, Any]:
    price = showcase.price_from(offers)
    main = showcase.main(offers)
    return {
        "headline": str(resource.headline), "rating": rating.average, "reviews": rating.count,
        "languages": showcase.spoken(resource.languages), "price_from": price, "free": price == 0,
        "length": showcase.length_of(main[0].service) if main else "",
    }  # fmt: skip


def _soon(offer: Offer, resource: Resource, times: Sequence[datetime], frame: Frame) -> dict[str, Any]:
    """The next free times as buttons that hold them, each in the format in which it is free."""
    zone = resource.place.zone
    return {
        "times": time_buttons(times, zone=zone, now=frame.now),
        "fields": {
            "service": offer.service.code, "resource": resource.code, "format": "",
            "party": offer.service.party_min, "tz": zone,
        },
    }  # fmt: skip


def default_format(offer: Offer) -> str:
    """In person where that is possible."""
    return "on_site" if "on_site" in offer.ways else next(iter(offer.ways), "on_site")


def stalls(
    offers: Mapping[int, Sequence[Offer]], soonest: Iterable[tuple[int, datetime]], frame: Frame
) -> list[dict[str, Any]]:
    """The arcade: one arch an expert, lit by the hour of the next free time. `soonest`: (resource id, moment)."""
    wanted = list(soonest)
    resources = {pk: offers[pk][0].resource for pk, _ in wanted}
    prefetch_related_objects(list(resources.values()), "place")
    shown = faces("resource", resources, frame.language)
    return [
        {
            "name": str(resources[pk].name), "headline": str(resources[pk].headline),
            "sky": sky(at, resources[pk].place.zone),
            "url": shown.get(pk, NOBODY).url, "photo": shown.get(pk, NOBODY).picture,
            "label": near(at, resources[pk].place.zone, frame.now),
        }
        for pk, at in wanted
    ]  # fmt: skip


def service_cards(services: Sequence[Service], offers: Sequence[Offer]) -> list[dict[str, Any]]:
    """`offers`: those of these services."""
    shown = faces("service", [service.pk for service in services], language())
    by_service: dict[int, list[Offer]] = {}
    for offer in offers:
        by_service.setdefault(offer.service_id, []).append(offer)
    return [_service(one, by_service.get(one.pk, []), shown.get(one.pk, NOBODY)) for one in services]


def _service(service: Service, offers: Sequence[Offer], face: Face) -> dict[str, Any]:
    price = min((offer.charge for offer in offers), default=service.price)
    return {
        "name": str(service.name), "summary": str(service.summary), "url": face.url, "picture": face.picture,
        "price_from": price, "free": price == 0, "length": showcase.length_of(service),
        "note": say("service.experts", n=len(offers)) if offers else "",
    }  # fmt: skip
