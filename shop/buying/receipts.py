"""A receipt: what was bought, what it cost step by step, who paid, what came back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings

import moments
from booking.models import Place
from money import show_money
from shop.buying import told
from words import language, say


def receipt(order: Any) -> dict[str, Any]:
    """In the language spoken now. `order`: as `told.with_all` gives it."""
    zone = settings.HOUSE_ZONE
    return {
        "number": order.number, "title": say("receipt.title"), "language": language(), "name": name_on(order),
        "at": f"{moments.full_date(order.date_placed, zone)}, {moments.clock(order.date_placed, zone)}",
        "house": _house(), "lines": [_line(order, line) for line in told.lines(order)],
        "sums": [(label, show(order, amount)) for label, amount in told.reckoning(order)],
        "money": [*_came(order, zone), *_went(order, zone)], "left": _left(order),
        "stacking": told.stacking(order),
    }  # fmt: skip


def show(order: Any, amount: Decimal) -> str:
    return show_money(amount, order.currency)


def name_on(order: Any) -> str:
    """Who bought it."""
    bought = told.purchase_of(order)
    if bought:
        return bought.name
    booked = next((line["booking"] for line in told.lines(order) if line["booking"]), None)
    return booked.name if booked else ""


def _house() -> dict[str, Any]:
    place = Place.objects.order_by("pk").first()
    if place is None:
        return {"name": "", "about": []}
    return {"name": str(place.name), "about": [str(place.address), place.phone, place.email]}


def _line(order: Any, line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": line["title"], "note": line["note"][:1].upper() + line["note"][1:], "quantity": line["quantity"],
        "was": show(order, line["was"]), "price": show(order, line["price"]),
        "discounts": [(label, show(order, amount)) for label, amount in told.steps(line)],
    }  # fmt: skip


def _came(order: Any, zone: str) -> list[tuple[str, str, str]]:
    return [(one["label"], one["at"], show(order, one["amount"])) for one in told.money_in(order, zone)]


def _went(order: Any, zone: str) -> list[tuple[str, str, str]]:
    return [(one["label"], one["at"], show(order, -one["amount"])) for one in told.money_back(order, zone)]


def _left(order: Any) -> list[tuple[str, str]]:
    """The sum of what is here, after what is still owed if anything is."""
    kept, later, asked = told.kept(order), told.later(order), told.waiting(order)
    owed = later + (asked.amount if asked else Decimal(0))
    due = [(say("receipt.due"), show(order, owed))] if owed else []
    return [*due, (say("receipt.paid"), show(order, kept))]
