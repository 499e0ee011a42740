"""A buyer gives up an order that he has not paid for."""

from datetime import datetime
from typing import Any

from django.db import transaction

from booking import verbs as bookings
from booking.core.decisions import Reason, Refused
from shop.models import Part, Payment
from shop.verbs.goods import fall
from shop.verbs.sales import CANCELLED, Deal, deal_of


def give_up(order: Any, *, by: Any, now: datetime) -> None:
    """Its times and goods are free again at once; what purses have paid goes back into them.

    Refused("already_changed"): money has come by card or at the desk, or a session is promised, or it is over.
    """
    with transaction.atomic():
        deal = deal_of(order.pk, now=now)
        if not may_be_given_up(deal):
            raise Refused(Reason("already_changed"))
        for sale in deal.sales.values():
            if sale.booking.state == "held":
                bookings.cancel(booking=sale.booking, by=by, now=now)
        fall(deal.order, now=now)


def may_be_given_up(deal: Deal) -> bool:
    """Nothing has come that a bank or a till would have to return, and nobody has been promised anything."""
    came = Part.objects.filter(payment__order=deal.order, payment__state=Payment.PAID)
    real = came.filter(payment__means__in=(Payment.CARD, Payment.DESK)).exists()
    promised = any(sale.booking.state not in ("held", "expired") for sale in deal.sales.values())
    return deal.order.status != CANCELLED and not real and not promised
