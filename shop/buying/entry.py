"""Whose order it is: its client's, or whoever's who placed it in this browser or has its signed link."""

from typing import Any

from django.http import Http404
from oscar.core.loading import get_model

from booking.core.codes import is_code, tidy
from shop import links

Order = get_model("order", "Order")
ORDERS, MOST_ORDERS = "orders", 50
"""Of the session: numbers of the orders that may be looked at in this browser."""
JOINED = ("purchase", "user")


def remember(request: Any, number: str) -> None:
    """This order may be looked at in this browser from now on."""
    known = [one for one in request.session.get(ORDERS, []) if one != number]
    request.session[ORDERS] = [*known, number][-MOST_ORDERS:]


def remember_link(request: Any, number: str) -> bool:
    """Takes the token of a signed link into the session, so that the address need not carry it. False if wrong."""
    number = tidy(number)
    if not links.check(number, request.GET.get("t", "")):
        return False
    remember(request, number)
    return True


def mine(request: Any, number: str) -> Any:
    """The order, if this visitor may look at it; a 404 otherwise, the same as for one that does not exist."""
    number = tidy(number)
    if not is_code(number):
        raise Http404
    order = Order.objects.select_related(*JOINED).filter(number=number).first()
    if order is None or not (_is_client(request, order) or number in request.session.get(ORDERS, [])):
        raise Http404
    return order


def _is_client(request: Any, order: Any) -> bool:
    return bool(request.user.is_authenticated and order.user_id == request.user.pk)
