"""What is left on a certificate, or a part of it, goes to a foundation."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.models import Transfer
from ledger.verbs import move, open_account
from shop.donations.reading import foundations, unfit
from shop.gifts.reading import usable
from shop.models import Foundation, Gift
from shop.verbs.gifts.giving import mark_accepted
from shop.verbs.gifts.rows import locked
from shop.verbs.purses import stand_in_line

DONATED = "gift.donated"
LEAST = Decimal(1)


def donate(
    gift: Gift, foundation: Foundation, *, shown: Decimal, by: Any, now: datetime, amount: Decimal | None = None
) -> Decimal:
    """So much (None: all that is left) of what its holder was `shown` to lie on it; says how much. No way leads back.

    Whoever presses twice donates once: what lies on it is not what the second press was shown.

    Refused: it cannot be used; "quote_changed": something else lies on it by now; "donation_amount": more than that, or
    next to nothing; "foundation_closed".
    """
    with transaction.atomic():
        stand_in_line(gift.currency)
        row = locked(gift)
        left = usable(row, now=now)
        if left != shown:
            raise Refused(Reason("quote_changed", {"old_amount": shown, "amount": left, "currency": row.currency}))
        given = left if amount is None else amount
        _agree(given, left, row.currency, foundation)
        mark_accepted(row, by=by, now=now)
        _hand_over(row, foundation, given, by=by, now=now)
        announce(DONATED, row, by=by, now=now, amount=given, foundation=foundation.code)
    return given


def _agree(given: Decimal, left: Decimal, currency: str, foundation: Foundation) -> None:
    reason = unfit(given, lowest=least(left), highest=left, currency=currency)
    if reason:
        raise Refused(reason)
    if not foundations().filter(pk=foundation.pk).exists():
        raise Refused(Reason("foundation_closed"))


def least(left: Decimal) -> Decimal:
    """The smallest part that may go; the last kopecks may always."""
    return min(LEAST, left)


def _hand_over(gift: Gift, foundation: Foundation, amount: Decimal, *, by: Any, now: datetime) -> None:
    """A certificate can be donated in parts, and once more when money has come back to it."""
    source = open_account(gift.account, currency=gift.currency)
    target = open_account(foundation.account(gift.currency), currency=gift.currency)
    before = Transfer.objects.filter(reason=DONATED, source=source).count()
    move(amount, source=source, target=target, reason=DONATED, ref=f"{gift.key}:{before}", by=by, now=now)
