"""What the house owes on certificates that are not spent yet."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

import moments
from ledger.models import Account
from shop.gifts.reading import with_left
from shop.models import Gift


@dataclass(frozen=True)
class Owed:
    """In one currency. `months`: ("2027-11", sum, how many) by the month in which they end; blocked ones count too."""

    currency: str
    months: list[tuple[str, Decimal, int]]
    total: Decimal
    ledger: Decimal
    """The same sum as the ledger keeps it."""


def owed() -> list[Owed]:
    """By currency. Two queries, however many certificates there are."""
    lying = Account.objects.filter(code__startswith="gift:").values("currency").annotate(sum=Sum("balance"))
    ledger = {row["currency"]: Decimal(row["sum"]) for row in lying.order_by("currency")}
    months: dict[str, dict[str, tuple[Decimal, int]]] = {currency: {} for currency in ledger}
    for gift in with_left(Gift.objects.all()).filter(left__gt=0):
        there = months.setdefault(gift.currency, {})
        month = f"{moments.local(gift.valid_until, gift.zone):%Y-%m}" if gift.valid_until else "–"
        before, count = there.get(month, (Decimal(0), 0))
        there[month] = (before + gift.left, count + 1)
    return [_owed(currency, there, ledger.get(currency, Decimal(0))) for currency, there in months.items()]


def _owed(currency: str, months: dict[str, tuple[Decimal, int]], ledger: Decimal) -> Owed:
    rows = [(month, *months[month]) for month in sorted(months)]
    return Owed(currency, rows, sum((row[1] for row in rows), Decimal(0)), ledger)
