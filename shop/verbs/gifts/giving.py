"""From the giver to the recipient: paid, delivered, accepted, passed on."""

import calendar
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

import moments
from accounts.verbs import hold_back, untried
from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.verbs import move, open_account
from shop.gifts.reading import by_code, rules, usable
from shop.models import Gift, Purchase
from shop.verbs.gifts.rows import locked
from shop.verbs.patience import BATCH

GUESSES, WINDOW = 10, 15 * 60
"""So many codes may be tried from one address or browser in so many seconds."""


def paid(gift: Gift, *, now: datetime) -> bool:
    """Its money is in its account: it lives from now on. False: it did already.

    What is handed over, or was to be delivered by now, is delivered at once.
    """
    with transaction.atomic():
        row = locked(gift)
        ends = end_of_day(months_after(max(now, row.deliver_at or now), rules().valid_months), row.zone)
        rows = Gift.objects.filter(pk=row.pk, state=Gift.DRAFT)
        if not rows.update(state=Gift.LIVE, paid_at=now, valid_until=ends, **_buyer(row)):
            return False
        row.refresh_from_db()
        announce("gift.bought", row, by=row.buyer, now=now, amount=row.amount)
        if row.deliver_at is None or row.deliver_at <= now:
            deliver(row, now=now)
    return True


def _buyer(gift: Gift) -> dict[str, Any]:
    """As the order knows him: the draft may be older than his sign-in."""
    bought = Purchase.objects.filter(order__lines__gift__gift=gift).select_related("order").first()
    if bought is None:
        return {}
    return {"giver_email": bought.email, "giver_language": bought.language, "buyer_id": bought.order.user_id}


def deliver(gift: Gift, *, now: datetime) -> bool:
    """It is the recipient's from now on; the letter goes out with the fact. False: it was before, or is stopped."""
    with transaction.atomic():
        rows = Gift.objects.filter(pk=gift.pk, state=Gift.LIVE, delivered_at=None, blocked="")
        if not rows.update(delivered_at=now):
            return False
        gift.refresh_from_db()
        announce("gift.delivered", gift, by=None, now=now, to="letter" if gift.email else "hand")
    return True


def deliver_due(*, now: datetime) -> int:
    """Delivers those whose moment has come; says how many. For the clock."""
    waiting = Q(deliver_at__lte=now) | Q(deliver_at=None)
    due = Gift.objects.filter(waiting, state=Gift.LIVE, delivered_at=None, blocked="").order_by("pk")[:BATCH]
    return sum(deliver(gift, now=now) for gift in due)


def accept(gift: Gift, *, by: Any, now: datetime) -> bool:
    """The recipient says yes; the giver is told this and nothing else, once. False: accepted before.

    Refused: it cannot be used, with the reason. A signed-in recipient holds it from now on.
    """
    with transaction.atomic():
        row = locked(gift)
        usable(row, now=now)
        return mark_accepted(row, by=by, now=now)


def mark_accepted(gift: Gift, *, by: Any, now: datetime) -> bool:
    """The caller has locked it and looked at it."""
    who = by if getattr(by, "pk", None) else None
    if who and gift.holder_id is None:
        Gift.objects.filter(pk=gift.pk, holder=None).update(holder=who)
    if not Gift.objects.filter(pk=gift.pk, accepted_at=None).update(accepted_at=now):
        return False
    gift.refresh_from_db()
    announce("gift.accepted", gift, by=None, now=now)  # the log does not tell the giver's friends who took it
    return True


@dataclass(frozen=True)
class Passing:
    """How a gift goes on. `email` empty: it is handed over. `deliver_at` None: at once."""

    giver: str
    recipient: str
    email: str
    message: str
    language: str
    deliver_at: datetime | None = None


def pass_on(gift: Gift, words: Passing, *, by: Any, now: datetime) -> Gift:
    """What is left belongs to somebody else: a certificate with a code of its own, delivered at its moment.

    The old one stops at once. Refused: it cannot be used; "gift_ended": it would be delivered after its end.
    """
    with transaction.atomic():
        row = locked(gift)
        left = usable(row, now=now)
        if row.valid_until and words.deliver_at and words.deliver_at > row.valid_until:
            raise Refused(Reason("gift_ended", {"date": int(row.valid_until.timestamp())}))
        if not Gift.objects.filter(pk=row.pk, state=Gift.LIVE).update(state=Gift.PASSED):
            raise Refused(Reason("gift_passed"))
        heir = _heir(row, left, words, buyer=by)
        heir.paid_at = heir.created_at = now
        heir.save(force_insert=True)
        _pour(row, heir, left, by=by, now=now)
        announce("gift.passed", row, by=by, now=now, amount=left)
        announce("gift.bought", heir, by=by, now=now, amount=left)
        if heir.deliver_at is None or heir.deliver_at <= now:
            deliver(heir, now=now)
    return heir


def _heir(gift: Gift, left: Decimal, words: Passing, *, buyer: Any) -> Gift:
    """The same face and the same end, other people."""
    return Gift(
        **asdict(words), state=Gift.LIVE, amount=left, currency=gift.currency, service=gift.service, design=gift.design,
        zone=gift.zone, valid_until=gift.valid_until, extended=gift.extended, passed_from=gift, buyer=buyer,
        giver_email=getattr(buyer, "email", "") or gift.email, giver_language=gift.language,
    )  # fmt: skip


def _pour(old: Gift, new: Gift, amount: Decimal, *, by: Any, now: datetime) -> None:
    source, target = (open_account(gift.account, currency=gift.currency) for gift in (old, new))
    move(amount, source=source, target=target, reason="gift.passed", ref=str(new.key), by=by, now=now)


def look_up(text: str, *, tries: Iterable[str], now: datetime) -> Gift:
    """The certificate of a code that somebody types. Refused("code_unknown"); TooMany: he has guessed enough.

    `tries`: by what guesses are counted, the address and the browser. A right code counts for nothing, but whoever has
    guessed too often is not told even of a right one.
    """
    keys = [f"gift:{one}" for one in tries]
    for key in keys:
        hold_back(key, limit=GUESSES, window_seconds=WINDOW, now=now)
    gift = by_code(text)
    if gift is None:
        raise Refused(Reason("code_unknown"))
    for key in keys:
        untried(key)
    return gift


def months_after(moment: datetime, months: int) -> datetime:
    """The same day of a later month, or its last day."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def end_of_day(moment: datetime, zone: str) -> datetime:
    """The last second of that day on the clocks of `zone`: what is valid until a day is valid on it."""
    day = moments.local(moment, zone).date() + timedelta(days=1)
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(moment.tzinfo) - timedelta(seconds=1)
