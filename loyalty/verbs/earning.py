"""Points for visits and purchases: as much as what is paid and kept of them earns, now and after every refund."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from booking.models import Booking
from ledger.models import Account
from ledger.verbs import move
from loyalty.core import points_for, remaining
from loyalty.queries import EARNED, OWED, REVERSED, earned, rules
from loyalty.verbs.purses import come, debt, house, locked, tell


def on_fact(verb: str, subject: models.Model, *, by: Any, now: datetime, data: dict[str, Any]) -> None:
    """Reaction. A visit: what it earns once it is completed. A purchase: `user_id`, and `earning`, reference -> money.

    The money is what stays paid of it at that moment, points left out; told again with less, it takes points back.
    """
    if rules() is None:
        return
    if isinstance(subject, Booking):
        _visit(subject, by=by, now=now)
        return
    earning = data.get("earning") or {} if data.get("user_id") else {}
    for ref in sorted(earning):
        award(user_id=data["user_id"], ref=ref, base=Decimal(str(earning[ref])), by=by, now=now)


def _visit(booking: Booking, *, by: Any, now: datetime) -> None:
    row = Booking.objects.filter(pk=booking.pk, state="completed").exclude(client=None).first()
    if row:
        base = import_string(settings.SALE["earning"])(row)
        award(user_id=int(row.client_id or 0), ref=f"booking:{row.code}", base=base, by=by, now=now)


def award(*, user_id: int, ref: str, base: Decimal, by: Any, now: datetime) -> int:
    """The purchase `ref` has earned what `base` earns, however often this is told; says by how much that was changed.

    More than was told before: the difference is earned. Less: the same share of its points is reversed; what of them
    has been spent already is owed, and taken from what comes next.
    """
    found = rules()
    if found is None:
        return 0
    with transaction.atomic():
        purse = locked(user_id)
        so_far = earned(user_id, ref)
        wanted = so_far.points + points_for(base, found) - points_for(so_far.base, found)
        if base < so_far.base:
            wanted = remaining(so_far.points, so_far.base, base)
        change = max(wanted, 0) - so_far.points
        if change:
            told = f"{ref}#{so_far.step + 1}:{base}"
            (_earn if change > 0 else _reverse)(purse, user_id, abs(change), told, by, now)
    return change


def _earn(purse: Account, user_id: int, points: int, ref: str, by: Any, now: datetime) -> None:
    come(user_id, Decimal(points), reason=EARNED, ref=ref, by=by, now=now, purse=purse)
    tell("points.earned", user_id, by=by, now=now, points=points, ref=ref)


def _reverse(purse: Account, user_id: int, points: int, ref: str, by: Any, now: datetime) -> None:
    there = min(Decimal(points), purse.balance)
    owing = points - there
    if there:
        move(there, source=purse, target=house(), reason=REVERSED, ref=ref, now=now, by=by)
    if owing:
        move(owing, source=debt(user_id), target=house(), reason=OWED, ref=ref, now=now, by=by)
    tell("points.reversed", user_id, by=by, now=now, points=points, owed=owing, ref=ref)
