"""What letters about a gift say. Everything is read from the certificate as it is when the letter goes out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import moments
from money import show_money
from notifications.lines import line
from notifications.subjects import Attachment, Reader, Subject, Telling, Word
from shop.gifts import links
from shop.gifts.choosing import covered_times
from shop.gifts.paper import sheet
from shop.gifts.reading import left_on, why_not
from shop.models import Foundation, Gift
from words import language, say

Data = Mapping[str, Any]
SLOTS = 3
SECRETS = ("gift", "left")
"""What letters never tell the giver, however staff write them; what he hands over himself is told in a line of its own.
"""


def subject(gift: Gift) -> Subject:
    """Known by its key: whoever reads the list of letters must not be able to spend it."""
    return Subject(about=f"gift:{gift.key}", begins=None, readers=_readers(gift))


def find(key: str) -> Subject | None:
    gift = _gift(key)
    return subject(gift) if gift else None


def _gift(key: str) -> Gift | None:
    rows = Gift.objects.select_related("design", "service", "holder", "buyer", "sale__line__order")
    try:
        return rows.filter(key=key).first()
    except ValidationError:
        return None


def _readers(gift: Gift) -> dict[str, Reader]:
    address = gift.holder.email if gift.holder else gift.email
    recipient = Reader(gift.holder_id, address, gift.language, gift.zone)
    giver = Reader(gift.buyer_id, gift.giver_email, gift.giver_language, gift.zone)
    return {"giver": giver, "recipient": recipient}


def context(
    key: str, *, letter: str, audience: str, language: str, zone: str, data: Data, now: datetime
) -> Telling | None:
    """The words of one letter in the active language, or None when it would no longer be true."""
    gift = _gift(key)
    if gift is None or not STILL_TRUE.get(letter, _always)(gift, now):
        return None
    words = _common(gift, data, now) | OWN.get(letter, _nothing)(gift, data, now)
    words |= dict.fromkeys(SECRETS, "") if audience == "giver" else {}
    return Telling(
        words=words, link=_link(gift, letter), dear=_dear(gift, audience), reply_to="",
        attachments=_attached(gift, letter),
    )  # fmt: skip


def _always(gift: Gift, now: datetime) -> bool:
    return True


def _usable(gift: Gift, now: datetime) -> bool:
    return why_not(gift, left=left_on(gift), now=now) is None


STILL_TRUE: dict[str, Callable[[Gift, datetime], bool]] = {"gift_delivered": _usable, "gift_expiring": _usable}


def _money(amount: Any, gift: Gift) -> str:
    return show_money(Decimal(str(amount)), gift.currency)


def _common(gift: Gift, data: Data, now: datetime) -> dict[str, Word]:
    until = moments.full_date(gift.valid_until, gift.zone) if gift.valid_until else ""
    return {
        "amount": _money(data.get("amount", gift.amount), gift), "left": lambda: _money(left_on(gift), gift),
        "giver": gift.giver or say("gifts.somebody"), "recipient": gift.recipient, "gift": gift.printed,
        "message": " ".join(gift.message.split()), "date": until, "code": str(gift),
        "zone": moments.zone_name(gift.zone), "on_day": moments.on_day(gift.accepted_at or now, gift.zone),
    }  # fmt: skip


def _nothing(gift: Gift, data: Data, now: datetime) -> dict[str, Word]:
    return {}


def _on_bought(gift: Gift, data: Data, now: datetime) -> dict[str, Word]:
    """The code is told to its giver only when he is to hand it over himself."""
    if not gift.email:
        told = line("gift_code", gift=gift.printed, date=moments.full_date(gift.valid_until or now, gift.zone))
        return {"arrival_line": line("gift_hand", link=links.address(gift)), "code_line": told, "amount": _value(gift)}
    if gift.delivered_at:
        return {"arrival_line": line("gift_sent", email=gift.email), "code_line": "", "amount": _value(gift)}
    when = f"{moments.moment(gift.deliver_at or now, gift.zone, now)}, {moments.zone_name(gift.zone)}"
    return {"arrival_line": line("gift_at", email=gift.email, when=when), "code_line": "", "amount": _value(gift)}


def _value(gift: Gift) -> str:
    return _money(gift.amount, gift)


def _on_delivered(gift: Gift, data: Data, now: datetime) -> dict[str, Word]:
    return {"amount": _money(left_on(gift), gift)}


def _on_donated(gift: Gift, data: Data, now: datetime) -> dict[str, Word]:
    to = Foundation.objects.filter(code=data.get("foundation", "")).first()
    return {"foundation": str(to or ""), "about": str(to.summary) if to else ""}


def _on_recalled(gift: Gift, data: Data, now: datetime) -> dict[str, Word]:
    return {"amount": _money(data["lost"], gift)}


def _on_expiring(gift: Gift, data: Data, now: datetime) -> dict[str, Word]:
    times = covered_times(gift, left_on(gift), most=SLOTS, now=now)
    told = [
        line("free_time", when=moments.when(one.start, one.end, gift.zone), who=one.resource) for one in times
    ]  # fmt: skip
    told += [""] * (SLOTS - len(told))
    named: dict[str, Word] = {f"slot_{n}": text for n, text in enumerate(told, start=1)}
    return named | {"slots_line": line("gift_slots") if times else ""}


OWN: dict[str, Callable[[Gift, Data, datetime], dict[str, Word]]] = {
    "gift_bought": _on_bought, "gift_delivered": _on_delivered, "gift_expiring": _on_expiring,
    "gift_donated": _on_donated, "gift_recalled": _on_recalled,
}  # fmt: skip
OURS = {"gift_bought": "me_gifts", "gift_accepted": "gift", "gift_spent": "gift", "gift_donated": "gift"}
"""Letters whose button leads to a page of ours; the others open the gift."""


def _link(gift: Gift, letter: str) -> str:
    if letter in OURS:
        return f"{settings.SITE_ADDRESS}{reverse(OURS[letter])}"
    return links.address(gift, language())


def _dear(gift: Gift, audience: str) -> str:
    person = {"giver": gift.buyer, "recipient": gift.holder}.get(audience)
    return str(person.dear) if person else (gift.recipient if audience == "recipient" else "")


def _attached(gift: Gift, letter: str) -> tuple[Attachment, ...]:
    """The sheet, for whoever may know the code."""
    if letter == "gift_delivered" or (letter == "gift_bought" and not gift.email):
        return (Attachment("gift.pdf", sheet(gift), "application/pdf"),)
    return ()
