"""Whose basket it is: whoever has its key, or the client signed in on this site."""

from typing import Any

from django.core import signing
from django.http import HttpRequest
from ninja.security import HttpBearer
from oscar.core.loading import get_model

import clock
from accounts.verbs import hold_back
from booking.api.access import SignedIn
from booking.verbs import Person
from facts import origin
from wire import Wrong

Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
SIGNER = signing.Signer(salt="basket.key")
MOST_WRONG, WINDOW = 60, 10 * 60


class BasketKey(HttpBearer):
    """Authorization: Bearer <token of the basket>."""

    def authenticate(self, request: HttpRequest, token: str) -> str:
        return token


HOLDERS = [BasketKey(), SignedIn()]


def token_of(basket: Any) -> str:
    return SIGNER.sign(str(basket.pk))


def basket_of(request: Any) -> Any:
    """The open basket of the caller; 404 when there is none."""
    if not isinstance(request.auth, str):
        own = Basket.open.filter(owner=request.auth).order_by("pk").first()
        return own or Basket.objects.create(owner=request.auth)
    found = Basket.open.filter(pk=_number(request.auth), owner=None).first()
    if found is None:
        hold_back(f"key@{origin()}", limit=MOST_WRONG, window_seconds=WINDOW, now=clock.now())
        raise Wrong("Authorization", "unknown_basket", status=404)
    return found


def order_of(request: Any) -> Any:
    """The order that was made of a guest's basket before; None if none was."""
    return Order.objects.filter(basket=_number(request.auth)).first() if isinstance(request.auth, str) else None


def _number(token: str) -> int | None:
    try:
        return int(SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def person_of(request: Any, basket: Any) -> Person:
    """A guest is known by the basket: his times are held for it."""
    return Person(None, f"api:basket:{basket.pk}") if isinstance(request.auth, str) else Person(request.auth)
