"""Moving value. Every movement is one row; a repeated (reason, ref) moves nothing a second time."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Round

from ledger.models import Account, Transfer


class Insufficient(Exception):
    """The source would go below its floor. Carries the account's code and the amount asked."""

    def __init__(self, code: str, amount: Decimal) -> None:
        super().__init__(f"{code} cannot give {amount}")
        self.code, self.amount = code, amount


def open_account(code: str, *, currency: str = "UAH", floor: Decimal | None = Decimal(0)) -> Account:
    """The account of this code, made if absent. ValueError: it is there and holds another currency."""
    account, _ = Account.objects.get_or_create(code=code, defaults={"currency": currency, "floor": floor})
    if account.currency != currency:
        raise ValueError(f"{account} holds {account.currency}, not {currency}")
    return account


def move(
    amount: Decimal, *, source: Account, target: Account, reason: str, ref: str, now: datetime, by: Any = None
) -> Transfer:
    """Moves `amount` (positive, in the currency of both) and returns its row, or the row that moved it before.

    `now`: aware UTC. Raises Insufficient, or ValueError for an amount of zero or finer than a kopeck, two currencies,
    one account. The transfer row comes first: its unique (reason, ref) decides which of two retries moves the balances.
    """
    _check(amount, source, target)
    with transaction.atomic():
        row, new = Transfer.objects.get_or_create(
            reason=reason, ref=ref, defaults={"at": now, "source": source, "target": target, "amount": amount, "by": by}
        )
        if new:
            _shift(amount, source, target)
    return row


def reverse(transfer: Transfer, *, now: datetime, by: Any = None) -> Transfer:
    """Moves it back, once."""
    return move(
        transfer.amount, source=transfer.target, target=transfer.source,
        reason=f"{transfer.reason}.reversed", ref=transfer.ref, now=now, by=by,
    )  # fmt: skip


def _check(amount: Decimal, source: Account, target: Account) -> None:
    if amount <= 0:
        raise ValueError(f"a transfer needs a positive amount, not {amount}")
    if amount != round(amount, 2):
        raise ValueError(f"a transfer moves whole kopecks, not {amount}")
    if source.pk == target.pk:
        raise ValueError(f"a transfer needs two accounts, not {source} twice")
    if source.currency != target.currency:
        raise ValueError(f"{source} holds {source.currency}, {target} holds {target.currency}")


def _shift(amount: Decimal, source: Account, target: Account) -> None:
    """Both balances, in pk order: two opposite transfers at once must not wait for each other in a circle.

    Rounded, because SQLite reckons in binary fractions: 320 − 286.67 would be a hair less than 33.33, and the last
    kopecks of a purse could not be taken.
    """
    for account in sorted((source, target), key=lambda a: a.pk):
        if account.pk == target.pk:
            Account.objects.filter(pk=target.pk).update(balance=Round(F("balance") + amount, 2))
            continue
        enough = Q(floor=None) | Q(balance__gte=Round(F("floor") + amount, 2))
        if not Account.objects.filter(enough, pk=source.pk).update(balance=Round(F("balance") - amount, 2)):
            raise Insufficient(source.code, amount)
