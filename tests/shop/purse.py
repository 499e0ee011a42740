"""A means of payment of the stories' own: tins with money, kept in the ledger. What it does not hold it refuses."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import Reason, Refused
from ledger.models import Account
from ledger.queries import balance
from ledger.verbs import Insufficient, move, open_account


class Tins:
    """The protocol of `shop.till.Means`. `source`: the name of a tin; "half…" pays half of a price at most."""

    def offer(self, source: str, *, whole: Decimal, user: Any, now: datetime) -> Decimal:
        held = balance(f"tin:{source}")
        if not held:
            raise Refused(Reason("gift_spent"))
        return min(held, whole / 2 if source.startswith("half") else whole)

    def holds(self, source: str, *, now: datetime) -> Decimal:
        return balance(f"tin:{source}")

    def take(self, amount: Decimal, *, source: str, into: Account, ref: str, user: Any, by: Any, now: datetime) -> None:
        try:
            with transaction.atomic():
                move(amount, source=tin(source), target=into, reason="tin.taken", ref=ref, by=by, now=now)
        except Insufficient as short:
            raise Refused(Reason("gift_spent")) from short

    def give_back(self, amount: Decimal, *, source: str, out_of: Account, ref: str, by: Any, now: datetime) -> None:
        move(amount, source=out_of, target=tin(source), reason="tin.back", ref=ref, by=by, now=now)


def tin(name: str) -> Account:
    return open_account(f"tin:{name}")


def fill(name: str, amount: int, now: datetime) -> str:
    """A tin with so much in it; its name."""
    bank = open_account("bank", floor=None)
    move(Decimal(amount), source=bank, target=tin(name), reason="filled", ref=name, now=now)
    return name


def held(name: str) -> Decimal:
    return balance(f"tin:{name}")
