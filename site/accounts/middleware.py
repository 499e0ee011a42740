"""No staff page without a verified second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import ResolverMatch
from django_otp import user_has_device

from accounts.backends import is_staff_like

DOORS = {"cms", "django-admin"}
NAMESPACES = {"dashboard", "admin"}


def is_staff_page(match: ResolverMatch) -> bool:
    """By the matched route, not the path: first segments (a language may come before), or the library's namespace."""
    return bool(NAMESPACES & set(match.namespaces)) or bool(DOORS & set(match.route.split("/")[:2]))


class StaffGate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not is_staff_page(request.resolver_match) or (request.user.is_authenticated and request.user.is_verified()):
            if is_staff_page(request.resolver_match) and not is_staff_like(request.user):
                raise PermissionDenied
            return None
        return self._stop(request)

    def _stop(self, request: Any) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not is_staff_like(user):
            raise PermissionDenied
        if not user.is_authenticated or user_has_device(user):  # signed in before the device existed: ask again
            return redirect_to_login(request.get_full_path(), resolve_url("two_factor:login"))
        request.session["next"] = request.get_full_path()
        return redirect("two_factor:setup")
