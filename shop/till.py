"""Means of payment that lie in the house itself: certificates, points. `settings.TILL` names the class of each.

A purse gives as much as it can before the card is asked for the rest; what it gave goes back into it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from booking.core.decisions import Reason, Refused
from ledger.models import Account
from shop.models.money import named

GIFT = "gift"
"""The means of certificates; also the key under which a browser's session keeps the code of the one it came with."""


@dataclass(frozen=True)
class Purse:
    """`means`: a key of TILL and of Payment.MEANS. `source`: a certificate's code, a client's number."""

    means: str
    source: str

    @property
    def named(self) -> str:
        """As pages show it."""
        return named(self.means, self.source)


class Means(Protocol):
    """All amounts in the order's currency. Every method may be called inside a transaction."""

    def offer(self, source: str, *, whole: Decimal, user: Any, now: datetime) -> Decimal:
        """The most that this purse gives towards `whole`, the price of all that it may pay for. Writes nothing.

        Refused: it can give nothing at all, with the reason (unknown, blocked, expired, empty, order too small).
        """

    def holds(self, source: str, *, now: datetime) -> Decimal:
        """What lies in this purse now; 0 where there is none. For showing what is left of it."""

    def take(self, amount: Decimal, *, source: str, into: Account, ref: str, user: Any, by: Any, now: datetime) -> None:
        """Moves `amount` into the account of what is bought, once a `ref`. Refused: it is not there any more."""

    def give_back(self, amount: Decimal, *, source: str, out_of: Account, ref: str, by: Any, now: datetime) -> None:
        """Moves `amount` back into the purse, once a `ref`, whatever has become of the purse meanwhile."""


def means(name: str) -> Means:
    """KeyError: there is no such means in this house."""
    found: Means = import_string(settings.TILL[name])()
    return found


@dataclass(frozen=True)
class Offered:
    """`most`: what the purse gives at most. `reasons`: why it gives nothing at all."""

    purse: Purse
    most: Decimal
    reasons: tuple[Reason, ...] = ()


def ask(purses: Iterable[Purse], *, whole: Decimal, user: Any, now: datetime) -> list[Offered]:
    """What each gives towards `whole`. One that is named twice is asked once."""
    return [_ask(purse, whole, user, now) for purse in dict.fromkeys(purses)]


def _ask(purse: Purse, whole: Decimal, user: Any, now: datetime) -> Offered:
    try:
        return Offered(purse, means(purse.means).offer(purse.source, whole=whole, user=user, now=now))
    except Refused as refused:
        return Offered(purse, Decimal(0), refused.reasons)


def carried(kept: Mapping[str, Any]) -> tuple[Purse, ...]:
    """The purses that a visitor brings along. `kept`: what his browser's session keeps."""
    return (Purse(GIFT, kept[GIFT]),) if kept.get(GIFT) and GIFT in settings.TILL else ()
