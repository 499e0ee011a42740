"""What is left on a certificate goes to a foundation."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.models import Transfer
from ledger.verbs import move, open_account
from shop.gifts.reading import usable
from shop.models import Foundation, Gift
from shop.verbs.gifts.giving import mark_accepted
from shop.verbs.gifts.rows import locked

DONATED = "gift.donated"


def donate(gift: Gift, foundation: Foundation, *, shown: Decimal, by: Any, now: datetime) -> Decimal:
    """All that is left, which its holder was `shown`; says how much. The house offers no way back.

    Refused: it cannot be used; "quote_changed": something else lies on it by now; "foundation_closed".
    """
    with transaction.atomic():
        row = locked(gift)
        left = usable(row, now=now)
        if left != shown:
            raise Refused(Reason("quote_changed", {"old_amount": shown, "amount": left, "currency": row.currency}))
        if not Foundation.objects.filter(pk=foundation.pk, live=True).exists():
            raise Refused(Reason("foundation_closed"))
        mark_accepted(row, by=by, now=now)
        _hand_over(row, foundation, left, by=by, now=now)
        announce(DONATED, row, by=by, now=now, amount=left, foundation=foundation.code)
    return left


def _hand_over(gift: Gift, foundation: Foundation, amount: Decimal, *, by: Any, now: datetime) -> None:
    """One whose money has come back to it can be donated once more."""
    source = open_account(gift.account, currency=gift.currency)
    target = open_account(foundation.account(gift.currency), currency=gift.currency)
    before = Transfer.objects.filter(reason=DONATED, source=source).count()
    move(amount, source=source, target=target, reason=DONATED, ref=f"{gift.key}:{before}", by=by, now=now)
