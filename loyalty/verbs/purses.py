"""The accounts of points, and what every movement into a purse brings with it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from facts import announce
from ledger.models import Account, Transfer
from ledger.verbs import move, open_account
from loyalty.queries import COLLECTED, HOUSE, PTS, debt_code, purse_code


def house() -> Account:
    """Where points come from and go back to."""
    return open_account(HOUSE, currency=PTS, floor=None)


def debt(user_id: int) -> Account:
    return open_account(debt_code(user_id), currency=PTS, floor=None)


def locked(user_id: int) -> Account:
    """The person's purse, locked until the transaction ends; opened if it is the first time."""
    house()  # opened before every purse: transfers lock by pk
    mine = open_account(purse_code(user_id), currency=PTS)
    return Account.objects.select_for_update().get(pk=mine.pk)


def done(reason: str, ref: str) -> bool:
    """Whether this has moved before. The purse is locked, so nobody is just doing it."""
    return Transfer.objects.filter(reason=reason, ref=ref).exists()


def come(user_id: int, amount: Decimal, *, reason: str, ref: str, by: Any, now: datetime, purse: Account) -> Transfer:
    """Points come from the house into the purse; what the person owed of points is taken from them at once."""
    row = move(amount, source=house(), target=purse, reason=reason, ref=ref, now=now, by=by)
    owes, holds = debt(user_id), Account.objects.get(pk=purse.pk).balance
    share = min(-owes.balance, holds)
    if share > 0:
        move(share, source=purse, target=owes, reason=COLLECTED, ref=str(row.pk), now=now, by=by)
    return row


def tell(fact: str, user_id: int, *, by: Any, now: datetime, **data: Any) -> None:
    """The fact, about the person; of a person who is gone nothing is told."""
    user = User.objects.filter(pk=user_id).first()
    if user:
        announce(fact, user, by=by, now=now, **data)
