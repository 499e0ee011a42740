"""Signed links of orders: whoever has the letter may look at the order without an account."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import override

from shop.models import Purchase

SIGNER = signing.Signer(salt="order.link")


def token(order: Any) -> str:
    """The secret half of the order's link. Depends on the number alone: it lives as long as the order does."""
    return SIGNER.signature(order.number)


def check(number: str, given: str) -> bool:
    """Whether `given` is the token of the order with this number. Takes the same time right or wrong."""
    return constant_time_compare(SIGNER.signature(number), given)


def order_address(order: Any, language: str | None = None) -> str:
    """The full address of the order's page, token included; in the buyer's language if in no other."""
    spoken = language or Purchase.objects.values_list("language", flat=True).get(order=order)
    with override(spoken):
        return f"{settings.SITE_ADDRESS}{reverse('order', args=[order.number])}?t={token(order)}"
