"""The lines of a basket as templates show them: plain dictionaries, words already chosen."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse

import moments
from booking import shows, ways_out
from booking.core.decisions import Reason
from booking.core.rules import HoldTime, find
from booking.models import Booking
from booking.queries.terms import agreed
from booking.texts import Scene, sentence
from shop.buying import things
from shop.partner.strategy import BOOKING, option
from shop.verbs.basket import LARGEST
from words import say

FEW = 5
"""From so many pieces down the page says how many are left."""
Shown = dict[str, Any]


class Scenery(NamedTuple):
    """What every line is shown against: the moment, and the bookings of the basket by their codes."""

    now: datetime
    bookings: Mapping[str, Booking]


def shown(basket: Any, *, now: datetime) -> list[Shown]:
    """In the order in which they were put there. The basket has its strategy, and its offers are applied."""
    lines = list(basket.all_lines())
    scenery = Scenery(now, _bookings(lines))
    return [_line(line, scenery) for line in lines]


def _bookings(lines: list[Any]) -> dict[str, Booking]:
    codes = [code for line in lines if (code := option(line, BOOKING))]
    rows = Booking.objects.filter(code__in=codes).select_related("service__policy", "resource__place")
    return {row.code: row for row in rows} if codes else {}


def _line(line: Any, scenery: Scenery) -> Shown:
    kind = line.product.sellable.kind if hasattr(line.product, "sellable") else "goods"
    whole = line.line_price_incl_tax
    price = line.line_price_incl_tax_incl_discounts
    common = {
        "pk": line.pk, "kind": kind, "url": reverse("basket-line", args=[line.pk]), "quantity": line.quantity,
        "price": price, "was": whole if whole != price else None, "trouble": None,
    }  # fmt: skip
    return common | KINDS[kind](line, scenery)


def _session(line: Any, scenery: Scenery) -> Shown:
    booking, now = scenery.bookings[option(line, BOOKING)], scenery.now
    who = shows.who(booking)
    told = {
        "title": f"{booking.service}, {booking.resource}", "page": who["url"], "photo": who["photo"], "sky": who["sky"],
        "note": moments.when(booking.start, booking.end, who["zone"]), "where": who["where"], "booking": booking,
        "hold": shows.hold(booking, now=now, urls={"longer": "longer", "let_go": "", "look": reverse("basket")}),
    }  # fmt: skip
    if told["hold"]:
        return told
    return told | {"trouble": _lapsed(booking, reverse("basket-line", args=[line.pk]), now), "price": booking.price}


def _lapsed(booking: Booking, url: str, now: datetime) -> Shown:
    """What has become of the time, and what can be taken by one press instead: the same time first, if it is free."""
    zone = shows.zone_of(booking)
    found = ways_out.around(booking, zone=zone, now=now)
    same = bool(found) and (found[0].resource, found[0].start) == (booking.resource, booking.start)
    minutes = find(agreed(booking), HoldTime).minutes
    reason = Reason("hold_expired", {"n": minutes})
    text = sentence(reason, Scene(booking.service, booking.resource, booking.start, zone, now))
    offers = [taking(offer, url) for offer in ways_out.offers(found, zone)]
    return {"code": reason.code, "text": text, "again": offers[0] if same else None, "offers": offers[same:]}


def taking(offer: Shown, url: str) -> Shown:
    fields = {"do": "again"} | {name: offer["fields"][name] for name in ("start", "resource")}
    return offer | {"url": url, "fields": fields}


def _goods(line: Any, scenery: Scenery) -> Shown:
    product, stock = line.product, line.purchase_info.availability
    left = min(getattr(stock, "num_available", LARGEST) or 0, LARGEST)
    enough = stock.is_purchase_permitted(line.quantity)[0]
    return {
        "title": things.name_of(product), "page": "", "photo": things.picture_of(product), "most": left,
        "fewer": line.quantity - 1, "more": line.quantity + 1 if line.quantity < left else None,
        "note": say("basket.stock_left", n=left) if enough and left <= FEW else "",
        "trouble": None if enough else _missing(line, left),
    }  # fmt: skip


def _missing(line: Any, left: int) -> Shown:
    reason = Reason("stock_short" if left else "stock_none", {"n": left, "what": things.name_of(line.product)})
    return {"code": reason.code, "text": things.sentence(reason), "take": left}


KINDS: dict[str, Callable[[Any, Scenery], Shown]] = {"session": _session, "goods": _goods}
"""What a line sells -> how it is shown."""


class Totals(NamedTuple):
    """All in `currency`. `later`: the rest of the sessions' prices; `now` is due when the order is placed."""

    subtotal: Decimal
    discounts: list[tuple[str, Decimal]]
    later: Decimal
    now: Decimal
    currency: str


def totals(basket: Any, lines: list[Shown]) -> Totals:
    """Of what can be bought as it stands; delivery and certificates are for the checkout."""
    good = [line for line in lines if not line["trouble"]]
    subtotal = sum((line["was"] or line["price"] for line in good), Decimal(0))
    discounts = [(str(one["name"]), Decimal(one["discount"])) for one in basket.offer_applications if one["discount"]]
    later = sum((_later(line) for line in good if line["kind"] == "session"), Decimal(0))
    due = sum((line["price"] for line in good), Decimal(0)) - later
    return Totals(subtotal, discounts, later, due, basket.currency or "")


def _later(line: Shown) -> Decimal:
    """What promotions take off a session that is paid whole in advance is off what is paid now."""
    booking: Booking = line["booking"]
    deposit = line["price"] if booking.deposit == booking.price else min(booking.deposit, line["price"])
    return Decimal(line["price"] - deposit)
