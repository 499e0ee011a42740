"""What the pages of experts, services and articles tell, gathered once a request from the rooms' queries."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from wagtail.rich_text import RichText

import clock
import editions
from booking.blocks import (
    NOBODY,
    Face,
    Frame,
    Horizon,
    booking_widget,
    expert_cards,
    faces,
    readable,
    service_cards,
    showcase,
)  # fmt: skip
from booking.models import Offer, Resource, Service
from booking.queries import rules_of
from editions import Composed
from moments import near, sky
from pages import models as rows  # by its name: page models and this module need each other
from pages import queries, schema
from shop.blocks import showcase as goods
from words import say

GOODS = 4
"""How many goods the page of a service shows."""
ARTICLES = 3
REVIEWS = 12
"""How many of the newest reviews a page shows."""
Things = list[dict[str, Any]]


class Told:
    """A page with the booking widget: `part()` for htmx, `whole()` for the page, `structured()` for search engines."""

    def __init__(self, page: Any, request: HttpRequest) -> None:
        self.page, self.request, self.frame = page, request, Frame.at(clock.now())
        self.url = page.get_full_url(request)

    @cached_property
    def offers(self) -> list[Offer]:
        raise NotImplementedError

    @cached_property
    def horizon(self) -> Horizon:
        return Horizon(self.offers, now=self.frame.now, whole=True)

    @cached_property
    def reviews(self) -> tuple[list[Any], Any]:
        """The reviews, newest first, and their rating."""
        raise NotImplementedError

    def part(self) -> dict[str, Any] | None:
        return self._widget(part=True)

    def _widget(self, *, part: bool = False) -> dict[str, Any] | None:
        if not self.offers:
            return None
        home = getattr(self.request.user, "zone", "") or self.request.COOKIES.get("tz", "")
        return booking_widget(
            url=self.request.path, offers=self.offers, asked=self.request.GET.dict(), frame=self.frame, home=home,
            part=part,
            horizon=self.horizon,
        )  # fmt: skip

    def priced(self) -> Things:
        """schema.org Offers: live prices, and whether a time is free."""
        return [
            schema.offer(
                name=str(one.service.name), price=one.charge, currency=one.service.currency, url=self.url,
                by=str(one.resource.name), starts=self.horizon.first(one),
            )
            for one in self.offers
        ]  # fmt: skip


class ExpertTold(Told):
    @cached_property
    def resource(self) -> Resource:
        if self.offers:
            return self.offers[0].resource
        return Resource.objects.select_related("place").get(pk=self.page.resource_id)

    @cached_property
    def offers(self) -> list[Offer]:
        return showcase.offers_of(self.page.resource_id)

    @cached_property
    def reviews(self) -> tuple[list[Any], Any]:
        return showcase.reviews(resource=self.resource)

    @cached_property
    def soonest(self) -> datetime | None:
        return min((at for one in self.offers if (at := self.horizon.first(one))), default=None)

    @cached_property
    def face(self) -> Face:
        return faces("resource", [self.resource.pk], self.frame.language).get(self.resource.pk, NOBODY)

    def whole(self) -> dict[str, Any]:
        widget = None if self._gone() else self._widget()
        return {
            "expert": self._expert(), "widget": widget,
            "no_widget": "" if widget else self.page.away or say("expert.away"),
            "reviews": quoted(self.reviews[0][:REVIEWS]),
            "articles": editions.kept(("articles by", self.resource.pk), self._articles),
        }  # fmt: skip

    def _articles(self) -> Things:
        written = rows.ArticlePage.objects.live().filter(author=self.resource, locale=self.page.locale_id)
        return queries.article_cards(written.order_by("-written")[:ARTICLES])

    def _gone(self) -> bool:
        """On leave for so long that there is nothing to show but the words about it."""
        return bool(self.page.away) and self.soonest is None

    def _expert(self) -> dict[str, Any]:
        person, soonest, zone = self.resource, self.soonest, self.resource.place.zone
        return Composed(self._person, {
            "name": str(person.name), "headline": str(person.headline),
            "sky": sky(soonest, zone) if soonest else "noon",
            "next": near(soonest, zone, self.frame.now) if soonest else "",
        })  # fmt: skip

    def _person(self) -> dict[str, Any]:
        """What is said of him whatever the hour."""
        rating = self.reviews[1]
        return {
            "photo": self.face.picture, "rating": rating.average, "reviews": rating.count,
            "languages": showcase.spoken(self.resource.languages), "facts": self._facts(),
            "about": richly(self.page.about), "approach": self.page.approach,
            "education": self.page.education.splitlines(),
        }  # fmt: skip

    def _facts(self) -> Things:
        years = self.page.experience_years
        facts = [
            ("globe", say("expert.speaks"), showcase.spoken(self.resource.languages)),
            ("star", say("expert.experience"), say("counts.years", n=years) if years else ""),
            ("pin", say("expert.where"), str(self.resource.location)),
            ("video", say("expert.format"), self.page.meetings),
        ]
        return [{"icon": icon, "label": label, "text": text} for icon, label, text in facts if text]

    def structured(self) -> Things:
        made, offers, rating = self.face.picture, self.priced(), self.reviews[1]
        person = schema.person(
            name=str(self.resource.name), url=self.url, job=str(self.resource.headline),
            languages=self.resource.languages,
            image=self.request.build_absolute_uri(made.url) if made else "", works_for=str(self.resource.place.name),
            offers=offers,
        )  # fmt: skip
        return [person, self._rated(offers, rating)] if rating.count else [person]

    def _rated(self, offers: Things, rating: Any) -> dict[str, Any]:
        main = showcase.main(self.offers)
        name = str(main[0].service.name) if main else str(self.resource.headline)
        return schema.service(
            name=f"{name}: {self.resource.name}", url=self.url, description=str(self.resource.headline), offers=offers,
            provider={"@id": f"{self.url}#person"}, rating=schema.rating(rating.average, rating.count),
            reviews=[_review(one) for one in self.reviews[0][:REVIEWS]],
        )  # fmt: skip


class ServiceTold(Told):
    @cached_property
    def service(self) -> Service:
        return Service.objects.select_related("policy", "direction").get(pk=self.page.service_id)

    @cached_property
    def offers(self) -> list[Offer]:
        """Of the service itself and of its variants; whoever is free soonest comes first."""
        found = showcase.offers_doing(self.page.service_id)
        free = self.__dict__["horizon"] = Horizon(found, now=self.frame.now, whole=True)
        last = free.until
        return sorted(found, key=lambda one: (one.service_id != self.page.service_id, free.first(one) or last))

    @cached_property
    def own(self) -> list[Offer]:
        return [one for one in self.offers if one.service_id == self.service.pk]

    @cached_property
    def reviews(self) -> tuple[list[Any], Any]:
        return showcase.reviews(service=self.service)

    def whole(self) -> dict[str, Any]:
        widget = self._widget()
        people = list({one.resource_id: one.resource for one in self.own}.values())
        house = queries.place_words(self.request)
        return {
            "service": self._service(), "widget": widget, "reviews": quoted(self.reviews[0][:REVIEWS]),
            "experts": expert_cards(people, showcase.by_resource(self.own), self.frame, self.horizon),
            "no_widget": "" if widget else say("expert.no_services", phone=house.get("phone", "")),
            "goods": goods.cards(goods.going_with(self._every_service(), most=GOODS)),
        }  # fmt: skip

    def _every_service(self) -> set[int]:
        """Itself and its variants."""
        return {one.service_id for one in self.offers} | {self.service.pk}

    def _service(self) -> dict[str, Any]:
        service = self.service
        lines = [hint["text"] for hint in readable.sentences(rules_of(service), readable.BEFORE_BOOKING)]
        return {
            "name": str(service.name), "summary": str(service.summary),
            "picture": rows.shot(self.page.picture, rows.COVER),
            "about": richly(self.page.about), "bring": str(service.bring), "facts": self._facts(), "policy": lines,
        }  # fmt: skip

    def _facts(self) -> Things:
        price = min((one.charge for one in self.own), default=self.service.price)
        facts = [
            ("clock", say("service.duration"), showcase.length_of(self.service)),
            (
                "card",
                say("service.price"),
                showcase.price_words(price, self.service.currency, several=self._prices() > 1),
            ),
            ("video", say("expert.format"), showcase.formats_words(self.service.formats)),
        ]
        return [{"icon": icon, "label": label, "text": text} for icon, label, text in facts if text]

    def _prices(self) -> int:
        return len({one.charge for one in self.own})

    def structured(self) -> Things:
        house, rating = queries.place_words(self.request), self.reviews[1]
        return [schema.service(
            name=str(self.service.name), url=self.url, description=str(self.service.summary), offers=self.priced(),
            provider={"@type": "LocalBusiness", "name": house.get("name", "")}, reviews=[],
            rating=schema.rating(rating.average, rating.count),
        )]  # fmt: skip


def service_groups(page: Any) -> Things:
    """Main services by direction; those without one come last, under no name."""
    services = list(Service.objects.filter(variant_of=None).select_related("direction"))
    cards = service_cards(services, showcase.offers_for(services))
    groups: dict[Any, dict[str, Any]] = {}
    for service, card in zip(services, cards, strict=True):
        direction = service.direction
        named = (
            {"name": str(direction.name), "summary": str(direction.summary)}
            if direction
            else {"name": say("nav.rooms")}
        )
        groups.setdefault(service.direction_id, named | {"services": []})["services"].append(card)
    return sorted(groups.values(), key=lambda group: "summary" not in group)


def quoted(reviews: Sequence[Any]) -> Things:
    return [{"text": str(one.text), "who": str(one.signed)} for one in reviews]


def _review(one: Any) -> dict[str, Any]:
    author = str(one.signed) or say("reviews.anonymous")
    return schema.review(text=str(one.text), stars=one.rating, author=author, written=one.written.isoformat())


def richly(text: str) -> Any:
    """Rich text for a template; nothing for nothing."""
    return RichText(text) if text else None
