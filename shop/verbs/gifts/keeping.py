"""What staff do with certificates: each with its reason, each a fact."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.models import Account
from ledger.verbs import move, open_account
from shop.gifts.reading import graceful_end, left_on, rules, usable
from shop.models import Gift
from shop.models.gifts import new_gift_code
from shop.verbs.gifts.giving import deliver, end_of_day, mark_accepted
from shop.verbs.gifts.rows import locked


def resend(gift: Gift, *, by: Any, now: datetime) -> None:
    """The letter to the recipient goes out once more. Refused: it cannot be used, or nobody knows where to."""
    with transaction.atomic():
        row = locked(gift)
        usable(row, now=now)
        if not row.email:
            raise Refused(Reason("gift_no_address"))
        announce("gift.resent", row, by=by, now=now)


def readdress(gift: Gift, *, email: str, reason: str, by: Any, now: datetime) -> Gift:
    """It was meant for another address. It gets a new code: whoever reads the first letter cannot use it any more.

    Refused("gift_accepted"): somebody has taken it already; the reasons of `usable`, but not "gift_not_yet".
    """
    with transaction.atomic():
        row = locked(gift)
        if row.state != Gift.LIVE or row.accepted_at:
            raise Refused(Reason("gift_accepted"))
        delivered = row.delivered_at
        row.code, row.email, row.delivered_at = _recoded(row), email.lower(), None
        row.save(update_fields=["code", "email", "delivered_at"])
        announce("gift.readdressed", row, by=by, now=now, reason=reason)
        if delivered:
            deliver(row, now=now)
    return row


def _recoded(gift: Gift) -> str:
    """The account goes under the new code with all of its history."""
    code = new_gift_code()
    open_account(gift.account, currency=gift.currency)
    Account.objects.filter(code=gift.account).update(code=f"gift:{code}")
    return code


def block(gift: Gift, *, reason: str, by: Any, now: datetime) -> bool:
    """Nobody can use it until it is unblocked. False: it is blocked already."""
    return _mark(gift, "gift.blocked", before="", after=reason[:200], reason=reason, by=by, now=now)


def unblock(gift: Gift, *, reason: str, by: Any, now: datetime) -> bool:
    """It can be used again. False: it was not blocked."""
    return _mark(gift, "gift.unblocked", before=gift.blocked, after="", reason=reason, by=by, now=now)


def _mark(gift: Gift, fact: str, *, before: str, after: str, reason: str, by: Any, now: datetime) -> bool:
    if before == after:
        return False
    with transaction.atomic():
        row = locked(gift)
        if not Gift.objects.filter(pk=row.pk, blocked=before).update(blocked=after):
            return False
        gift.blocked = after
        announce(fact, row, by=by, now=now, reason=reason)
    return True


def extend(gift: Gift, *, reason: str, by: Any, now: datetime) -> Gift:
    """Once, by the days that staff have set, counted from its end or from today if that has passed.

    Refused("gift_extended"): it was extended before. Refused("gift_ended"): its money has gone to the house.
    """
    with transaction.atomic():
        row, days = locked(gift), rules().grace_days
        if row.extended:
            raise Refused(Reason("gift_extended"))
        last = graceful_end(row, days)
        if row.state != Gift.LIVE or last is None or last < now:
            raise Refused(Reason("gift_ended", {"date": int(row.valid_until.timestamp()) if row.valid_until else 0}))
        old, row.extended, row.reminded = row.valid_until, True, None
        row.valid_until = end_of_day(max(row.valid_until or now, now) + timedelta(days=days), row.zone)
        row.save(update_fields=["extended", "reminded", "valid_until"])
        announce("gift.extended", row, by=by, now=now, reason=reason, old=old, new=row.valid_until)
    return row


def redeem(gift: Gift, amount: Decimal, *, note: str, key: str, by: Any, now: datetime) -> Decimal:
    """At the desk: so much of it is spent on what no order names. Says what is left. Once a `key`.

    Refused: it cannot be used, or "gift_not_covering": it holds less.
    """
    with transaction.atomic():
        row = locked(gift)
        left = usable(row, now=now)
        if left < amount:
            numbers = {"left": left, "price": amount, "due": amount - left, "currency": row.currency}
            raise Refused(Reason("gift_not_covering", numbers))
        mark_accepted(row, by=None, now=now)
        source = open_account(row.account, currency=row.currency)
        target = open_account(f"sales:{row.currency}", currency=row.currency)
        move(amount, source=source, target=target, reason="gift.redeemed", ref=f"{row.key}:{key}", by=by, now=now)
        announce("gift.redeemed", row, by=by, now=now, amount=amount, reason=note)
    return left_on(row)
