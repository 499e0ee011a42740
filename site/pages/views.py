"""Addresses beside the page tree: for robots, for looks, and for what went wrong."""

import logging
import secrets
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, HttpResponseServerError
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from pages import goods, queries, schema
from pages.context import SCHEMES

YEAR = 365 * 24 * 3600
CLOSED = (
    "/cms/", "/django-admin/", "/account/", "/api/", "/book/", "/b/", "/me/", "/expert/", "/basket/", "/checkout/",
    "/order/", "/card/", "/g/", "/gift/balance/",
)  # fmt: skip
"""Not for robots: staff doors, and whatever belongs to one person."""
log = logging.getLogger("atrium.pages")


def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page at this address, in the language of the address and no other. Open to everybody.

    Found in two queries whatever the depth; Wagtail does the rest, hooks and restrictions included.
    """
    found = queries.find(request, path)
    request._wagtail_route_for_request = RouteResult(found) if found else None  # type: ignore[attr-defined]
    answer: HttpResponse = serve(request, path)
    return answer


@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Remembers light, dark or auto in a cookie. Open to everybody."""
    wanted, back = request.POST.get("scheme", ""), request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    answer = HttpResponseRedirect(back if safe else "/")
    if wanted in SCHEMES:
        answer.set_cookie("scheme", wanted, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return answer


@require_GET
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Open to everybody."""
    codes = [code for code, _ in settings.LANGUAGES]
    lines = [f"Disallow: {path}" for path in CLOSED] + [f"Disallow: /{code}{path}" for code in codes for path in CLOSED]
    site = f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}"
    return HttpResponse("\n".join(["User-agent: *", *lines, "", site, ""]), content_type="text/plain; charset=utf-8")


class PagesMap(Sitemap[Any]):
    """Every live public page in every language, each with its alternates."""

    limit = 10_000

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> list[Any]:
        site = Site.find_for_request(self.request)
        homes = Page.objects.filter(translation_key=site.root_page.translation_key) if site else Page.objects.none()
        below = Page.objects.none()
        for home in homes:
            below |= Page.objects.descendant_of(home, inclusive=True)
        return list(below.live().public().select_related("locale").order_by("path"))

    def _urls(self, page: Any, protocol: Any, domain: Any) -> list[dict[str, Any]]:
        rows = self.paginator.page(page).object_list
        versions: dict[Any, list[Any]] = {}
        for row in self.items():
            versions.setdefault(row.translation_key, []).append(
                (row.locale.language_code, row.get_full_url(self.request))
            )
        return [self._entry(row, versions[row.translation_key]) for row in rows]

    def _entry(self, row: Any, versions: list[Any]) -> dict[str, Any]:
        default = [url for code, url in versions if code == settings.LANGUAGE_CODE]
        alternates = [{"location": url, "lang_code": code} for code, url in versions]
        return {
            "item": row, "location": row.get_full_url(self.request), "lastmod": row.last_published_at,
            "changefreq": None,
            "priority": "", "alternates": alternates + [{"location": url, "lang_code": "x-default"} for url in default],
        }  # fmt: skip


class GoodsMap(Sitemap[Any]):
    """Every category and every good in every language, each with its alternates."""

    limit = 10_000

    def items(self) -> list[Any]:
        return [(one, versions) for versions in goods.everything() for one in versions]

    def _urls(self, page: Any, protocol: Any, domain: Any) -> list[dict[str, Any]]:
        return [self._entry(*row) for row in self.paginator.page(page).object_list]

    def _entry(self, one: Any, versions: list[Any]) -> dict[str, Any]:
        alternates = [{"location": each["url"], "lang_code": each["code"]} for each in schema.alternates(versions)]
        return {
            "item": one, "location": one.url, "lastmod": None, "changefreq": None, "priority": "",
            "alternates": alternates,
        }  # fmt: skip


@require_GET
def sitemap(request: HttpRequest) -> HttpResponse:
    """Open to everybody."""
    from django.contrib.sitemaps.views import sitemap as drawn

    return drawn(request, {"pages": PagesMap(request), "goods": GoodsMap()})


def broken(request: HttpRequest) -> HttpResponse:
    """500. Gives the visitor a number under which the log has the rest."""
    code = secrets.token_hex(4)
    log.error("broken: %s at %s", code, request.path)
    return HttpResponseServerError(loader.get_template("500.html").render({"code": code}))
