"""The house's API, version 1: the rooms' routers, one reader, one shape of trouble."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from accounts.limits import wait_in_words
from accounts.verbs import TooMany
from booking.api import reading, writing
from shop.api import baskets, foundations, gifts, goods, reckoning
from wire import BIGGEST, Reader, Wrong, misunderstood, reason, trouble, wrong
from words import say

ABOUT = """Find a free time, take it, pay, move, cancel.

Requests and answers are JSON. Times are ISO 8601 with their offset, money is text. What cannot be done is answered with
409 and `{"reasons": [{"code", "field", "text", "numbers"}], "alternatives": [...]}`, what was not understood with the
same and 422: `text` is said in the language of `Accept-Language` (English and Ukrainian), the rest is for programs.

A booking that is not the caller's is answered with 404, exactly as one that does not exist: nobody learns which codes
do. 403 is for a signed-in session that changes something without Django's CSRF token.
"""

DOCS_POLICY = "; ".join([
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "connect-src 'self'", "font-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
])  # fmt: skip
"""Swagger's page draws its letters and pictures itself; beyond that it may do less than our own pages."""


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = DOCS_POLICY
        return response

    return answering


api = NinjaAPI(
    title="Atrium", version="1", description=ABOUT, urls_namespace="api", parser=Reader(), docs_decorator=_guarded
)  # fmt: skip
api.add_router("", reading.router)
api.add_router("", writing.router)
api.add_router("", goods.router)
api.add_router("", gifts.router)
api.add_router("", foundations.router)
api.add_router("", baskets.router)
api.add_router("", reckoning.router)


@api.exception_handler(Wrong)
def _wrong(request: HttpRequest, error: Any) -> JsonResponse:
    return wrong(error)


@api.exception_handler(ValidationError)
def _misunderstood(request: HttpRequest, error: Any) -> JsonResponse:
    return trouble(422, misunderstood(error.errors))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Any) -> JsonResponse:
    """Ninja wraps what the reader said of the body."""
    if isinstance(error.__cause__, Wrong):
        return wrong(error.__cause__)
    return trouble(error.status_code, [reason("not_understood", say("form_errors.not_understood"))])


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: Any) -> JsonResponse:
    return wrong(Wrong("body", "too_large", status=413, n=BIGGEST // 1024))


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: Any) -> JsonResponse:
    return wrong(Wrong("code", "unknown_booking", status=404))


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Any) -> JsonResponse:
    return wrong(Wrong("", "unknown_address", status=404))


@api.exception_handler(TooMany)
def _too_many(request: HttpRequest, error: Any) -> JsonResponse:
    text = say("pages_errors.429.text", wait=wait_in_words(error.wait))
    return trouble(429, [reason("too_many", text, wait=error.wait)], headers={"Retry-After": str(error.wait)})


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address that the API does not have. Open to everybody."""
    return wrong(Wrong("", "unknown_address", status=404))


NO_PAGES: tuple[Any, ...] = ()


def _worded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A method that the address does not have is answered in the same shape as everything else."""

    @wraps(view)
    def answering(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        request.urlconf = NO_PAGES  # else LocaleMiddleware turns each 404 into a redirect to a page in some language
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        told = wrong(Wrong("", "method", status=405, types=response["Allow"]))
        told["Allow"] = response["Allow"]
        return told

    return answering


def _urls() -> tuple[list[Any], str, str]:
    found, app, namespace = api.urls
    patterns: list[Any] = [*found, path("<path:rest>", nothing_here)]
    for pattern in patterns:
        pattern.callback = _worded(nothing_here if pattern.name == "api-root" else pattern.callback)
    return patterns, app, namespace


urls = _urls()
