"""An order that nobody has paid for yet is given up: by its buyer, or by staff for him."""

from datetime import datetime
from typing import Any

from django.db import transaction

from booking import verbs as bookings
from booking.core.decisions import Reason, Refused
from shop.models import Part, Payment, Purchase
from shop.queries import ENDED
from shop.stages import NONE, leads
from shop.verbs.goods import apart_left, fall, pieces_left
from shop.verbs.returning import unreturned
from shop.verbs.sales import CANCELLED, Deal, deal_of

OUTSIDE = (Payment.CARD, Payment.DESK)
CANCEL = "order.cancelled"


def cancel_unpaid(order: Any, *, by: Any, now: datetime, reason: str = "", whose: str = "client") -> None:
    """Its goods stand on the shelf again, its times are free, its purses have their money back.

    `whose`: "client" or "house", whoever has decided it. Refused: "already_over"; "order_paid" when money has come by
    card or at the desk, a session is promised, or somebody has begun to pack.
    """
    with transaction.atomic():
        deal = deal_of(order.pk, now=now)
        if deal.order.status == CANCELLED or not _sells(deal):
            raise Refused(Reason("already_over"))
        if not is_unpaid(deal):
            raise Refused(Reason("order_paid"))
        fall(deal.order, by=by, now=now, fact=CANCEL, reason=reason, whose=whose)
        for sale in deal.sales.values():
            if sale.booking.state == "held":
                bookings.cancel(booking=sale.booking, by=by, now=now, reason=reason)


def can_be_cancelled(deal: Deal) -> bool:
    return deal.order.status != CANCELLED and _sells(deal) and is_unpaid(deal)


def _sells(deal: Deal) -> bool:
    """Whether there is anything left to be given up: what was taken back, or is over, is not."""
    held = any(sale.booking.state not in ENDED for sale in deal.sales.values())
    return held or pieces_left(deal.order) > 0 or bool(apart_left(deal.order))


def is_unpaid(deal: Deal) -> bool:
    stage = Purchase.objects.filter(order=deal.order).values_list("stage", flat=True).first() or NONE
    over = ENDED | {"held"}
    came = Part.objects.filter(payment__order=deal.order, payment__state=Payment.PAID, payment__means__in=OUTSIDE)
    return (
        (stage == NONE or leads(stage, "cancel"))
        and all(sale.booking.state in over for sale in deal.sales.values())
        and not any(unreturned(part) for part in came)
    )
