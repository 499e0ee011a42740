"""Reading the pages: where a resource or a service is written about, what stands in the menu, what is new.

Everything is of the language spoken now unless a language is given, and of live pages only.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Site

from booking.blocks import Face, showcase
from booking.models import Direction, Place
from pages import models as rows  # by its name: page models are made of blocks, and blocks read through this module
from words import language, say

WORDS_A_MINUTE = 180


def faces(kind: str, ids: list[int], language: str) -> dict[int, Face]:
    """The pages about these resources or services (`kind`), with a portrait or a picture."""
    model, picture, spec = {
        "resource": (rows.ExpertPage, "portrait", rows.PORTRAIT),
        "service": (rows.ServicePage, "picture", rows.COVER),
    }[kind]
    pages = _live(model, language).filter(**{f"{kind}__in": ids}).select_related(picture)
    found = pages.prefetch_related(f"{picture}__renditions")
    return {getattr(one, f"{kind}_id"): Face(one.url, rows.shot(getattr(one, picture), spec)) for one in found}


def _live(model: Any, code: str) -> Any:
    return model.objects.live().filter(locale__language_code=code).select_related("locale").defer_streamfields()


def address_of(model: Any, code: str | None = None) -> str:
    """Where the first page of this type stands; empty when there is none."""
    page = _live(model, code or language()).first()
    return page.url if page else ""


def finder() -> dict[str, Any] | None:
    """The select of the opening: every direction leads to its experts."""
    url = address_of(rows.ExpertsPage)
    if not url:
        return None
    named = [{"value": one.code, "label": str(one.invitation or one.name)} for one in Direction.objects.all()]
    options = [{"value": "", "label": say("home.anything")}, *named]
    return {"url": url, "label": say("home.need"), "name": "direction", "options": options}


def directions() -> dict[str, Any]:
    """Directions in which something can be booked, each with its lowest price and its experts."""
    url = address_of(rows.ExpertsPage)
    offers = showcase.main(showcase.offers())
    lines = []
    for direction in Direction.objects.all():
        own = [offer for offer in offers if offer.service.direction_id == direction.pk]
        price = showcase.price_from(own)
        lines.append({
            "name": str(direction.name), "summary": str(direction.summary), "url": f"{url}?direction={direction.code}",
            "price_from": price, "free": price == 0, "note": say("counts.experts", n=len({o.resource_id for o in own})),
        })  # fmt: skip
    return {"lines": lines, "all_url": url}


def newest(count: int) -> dict[str, Any]:
    pages = _live(rows.ArticlePage, language()).order_by("-written", "-pk")[:count]
    return {"articles": article_cards(pages), "all_url": address_of(rows.ArticlesPage)}


def article_cards(pages: Any) -> list[dict[str, Any]]:
    """Of a queryset of articles with their locale selected."""
    found = pages.select_related("picture", "author").prefetch_related("picture__renditions")
    return [
        {
            "title": page.title, "url": page.url, "picture": rows.shot(page.picture, rows.COVER),
            "author": page.author_name, "date": page.written_words, "length": page.length_words,
        }
        for page in found
    ]  # fmt: skip


def reading_minutes(text: str) -> int:
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def place_words(place: Place | None = None) -> dict[str, Any]:
    """The house as its pages and their foot name it."""
    place = place or Place.objects.first()
    if place is None:
        return {}
    known = place.latitude is not None and place.longitude is not None
    point = f"?mlat={place.latitude}&mlon={place.longitude}#map=17/{place.latitude}/{place.longitude}"
    return {
        "name": str(place.name), "address": str(place.address), "hours": str(place.hours), "phone": place.phone,
        "email": place.email, "urgent": say("footer.danger"),
        "url": f"https://www.openstreetmap.org/{point}" if known else "",
    }  # fmt: skip


def tree(request: HttpRequest) -> tuple[Any, list[Any]]:
    """The home page in the language spoken now and the pages right below it."""
    site = Site.find_for_request(request)
    if site is None:
        return None, []
    home = _homes(site).filter(locale__language_code=language()).first()
    if home is None:
        return None, []
    below = Page.objects.child_of(home).live().select_related("content_type", "locale")
    return home, list(below.order_by("path"))


def _homes(site: Site) -> Any:
    return Page.objects.live().filter(translation_key=site.root_page.translation_key).select_related("locale")


def foot(pages: Iterable[Any], request: HttpRequest) -> list[dict[str, Any]]:
    """Two columns: where one books, and what one reads."""
    columns: dict[str, list[dict[str, str]]] = {"footer.book": [], "footer.about": []}
    for page in pages:
        books = page.content_type.model in {"expertspage", "servicespage"}
        columns["footer.book" if books else "footer.about"].append({"label": page.title, "url": page.get_url(request)})
    return [{"label": say(key), "items": items} for key, items in columns.items() if items]


def page_of(request: HttpRequest) -> Any:
    """The page that this request shows; None for other views."""
    route = getattr(request, "_wagtail_route_for_request", None)
    return route[0] if route else None
