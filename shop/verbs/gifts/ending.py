"""The end of a certificate: its holder is reminded, and then its money is the house's."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from facts import announce
from ledger.verbs import move, open_account
from shop.gifts.reading import left_on, rules, with_left
from shop.models import Gift
from shop.verbs.gifts.rows import locked
from shop.verbs.patience import BATCH


def expire_gifts(*, now: datetime) -> int:
    """Those whose end has passed, and the days in which they could be extended too; says how many. For the clock.

    A blocked one waits: its money is somebody's quarrel.
    """
    grace = timedelta(days=rules().grace_days)
    over = Q(extended=True, valid_until__lt=now) | Q(extended=False, valid_until__lt=now - grace)
    due = Gift.objects.filter(over, state=Gift.LIVE, blocked="").order_by("valid_until")[:BATCH]
    return sum(_expire(gift, now, grace) for gift in due)


def _expire(gift: Gift, now: datetime, grace: timedelta) -> bool:
    with transaction.atomic():
        row = locked(gift)
        ends = (row.valid_until or now) + (timedelta(0) if row.extended else grace)
        if ends >= now or not Gift.objects.filter(pk=row.pk, state=Gift.LIVE, blocked="").update(state=Gift.EXPIRED):
            return False
        left = left_on(row)
        if left > 0:
            source = open_account(row.account, currency=row.currency)
            house = open_account(f"breakage:{row.currency}", currency=row.currency)
            ref = f"{row.key}:{int(ends.timestamp())}"
            move(left, source=source, target=house, reason="gift.expired", ref=ref, now=now)
        announce("gift.expired", row, by=None, now=now, amount=left)
    return True


def remind_holders(*, now: datetime) -> int:
    """Tells those whose certificate ends soon, once for each of the days that staff have set; says how many."""
    return sum(_remind(days, now) for days in sorted(map(int, rules().remind_before)))


def _remind(days: int, now: datetime) -> int:
    """The nearest first: whoever is three days before the end is not told of sixty."""
    ends = Q(valid_until__gt=now, valid_until__lte=now + timedelta(days=days))
    untold = Q(reminded=None) | Q(reminded__gt=days)
    rows = Gift.objects.filter(ends, untold, state=Gift.LIVE, blocked="", delivered_at__isnull=False)
    return sum(_tell(gift, days, now) for gift in with_left(rows).filter(left__gt=0).order_by("valid_until")[:BATCH])


def _tell(gift: Gift, days: int, now: datetime) -> bool:
    untold = Q(reminded=None) | Q(reminded__gt=days)
    with transaction.atomic():
        if not Gift.objects.filter(untold, pk=gift.pk, state=Gift.LIVE).update(reminded=days):
            return False
        announce("gift.ending", gift, by=None, now=now, days=days)
    return True
