"""The lines of a basket as templates show them: plain dictionaries, words already chosen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse

import moments
from booking import shows, ways_out
from booking.core.decisions import Reason
from booking.core.rules import HoldTime, find
from booking.models import Booking
from booking.queries import Alternative
from booking.queries.terms import agreed
from booking.texts import Scene, sentence
from shop.buying import things
from shop.models import Donation, Gift
from shop.partner.strategy import BOOKING, DONATION, GIFT, option
from shop.quoting import GOODS, SESSION, Quote, QuotedLine
from shop.verbs.basket import LARGEST
from words import say

FEW = 5
"""From so many pieces down the page says how many are left."""
Shown = dict[str, Any]


def shown(told: Quote, *, now: datetime, back: str = "") -> list[Shown]:
    """In the order in which they were put there. `back`: the page to come back to after a press, if not the basket."""
    return [_line(line, now, back) for line in told.lines]


def _line(line: QuotedLine, now: datetime, back: str) -> Shown:
    common = {
        "pk": line.line.pk, "kind": line.kind, "url": reverse("basket-line", args=[line.line.pk]), "trouble": None,
        "quantity": line.line.quantity, "price": line.total, "was": line.price if line.discounts else None,
        "discounts": line.discounts, "back": back,
    }  # fmt: skip
    return common | KINDS[line.kind](line, now, back)


def _session(line: QuotedLine, now: datetime, back: str) -> Shown:
    booking = line.booking
    if booking is None:
        raise LookupError(f"{line.line} sells a session that is not there")
    who = shows.who(booking)
    told = {
        "title": f"{booking.service}, {booking.resource}", "page": who["url"], "photo": who["photo"], "sky": who["sky"],
        "note": moments.when(booking.start, booking.end, who["zone"]), "where": who["where"], "booking": booking,
        "hold": shows.hold(booking, now=now, urls={"longer": "longer", "let_go": "", "look": reverse("basket")}),
    }  # fmt: skip
    if told["hold"]:
        return told | {"time_url": reverse("basket-time", args=[line.line.pk])}
    return told | {
        "trouble": _lapsed(booking, reverse("basket-line", args=[line.line.pk]), now, back),
        "price": booking.price,
    }


def _lapsed(booking: Booking, url: str, now: datetime, back: str) -> Shown:
    """What has become of the time, and what can be taken by one press instead: the same time first, if it is free."""
    zone = shows.zone_of(booking)
    found = around(booking, now)
    same = bool(found) and (found[0].resource, found[0].start) == (booking.resource, booking.start)
    minutes = find(agreed(booking), HoldTime).minutes
    reason = Reason("hold_expired", {"n": minutes})
    text = sentence(reason, Scene(booking.service, booking.resource, booking.start, zone, now))
    offers = [taking(offer, url, back) for offer in ways_out.offers(found, zone)]
    return {"code": reason.code, "text": text, "again": offers[0] if same else None, "offers": offers[same:]}


def around(booking: Booking, now: datetime) -> list[Alternative]:
    """Times instead of a lost one, that one first if it is free again."""
    return ways_out.around(booking, zone=shows.zone_of(booking), now=now)


def taking(offer: Shown, url: str, back: str = "") -> Shown:
    """The same offer, as one that gives a line of the basket its time."""
    fields = {"do": "again"} | {name: offer["fields"][name] for name in ("start", "resource")}
    fields |= {"next": back} if back else {}
    return offer | {"url": url, "fields": fields}


def _goods(quoted: QuotedLine, now: datetime, back: str) -> Shown:
    line = quoted.line
    product, stock = line.product, line.purchase_info.availability
    left = min(getattr(stock, "num_available", LARGEST) or 0, LARGEST)
    enough = stock.is_purchase_permitted(line.quantity)[0]
    return {
        "title": things.name_of(product), "page": things.page_of(product), "photo": things.picture_of(product),
        "most": left, "fewer": line.quantity - 1, "more": line.quantity + 1 if line.quantity < left else None,
        "note": say("basket.stock_left", n=left) if enough and left <= FEW else "",
        "trouble": None if enough else _missing(line, left),
    }  # fmt: skip


def _missing(line: Any, left: int) -> Shown:
    reason = Reason("stock_short" if left else "stock_none", {"n": left, "what": things.name_of(line.product)})
    return {"code": reason.code, "text": things.sentence(reason), "take": left}


def _gift(quoted: QuotedLine, now: datetime, back: str) -> Shown:
    gift = Gift.objects.select_related("design", "service").filter(key=option(quoted.line, GIFT)).first()
    if gift is None:
        raise LookupError(f"{quoted.line} sells a certificate that is not there")
    edit = reverse("gift-edit", args=[gift.key])
    return things.certificate(gift) | {"page": "", "trouble": _why(quoted), "edit": edit}


def _donation(quoted: QuotedLine, now: datetime, back: str) -> Shown:
    given = Donation.objects.select_related("foundation").filter(key=option(quoted.line, DONATION)).first()
    if given is None:
        raise LookupError(f"{quoted.line} gives a donation that is not there")
    edit = reverse("donate-edit", args=[given.key])
    price = {"price": given.amount} if quoted.refusal else {}
    return things.donation(given) | {"page": "", "trouble": _why(quoted), "edit": edit} | price


def _why(quoted: QuotedLine) -> Shown | None:
    return {"code": quoted.refusal.code, "text": things.sentence(quoted.refusal)} if quoted.refusal else None


KINDS: dict[str, Callable[[QuotedLine, datetime, str], Shown]] = {
    SESSION: _session, GOODS: _goods, GIFT: _gift, DONATION: _donation,
}  # fmt: skip
"""What a line sells -> how it is shown."""


def code_of(line: Any) -> str:
    """Of the booking that a line sells; empty if none."""
    return option(line, BOOKING)
