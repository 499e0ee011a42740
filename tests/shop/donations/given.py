"""Donations in these stories, in one line each."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from wagtail.models import ModelLogEntry

from fields import Words
from ledger.queries import balance
from ledger.verbs import move, open_account
from shop.models import Donation, Foundation
from shop.verbs import donations


def foundation(code: str = "quiet-shore", **how: Any) -> Foundation:
    """The one of this code, made once."""
    words = {
        "name": Words({"en": "Quiet Shore", "uk": "Тихий берег"}),
        "summary": Words({"en": "Helps.", "uk": "Дбає."}),
    }
    return Foundation.objects.get_or_create(code=code, defaults=words | how)[0]


def chosen(now: datetime, amount: int = 300, to: Foundation | None = None) -> Donation:
    return donations.choose(to or foundation(), Decimal(amount), now=now)


def put(basket: Any, now: datetime, amount: int = 300, to: Foundation | None = None) -> Donation:
    """Chosen, and in the basket."""
    donation = chosen(now, amount, to)
    donations.put_donation(basket, donation, now=now)
    return donation


def lies(code: str = "quiet-shore") -> Decimal:
    """What has come for the foundation and is still here."""
    return balance(foundation(code).account("UAH"))


def comes(amount: int, now: datetime, ref: str = "x", code: str = "quiet-shore") -> None:
    """From somebody else."""
    world = open_account("card:UAH", floor=None)
    move(
        Decimal(amount),
        source=world,
        target=open_account(foundation(code).account("UAH")),
        reason="r",
        ref=ref,
        now=now,
    )


def facts(row: Any) -> list[str]:
    rows = ModelLogEntry.objects.for_instance(row).order_by("pk")
    return list(rows.values_list("action", flat=True))
