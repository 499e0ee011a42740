"""Placing an order for a program, once for each of its keys."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import override

import clock
from accounts.verbs import hold_back
from booking import shows
from booking.api import telling as times
from booking.api.once import Done, once
from booking.core.decisions import Refused
from booking.models import Booking, IdempotentAnswer
from booking.texts import Scene
from facts import origin
from shop import delivery
from shop.api.basket_shapes import CheckoutAsked, PayingAsked
from shop.api.holding import basket_of, order_of, person_of
from shop.buying import lines, things
from shop.buying.checkout import MOST, WINDOW
from shop.buying.entry import Order
from shop.buying.forms import Choices, Ordering
from shop.links import order_address
from shop.models import Payment
from shop.quoting import GOODS, Buyer
from shop.till import GIFT, Purse
from shop.verbs.gifts import look_up
from shop.verbs.pages import address_to_pay
from shop.verbs.placing import Placed, place
from wire import Wrong, reason
from words import language

WRITTEN = ("name", "email", "phone", "consent", "note", "address", "means", "points")


def order(request: Any, asked: CheckoutAsked) -> HttpResponse:
    """201 and the order, or 409 and why not. Wrong: what was asked makes no sense."""
    return once(request, asked, _place, secrets=_address)


def _address(told: dict[str, Any]) -> dict[str, Any]:
    return {"order_url": order_address(Order.objects.get(number=told["number"]))}


def _place(request: Any, asked: CheckoutAsked, row: IdempotentAnswer) -> Done:
    now, before = clock.now(), order_of(request)
    if before:  # it was placed, and the answer was lost
        return 201, _told(Placed(before, before.payments.filter(state=Payment.OPEN).first()), now)
    hold_back(f"order@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    basket = basket_of(request)
    form = _form(asked, choices(request, basket, asked, now))
    buyer = _buyer(request, basket, asked, form)
    try:
        with override(buyer.language):
            placed = place(basket, buyer=buyer, wishes=form.wanted(), now=now, shown=asked.shown)
    except Refused as refused:
        return 409, _refusal(refused, basket, now)
    return 201, _told(placed, now)


def choices(request: Any, basket: Any, asked: PayingAsked, now: datetime) -> Choices:
    """What this basket lets its buyer choose. Guesses of the certificate that he brings along are throttled."""
    kinds = {things.kind_of(line.product) for line in basket.all_lines()}
    codes = [code for line in basket.all_lines() if (code := lines.code_of(line))]
    visits = Booking.objects.filter(code__in=codes).exclude(format="online").exists()
    points = Purse(Payment.POINTS, str(request.auth.pk)) if not isinstance(request.auth, str) else None
    gifts = (Purse(GIFT, _certificate(asked.gift, now)),) if asked.gift else ()
    return Choices(bool(codes), delivery.ways(goods=GOODS in kinds, sessions=visits), gifts, points)


def _certificate(code: str, now: datetime) -> str:
    try:
        return str(look_up(code, tries=[origin()], now=now).code)
    except Refused as refused:
        raise Wrong("gift", refused.reasons[0].code, text=things.sentence(refused.reasons[0])) from refused


def _form(asked: CheckoutAsked, choices: Choices) -> Ordering:
    """Cleaned as the page's own form cleans it."""
    told = {name: getattr(asked, name) for name in WRITTEN}
    told |= {"shown": str(asked.shown), "delivery": asked.delivery or choices.ways[0]}
    form = Ordering(told, choices=choices)
    for field, errors in form.errors.as_data().items():
        raise Wrong(field, "unsuitable", text=errors[0].messages[0])
    return form


def _buyer(request: Any, basket: Any, asked: CheckoutAsked, form: Ordering) -> Buyer:
    who, told = person_of(request, basket), form.cleaned_data
    return Buyer(
        told["name"], told["email"], told["phone"], asked.language or language(), user=who.user, visitor=who.visitor,
        note=told.get("note", ""),
    )  # fmt: skip


def _told(placed: Placed, now: datetime) -> dict[str, Any]:
    payment = placed.payment
    return {
        "number": placed.order.number, "total": f"{placed.order.total_incl_tax:.2f}",
        "due_now": f"{payment.amount if payment else 0:.2f}", "currency": placed.order.currency,
        "pay_url": address_to_pay(payment, now=now) if payment else None,
    }  # fmt: skip


def _refusal(refused: Refused, basket: Any, now: datetime) -> dict[str, Any]:
    """Every reason; for a session that is lost, times that can be had instead."""
    lost = next((one.numbers["code"] for one in refused.reasons if "code" in one.numbers), "")
    booking = Booking.objects.select_related("service", "resource__place").filter(code=lost).first()
    if booking is None:
        return {"reasons": [plain(one) for one in refused.reasons], "alternatives": []}
    zone = shows.zone_of(booking)
    scene = Scene(booking.service, booking.resource, booking.start, zone, now)
    told: dict[str, Any] = times.refusal(Refused(*refused.reasons, alternatives=lines.around(booking, now)), scene)
    return told


def plain(one: Any) -> dict[str, Any]:
    """A reason of the shop's for programs."""
    numbers = {name: str(value) for name, value in one.numbers.items()}
    return reason(one.code, things.sentence(one)) | {"numbers": numbers}
