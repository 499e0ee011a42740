"""A line of an order that sells a certificate, as `shop.verbs.sales.APART` asks for it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from shop.models import Gift
from shop.verbs.gifts import giving
from shop.verbs.gifts.undoing import refundable, take_out

SPENT = "gift_used"


def account(line: Any) -> str:
    return gift_of(line).account


def paid(line: Any, *, now: datetime) -> None:
    """All of its price has come."""
    giving.paid(gift_of(line), now=now)


def returnable(line: Any) -> Decimal:
    """How much of it is unspent, passed on or not."""
    return refundable(gift_of(line))


def returning(line: Any, amount: Decimal, *, now: datetime) -> None:
    """So much is about to go back to the buyer. Refused("gift_used"): it is spent already."""
    take_out(gift_of(line), amount, by=None, now=now)


def gift_of(line: Any) -> Gift:
    return Gift.objects.get(sale__line=line)
