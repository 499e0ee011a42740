"""Certificates in these stories, in one line each."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from wagtail.models import ModelLogEntry

from fields import Words
from ledger.models import Account
from ledger.queries import balance
from ledger.verbs import move, open_account
from shop.models import Gift, GiftDesign
from shop.verbs import gifts
from shop.verbs.gifts import GiftMeans, Passing, Wish

PASSING = Passing("Andrii", "Petro", "p@example.org", "Yours", "uk")


def design() -> GiftDesign:
    names = {"name": Words({"en": "Winter", "uk": "Зима"}), "message": Words({"en": "Rest.", "uk": "Відпочинь."})}
    return GiftDesign.objects.get_or_create(code="winter", defaults=names)[0]


def wish(amount: int = 1000, **how: Any) -> Wish:
    told = {"giver": "Maria", "recipient": "Andrii", "email": "andrii@example.org", "message": "Rest a little."}
    return Wish(design=design(), amount=Decimal(amount), **told | how)


def drafted(now: datetime, amount: int = 1000, *, by: Any = None, **how: Any) -> Gift:
    return gifts.draft(wish(amount, **how), by=by, language="en", now=now)


def fund(gift: Gift, now: datetime) -> None:
    """What was paid for it by card lies on it, as when its line of an order is settled."""
    world = open_account(f"card:{gift.currency}", currency=gift.currency, floor=None)
    purse = open_account(gift.account, currency=gift.currency)
    move(gift.amount, source=world, target=purse, reason="payment", ref=str(gift.key), now=now)


def bought(now: datetime, amount: int = 1000, *, giver_email: str = "", **how: Any) -> Gift:
    """Paid for; delivered unless it waits for its day."""
    gift = drafted(now, amount, **how)
    Gift.objects.filter(pk=gift.pk).update(giver_email=giver_email)
    fund(gift, now)
    assert gifts.paid(gift, now=now)
    return fresh(gift)


def fresh(gift: Gift) -> Gift:
    gift.refresh_from_db()
    return gift


def left(gift: Gift) -> Decimal:
    return balance(fresh(gift).account)


def pot(name: str = "order:A", currency: str = "UAH") -> Account:
    return open_account(name, currency=currency)


def spend(gift: Gift, amount: int, now: datetime, ref: str = "a", into: Account | None = None) -> None:
    GiftMeans().take(
        Decimal(amount), source=gift.code, into=into or pot(), ref=ref, user=None, by=None, now=now
    )  # fmt: skip


def put_back(gift: Gift, amount: int, now: datetime, ref: str = "a") -> None:
    GiftMeans().give_back(Decimal(amount), source=gift.code, out_of=pot(), ref=ref, by=None, now=now)


def facts(gift: Gift) -> list[str]:
    rows = ModelLogEntry.objects.filter(content_type__model="gift", object_id=str(gift.pk)).order_by("pk")
    return list(rows.values_list("action", flat=True))


def said_no(error: Any) -> str:
    """The codes of a refusal caught by pytest.raises."""
    return str(error.value)
