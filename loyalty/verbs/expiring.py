"""Points end. The oldest go first, so whoever spends now and then loses none."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from facts import last
from ledger.models import Account
from ledger.verbs import move
from loyalty.core import Lot, ends, over
from loyalty.models import Programme
from loyalty.queries import EXPIRED, PTS, lots_of, programme
from loyalty.verbs.purses import house, locked, tell

EVERY = timedelta(hours=12)
LONGEST_MONTH = timedelta(days=31)


def expire_points(*, now: datetime) -> int:
    """Takes the points whose time is over and warns of those that end soon, twice a day; says whose it took.

    Nobody can spend them meanwhile.
    """
    found = programme()
    if found is None or not _claimed(found, now):
        return 0
    people = [int(code.rpartition(":")[2]) for code in _purses(found, now)]
    return sum(_look(user_id, found, now) for user_id in people)


def _claimed(found: Programme, now: datetime) -> bool:
    due = Q(swept_at=None) | Q(swept_at__lte=now - EVERY)
    return bool(Programme.objects.filter(due, pk=found.pk).update(swept_at=now))


def _purses(found: Programme, now: datetime) -> list[str]:
    """Accounts that hold something and got something long ago; no more is read of the others."""
    long_ago = now + timedelta(days=found.warn_days) - found.months * timedelta(days=28)
    rows = Account.objects.filter(currency=PTS, code__startswith="points:", floor=0, balance__gt=0)
    return list(rows.filter(received__at__lte=long_ago).distinct().order_by("pk").values_list("code", flat=True))


def _look(user_id: int, found: Programme, now: datetime) -> bool:
    with transaction.atomic():
        purse = locked(user_id)
        left = end(purse, user_id, now=now)
        _warn(user_id, found, now)
    return left.balance < purse.balance


def end(purse: Account, user_id: int, *, now: datetime) -> Account:
    """The locked purse without the points whose time is over."""
    found = programme()
    ended = over(lots_of(user_id), found.months, now) if found else []
    for lot in ended:
        move(lot.left, source=purse, target=house(), reason=EXPIRED, ref=str(lot.key), now=now)
    if not ended:
        return purse
    tell("points.expired", user_id, by=None, now=now, points=_sum(ended))
    return Account.objects.get(pk=purse.pk)


def _warn(user_id: int, found: Programme, now: datetime) -> None:
    """Once for all that will end within the days of warning: told again only of what has come nearer since."""
    user = User.objects.filter(pk=user_id).first()
    ahead = timedelta(days=found.warn_days)
    known = (last("points.expiring", user) if user else None) or now - ahead - LONGEST_MONTH
    soon = [lot for lot in lots_of(user_id) if ends(lot.at, found.months) <= now + ahead]
    if user and any(ends(lot.at, found.months) > known + ahead for lot in soon):
        tell("points.expiring", user_id, by=None, now=now, points=_sum(soon), until=ends(soon[0].at, found.months))


def _sum(found: list[Lot]) -> Decimal:
    return sum((lot.left for lot in found), Decimal(0))
