"""A certificate at the desk pays for what an order still owes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from booking.core.codes import tidy
from booking.core.decisions import Reason, Refused
from facts import announce
from shop.gifts.reading import by_code, usable
from shop.models import Gift
from shop.sharing import Due, share, within_reach
from shop.till import GIFT, Purse
from shop.verbs.goods import goods_received, goods_total, owes_nothing
from shop.verbs.sales import CANCELLED, PAID, ZERO, Deal, deal_of, set_status
from shop.verbs.spending import due_of, spend

Order = get_model("order", "Order")
OWING = ("confirmed", "started")
"""States of a session whose price may still be paid."""


def redeem_for(gift: Gift, named: str, *, by: Any, now: datetime) -> Decimal:
    """Pays with it what the order or booking of this code still owes, as far as it goes; says how much that was.

    Refused: it cannot be used, "order_unknown", or "nothing_owed".
    """
    with transaction.atomic():
        deal = deal_of(_order(named), now=now)
        most = usable(by_code(gift.code), now=now)
        dues = owed_by(deal)
        given = share(dues, [min(most, within_reach(dues))]).given[0]
        payment = spend(deal, Purse(GIFT, gift.code), given, user=deal.order.user, now=now)
        if payment is None:
            raise Refused(Reason("nothing_owed", {"code": tidy(named)}))
        if owes_nothing(deal):
            set_status(deal.order, PAID)
        announce("gift.redeemed", gift, by=by, now=now, amount=payment.amount, reason=tidy(named))
    return Decimal(payment.amount)


def owed_by(deal: Deal) -> list[Due]:
    """What is still to be paid of its sessions and of its goods; what is itself money is paid by card alone."""
    if deal.order.status == CANCELLED:
        return []
    dues = [due_of(sale.booking, line) for line, sale in deal.sales.items() if sale.booking.state in OWING]
    goods = max(ZERO, goods_total(deal.order) - goods_received(deal.order))
    return [due for due in (*dues, Due(None, goods)) if due.now + due.later > 0]


def _order(named: str) -> int:
    code = tidy(named)
    rows = Order.objects.filter(number=code) | Order.objects.filter(lines__session__booking__code=code)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise Refused(Reason("order_unknown", {"code": code}))
    return int(found)
