"""What letters about an order say. Everything is read from the order as it is when the letter goes out."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Sum
from oscar.core.loading import get_model

import moments
from booking.models import Place
from money import show_money
from notifications.lines import line
from notifications.subjects import Reader, Subject, Telling, Word
from shop.buying import things
from shop.links import order_address
from shop.models import Payment, Purchase, Refund
from shop.sharing import ZERO
from shop.stages import CANCELLED, OPEN, READY
from words import language, say

Order = get_model("order", "Order")
Data = Mapping[str, Any]
THINGS = ("product__good", "gift__gift__design", "donation__foundation")
BANK, KEPT = timedelta(days=7), timedelta(days=7)
"""By when returned money has come; how long reception keeps what is ready."""


def subject(order: Any) -> Subject:
    return Subject(about=f"order:{order.number}", begins=None, readers=_readers(order))


def find(code: str) -> Subject | None:
    order = Order.objects.filter(number=code).first()
    return subject(order) if order else None


def _readers(order: Any) -> dict[str, Reader]:
    """Nobody where the order is one session: its own letters tell of it."""
    bought, zone = getattr(order, "purchase", None), settings.HOUSE_ZONE
    if bought is None:
        return {}
    place = _place()
    return {
        "client": Reader(order.user_id, bought.email, bought.language, zone),
        "staff": Reader(None, place.email if place else "", settings.LANGUAGE_CODE, zone),
    }


def _place() -> Place | None:
    return Place.objects.order_by("pk").first()


def context(
    code: str, *, letter: str, audience: str, language: str, zone: str, data: Data, now: datetime
) -> Telling | None:
    """The words of one letter in the active language, or None when it would not be true any more."""
    bought = Purchase.objects.filter(order__number=code).select_related("order").first()
    if bought is None or not TRUE.get(letter, _always)(bought):
        return None
    words = _common(bought, now) | OWN.get(letter, _nothing)(bought, data)
    place = _place()
    return Telling(words=words, link=_link(bought, audience), reply_to=place.email if place else "")


def _link(bought: Purchase, audience: str) -> str:
    return f"{settings.SITE_ADDRESS}/cms/" if audience == "staff" else order_address(bought.order, language())


def _asks(order: Any) -> bool:
    return bool(Payment.objects.filter(order=order, state=Payment.OPEN, purpose=Payment.DEPOSIT).exists())


def _always(bought: Purchase) -> bool:
    return True


TRUE: dict[str, Callable[[Purchase], bool]] = {
    "order_placed": lambda bought: bought.stage != CANCELLED and bought.order.status != "Cancelled",
    "order_waiting": lambda bought: _asks(bought.order),
    "order_paid": lambda bought: bought.order.status != "Cancelled" or bought.order.returns.exists(),
    "order_ready": lambda bought: bought.stage == READY,
    "order_lapsed": lambda bought: bought.order.status == "Cancelled",
    "order_cancelled": lambda bought: bought.order.status == "Cancelled",
    "staff_order_cancelled": lambda bought: bought.at_desk,
}
"""Letter -> whether it can still be said."""


def _common(bought: Purchase, now: datetime) -> dict[str, Word]:
    order, place, zone = bought.order, _place(), settings.HOUSE_ZONE
    kept, where = received(order), bought.address or (str(place.address) if place else "")
    return {
        "code": order.number, "client": bought.name, "items": "\n".join(items(order)), "zone": moments.zone_name(zone),
        "total": _money(order, order.total_incl_tax), "paid": _money(order, kept),
        "left": _money(order, max(ZERO, order.total_incl_tax - kept)),
        "delivery": line(f"by_{bought.delivery}", where=where) if bought.delivery else "", "where": where,
        "parcel": bought.parcel,
        "date": moments.date(((bought.stage_at or now) + KEPT) if bought.stage in OPEN else now + BANK, zone, now),
        "until": moments.moment(bought.expires_at, zone, now) if bought.expires_at else "",
    }  # fmt: skip


def items(order: Any) -> list[str]:
    """One line for each thing; a confidential session is not named."""
    rows = order.lines.select_related("session__booking", *THINGS).order_by("pk")
    return [
        line("order_item", what=_named(row), n=row.quantity, price=_money(order, row.line_price_incl_tax))
        for row in rows
    ]


def _named(row: Any) -> str:
    if hasattr(row, "session"):
        booking = row.session.booking
        return say("notices.calendar_neutral") if booking.confidential else str(booking.service)
    return things.title_sold(row)


def received(order: Any) -> Decimal:
    """Paid, less what went back or is on its way."""
    came = Payment.objects.filter(order=order, state=Payment.PAID).exclude(purpose=Payment.FEE)
    went = Refund.objects.filter(payment__order=order).exclude(payment__purpose=Payment.FEE)
    return sum(came.values_list("received", flat=True), ZERO) - sum(went.values_list("amount", flat=True), ZERO)


def _money(order: Any, amount: Any) -> str:
    return show_money(Decimal(str(amount or 0)), order.currency)


def _nothing(bought: Purchase, data: Data) -> dict[str, Word]:
    return {}


def _on_money(bought: Purchase, data: Data) -> dict[str, Word]:
    """`back`: means -> sum, as text."""
    amount = _money(bought.order, data.get("amount"))
    back = data.get("back") or {str(data.get("means") or Payment.CARD): data.get("amount")}
    by_card = line("card_days") if Payment.CARD in back else ""
    return {
        "amount": amount, "refund": amount, "split": _split(bought, back), "money_line": by_card,
        "reason": str(data.get("error") or data.get("reason") or ""),
    }  # fmt: skip


def _split(bought: Purchase, back: Mapping[str, Any]) -> str:
    return ", ".join(line(f"refund_{means}", refund=_money(bought.order, some)) for means, some in back.items())


def _on_end(bought: Purchase, data: Data) -> dict[str, Word]:
    """Who has ended it, why, and what its purses have back."""
    rows = Refund.objects.filter(payment__order=bought.order).order_by()
    split = _split(bought, dict(rows.values_list("payment__means").annotate(Sum("amount"))))
    why, whose = str(data.get("reason") or ""), data.get("whose")
    return {
        "who_line": line(f"cancelled_{whose}", code=bought.order.number) if whose else "",
        "reason_line": line("why", reason=why) if why else "",
        "back_line": line("given_back", split=split) if split else "",
    }


OWN: dict[str, Callable[[Purchase, Data], dict[str, Word]]] = {
    "order_returned": _on_money, "order_late": _on_money, "refund_sent": _on_money,
    "refund_otherwise": _on_money, "staff_refund_failed": _on_money,
    "order_lapsed": _on_end, "order_cancelled": _on_end,
}  # fmt: skip
