"""Reading the pages: which one stands at an address, what is above and beside it, where a resource is written about.

Everything is of the language spoken now unless a language is given, and of live pages only.
"""

from collections.abc import Callable
from decimal import Decimal
from hashlib import md5
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from wagtail.models import Page, Site

from booking.blocks import Face, showcase
from booking.models import Direction, Place
from pages import models as rows  # by its name: page models are made of blocks, and blocks read through this module
from pages.trunk import kept_of, trunk_of
from words import language, say

WORDS_A_MINUTE = 180
CUT = ("cut_file", "cut_width", "cut_height")


def find(request: HttpRequest, path: str) -> Any:
    """The live page at `path` ("experts/olena/") in the language spoken now, as its own type; None: there is none."""
    return kept_of(request, ("at", md5(path.encode(), usedforsecurity=False).hexdigest()), lambda: _at(request, path))


def _at(request: HttpRequest, path: str) -> Any:
    trunk = trunk_of(request)
    if not trunk.home_path:
        return None
    url_path = f"{trunk.home_path}{path.strip('/')}/" if path.strip("/") else trunk.home_path
    known = trunk.at(url_path) or Page.objects.filter(url_path=url_path, live=True).select_related("locale").first()
    return known and _specific(known)


def _specific(page: Any) -> Any:
    """With the locale at hand."""
    found = page.specific
    found.locale = page.locale
    return found


def faces(kind: str, ids: list[int], language: str) -> dict[int, Face]:
    """The pages about these resources or services (`kind`), with a portrait or a picture: one query."""
    model, picture, spec = {
        "resource": (rows.ExpertPage, "portrait", rows.PORTRAIT),
        "service": (rows.ServicePage, "picture", rows.COVER),
    }[kind]
    pages = model.objects.live().filter(locale__language_code=language, **{f"{kind}__in": ids})
    kept = with_cut(pages, picture, spec).values_list(f"{kind}_id", "url_path", f"{picture}_id", *CUT)
    place = address_in(language)
    return {of: Face(place(path), _cut(*cut) or _made(made_of, spec)) for of, path, made_of, *cut in kept}


def address_in(language: str) -> Callable[[str], str]:
    """What tells the address of a live page from its `url_path`: without the page itself, of which a list has many."""
    root = next((one.root_path for one in Site.get_site_root_paths() if one.language_code == language), "")
    return lambda path: f"/{language}/{path.removeprefix(root)}" if root and path.startswith(root) else ""


def _cut(file: str, width: int, height: int) -> Any:
    return rows.Shot(default_storage.url(file), width, height) if file else None


def _made(picture: int | None, spec: str) -> Any:
    """One that nobody has asked for yet is made now."""
    return rows.shot(rows.Picture.objects.get(pk=picture), spec) if picture else None


def with_cut(pages: Any, picture: str, spec: str) -> Any:
    """A queryset of pages with the ready-made picture beside each, so that no page asks for its own."""
    cut = rows.Rendition.objects.filter(image=OuterRef(picture), filter_spec=spec).order_by("-pk")
    return pages.annotate(**{part: Subquery(cut.values(part.removeprefix("cut_"))[:1]) for part in CUT})


def pictured(page: Any, picture: str, spec: str) -> Any:
    """The picture of a page that `with_cut` has read."""
    return _cut(page.cut_file, page.cut_width, page.cut_height) or _made(getattr(page, f"{picture}_id"), spec)


def live(model: Any, code: str) -> Any:
    return model.objects.live().filter(locale__language_code=code).select_related("locale").defer_streamfields()


def address_of(model: Any, code: str | None = None) -> str:
    """Where the first page of this type stands; empty when there is none."""
    page = live(model, code or language()).first()
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
    found = showcase.by_direction()
    lines = [_direction(one, url, *found[one.pk]) for one in Direction.objects.all() if one.pk in found]
    return {"lines": lines, "all_url": url}


def _direction(direction: Direction, url: str, price: Decimal, people: int) -> dict[str, Any]:
    return {
        "name": str(direction.name), "summary": str(direction.summary), "url": f"{url}?direction={direction.code}",
        "price_from": price, "free": price == 0, "note": say("counts.experts", n=people),
    }  # fmt: skip


def newest(count: int) -> dict[str, Any]:
    pages = rows.ArticlePage.objects.live().filter(locale__language_code=language()).order_by("-written", "-pk")[:count]
    return {"articles": article_cards(pages), "all_url": address_of(rows.ArticlesPage)}


def article_cards(pages: Any) -> list[dict[str, Any]]:
    """Of a queryset of articles: one query."""
    found = with_cut(pages.select_related("author", "locale", "picture"), "picture", rows.COVER)
    return [
        {
            "title": page.title, "url": page.url, "picture": pictured(page, "picture", rows.COVER),
            "author": page.author_name, "date": page.written_words, "length": page.length_words,
        }
        for page in found
    ]  # fmt: skip


def reading_minutes(text: str) -> int:
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def binding() -> frozenset[int]:
    """Pages with which people agree, in every language."""
    return frozenset(rows.ContentPage.objects.live().filter(binding=True).values_list("pk", flat=True))


def place_of(request: HttpRequest | None) -> Place | None:
    """The house. Read once a request."""
    if request is None:
        return Place.objects.first()
    if not hasattr(request, "_place"):
        request._place = Place.objects.first()  # type: ignore[attr-defined]
    found: Place | None = request._place  # type: ignore[attr-defined]
    return found


def place_words(request: HttpRequest | None = None) -> dict[str, Any]:
    """The house as its pages and their foot name it."""
    place = place_of(request)
    if place is None:
        return {}
    known = place.latitude is not None and place.longitude is not None
    point = f"?mlat={place.latitude}&mlon={place.longitude}#map=17/{place.latitude}/{place.longitude}"
    return {
        "name": str(place.name), "address": str(place.address), "hours": str(place.hours), "phone": place.phone,
        "email": place.email, "urgent": say("footer.danger"),
        "url": f"https://www.openstreetmap.org/{point}" if known else "",
    }  # fmt: skip


def page_of(request: HttpRequest) -> Any:
    """The page that this request shows; None for other views."""
    route = getattr(request, "_wagtail_route_for_request", None)
    return route[0] if route else None
