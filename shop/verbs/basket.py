"""Filling a basket. Oscar keeps it; a line of a session names its booking and stands there once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from booking.core.decisions import Reason, Refused
from booking.models import Booking
from shop.partner.strategy import BOOKING, House, option
from shop.verbs.selling import product_of

Option = get_model("catalogue", "Option")
LARGEST = 99
"""Pieces of one thing in one basket."""


def put_goods(basket: Any, product: Any, quantity: int, *, now: datetime) -> Any:
    """The line, with so many pieces more. Refused("stock_none"), Refused("stock_short"): so many cannot be had."""
    basket.strategy = House(now=now)
    line = next((one for one in basket.all_lines() if one.product_id == product.pk), None)
    wanted = quantity + (line.quantity if line else 0)
    _can_be_had(basket, product, wanted)
    with transaction.atomic():
        return basket.add_product(product, quantity)[0]


def put_session(basket: Any, booking: Booking, *, now: datetime) -> Any:
    """The line of a held booking; the same one when it is put twice."""
    line = line_of(basket, booking.code)
    if line:
        return line
    basket.strategy = House(now=now)
    with transaction.atomic():
        named = Option.objects.get_or_create(code=BOOKING, defaults={"name": "Booking"})[0]
        return basket.add_product(product_of(booking.service), 1, [{"option": named, "value": booking.code}])[0]


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
    basket.reset_offer_applications()
    basket._lines = None  # Oscar remembers the lines it has read


def _can_be_had(basket: Any, product: Any, quantity: int) -> None:
    stock = basket.get_stock_info(product, None)
    if quantity > LARGEST or not stock.availability.is_purchase_permitted(quantity)[0]:
        left = min(getattr(stock.availability, "num_available", 0) or 0, LARGEST)
        code = "stock_short" if left else "stock_none"
        raise Refused(Reason(code, {"n": left, "what": product.get_title(), "product": product.pk}))
