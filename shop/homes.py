"""Where the people of a payment are at home: the page of one booking, or the page of an order of several things."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from booking.links import address
from booking.models import Booking
from shop.links import order_address
from shop.models import Payment, Purchase
from shop.queries import booking_of

WITH = ("service", "resource__place", "client")


@dataclass(frozen=True)
class Home:
    """`booking` None: the order's own page. `until`: when what waits for the deposit is given up, if it waits."""

    order: Any
    booking: Booking | None
    language: str
    email: str
    until: datetime | None
    zone: str

    @property
    def keeps_card(self) -> bool:
        """Whether its owner lets us keep the card for a fee."""
        return self.booking is not None and self.booking.charge_consent

    def address(self, language: str | None = None) -> str:
        """In the language of its people if in no other."""
        if self.booking:
            return address(self.booking, language)
        return order_address(self.order, language or self.language)


def home_of(payment: Payment) -> Home:
    """A fee and the rest of a price belong to their session, the payment of a basket to its order."""
    if payment.line_id:
        return _at(payment.order, Booking.objects.select_related(*WITH).get(sale__line=payment.line_id))
    return home_at(payment.order)


def home_at(order: Any) -> Home:
    """Of a basket that was ordered, or of the one session that was booked by itself."""
    bought = Purchase.objects.filter(order=order).first()
    if bought is None:
        return _at(order, booking_of(order.pk))
    return Home(order, None, bought.language, bought.email, bought.expires_at, settings.HOUSE_ZONE)


def _at(order: Any, booking: Booking) -> Home:
    until = booking.expires_at if booking.state == "held" else None
    zone = booking.resource.place.zone
    return Home(order, booking, booking.language, booking.email, until, zone)
