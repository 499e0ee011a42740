"""What every page is told about the house, whatever view draws it."""

from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language_from_path

import editions
from pages import queries
from pages.trunk import kept_of, trunk_of
from shop.queries import giving_door
from words import language, manners, say

SCHEMES = ("auto", "light", "dark")


def house(request: HttpRequest) -> dict[str, Any]:
    """Names for themes/base/templates/base.html. Costs nothing until a template asks, then a fixed few queries."""
    return {
        "house": SimpleLazyObject(lambda: editions.kept(("house",), queries.place_words)),
        "home_url": f"/{language()}/",
        "languages": SimpleLazyObject(lambda: languages(request)),
        "menu": SimpleLazyObject(lambda: menu(request)),
        "menu_here": SimpleLazyObject(lambda: "".join(one["url"] for one in menu(request) if one["current"])),
        "foot": SimpleLazyObject(lambda: kept_of(request, ("foot",), lambda: foot(request))),
        "agreed": SimpleLazyObject(lambda: kept_of(request, ("agreed",), lambda: agreed(request))),
        "scheme": scheme(request),
        "shared_locale": shared_locale(language()),
        "account_url": reverse("me"),
        "basket_url": reverse("basket"),
    }


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    items = kept_of(request, ("menu",), lambda: trunk_of(request).menu(request))
    return [item | {"current": request.path.startswith(item["url"])} for item in items]


def agreed(request: HttpRequest) -> list[dict[str, str]]:
    """Pages with which people agree."""
    return trunk_of(request).links(queries.binding(), request)


def foot(request: HttpRequest) -> list[dict[str, Any]]:
    """The columns of the trunk; where one can donate, a way there among what one books and buys."""
    columns = trunk_of(request).foot(request)
    if columns and (door := giving_door()):
        columns[0]["items"].append({"label": say("donations.title"), "url": door})
    return columns


@cache
def shared_locale(code: str) -> str:
    """Language and country, as OpenGraph wants them: "uk_UA"."""
    ours = manners(code)
    likely = Locale.parse(get_global("likely_subtags")[ours.language])
    return f"{ours.language}_{ours.territory or likely.territory}"


def scheme(request: HttpRequest) -> str:
    asked = request.COOKIES.get("scheme", "auto")
    return asked if asked in SCHEMES else "auto"


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """Every language of the house with the same thing in it: the translated page, or the same view."""
    page = queries.page_of(request)
    there = {one.code: one.path for one in page.versions(request)} if page and hasattr(page, "versions") else None
    return [_language(code, request, there) for code, _ in settings.LANGUAGES]


def _language(code: str, request: HttpRequest, there: dict[str, str] | None) -> dict[str, Any]:
    short = say(f"nav.language_short.{code}")
    return {
        "code": code, "label": short, "aria": f"{short}, {say(f'nav.language_names.{code}')}",
        "current": code == language(),
        "url": _elsewhere(request, code) if there is None else there.get(code, f"/{code}/"),
    }  # fmt: skip


def _elsewhere(request: HttpRequest, code: str) -> str:
    """The same view in another language; a posted page has no address of its own, so the door."""
    if not get_language_from_path(request.path_info):
        return reverse("speak", args=[code]) + "?" + urlencode({"next": request.get_full_path()})
    try:
        return translate_url(request.get_full_path(), code) if request.method == "GET" else f"/{code}/"
    except (NoReverseMatch, Resolver404):
        return f"/{code}/"
