"""Signed addresses: the recipient's page, and the square on the paper that leads to it."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import override

from shop.models import Gift

SIGNER = signing.Signer(salt="gift.link")


def token(code: str) -> str:
    return SIGNER.signature(code)


def check(code: str, given: str) -> bool:
    """Whether `given` is the token of the certificate with this code. Takes the same time right or wrong."""
    return constant_time_compare(token(code), given)


def address(gift: Gift, language: str | None = None) -> str:
    """The full address of the recipient's page, token included, in his language."""
    with override(language or gift.language):
        return f"{settings.SITE_ADDRESS}{reverse('gift-open', args=[gift.code])}?t={token(gift.code)}"
