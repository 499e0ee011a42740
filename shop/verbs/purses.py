"""The accounts of the ledger through which the money of a sale passes."""

from dataclasses import dataclass

from ledger.models import Account
from ledger.verbs import open_account


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
