"""A basket and its checkout for headless fronts: the same verbs as on the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

import clock
from accounts.verbs import hold_back
from booking import verbs as bookings
from booking.api import telling as times
from booking.api.examples import shown
from booking.api.writing import KEY_HEADER
from booking.core.decisions import Refused
from booking.queries import way_at
from booking.queries.terms import offer_called
from booking.texts import Scene
from facts import origin
from shop.api import basket_shapes as shapes
from shop.api.basket_shapes import BUY, EMPTY, FULL, MADE, ORDERED, PUT
from shop.api.holding import HOLDERS, Basket, basket_of, person_of, token_of
from shop.api.ordering import order
from shop.api.telling import refused_as, told_of
from shop.buying.basket import MOST, WINDOW, product_called
from shop.donations.reading import foundations
from shop.verbs import basket as baskets
from shop.verbs import donations
from wire import Trouble, Wrong, answer
from words import language

router = Router(tags=["basket"])
TROUBLE = dict.fromkeys((400, 403, 404, 409, 413, 415, 422, 429), Trouble)
UNKNOWN = {"service": "unknown_service", "resource": "unknown_resource"}


@router.post("/baskets", response={201: shapes.BasketMade} | TROUBLE, openapi_extra=shown(MADE, asked={}, status=201))
def make(request: HttpRequest, asked: shapes.NewBasket) -> HttpResponse:
    """An empty basket for a guest. Its token is its key; nobody else finds it."""
    hold_back(f"basket@{origin()}", limit=MOST, window_seconds=WINDOW, now=clock.now())
    basket = Basket.objects.create()
    return answer(EMPTY | {"token": token_of(basket)}, status=201)


@router.get(
    "/baskets/current", auth=HOLDERS, response={200: shapes.BasketTold} | TROUBLE, openapi_extra=shown(FULL)
)  # fmt: skip
def read(request: HttpRequest) -> HttpResponse:
    """What is in the basket of whoever has its key, or of the client who is signed in; what it costs now."""
    return told_of(request, basket_of(request), clock.now())


@router.post(
    "/baskets/current/lines", auth=HOLDERS, response={200: shapes.BasketTold} | TROUBLE,
    openapi_extra=shown(FULL, asked=PUT, refusal=True),
)  # fmt: skip
def put(request: HttpRequest, asked: shapes.LineAsked) -> HttpResponse:
    """Puts goods into the basket, or a donation, which is paid by card alone; or takes a time and puts it there for as
    long as it is held."""
    basket, now = basket_of(request), change_of(request)
    if asked.foundation:
        return _donation(request, basket, asked, now)
    if asked.product:
        return _goods(request, basket, asked, now)
    return _session(request, basket, asked, now)


def change_of(request: HttpRequest) -> datetime:
    """The moment of a change that is allowed; TooMany otherwise."""
    now = clock.now()
    hold_back(f"basket@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    return now


def _goods(request: Any, basket: Any, asked: shapes.LineAsked, now: datetime) -> HttpResponse:
    product = product_called(asked.product)
    if product is None:
        raise Wrong("product", "unknown_product", product=asked.product)
    try:
        baskets.put_goods(basket, product, asked.quantity, now=now)
    except Refused as refused:
        return refused_as(refused)
    return told_of(request, basket, now)


def _donation(request: Any, basket: Any, asked: shapes.LineAsked, now: datetime) -> HttpResponse:
    if asked.amount is None:
        raise Wrong("amount", "required")
    foundation = foundations().filter(code=asked.foundation).first()
    if foundation is None:
        raise Wrong("foundation", "unknown_foundation", foundation=asked.foundation)
    try:
        donations.put_donation(basket, donations.choose(foundation, asked.amount, now=now), now=now)
    except Refused as refused:
        return refused_as(refused)
    return told_of(request, basket, now)


def _session(request: Any, basket: Any, asked: shapes.LineAsked, now: datetime) -> HttpResponse:
    if asked.start is None:
        raise Wrong("start", "required")
    try:
        offer = offer_called(asked.service, asked.resource)
    except LookupError as unknown:
        raise Wrong(str(unknown), UNKNOWN[str(unknown)], service=asked.service, who=asked.resource) from None
    zone = asked.tz or offer.resource.place.zone
    try:
        held = bookings.hold(
            service=offer.service, resource=offer.resource, offer=offer, start=asked.start, now=now, zone=zone,
            person=person_of(request, basket),
            format=asked.format or way_at(offer, asked.start, now=now, party=asked.party),
            language=language(), source="api", party=asked.party,
        )  # fmt: skip
    except Refused as refused:
        told: HttpResponse = times.refuse(refused, Scene(offer.service, offer.resource, asked.start, zone, now))
        return told
    baskets.put_session(basket, held, now=now)
    return told_of(request, basket, now)


@router.post(
    "/baskets/current/lines/{line}", auth=HOLDERS, response={200: shapes.BasketTold} | TROUBLE,
    openapi_extra=shown(FULL, asked={"quantity": 1}, refusal=True),
)  # fmt: skip
def change(request: HttpRequest, line: int, asked: shapes.Quantity) -> HttpResponse:
    """So many pieces of this line from now on; 0 takes it out, and a time that it held becomes free."""
    basket, now = basket_of(request), change_of(request)
    row = _line(basket, line)
    if not asked.quantity:
        baskets.remove(basket, row, by=None, now=now)
        return told_of(request, basket, now)
    try:
        baskets.change(basket, row, asked.quantity, now=now)
    except Refused as refused:
        return refused_as(refused)
    return told_of(request, basket, now)


@router.delete(
    "/baskets/current/lines/{line}", auth=HOLDERS, response={200: shapes.BasketTold} | TROUBLE,
    openapi_extra=shown(EMPTY),
)  # fmt: skip
def take_out(request: HttpRequest, line: int) -> HttpResponse:
    """The same as a quantity of 0."""
    basket, now = basket_of(request), change_of(request)
    baskets.remove(basket, _line(basket, line), by=None, now=now)
    return told_of(request, basket, now)


@router.delete(
    "/baskets/current", auth=HOLDERS, response={200: shapes.BasketTold} | TROUBLE, openapi_extra=shown(EMPTY)
)  # fmt: skip
def empty(request: HttpRequest) -> HttpResponse:
    """Everything is taken out."""
    basket, now = basket_of(request), change_of(request)
    for row in list(basket.all_lines()):
        baskets.remove(basket, row, by=None, now=now)
    return told_of(request, basket, now)


@router.post(
    "/baskets/current/checkout", auth=HOLDERS, response={201: shapes.Ordered} | TROUBLE,
    openapi_extra=shown(ORDERED, asked=BUY, status=201, refusal=True) | {"parameters": [KEY_HEADER]},
)  # fmt: skip
def checkout(request: HttpRequest, asked: shapes.CheckoutAsked) -> HttpResponse:
    """Places the order, whole or not at all; where something is due now, `pay_url` is where it is paid. The same
    request with the same key is answered with the same order."""
    return order(request, asked)


def _line(basket: Any, pk: int) -> Any:
    row = next((one for one in basket.all_lines() if one.pk == pk), None)
    if row is None:
        raise Wrong("line", "unknown_line", status=404)
    return row
