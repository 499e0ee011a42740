"""Whose booking it is: whoever has its key, or its client signed in on this site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, APIKeyQuery, HttpBearer
from ninja.utils import check_csrf

import clock
from accounts.verbs import hold_back
from booking import links
from booking.core.codes import is_code, tidy
from booking.models import Booking
from booking.queries import for_code
from facts import origin
from wire import Wrong

MOST_WRONG, WINDOW = 60, 10 * 60
SAFE = {"GET", "HEAD", "OPTIONS"}


class BookingKey(HttpBearer):
    """Authorization: Bearer <token of the booking>."""

    def authenticate(self, request: HttpRequest, token: str) -> str:
        return token


class KeyInAddress(APIKeyQuery):
    """?token=<token of the booking>."""

    param_name = "token"

    def authenticate(self, request: HttpRequest, key: str | None) -> str | None:
        return key or None


class SignedIn(APIKeyCookie):
    """The session of a signed-in client; what changes something needs Django's CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)  # asked below, and only of those who are signed in

    def authenticate(self, request: Any, key: str | None) -> Any:
        if not request.user.is_authenticated:
            return None
        if request.method not in SAFE and check_csrf(request):
            raise Wrong("X-CSRFToken", "csrf", status=403)
        return request.user


def guest(request: HttpRequest) -> str:
    """Whoever comes without anything may book."""
    return "guest"


OWNERS = [BookingKey(), KeyInAddress(), SignedIn()]
ANYBODY = [SignedIn(), guest]


def actor(request: Any) -> Any:
    """The signed-in user, None for whoever came with a key."""
    return None if isinstance(request.auth, str) else request.auth


def mine(request: Any, code: str) -> Booking:
    """The booking, if the caller may manage it; 404 otherwise, the same as for one that does not exist."""
    code = tidy(code)
    booking = _found(code) if is_code(code) else None
    if booking is None or not _owns(request, booking):
        hold_back(f"key@{origin()}", limit=MOST_WRONG, window_seconds=WINDOW, now=clock.now())
        raise Wrong("code", "unknown_booking", status=404)
    return booking


def _found(code: str) -> Booking | None:
    try:
        return for_code(code)
    except Booking.DoesNotExist:
        return None


def _owns(request: Any, booking: Booking) -> bool:
    if isinstance(request.auth, str):
        return links.check(booking.code, request.auth)
    return booking.client_id is not None and bool(booking.client_id == request.auth.pk)
