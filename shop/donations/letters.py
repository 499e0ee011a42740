"""What the letter about a donation says."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

import moments
from money import show_money
from notifications.subjects import Reader, Subject, Telling
from shop.homes import home_at
from shop.models import Donation


def subject(donation: Donation) -> Subject:
    return Subject(about=f"donation:{donation.key}", begins=None, readers=_readers(donation))


def find(key: str) -> Subject | None:
    donation = _donation(key)
    return subject(donation) if donation else None


def _donation(key: str) -> Donation | None:
    rows = Donation.objects.select_related("foundation", "line__order")
    try:
        return rows.filter(key=key).first()
    except ValidationError:
        return None


def _readers(donation: Donation) -> dict[str, Reader]:
    """Whoever has bought it. Nobody as long as it waits in a basket."""
    if donation.line is None:
        return {}
    home = home_at(donation.line.order)
    return {"client": Reader(home.order.user_id, home.email, home.language, home.zone)}


def context(
    key: str, *, letter: str, audience: str, language: str, zone: str, data: Mapping[str, Any], now: datetime
) -> Telling | None:
    """The words of one letter in the active language, or None when there is nothing to tell any more."""
    donation = _donation(key)
    if donation is None or donation.line is None:
        return None
    home, to = home_at(donation.line.order), donation.foundation
    amount = show_money(Decimal(str(data.get("amount", donation.amount))), donation.currency)
    words = {
        "amount": amount, "foundation": str(to), "about": str(to.summary), "code": home.order.number,
        "zone": moments.zone_name(zone),
    }  # fmt: skip
    return Telling(words=words, link=home.address(language))
