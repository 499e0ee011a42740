"""Oscar's storefront (shelves, basket, checkout, search, offers) has doors only where the settings open them.

Its dashboard speaks of goods and categories by Oscar's names: those lead to the pages of the house.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import ResolverMatch, reverse
from django.utils.http import urlencode

from shop import showcase
from shop.models import Good, Shelf

NAMESPACES = {"basket", "catalogue", "checkout", "offer", "search", "wishlists"}


def is_shelf(match: ResolverMatch) -> bool:
    """By the matched route and not by the path; the dashboard is a staff page, and accounts lead to our own."""
    return bool(NAMESPACES & set(match.namespaces[:1]))


def _good(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    row = get_object_or_404(Good.objects.select_related("shelf", "of__shelf"), product=kwargs["pk"])
    return showcase.address(row.of or row)


def _shelf(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    return showcase.shelf_address(get_object_or_404(Shelf, category=kwargs["pk"]))


def _all(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    asked = request.GET.get("q", "")[:80]
    return reverse("goods") + (f"?{urlencode({'q': asked})}" if asked else "")


OURS: dict[str, Callable[[HttpRequest, dict[str, Any]], str]] = {
    "catalogue:detail": _good, "catalogue:category": _shelf, "catalogue:index": _all, "search:search": _all,
}  # fmt: skip
"""Names of Oscar's -> where the house tells of the same."""


class Shelves:
    """404 for whoever comes to a storefront that is not open, but for what the house has a page of its own about."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not is_shelf(match) or settings.SHELVES_OPEN:
            return None
        ours = OURS.get(match.view_name) if request.method in ("GET", "HEAD") else None
        if ours is None:
            raise Http404
        return redirect(ours(request, kwargs))
