"""What has come for a foundation is handed over to it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import Reason, Refused
from facts import announce
from ledger.models import Transfer
from ledger.queries import balance
from ledger.verbs import move, open_account
from shop.models import Foundation
from shop.verbs.purses import stand_in_line

HANDED_OVER = "donation.handed_over"
BANK = "bank"
"""The world outside that the house's own payments go to: what is handed over lies there from then on."""


def hand_over(foundation: Foundation, *, currency: str, shown: Decimal, note: str, by: Any, now: datetime) -> Decimal:
    """All that lies there for it, which whoever does it was `shown`, has been paid to it; says how much.

    `note`: by what paper. What is handed over cannot be given back to those who gave it.

    Refused: "nothing_to_hand_over"; "quote_changed": it is another sum by now.
    """
    with transaction.atomic():
        stand_in_line(currency)
        source = open_account(foundation.account(currency), currency=currency)
        amount = balance(source.code)
        if amount != shown:
            raise Refused(Reason("quote_changed", {"old_amount": shown, "amount": amount, "currency": currency}))
        if not amount:
            raise Refused(Reason("nothing_to_hand_over"))
        target = open_account(f"{BANK}:{currency}", currency=currency, floor=None)
        before = Transfer.objects.filter(reason=HANDED_OVER, source=source).count()
        ref = f"{foundation.code}:{currency}:{before}"
        move(amount, source=source, target=target, reason=HANDED_OVER, ref=ref, by=by, now=now)
        announce(HANDED_OVER, foundation, by=by, now=now, amount=amount, currency=currency, reason=note)
    return amount
