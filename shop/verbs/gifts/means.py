"""A certificate as a means of payment: `settings.TILL["gift"]`. Its source is its code."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.codes import tidy
from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.models import Account, Transfer
from ledger.verbs import Insufficient, move, open_account
from shop.gifts.reading import by_code, left_on, rules, usable
from shop.models import Gift
from shop.verbs.gifts.giving import end_of_day, mark_accepted
from shop.verbs.gifts.rows import locked

TAKEN, BACK = "gift.taken", "gift.back"


class GiftMeans:
    """The protocol of `shop.till.Means`."""

    def offer(self, source: str, *, whole: Decimal, user: Any, now: datetime) -> Decimal:
        return min(whole, usable(by_code(source), now=now))

    def holds(self, source: str, *, now: datetime) -> Decimal:
        gift = by_code(source)
        return left_on(gift) if gift else Decimal(0)

    def take(self, amount: Decimal, *, source: str, into: Account, ref: str, user: Any, by: Any, now: datetime) -> None:
        """Refused besides: "gift_for_gift", "gift_currency", "gift_not_covering"."""
        with transaction.atomic():
            gift = _found(source)
            if Transfer.objects.filter(reason=TAKEN, ref=ref).exists():
                return
            left = usable(gift, now=now)
            _may_pay(gift, amount, left, into)
            mark_accepted(gift, by=user, now=now)
            try:
                purse = open_account(gift.account, currency=gift.currency)
                move(amount, source=purse, target=into, reason=TAKEN, ref=ref, by=by, now=now)
            except Insufficient as short:
                raise Refused(Reason("gift_not_covering", _short(gift, amount, left_on(gift)))) from short
            announce("gift.spent" if left == amount else "gift.used", gift, by=None, now=now, amount=amount)

    def give_back(self, amount: Decimal, *, source: str, out_of: Account, ref: str, by: Any, now: datetime) -> None:
        """One that has ended meanwhile lives again, for the days by which staff would extend it."""
        with transaction.atomic():
            gift = _found(source)
            if Transfer.objects.filter(reason=BACK, ref=ref).exists():
                return
            purse = open_account(gift.account, currency=gift.currency)
            move(amount, source=out_of, target=purse, reason=BACK, ref=ref, by=by, now=now)
            _revive(gift, now)
            announce("gift.refilled", gift, by=by, now=now, amount=amount)


def _found(source: str) -> Gift:
    gift = Gift.objects.filter(code=tidy(source)).first()
    if gift is None:
        raise Refused(Reason("code_unknown"))
    return locked(gift)


def _may_pay(gift: Gift, amount: Decimal, left: Decimal, into: Account) -> None:
    if into.code.startswith("gift:"):
        raise Refused(Reason("gift_for_gift"))
    if into.currency != gift.currency:
        raise Refused(Reason("gift_currency", {"currency": gift.currency}))
    if left < amount:
        raise Refused(Reason("gift_not_covering", _short(gift, amount, left)))


def _short(gift: Gift, amount: Decimal, left: Decimal) -> dict[str, Any]:
    return {"left": left, "price": amount, "due": amount - left, "currency": gift.currency}


def _revive(gift: Gift, now: datetime) -> None:
    """Who passed the rest on, and then cancels what he had bought before, gets that back under his own code."""
    least = end_of_day(now + timedelta(days=rules().grace_days), gift.zone)
    if gift.state in (Gift.PASSED, Gift.EXPIRED, Gift.RETURNED):
        gift.state = Gift.LIVE
    if gift.valid_until is None or gift.valid_until < now:
        gift.valid_until, gift.reminded = least, None
    gift.save(update_fields=["state", "valid_until", "reminded"])
