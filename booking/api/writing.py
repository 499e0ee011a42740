"""Taking time and changing one's mind. A booking is its client's: by session, or by the token that came with it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

import clock
from booking import sale, shows, verbs
from booking.api import shapes, telling
from booking.api.access import ANYBODY, OWNERS, actor, mine
from booking.api.examples import BOOK, BOOKING, CANCEL, CANCELLED, CONFIRMED, MADE, MOVE, PAYING, QUOTE, shown
from booking.api.once import once
from booking.api.taking import take
from booking.core.decisions import Refused
from booking.core.states import next_state
from booking.models import Booking
from booking.queries import for_code, quote_cancel
from booking.queries.terms import judge
from booking.texts import Scene
from wire import Trouble, answer, known

router = Router(tags=["bookings"])
READ_TROUBLE = {404: Trouble, 422: Trouble, 429: Trouble}
TROUBLE = {400: Trouble, 403: Trouble, 409: Trouble, 413: Trouble, 415: Trouble} | READ_TROUBLE
KEY_HEADER = {
    "name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "maxLength": 200},
    "description": "any text of your own: the same request sent again with it is answered as the first time, for a day",
    "example": "2f1b7c1e-5d0a-4a53-9a55-6f1f6a0f2b11",
}  # fmt: skip


@router.post(
    "/bookings", auth=ANYBODY, response={201: shapes.Made} | TROUBLE,
    openapi_extra=shown(MADE, asked=BOOK, status=201, refusal=True) | {"parameters": [KEY_HEADER]},
)  # fmt: skip
def book(request: HttpRequest, asked: shapes.Book) -> HttpResponse:
    """Takes a time for a client. Where something is due now it is held, and `pay_url` is where it is paid; else it is
    confirmed at once. A refusal is an answer too: repeated with the same key it is the same."""
    return once(request, asked, take)


@router.get(
    "/bookings/{code}", auth=OWNERS, response={200: shapes.BookingTold} | READ_TROUBLE, openapi_extra=shown(BOOKING)
)
def read(request: HttpRequest, code: str, asked: Query[shapes.BookingAsked]) -> HttpResponse:
    """Where the booking and its money stand."""
    known(request, shapes.BookingAsked)
    return answer(telling.booking(mine(request, code), now=clock.now(), zone=asked.tz))


@router.get(
    "/bookings/{code}/quote", auth=OWNERS, response={200: shapes.Quote, 409: Trouble} | READ_TROUBLE,
    openapi_extra=shown(QUOTE, refusal=True),
)  # fmt: skip
def quote(request: HttpRequest, code: str, asked: Query[shapes.QuoteAsked]) -> HttpResponse:
    """What cancelling would cost now. Cancelling charges what is quoted, or is refused with `quote_changed`."""
    known(request, shapes.QuoteAsked)
    booking, now = mine(request, code), clock.now()
    try:
        next_state(booking.state, asked.verb)
        _permitted(booking, asked.verb, now)
    except Refused as refused:
        return _refused(refused, booking, now)
    return answer(telling.quote(booking, quote_cancel(booking, now=now), shows.zone_of(booking)))


def _permitted(booking: Booking, verb: str, now: Any) -> None:
    refusals = judge(booking, verb, now=now).refusals
    if refusals:
        raise Refused(*refusals)


@router.post(
    "/bookings/{code}/move", auth=OWNERS, response={200: shapes.BookingTold} | TROUBLE,
    openapi_extra=shown(CONFIRMED, asked=MOVE, refusal=True),
)  # fmt: skip
def move(request: HttpRequest, code: str, asked: shapes.Move) -> HttpResponse:
    """The same session at another start; its terms and what was paid go with it."""
    booking, now = mine(request, code), clock.now()
    try:
        verbs.move(booking=booking, start=asked.start, by=actor(request), now=now)
    except Refused as refused:
        return _refused(refused, booking, now, asked.start)
    return answer(telling.booking(for_code(booking.code), now=now))


@router.post(
    "/bookings/{code}/cancel", auth=OWNERS, response={200: shapes.Cancelled} | TROUBLE,
    openapi_extra=shown(CANCELLED, asked=CANCEL, refusal=True),
)  # fmt: skip
def cancel(request: HttpRequest, code: str, asked: shapes.Cancel) -> HttpResponse:
    """Frees the time for the fee that was quoted. What is left of the payment goes back to where it came from."""
    booking, now = mine(request, code), clock.now()
    try:
        told = verbs.cancel(booking=booking, by=actor(request), now=now, quoted=asked.quoted, reason=asked.reason)
    except Refused as refused:
        return _refused(refused, booking, now)
    quoted = telling.quote(booking, told, shows.zone_of(booking))
    return answer(telling.booking(for_code(booking.code), now=now) | {"quote": quoted})


@router.post(
    "/bookings/{code}/pay", auth=OWNERS, response={200: shapes.Paying} | TROUBLE,
    openapi_extra=shown(PAYING, refusal=True),
)  # fmt: skip
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Where the client pays what is due now; `pay_url` is null when nothing is."""
    booking, now = mine(request, code), clock.now()
    try:
        address = sale.pay(booking, now=now, by=actor(request))
    except Refused as refused:
        return _refused(refused, booking, now)
    return answer(telling.booking(for_code(booking.code), now=now) | {"pay_url": address})


def _refused(refused: Refused, booking: Booking, now: Any, start: Any = None) -> HttpResponse:
    scene = Scene(booking.service, booking.resource, start or booking.start, shows.zone_of(booking), now)
    told: HttpResponse = telling.refuse(refused, scene)
    return told
