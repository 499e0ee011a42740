"""Signed links: whoever has the letter may manage the booking without an account."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import override

from booking.models import Booking

SIGNER = signing.Signer(salt="booking.link")


def token(booking: Booking) -> str:
    """The secret half of the booking's link. Depends on the code alone: it lives as long as the booking does."""
    return SIGNER.signature(booking.code)


def check(code: str, given: str) -> bool:
    """Whether `given` is the token of the booking with this code. Takes the same time right or wrong."""
    return constant_time_compare(SIGNER.signature(code), given)


def address(booking: Booking, language: str | None = None) -> str:
    """The full address of the booking's page, token included, in the client's language."""
    with override(language or booking.language):
        return f"{settings.SITE_ADDRESS}{reverse('booking', args=[booking.code])}?t={token(booking)}"
