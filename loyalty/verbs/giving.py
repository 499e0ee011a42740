"""What staff do by hand: give and take points, and change the programme."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.verbs import move
from loyalty.models import ONLY, Programme
from loyalty.queries import GIVEN, WITHDRAWN
from loyalty.verbs.expiring import end
from loyalty.verbs.purses import come, done, house, locked, tell


def give(*, user_id: int, points: int, reason: str, key: str, by: Any, now: datetime) -> None:
    """Once a `key`: a form that is sent twice gives once. `reason` is kept in the activity log."""
    with transaction.atomic():
        purse = locked(user_id)
        if done(GIVEN, key):
            return
        come(user_id, Decimal(points), reason=GIVEN, ref=key, by=by, now=now, purse=purse)
        tell("points.given", user_id, by=by, now=now, points=points, reason=reason)


def withdraw(*, user_id: int, points: int, reason: str, key: str, by: Any, now: datetime) -> None:
    """Once a `key`. Refused("points_short") when there are fewer."""
    with transaction.atomic():
        purse = locked(user_id)
        if done(WITHDRAWN, key):
            return
        purse = end(purse, user_id, now=now)
        if purse.balance < points:
            value = (Programme.objects.first() or Programme()).value
            raise Refused(Reason("points_short", {"n": int(purse.balance), "amount": int(purse.balance) * value}))
        move(Decimal(points), source=purse, target=house(), reason=WITHDRAWN, ref=key, now=now, by=by)
        tell("points.withdrawn", user_id, by=by, now=now, points=points, reason=reason)


def change_programme(*, by: Any, now: datetime, **rules: Any) -> Programme:
    """Sets the programme's rules, or makes it; counts from now on: what was earned and spent stays as it was."""
    with transaction.atomic():
        Programme.objects.get_or_create(pk=ONLY)
        row = Programme.objects.select_for_update().get(pk=ONLY)
        old = {name: getattr(row, name) for name in rules}
        Programme.objects.filter(pk=ONLY).update(**rules)
        row.refresh_from_db()
        announce("points.programme_changed", row, by=by, now=now, old=_said(old), new=_said(rules))
    return row


def _said(rules: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in rules.items()}
