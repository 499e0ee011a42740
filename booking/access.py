"""Who may see and change a booking: its client, the visitor who held it, whoever has the signed link."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from booking import links
from booking.core.codes import is_code, tidy
from booking.models import Booking
from booking.queries import for_code
from booking.verbs import Person

LINKS, VISITOR = "booking_links", "visitor"
MOST_LINKS = 50


def visitor(request: HttpRequest) -> str:
    """The random id that this session is known by; made at the first hold."""
    if VISITOR not in request.session:
        request.session[VISITOR] = secrets.token_urlsafe(18)
    return str(request.session[VISITOR])


def person(request: Any) -> Person:
    return Person(request.user if request.user.is_authenticated else None, visitor(request))


def mine(request: Any, code: str) -> Booking:
    """The booking, if this visitor may manage it; a 404 otherwise, the same as for a code that does not exist."""
    code = tidy(code)
    if not is_code(code):
        raise Http404
    try:
        booking = for_code(code)
    except Booking.DoesNotExist:
        raise Http404 from None
    if not (_is_client(request, booking) or _held_it(request, booking) or code in request.session.get(LINKS, [])):
        raise Http404
    return booking


def remember_link(request: HttpRequest, code: str) -> bool:
    """Takes the token of a signed link into the session, so that the address need not carry it. False if wrong."""
    code = tidy(code)
    if not links.check(code, request.GET.get("t", "")):
        return False
    request.session[LINKS] = [*(one for one in request.session.get(LINKS, []) if one != code), code][-MOST_LINKS:]
    return True


def home_of(booking: Booking) -> str:
    return reverse("booking", args=[booking.code])


def _is_client(request: Any, booking: Booking) -> bool:
    return bool(request.user.is_authenticated and booking.client_id == request.user.pk)


def _held_it(request: HttpRequest, booking: Booking) -> bool:
    """Only while nobody has signed in for it: a shared computer must not keep a client's booking open."""
    return booking.client_id is None and bool(booking.visitor) and booking.visitor == request.session.get(VISITOR)
