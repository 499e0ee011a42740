"""Baskets as programs see them: plain dictionaries, money as text."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse

from booking.core.decisions import Refused
from shop import delivery
from shop.api.basket_shapes import EMPTY
from shop.api.holding import person_of
from shop.api.ordering import plain
from shop.buying import things
from shop.models import Donation
from shop.partner.strategy import DONATION, option
from shop.quoting import GOODS, Buyer, Quote, QuotedLine, Wishes, quote
from shop.verbs import basket as baskets
from wire import answer, trouble
from words import language


def told_of(request: Any, basket: Any, now: datetime, **more: Any) -> HttpResponse:
    """What is in the basket and what it costs as it stands; `more` of the answer."""
    told = reckoned(request, basket, Wishes(), now)
    return answer((shown(basket, told) if told else EMPTY) | more)


def refused_as(refused: Refused) -> HttpResponse:
    return trouble(409, [plain(one) for one in refused.reasons])


def buyer_of(request: Any, basket: Any) -> Buyer:
    person = person_of(request, basket)
    return Buyer("", "", "", language(), user=person.user, visitor=person.visitor)


def reckoned(request: Any, basket: Any, wishes: Wishes, now: datetime) -> Quote | None:
    """None: nothing is in it."""
    baskets.tidy(basket, person=person_of(request, basket))
    return None if basket.is_empty else quote(basket, buyer=buyer_of(request, basket), wishes=wishes, now=now)


def shown(basket: Any, told: Quote) -> dict[str, Any]:
    visits = any(line.booking and line.booking.format != "online" for line in told.lines)
    goods = any(line.kind == GOODS for line in told.lines)
    return {
        "lines": [_row(line) for line in told.lines], "codes": [row.code for row in basket.vouchers.order_by("pk")],
        "discounts": [{"name": one.name, "code": one.code, "amount": f"{one.amount:.2f}"} for one in told.discounts],
        "total": f"{told.total:.2f}", "due_now": f"{told.due_now:.2f}", "due_later": f"{told.due_later:.2f}",
        "currency": told.currency, "delivery": delivery.ways(goods=True, sessions=visits) if goods else [],
    }  # fmt: skip


def _row(line: QuotedLine) -> dict[str, Any]:
    booking = line.booking
    return {
        "id": line.line.pk, "kind": line.kind, "quantity": line.line.quantity, "price": f"{line.price:.2f}",
        "title": f"{booking.service}, {booking.resource}" if booking else things.title_of(line.line),
        "total": f"{line.total:.2f}", "due_now": f"{line.due_now:.2f}", "booking": booking.code if booking else None,
        "expires_at": booking.expires_at.isoformat() if booking and booking.expires_at else None,
        "foundation": _foundation(line), "refusal": line.refusal.code if line.refusal else None,
    }  # fmt: skip


def _foundation(line: QuotedLine) -> str | None:
    if line.kind != DONATION:
        return None
    return str(Donation.objects.values_list("foundation__code", flat=True).get(key=option(line.line, DONATION)))
