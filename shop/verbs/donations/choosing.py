"""A donation before it is ordered."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from booking.core.decisions import Reason, Refused
from shop.donations.reading import foundations, rules, unfit
from shop.models import Donation, Foundation, Sellable
from shop.verbs.named import line_named, put_named


def choose(foundation: Foundation, amount: Decimal, *, now: datetime) -> Donation:
    """So much, in the house's currency, for this foundation; it waits to be put into a basket.

    Refused: "donation_amount" (too little or too much), "foundation_closed".
    """
    _agree(foundation, amount)
    currency = settings.OSCAR_DEFAULT_CURRENCY
    return Donation.objects.create(foundation=foundation, amount=amount, currency=currency, created_at=now)


def change(donation: Donation, foundation: Foundation, amount: Decimal) -> Donation:
    """As long as nobody has ordered it. Refused as `choose`, or "already_ordered"."""
    _agree(foundation, amount)
    if not Donation.objects.filter(pk=donation.pk, line=None).update(foundation=foundation, amount=amount):
        raise Refused(Reason("already_ordered"))
    donation.refresh_from_db()
    return donation


def _agree(foundation: Foundation, amount: Decimal) -> None:
    bounds = rules()
    reason = unfit(amount, lowest=bounds.lowest, highest=bounds.highest)
    if reason:
        raise Refused(reason)
    if not foundations().filter(pk=foundation.pk).exists():
        raise Refused(Reason("foundation_closed"))


def put_donation(basket: Any, donation: Donation, *, now: datetime) -> Any:
    """The basket's line of it; the same one when it is put twice."""
    return put_named(basket, Sellable.DONATION, donation.key, now=now)


def line_of(basket: Any, donation: Donation) -> Any:
    return line_named(basket, Sellable.DONATION, donation.key)
