"""Money at the desk: cash and the terminal. It is there at once; what follows is what follows from a card's money."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import Reason, Refused
from facts import announce
from shop.models import Payment
from shop.queries import ENDED
from shop.sharing import ZERO, Sums
from shop.verbs.goods import goods_total
from shop.verbs.returning import kept
from shop.verbs.sales import CANCELLED, Deal, deal_of, lines_apart, owed, request
from shop.verbs.settling import take_in


def owing(deal: Deal) -> Sums:
    """What the order still owes, by line; under None its goods with their delivery."""
    sums: Sums = {
        line: owed(sale.booking, Payment.BALANCE)
        for line, sale in deal.sales.items()
        if sale.booking.state not in ENDED
    }
    if deal.order.status != CANCELLED:
        sums |= {line.pk: line.line_price_incl_tax - kept(deal.order, line.pk) for line in lines_apart(deal.order)}
        sums[None] = goods_total(deal.order) - kept(deal.order, None)
    return {line: amount for line, amount in sums.items() if amount > 0}


def take_payment(
    order: Any, *, how: str, by: Any, now: datetime, lines: Iterable[int | None] | None = None,
    shown: Decimal | None = None,
) -> Payment:  # fmt: skip
    """All that is owed for these lines (None: for the whole order) was paid at the desk. `how`: "cash", "terminal".

    An order that still waits for its first payment is paid whole. Requests that were open for a card are void.
    Refused: "nothing_owed"; "quote_changed" when it is not what was `shown` any more.
    """
    with transaction.atomic():
        deal = deal_of(order.pk, now=now)
        opened = Payment.objects.filter(order=deal.order, state=Payment.OPEN).exclude(purpose=Payment.FEE)
        whole = lines is None or opened.filter(purpose=Payment.DEPOSIT).exists()
        wanted = set(lines or ())
        shares = {line: amount for line, amount in owing(deal).items() if whole or line in wanted}
        _agree(sum(shares.values(), ZERO), shown, deal.order.currency)
        opened.update(state=Payment.VOID, not_before=None)
        payment = request(deal.order, shares, purpose=Payment.BALANCE, now=now)
        changes = {"means": Payment.DESK, "source": how, "received": payment.amount, "state": Payment.PAID}
        Payment.objects.filter(pk=payment.pk).update(paid_at=now, **changes)
        payment.refresh_from_db()
        announce("payment.taken", deal.order, by=by, now=now, amount=payment.amount, how=how)
        take_in(deal, payment, now=now)
    return payment


def _agree(amount: Decimal, shown: Decimal | None, currency: str) -> None:
    if not amount:
        raise Refused(Reason("nothing_owed"))
    if shown is not None and shown != amount:
        raise Refused(Reason("quote_changed", {"old_amount": shown, "amount": amount, "currency": currency}))
