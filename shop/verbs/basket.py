"""Filling a basket. Oscar keeps it; a line of a session names its booking and stands there once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.core.decisions import Reason, Refused
from booking.models import Booking, Resource
from shop.models import SessionLine
from shop.partner.strategy import BOOKING, House, option
from shop.verbs.selling import product_of

Option, Product = get_model("catalogue", "Option"), get_model("catalogue", "Product")
LARGEST = 99
"""Pieces of one thing in one basket."""
WAITING = ("held", "expired")
"""States of a booking that may stand in a basket: the time is kept, or it has just been lost."""


@dataclass(frozen=True)
class Removed:
    """A line that was taken out, as it can be put back. `options`: what it said, by the codes of Oscar's options."""

    product: int
    quantity: int
    options: Mapping[str, str] = field(default_factory=dict)


def put_goods(basket: Any, product: Any, quantity: int, *, now: datetime) -> Any:
    """The line, with so many pieces more. Refused("stock_none"), Refused("stock_short"): so many cannot be had."""
    basket.strategy = House(now=now)
    line = next((one for one in basket.all_lines() if one.product_id == product.pk), None)
    wanted = quantity + (line.quantity if line else 0)
    _can_be_had(basket, product, wanted)
    with transaction.atomic():
        return basket.add_product(product, quantity)[0]


def put_what_is_left(basket: Any, product: Any, left: int, *, now: datetime) -> None:
    """As many pieces as a refusal said that there are."""
    line = next((one for one in basket.all_lines() if one.product_id == product.pk), None)
    if line:
        change(basket, line, left, now=now)
    else:
        put_goods(basket, product, left, now=now)


def put_session(basket: Any, booking: Booking, *, now: datetime) -> Any:
    """The line of a held booking; the same one when it is put twice."""
    line = line_of(basket, booking.code)
    if line:
        return line
    basket.strategy = House(now=now)
    with transaction.atomic():
        return basket.add_product(product_of(booking.service), 1, _options({BOOKING: booking.code}))[0]


def _options(told: Mapping[str, str]) -> list[dict[str, Any]]:
    """As Oscar takes them."""
    return [{"option": _option(code), "value": value} for code, value in told.items()]


def _option(code: str) -> Any:
    return Option.objects.get_or_create(code=code, defaults={"name": code.capitalize()})[0]


def line_of(basket: Any, code: str) -> Any:
    return next((line for line in basket.all_lines() if option(line, BOOKING) == code), None)


def change(basket: Any, line: Any, quantity: int, *, now: datetime) -> None:
    """So many pieces of the line from now on; none: it goes. Refused as `put_goods`."""
    basket.strategy = House(now=now)
    if quantity <= 0:
        line.delete()
    elif not option(line, BOOKING):
        _can_be_had(basket, line.product, quantity)
        line.quantity = quantity
        line.save(update_fields=["quantity"])
    basket.reset_offer_applications()  # Oscar reads the lines anew


def remove(basket: Any, line: Any, *, by: Any, now: datetime) -> Removed:
    """Takes a line out; a time that is held for nothing else becomes free at once."""
    options = {attribute.option.code: attribute.value for attribute in line.attributes.select_related("option")}
    gone = Removed(line.product_id, line.quantity, options)
    change(basket, line, 0, now=now)
    held = Booking.objects.filter(code=options.get(BOOKING, ""), state="held", sale=None).first()
    if held:
        _let_go(held, by=by, now=now)
    return gone


def _let_go(booking: Booking, *, by: Any, now: datetime) -> None:
    try:
        bookings.cancel(booking=booking, by=by, now=now)
    except Refused:
        bookings.expire(booking=booking, now=now)  # its minutes are over: that frees it as well


def put_back(basket: Any, gone: Removed, *, person: bookings.Person, now: datetime) -> Any:
    """The line again. A time is held anew: Refused with alternatives when it is gone. Refused as `put_goods`."""
    product = Product.objects.filter(pk=gone.product).first()
    if product is None:
        raise Refused(Reason("stock_none", {"what": "", "product": gone.product}))
    code = gone.options.get(BOOKING)
    if code:
        return put_session(basket, _hold_again(code, person=person, now=now), now=now)
    if not gone.options:
        return put_goods(basket, product, gone.quantity, now=now)
    basket.strategy = House(now=now)
    with transaction.atomic():
        return basket.add_product(product, gone.quantity, _options(gone.options))[0]


def take_again(
    basket: Any, line: Any, *, person: bookings.Person, now: datetime, start: datetime | None = None,
    resource: Resource | None = None,
) -> Booking:  # fmt: skip
    """A lapsed line gets its time again, or another `start`, or another `resource`. Refused with alternatives."""
    booking = _hold_again(option(line, BOOKING), person=person, now=now, start=start, resource=resource)
    reference = basket._create_line_reference(line.product, line.stockrecord, _options({BOOKING: booking.code}))
    with transaction.atomic():
        line.attributes.filter(option__code=BOOKING).update(value=booking.code)
        type(line).objects.filter(pk=line.pk).update(line_reference=reference)
    basket.reset_offer_applications()
    return booking


def change_time(basket: Any, line: Any, *, start: datetime, person: bookings.Person, by: Any, now: datetime) -> Booking:
    """Another time for a session that is held; the old one is let go only if the new one is taken. Refused: it stays,
    with alternatives.
    """
    old = Booking.objects.select_related("resource").get(code=option(line, BOOKING))
    with transaction.atomic():
        bookings.take_turn(person, now=now)
        bookings.lock([old.resource_id])
        bookings.cancel(booking=old, by=by, now=now)
        return take_again(basket, line, person=person, now=now, start=start)


def _hold_again(
    code: str, *, person: bookings.Person, now: datetime, start: datetime | None = None,
    resource: Resource | None = None,
) -> Booking:  # fmt: skip
    lost = Booking.objects.select_related("service__policy", "resource__place").get(code=code)
    bookings.expire(booking=lost, now=now)  # it counts as this person's until somebody has ended it
    return bookings.hold(
        service=lost.service, resource=resource or lost.resource, start=start or lost.start, person=person, now=now,
        format=lost.format, language=lost.language, zone=lost.zone, party=lost.party,
    )  # fmt: skip


def tidy(basket: Any, *, person: bookings.Person) -> int:
    """Takes out sessions that cannot be bought here: ordered or given up elsewhere, or another's; says how many."""
    codes = {line.pk: code for line in basket.all_lines() if (code := option(line, BOOKING))}
    if not codes:
        return 0
    bookings.adopt(person=person, codes=codes.values())
    sold = SessionLine.objects.values("booking")
    mine = Booking.objects.filter(person.mine, code__in=codes.values(), state__in=WAITING).exclude(pk__in=sold)
    kept = set(mine.values_list("code", flat=True))
    strays = [pk for pk, code in codes.items() if code not in kept]
    if strays:
        basket.lines.filter(pk__in=strays).delete()
        basket.reset_offer_applications()
    return len(strays)


def _can_be_had(basket: Any, product: Any, quantity: int) -> None:
    stock = basket.get_stock_info(product, None)
    if quantity > LARGEST or not stock.availability.is_purchase_permitted(quantity)[0]:
        left = min(getattr(stock.availability, "num_available", 0) or 0, LARGEST)
        code = "stock_short" if left else "stock_none"
        raise Refused(Reason(code, {"n": left, "what": product.get_title(), "product": product.pk}))
