"""A line of an order that is a donation, as `shop.verbs.sales.APART` asks for it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.models import Account, Transfer
from ledger.queries import balance
from ledger.verbs import move, open_account
from shop.models import Donation
from shop.verbs.purses import stand_in_line

SPENT = "donation_handed_over"
GIVEN, RETURNED = "donation.given", "donation.returned"


def account(line: Any) -> str:
    return donation_of(line).account


def paid(line: Any, *, now: datetime) -> None:
    """All of it has come: it is the foundation's."""
    donation = donation_of(line)
    stand_in_line(donation.currency)
    own, theirs = _accounts(donation)
    _move(donation, line.line_price_incl_tax, source=own, target=theirs, fact=GIVEN, by=line.order.user, now=now)


def returnable(line: Any) -> Decimal:
    """How much of it the foundation has not been handed yet, whoever else gave it."""
    donation = donation_of(line)
    return balance(donation.account) + balance(donation.foundation.account(donation.currency))


def returning(line: Any, amount: Decimal, *, now: datetime) -> None:
    """So much is about to go back to whoever gave it. Refused("donation_handed_over"): it is not here any more.

    What came beyond the donation lies on its own account and goes back from there.
    """
    donation = donation_of(line)
    stand_in_line(donation.currency)
    own, theirs = _accounts(donation)
    missing = amount - balance(own.code)
    if missing <= 0:
        return
    left = balance(theirs.code)
    if left < missing:
        numbers = {"left": left, "asked": amount, "currency": donation.currency}
        raise Refused(Reason("donation_handed_over", numbers))
    _move(donation, missing, source=theirs, target=own, fact=RETURNED, by=None, now=now)


def _move(
    donation: Donation, amount: Decimal, *, source: Account, target: Account, fact: str, by: Any, now: datetime
) -> None:
    """One that has gone back can be given again when its money comes once more."""
    before = Transfer.objects.filter(reason=fact, source=source, target=target).count()
    move(amount, source=source, target=target, reason=fact, ref=f"{donation.key}:{before}", by=by, now=now)
    announce(fact, donation, by=by, now=now, amount=amount, foundation=donation.foundation.code)


def _accounts(donation: Donation) -> tuple[Account, Account]:
    """Its own, and the foundation's."""
    names = (donation.account, donation.foundation.account(donation.currency))
    own, theirs = (open_account(name, currency=donation.currency) for name in names)
    return own, theirs


def donation_of(line: Any) -> Donation:
    return Donation.objects.select_related("foundation").get(line=line)
