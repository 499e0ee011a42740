"""No staff page without a verified second factor; too many tries are answered politely; a chosen language is kept."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import ResolverMatch
from django.utils.translation import get_language_from_path, get_language_from_request
from django_otp import user_has_device

from accounts.backends import is_staff_like
from accounts.limits import wait_in_words
from accounts.verbs import TooMany

Next = Callable[[HttpRequest], HttpResponse]

DOORS = {"cms", "django-admin"}
NAMESPACES = {"dashboard", "admin"}
OPEN = {"staff_sign_in", "staff_sign_out"}


def is_staff_page(match: ResolverMatch) -> bool:
    """By the matched route, not the path: first segments (a language may come before), or the library's namespace."""
    inside = bool(NAMESPACES & set(match.namespaces)) or bool(DOORS & set(match.route.split("/")[:2]))
    return inside and match.url_name not in OPEN


class StaffGate:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not is_staff_page(request.resolver_match):
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if not is_staff_like(request.user):
            raise PermissionDenied
        return None if request.user.is_verified() else self._ask_second(request)

    def _ask_second(self, request: Any) -> HttpResponse:
        by_link = request.session[BACKEND_SESSION_KEY].endswith("MagicLink")  # staff come in by password only
        if by_link or user_has_device(request.user):  # signed in before the device existed
            return to_sign_in(request)
        request.session["next"] = request.get_full_path()
        return redirect("two_factor:setup")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path(), resolve_url("two_factor:login"))


class Patience:
    """TooMany from any view becomes 429 with Retry-After."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TooMany):
            return None
        response = render(request, "429.html", {"wait": wait_in_words(error.wait)}, status=429)
        response["Retry-After"] = str(error.wait)
        return response


class Tongue:
    """Whoever opens a page of another language than their browser or cookie says has chosen it: pages without a
    language in their address then speak it too."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        spoken = get_language_from_path(request.path_info)
        if (
            spoken
            and spoken != get_language_from_request(request)
            and settings.LANGUAGE_COOKIE_NAME not in response.cookies
        ):
            keep_language(response, spoken)
        return response


def keep_language(response: HttpResponse, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE,
    )  # fmt: skip
