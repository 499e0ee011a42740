"""The purchase of a certificate given back: as far as its value is unspent, with whomever it lies by now.

Whoever passes a gift on spends nothing. So what lies on certificates that were made of this one can be called back as
well, and theirs stop then: a purchase that was never right gives nobody anything.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.models import Transfer
from ledger.verbs import move, open_account
from shop.gifts.reading import ZERO, left_on
from shop.models import Gift
from shop.verbs.gifts.rows import locked

RECALLED = "gift.recalled"


def refundable(gift: Gift) -> Decimal:
    """How much of its purchase can be given back: what is unspent, passed on or not."""
    return sum(map(left_on, _heirs(gift, Gift.objects.get)), left_on(gift))


def take_out(gift: Gift, amount: Decimal, *, by: Any, now: datetime) -> None:
    """So much of its purchase is about to go back to the buyer, out of its account, in this transaction.

    Refused("gift_used"): less is left. A certificate that is emptied so is over.
    """
    row = locked(gift)
    family = list(_heirs(row, lambda pk: locked(Gift(pk=pk))))
    own = left_on(row)
    left = sum(map(left_on, family), own)
    if left < amount:
        raise Refused(Reason("gift_used", {"left": left, "asked": amount, "currency": row.currency}))
    if row.state == Gift.DRAFT:  # what came was too much, or too little
        return
    _call_back(row, family, max(ZERO, amount - own), by=by, now=now)
    if own <= amount:
        Gift.objects.filter(pk=row.pk, state=Gift.LIVE).update(state=Gift.RETURNED)
    _tell(row, amount, min(own, amount), by=by, now=now)


def _heirs(gift: Gift, take: Callable[..., Gift]) -> Iterator[Gift]:
    """What was made of it when it was passed on, and what was made of that. Each is taken before its own are sought."""
    for pk in Gift.objects.filter(passed_from=gift).order_by("pk").values_list("pk", flat=True):
        heir = take(pk=pk)
        yield heir
        yield from _heirs(heir, take)


def _call_back(gift: Gift, family: Iterable[Gift], missing: Decimal, *, by: Any, now: datetime) -> None:
    target = open_account(gift.account, currency=gift.currency)
    for heir in family:
        left = left_on(heir)
        taken = min(left, missing)
        if taken > 0:
            source = open_account(heir.account, currency=heir.currency)
            before = Transfer.objects.filter(reason=RECALLED, source=source).count()
            move(taken, source=source, target=target, reason=RECALLED, ref=f"{heir.key}:{before}", by=by, now=now)
            if taken == left:
                Gift.objects.filter(pk=heir.pk, state=Gift.LIVE).update(state=Gift.RETURNED)
            _tell(heir, taken, taken, by=by, now=now)
            missing -= taken


def _tell(gift: Gift, amount: Decimal, lost: Decimal, *, by: Any, now: datetime) -> None:
    """`lost`: what lay on this very certificate. Whoever has it already is told that it is gone."""
    whom = "holder" if lost and gift.delivered_at else "nobody"
    announce("gift.returned", gift, by=by, now=now, amount=amount, lost=lost, told=whom)
