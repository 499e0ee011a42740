"""Words about certificates: why one cannot be used, and where it stands."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

import moments
from booking.core.decisions import Reason
from money import show_money
from shop.gifts.reading import state_of
from shop.models import Gift
from words import say

INSTANTS = ("date", "at")


def sentence(reason: Reason, *, now: datetime, zone: str = settings.HOUSE_ZONE) -> str:
    """A refusal in the active language."""
    currency = str(reason.numbers.get("currency", settings.OSCAR_DEFAULT_CURRENCY))
    told: dict[str, Any] = {
        name: show_money(value, currency) if isinstance(value, Decimal) else value
        for name, value in reason.numbers.items()
    }
    for name in INSTANTS:
        if name in told:
            at = datetime.fromtimestamp(int(told[name]), UTC)
            told |= {"date": moments.date(at, zone, now), "on_day": moments.on_day(at, zone)}
    return say(f"refusals.{reason.code}.text", **told)


def standing(gift: Gift, left: Decimal, *, now: datetime) -> str:
    """Beside what is left: "Delivered", "Out of ₴1,000", "Will be delivered on Friday 12 March"."""
    return _said(gift, state_of(gift, left, now))


def standing_for_giver(gift: Gift, *, now: datetime) -> str:
    """What the giver may know: whether it has come and was accepted, and nothing of how it is spent."""
    unspent = state_of(gift, gift.amount, now)
    if gift.state == Gift.PASSED:
        unspent = "accepted"
    return _said(gift, "accepted" if gift.accepted_at and unspent == "delivered" else unspent)


def _said(gift: Gift, state: str) -> str:
    on_day = moments.on_day(gift.deliver_at, gift.zone) if gift.deliver_at else ""
    return say(f"gifts.states.{state}", on_day=on_day, whole=show_money(gift.amount, gift.currency))
