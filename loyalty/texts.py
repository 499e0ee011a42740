"""Words of the room: facts as labels, movements of points as sentences, what an order will earn."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from booking.models import Booking
from ledger.models import Transfer
from loyalty.queries import EARNED, PAID, REPAID, RETURNED, REVERSED, SPENT, purse_code, twins, will_earn
from words import say, say_lazy

FACTS = {
    f"points.{verb}": say_lazy(f"verbs_log.points.{verb}")
    for verb in (
        "earned", "spent", "returned", "reversed", "expired", "expiring", "given", "withdrawn", "programme_changed",
    )
}  # fmt: skip
TWINS = {SPENT: PAID, RETURNED: REPAID}
BOUGHT = frozenset({EARNED, REVERSED, SPENT, RETURNED})
"""Movements that belong to something bought."""


class Line(NamedTuple):
    """One movement as its owner reads it. `points` with its sign."""

    transfer: Transfer
    points: Decimal
    text: str


def lines(user_id: int, rows: Iterable[Transfer]) -> list[Line]:
    """As many queries for a hundred movements as for one."""
    shown, mine = list(rows), purse_code(user_id)
    accounts = twins(row.ref for row in shown if row.reason in TWINS)
    bought = {row.pk: _bought(row, accounts) for row in shown if row.reason in BOUGHT}
    names = visits(bought.values())
    return [
        Line(row, row.amount if row.target.code == mine else -row.amount, _text(row, bought.get(row.pk, ""), names))
        for row in shown
    ]


def _bought(row: Transfer, accounts: Mapping[tuple[str, str], Transfer]) -> str:
    """ "booking:K7RM2XA", "order:M4QPZ2XAB": from the reference of what was earned, from the money of what was paid."""
    if row.reason not in TWINS:
        return row.ref.partition("#")[0]
    twin = accounts.get((TWINS[row.reason], row.ref))
    return (twin.target if row.reason == SPENT else twin.source).code if twin else ""


def visits(bought: Iterable[str]) -> dict[str, str]:
    """Code of a booking -> what it is called; what is confidential keeps its neutral name."""
    codes = {ref.partition(":")[2] for ref in bought if ref.startswith("booking:")}
    rows = Booking.objects.filter(code__in=codes).select_related("service")
    return {row.code: say("notices.calendar_neutral") if row.confidential else str(row.service) for row in rows}


def purchase(ref: str, names: Mapping[str, str]) -> str:
    """What was bought, for people: a session by its name, anything else by the number of its order."""
    code = ref.split(":")[1] if ":" in ref else ref
    return names.get(code) or say("loyalty.purchase", code=code)


def _text(row: Transfer, bought: str, names: Mapping[str, str]) -> str:
    key = f"loyalty.movements.{row.reason.partition('.')[2]}"
    return say(key, what=purchase(bought, names)) if row.reason in BOUGHT else say(key)


def show_points(points: Decimal, *, signed: bool = False) -> str:
    """Only the number: "93", "−12.5", "+93" where it is signed."""
    text = f"{abs(points):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("−" if points < 0 else "+" if signed else "") + text


HINTS = {
    (True, False): "loyalty.will_earn",
    (False, True): "loyalty.will_earn_goods",
    (True, True): "loyalty.will_earn_both",
}


def hint(visits: Iterable[Decimal], goods: Decimal) -> str:
    """What an order will earn, in one sentence, when so much is paid for each of its visits and its goods; or nothing.

    Each visit earns by itself, all goods together.
    """
    of_visits, of_goods = sum(map(will_earn, visits)), will_earn(goods)
    key = HINTS.get((of_visits > 0, of_goods > 0))
    return say(key, n=of_visits + of_goods) if key else ""
