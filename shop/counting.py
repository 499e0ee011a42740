"""Whose basket it is, and how much is in it: a cookie tells the page's script, so that pages are the same for all."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty
from oscar.apps.basket.middleware import BasketMiddleware
from oscar.core.loading import get_model

from shop.queries import with_all

Basket = get_model("basket", "Basket")
COUNT = "basket"
"""Name of the cookie, which the page's script reads."""
LIFE = "OSCAR_BASKET_COOKIE_LIFETIME"
"""The setting of Oscar's that says for how long."""


class Baskets(BasketMiddleware):
    """As Oscar's, but a basket is not written before something is put into it, and merging goes without a word."""

    def get_basket(self, request: Any) -> Any:
        if request._basket_cache is None:
            request._basket_cache = basket = self._found(request)
            if basket.pk:
                basket._lines = with_all(basket.lines)
        return request._basket_cache

    def _found(self, request: Any) -> Any:
        key = self.get_cookie_key(request)
        left = self.get_cookie_basket(key, request, Basket.open)
        if not request.user.is_authenticated:
            return left or Basket()
        own, *others = Basket.open.filter(owner=request.user).order_by("pk") or [Basket(owner=request.user)]
        if left:
            if own.pk is None:
                own.save()
            request.cookies_to_delete.append(key)
        for other in [*others, *([left] if left else [])]:
            self.merge_baskets(own, other)
        return own

    def process_response(self, request: Any, response: Any) -> Any:
        if getattr(request, SIGNED_IN, False):
            bool(request.basket.pk)  # the two baskets become one at once
        response = super().process_response(request, response)
        if hasattr(request, "basket") and request.basket._wrapped is not empty:
            _tell(request, response, request.basket.num_items if request.basket.can_be_edited else 0)
        elif COUNT in request.COOKIES and _nobodys(request, self.get_cookie_key(request)):
            response.delete_cookie(COUNT)
        return response


def _nobodys(request: Any, key: str) -> bool:
    """Somebody has signed out here, and his basket has gone with him."""
    return key not in request.COOKIES and not request.user.is_authenticated


def _tell(request: HttpRequest, response: HttpResponse, count: int) -> None:
    told = request.COOKIES.get(COUNT)
    if not count and told is not None:
        response.delete_cookie(COUNT)
    elif count and told != str(count):
        life, secure = getattr(settings, LIFE), settings.SESSION_COOKIE_SECURE
        response.set_cookie(COUNT, str(count), max_age=life, secure=secure, samesite="Lax")


SIGNED_IN = "_signed_in_now"


@receiver(user_logged_in)
def _signed_in(sender: Any, request: Any, **about: Any) -> None:
    setattr(request, SIGNED_IN, True)
