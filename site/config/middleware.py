"""First and last words of every request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

import editions
from facts import coming_from

Next = Callable[[HttpRequest], HttpResponse]


class Health:
    """Answers /healthz before anything else: the process is alive. It asks neither database nor session."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        return self.get_response(request)


class Shorter(GZipMiddleware):
    """Sends words compressed. Pictures and archives are small already, and Django would squeeze them all the same."""

    WORDS = ("text/", "application/json", "application/xml", "image/svg+xml")

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not response.get("Content-Type", "").startswith(self.WORDS):
            return response
        return super().process_response(request, response)


def address_of(request: HttpRequest) -> str:
    """The visitor's IP. Behind TRUSTED_PROXIES proxies, the address that the outermost of them saw."""
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            return str(hops[-settings.TRUSTED_PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))


class Origin:
    """Facts told during a request carry its IP."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(address_of(request)):
            return self.get_response(request)


class Edition:
    """A request that only reads is shown one edition of the house."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with editions.reading():
            return self.get_response(request)
