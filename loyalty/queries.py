"""Reading points. All of them are accounts and transfers of the ledger, in the currency PTS."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum

from ledger import queries as books
from ledger.models import Account, Transfer
from loyalty.core import ZERO, Lot, Rules, Spendable, ends, lots, most_spendable, points_for
from loyalty.models import Programme

PTS = "PTS"
HOUSE = "points:house"
EARNED, REVERSED, OWED, COLLECTED = "points.earned", "points.reversed", "points.owed", "points.collected"
SPENT, RETURNED, EXPIRED = "points.spent", "points.returned", "points.expired"
GIVEN, WITHDRAWN = "points.given", "points.withdrawn"
PAID, REPAID = "points.paid", "points.repaid"
"""The money that points stand for: paid with them for something, and given back for it."""


def purse_code(user_id: int) -> str:
    return f"points:{user_id}"


def debt_code(user_id: int) -> str:
    """Below zero by the points that had been spent when their purchase was reversed."""
    return f"points:owed:{user_id}"


def programme() -> Programme | None:
    return Programme.objects.first()


def rules() -> Rules | None:
    found = programme()
    return found.rules if found else None


def balance(user_id: int) -> Decimal:
    """What is in the purse; points whose time is over count until the clock has taken them."""
    return books.balance(purse_code(user_id))


def owed(user_id: int) -> Decimal:
    return -books.balance(debt_code(user_id))


def lots_of(user_id: int) -> list[Lot]:
    """The points in the purse by when they came, those whose time is over included."""
    code = purse_code(user_id)
    came = Transfer.objects.filter(target__code=code).values_list("pk", "at", "amount")
    went = Transfer.objects.filter(source__code=code).aggregate(sum=Sum("amount"))["sum"] or ZERO
    return lots((Lot(*row) for row in came), went)


class Standing(NamedTuple):
    """`live`: what can be spent now; `lots` of it, the first to end first."""

    live: Decimal
    lots: list[Lot]


def standing(user_id: int, *, now: datetime) -> Standing:
    found = rules()
    alive = [lot for lot in lots_of(user_id) if found is None or ends(lot.at, found.months) > now]
    return Standing(sum((lot.left for lot in alive), ZERO), alive)


def spendable(user_id: int, whole: Decimal, *, now: datetime) -> Spendable:
    """How much of `whole` this person's points may pay now; nothing in a house without a programme."""
    found = rules()
    return most_spendable(standing(user_id, now=now).live, whole, found) if found else Spendable(0, ZERO, "")


def will_earn(amount: Decimal) -> int:
    """Points that so much money will earn."""
    found = rules()
    return points_for(amount, found) if found else 0


def statement(user_id: int) -> QuerySet[Transfer]:
    """Every movement of the person's points, newest first."""
    return books.statement(purse_code(user_id))


class Earned(NamedTuple):
    """What a purchase has earned so far: `points` for `base`; `step` counts its movements."""

    points: int
    base: Decimal
    step: int


def earned(user_id: int, ref: str) -> Earned:
    """Of the purchase `ref`; its movements say in their references for how much money they were made."""
    of = Q(source__code=purse_code(user_id)) | Q(target__code=purse_code(user_id)) | Q(source__code=debt_code(user_id))
    rows = list(
        Transfer.objects.filter(of, reason__in=(EARNED, REVERSED, OWED), ref__startswith=f"{ref}#").order_by("pk")
    )
    if not rows:
        return Earned(0, ZERO, 0)
    signed = sum((row.amount if row.reason == EARNED else -row.amount for row in rows), ZERO)
    step, _, base = rows[-1].ref.rpartition("#")[2].partition(":")
    return Earned(int(signed), Decimal(base), int(step))


def twins(refs: Iterable[str]) -> dict[tuple[str, str], Transfer]:
    """The money that moved with points, by reason and reference: its other account says what was bought."""
    rows = Transfer.objects.filter(reason__in=(PAID, REPAID), ref__in=list(refs))
    return {(row.reason, row.ref): row for row in rows.select_related("source", "target")}


def paid_into(user_id: int, account: Any) -> tuple[Decimal, Decimal]:
    """Points of this person that have paid for what this account is of, and the money that they paid."""
    refs = Transfer.objects.filter(target=account, reason=PAID).values("ref")
    spent = Transfer.objects.filter(source__code=purse_code(user_id), reason=SPENT, ref__in=refs)
    money = Transfer.objects.filter(reason=PAID, ref__in=spent.values("ref"))
    return _sum(spent), _sum(money)


def repaid_from(user_id: int, account: Any) -> Decimal:
    """The money that has come back to this person's points from there."""
    refs = Transfer.objects.filter(target__code=purse_code(user_id), reason=RETURNED).values("ref")
    return _sum(Transfer.objects.filter(source=account, reason=REPAID, ref__in=refs))


def _sum(rows: QuerySet[Transfer]) -> Decimal:
    return rows.order_by().aggregate(sum=Sum("amount"))["sum"] or ZERO


def balances(user_ids: Iterable[int]) -> dict[int, Decimal]:
    """Of many people at once; those who never had a point are left out."""
    codes = {purse_code(pk): pk for pk in user_ids}
    rows = Account.objects.filter(code__in=codes).values_list("code", "balance")
    return {codes[code]: held for code, held in rows}


def richest(most: int) -> list[int]:
    """Whose purses hold most, at most so many of them."""
    rows = Account.objects.filter(currency=PTS, floor=0, balance__gt=0).order_by("-balance", "pk")
    return [int(code.rpartition(":")[2]) for code in rows.values_list("code", flat=True)[:most]]
