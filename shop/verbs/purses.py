"""The accounts of the ledger through which the money of a sale passes."""

from dataclasses import dataclass
from datetime import datetime

from ledger.models import Account
from ledger.verbs import move, open_account
from shop.models import Part
from shop.verbs.sales import Pot


@dataclass(frozen=True)
class Purses:
    """card: the world outside, goes below zero by what clients have paid in. returning: promised back and still on its
    way; what stays there belongs to refunds that wait or have failed.
    """

    card: Account
    returning: Account

    @classmethod
    def of(cls, currency: str) -> "Purses":
        """Opened in this sequence always: transfers lock by pk, so no two sales wait for each other in a circle."""
        return cls(
            open_account(f"card:{currency}", currency=currency, floor=None),
            open_account(f"returning:{currency}", currency=currency),
        )


def book(pot: Pot, part: Part, *, now: datetime) -> None:
    """What came by card is in the purse of what it is for."""
    ref = str(part.payment.key) + (f":{part.line_id or 'goods'}" if part.payment.parts.count() > 1 else "")
    world = Purses.of(pot.order.currency).card
    move(part.amount, source=world, target=pot.purse, reason="payment", ref=ref, now=now)
