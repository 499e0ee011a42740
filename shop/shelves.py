"""Oscar's storefront (shelves, basket, checkout, search, offers) has doors only where the settings open them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch

NAMESPACES = {"basket", "catalogue", "checkout", "offer", "search", "wishlists"}


def is_shelf(match: ResolverMatch) -> bool:
    """By the matched route and not by the path; the dashboard is a staff page, and accounts lead to our own."""
    return bool(NAMESPACES & set(match.namespaces[:1])) or match.route.endswith("/shop/")


class Shelves:
    """404 for whoever comes to a storefront that is not open. Its names stay known, the dashboard speaks of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        if is_shelf(request.resolver_match) and not settings.SHELVES_OPEN:
            raise Http404
