"""Categories and goods: pages of the shop that are rows, not pages of the tree. Open to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

import clock
from booking.blocks import Frame, Horizon, expert_cards, faces
from booking.blocks import showcase as sessions
from booking.models import Offer, Service
from fields import Words
from money import show_money
from pages import queries, schema, shelves
from pages.trunk import trunk_of
from shop.blocks import showcase
from shop.models import Good, Shelf
from words import in_language, language

FRONT = "goodspage"
PEOPLE = 3
"""Experts who are shown beside a good."""
BESIDE = 4
DESCRIPTION = 155
Crumbs = Sequence[tuple[str, str]]


@dataclass
class There:
    """The same thing in one language: its code and its absolute address."""

    code: str
    url: str


def versions(name: str, *codes: str) -> list[There]:
    found = []
    for code, _ in settings.LANGUAGES:
        with in_language(code):
            found.append(There(code, f"{settings.SITE_ADDRESS}{reverse(name, args=codes)}"))
    return found


def everything() -> list[list[There]]:
    """Where every category and every good stands, in every language: for robots."""
    shelves = [versions("shelf", one.code) for one in showcase.shelves()]
    codes = showcase.on_sale().values_list("shelf__code", "code")
    return [*shelves, *(versions("good", *pair) for pair in codes)]


def told(*, name: str, codes: Sequence[str], title: str, text: Words, way: Crumbs) -> Any:
    """What the frame of every page needs. `way`: from the home page down to this one, addresses without a host."""
    there = versions(name, *codes)
    crumbs = [(label, f"{settings.SITE_ADDRESS}{url}") for label, url in way]
    return {
        "title": title, "description": Truncator(str(text)).chars(DESCRIPTION),
        "canonical": next(one.url for one in there if one.code == language()),
        "alternates": schema.alternates(there), "structured": [schema.breadcrumbs(crumbs)],
        "crumbs": [{"label": label, "url": url} for label, url in way[1:-1]],
    }  # fmt: skip


def way_to(request: HttpRequest, shelf: Shelf, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """From the home page to what stands on this shelf."""
    house, front = str(queries.place_words(request).get("name", "")), _front(request)
    shop = [(front.title, front.get_url(request))] if front else []
    return [(house, f"/{language()}/"), *shop, (str(shelf.name), showcase.shelf_address(shelf)), *more]


def _front(request: HttpRequest) -> Any:
    """The page with all goods; None where the house has none in this language."""
    return next((page for page in trunk_of(request).below if page.content_type.model == FRONT), None)


def all_goods(request: HttpRequest) -> str:
    front = _front(request)
    return str(front.get_url(request)) if front else ""


@require_safe
def shelf(request: HttpRequest, shelf: str) -> HttpResponse:
    """One category, with the filters of the whole shop."""
    row = get_object_or_404(Shelf, code=shelf)
    url = showcase.shelf_address(row)
    listed = shelves.listed(shelves.Asked.read(request.GET), url=url, all_url=all_goods(request), shelf=row)
    frame = told(
        name="shelf",
        codes=[row.code],
        title=str(row.name),
        text=row.text or row.name,
        way=way_to(request, row),
    )
    return render(request, "pages/shelf.html", frame | listed | {"intro": str(row.text)})


@require_safe
def good(request: HttpRequest, shelf: str, good: str) -> HttpResponse:
    """One good. A variant, and a good that stands on another shelf by now, lead to where they are told of."""
    row = showcase.pictured(showcase.on_sale().filter(code=good), showcase.LARGE, showcase.SHARED).first()
    if row is None:
        return _elsewhere(good)
    if row.shelf.code != shelf:
        return redirect(showcase.address(row), permanent=True)
    shown = GoodTold(row, request)
    return render(request, "pages/good.html", shown.frame() | shown.whole())


def _elsewhere(code: str) -> HttpResponse:
    variant = Good.objects.select_related("of__shelf").filter(code=code).exclude(of=None).first()
    if variant is None or variant.of is None:
        raise Http404
    return redirect(f"{showcase.address(variant.of)}?variant={variant.code}")


class GoodTold:
    def __init__(self, good: Any, request: HttpRequest) -> None:
        self.good, self.request, self.seen = good, request, Frame.at(clock.now())

    @cached_property
    def variants(self) -> list[Any]:
        return showcase.variants(self.good)

    @cached_property
    def pictures(self) -> list[dict[str, Any]]:
        return [showcase.picture(photo, showcase.LARGE) for photo in self.good.photos.all()]

    @cached_property
    def services(self) -> list[Service]:
        return list(self.good.services.select_related("direction"))

    def frame(self) -> dict[str, Any]:
        good = self.good
        way = way_to(self.request, good.shelf, (str(good.name), showcase.address(good)))
        frame = told(name="good", codes=[good.shelf.code, good.code], title=str(good.name), text=good.text, way=way)
        frame["structured"] += [self.structured(frame["canonical"])]
        first = next(iter(good.photos.all()), None)
        if first:
            shared = showcase.picture(first, showcase.SHARED)
            frame["og_image"] = shared | {"url": self.request.build_absolute_uri(shared["url"])}
        return dict(frame)

    def whole(self) -> dict[str, Any]:
        good = self.good
        beside = showcase.on_sale().filter(shelf=good.shelf, free__gt=0).exclude(pk=good.pk)[:BESIDE]
        return {
            "good": {
                "code": good.code, "name": str(good.name), "text": str(good.text), "unit": str(good.unit),
                "price": showcase.price_words(good), "stock": showcase.stock(good.free), "pictures": self.pictures,
                "gone": good.free <= 0, "most": min(max(good.free, 1), 99),
            },
            "variants": self._variants(), "services": self._services(), "experts": self._experts(),
            "beside": showcase.cards(beside), "shelf": {"name": str(good.shelf.name),
            "url": showcase.shelf_address(good.shelf)},
        }  # fmt: skip

    def _variants(self) -> list[dict[str, Any]]:
        """What the buyer chooses from; `product` is what the basket is told. One alone is no choice."""
        wanted = self.request.GET.get("variant", "")
        there = [one for one in self.variants if one.free > 0]
        picked = next((one for one in self.variants if one.code == wanted), next(iter(there), None))
        return [
            {
                "product": one.product_id, "name": str(one.name), "stock": showcase.stock(one.free),
                "gone": one.free <= 0, "checked": one == picked, "price": show_money(one.price),
            }
            for one in self.variants
        ]  # fmt: skip

    def _services(self) -> list[dict[str, str]]:
        shown = faces("service", [one.pk for one in self.services], self.seen.language)
        named = [(str(one.name), shown[one.pk].url if one.pk in shown else "") for one in self.services]
        return [{"label": label, "url": url} for label, url in named]

    def _experts(self) -> list[dict[str, Any]]:
        """Whoever does these services and is free soonest."""
        offers: list[Offer] = list(sessions.offers().filter(service__in=self.services))
        free = Horizon(offers, now=self.seen.now)
        last = free.until
        soon = sorted(offers, key=lambda one: free.first(one) or last)
        people = list({one.resource_id: one.resource for one in soon}.values())[:PEOPLE]
        return expert_cards(people, sessions.by_resource(soon), self.seen, free)

    def structured(self, url: str) -> schema.Thing:
        offers = [
            schema.thing_offer(price=one.price, url=url, there=one.free > 0, name=str(one) if one.of else "")
            for one in self.variants
        ]
        return schema.product(
            name=str(self.good.name), url=url, code=self.good.code, description=str(self.good.text), offers=offers,
            images=[self.request.build_absolute_uri(one["url"]) for one in self.pictures],
            category=str(self.good.shelf.name),
        )  # fmt: skip
