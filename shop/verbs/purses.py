"""The accounts of the ledger through which the money of a sale passes, and Oscar's view of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from ledger.models import Account
from ledger.verbs import move, open_account
from shop.models import Part, Payment
from shop.verbs.sales import Pot

Source, SourceType = get_model("payment", "Source"), get_model("payment", "SourceType")


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


def ref_of(payment: Payment, line_id: int | None) -> str:
    """Names one part of a payment in the ledger."""
    return str(payment.key) + (f":{line_id or 'goods'}" if payment.parts.count() > 1 else "")


def world(payment: Payment) -> Account:
    """Where money that was not in the house comes from: cards, the till's drawer, the terminal on the desk."""
    currency = payment.order.currency
    return Purses.of(currency).card if payment.means == Payment.CARD else outside(payment.source, currency)


def outside(name: str, currency: str) -> Account:
    """Of "cash", "terminal", "bank": goes below zero by what has come from there, above it by what was given out."""
    return open_account(f"{name}:{currency}", currency=currency, floor=None)


def book(pot: Pot, part: Part, *, now: datetime) -> None:
    """What came is in the purse of what it is for."""
    ref = ref_of(part.payment, part.line_id)
    move(part.amount, source=world(part.payment), target=pot.purse, reason="payment", ref=ref, now=now)


def stand_in_line(currency: str) -> None:
    """Waits until nobody else moves money between purses and orders: two orders that name the same two certificates
    would otherwise wait for each other in a circle.

    After the order, and after the world outside where that is needed too; before the first purse.
    """
    Account.objects.select_for_update(no_key=True).get(pk=Purses.of(currency).returning.pk)


def note(order: Any, payment: Payment) -> None:
    """Oscar's view of the money that came."""
    kind, _ = SourceType.objects.get_or_create(code=payment.means, defaults={"name": payment.means.title()})
    source = Source.objects.create(
        order=order, source_type=kind, currency=order.currency, amount_allocated=payment.received,
        reference=_named(payment), label=payment.named,
    )  # fmt: skip
    source.debit(payment.received, reference=_named(payment), status="succeeded")


def note_back(order: Any, payment: Payment, amount: Decimal, reference: str) -> None:
    """Oscar's view of money that went back; a negative amount has bounced."""
    Source.objects.get(order=order, reference=_named(payment)).refund(amount, reference=reference)


def _named(payment: Payment) -> str:
    return payment.intent_id or str(payment.key)
