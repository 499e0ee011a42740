"""Faces and rules of certificates, foundations; certificates of the story, of which one waits to be opened."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from accounts.models import User
from config.furnish.people import email
from config.furnish.words import both, long, moment_of, read
from ledger.verbs import move, open_account
from notifications.verbs import drop
from shop.gifts import links
from shop.models import Foundation, Gift, GiftDesign, GiftRules
from shop.verbs import gifts
from shop.verbs.gifts.giving import end_of_day

BATCH = "Opening balance"


def faces() -> int:
    """Designs and rules; what staff have changed meanwhile stays."""
    fixture = read("shop")
    for order, one in enumerate(fixture["gift_designs"]):
        words = {name: both(one[name]) for name in ("name", "look")}
        words |= {name: long(one[name]) for name in ("message", "message_formal")}
        GiftDesign.objects.get_or_create(code=one["code"], defaults=words | {"sort_order": order})
    told = fixture["gift_rules"]
    if not GiftRules.objects.exists():
        GiftRules.objects.create(
            amounts=told["amounts"], lowest=told["amount_min"], highest=told["amount_max"],
            valid_months=told["valid_months"], grace_days=told["extend_once_days"],
            remind_before=told["remind_before_days"],
        )  # fmt: skip
    return len(fixture["gift_designs"])


def foundations() -> int:
    """To whom what is left can be given; what staff have changed meanwhile stays."""
    rows = read("shop")["foundations"]
    for order, one in enumerate(rows):
        words = {name: both(one[name]) for name in ("name", "summary")}
        Foundation.objects.get_or_create(code=one["code"], defaults=words | {"sort_order": order})
    return len(rows)


def given(*, today: date, now: datetime) -> int:
    """Certificates of the story, through the verbs of the shop."""
    rows = read("people")["gifts"]
    for one in rows:
        if not Gift.objects.filter(key=_key(one)).exists():
            _give(one, today, now)
    return len(rows)


def _key(one: dict[str, Any]) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo-gift-{one['code']}")


def _give(one: dict[str, Any], today: date, now: datetime) -> None:
    giver, recipient = (User.objects.get(email=email(one[role])) for role in ("giver", "to"))
    wish = gifts.Wish(
        design=GiftDesign.objects.get(code=one["design"]), amount=Decimal(one["amount"]), language=recipient.language,
        giver=giver.first_name, recipient=recipient.first_name, email=recipient.email,
        message=both(one["message"]).say(recipient.language), zone=settings.HOUSE_ZONE,
        deliver_at=moment_of(one["deliver"], today) if "deliver" in one else None,
    )  # fmt: skip
    gift = gifts.draft(wish, by=giver, language=giver.language, now=now)
    Gift.objects.filter(pk=gift.pk).update(key=_key(one), giver_email=giver.email)
    gift.refresh_from_db()
    world = open_account(f"card:{gift.currency}", currency=gift.currency, floor=None)
    purse = open_account(gift.account, currency=gift.currency)
    move(gift.amount, source=world, target=purse, reason="payment", ref=str(gift.key), now=now)
    gifts.paid(gift, now=now)
    _live_through(gift, one, recipient, now)
    drop(about=f"gift:{gift.key}")


def _live_through(gift: Gift, one: dict[str, Any], recipient: User, now: datetime) -> None:
    if "expires_in_days" in one:
        ends = end_of_day(now + timedelta(days=one["expires_in_days"]), gift.zone)
        Gift.objects.filter(pk=gift.pk).update(valid_until=ends)
    if one["state"] == "accepted":
        gifts.accept(gift, by=recipient, now=now)
    if one["left"] < one["amount"]:
        spent = Decimal(one["amount"] - one["left"])
        gifts.redeem(gift, spent, note=BATCH, key="demo", by=None, now=now)


def ready() -> str:
    """The address of the first certificate that waits to be opened; empty: all of them are."""
    waiting = Gift.objects.filter(state=Gift.LIVE, accepted_at=None, delivered_at__isnull=False).order_by("pk").first()
    return links.address(waiting) if waiting else ""
