"""The door to whoever sells what is booked here. Booking does not know the shop: a table in the settings names it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from booking.core.decisions import Reason
from booking.models import Booking

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Money(Protocol):
    """Where a booking's money stands, in the booking's currency; `state` is a key of `payment_states`."""

    price: Decimal
    paid: Decimal
    returned: Decimal
    fee: Decimal
    fee_due: Decimal
    due_now: Decimal
    due_later: Decimal
    state: str
    until: datetime | None
    last4: str


class Brought(Protocol):
    """Something that pays before the card: what it `gives`, what is `left` in it, `reasons` why it gives nothing."""

    gives: Decimal
    left: Decimal
    reasons: tuple[Reason, ...]


class Preview(Protocol):
    """What confirming a held booking will cost: by card at once, and after the visit."""

    due_now: Decimal
    due_later: Decimal
    purses: Sequence[Brought]


def preview(booking: Booking, *, now: datetime, by: Any, kept: Mapping[str, Any]) -> Preview:
    """`kept` as in `checkout`."""
    found: Preview = import_string(settings.SALE["preview"])(booking, now=now, by=by, kept=kept)
    return found


def checkout(booking: Booking, *, now: datetime, by: Any, kept: Mapping[str, Any] = NOTHING) -> str | None:
    """Sells the held booking: the address to pay at, or None when it is confirmed and nothing is due now.

    `kept`: what the visitor's browser keeps. Booking does not look into it: whoever sells may find there what pays.
    """
    address: str | None = import_string(settings.SALE["checkout"])(booking, now=now, by=by, kept=kept)
    return address


def pay(booking: Booking, *, now: datetime, by: Any) -> str | None:
    """Where to pay: the deposit of a held time, else what is left of the price, or a fee; None when nothing is due."""
    door = "checkout" if booking.state == "held" else "pay"
    address: str | None = import_string(settings.SALE[door])(booking, now=now, by=by)
    return address


def at_desk(booking: Booking, *, now: datetime, by: Any) -> None:
    """Sells the held booking and confirms it though nothing was paid: what is due is taken at the desk."""
    import_string(settings.SALE["desk"])(booking, now=now, by=by)


def along(booking: Booking) -> list[dict[str, Any]]:
    """What people take with such a visit, as parts/_good_cards.html shows it."""
    found: list[dict[str, Any]] = import_string(settings.SALE["along"])(booking)
    return found


def receipt(booking: Booking) -> str:
    """Where its receipt is, for whoever manages it; empty where there is none."""
    address: str = import_string(settings.SALE["receipt"])(booking)
    return address


def basket(booking: Booking) -> str:
    """The address (POST) that puts the held booking into the visitor's basket, to be bought with other things."""
    address: str = import_string(settings.SALE["basket"])(booking)
    return address


def money(booking: Booking) -> Money:
    found: Money = import_string(settings.SALE["money"])(booking)
    return found


def given_back(booking: Booking) -> Mapping[str, Decimal]:
    """What went back of it or is on its way, by means: "card", "gift", "points", "desk"."""
    found: Mapping[str, Decimal] = import_string(settings.SALE["back"])(booking)
    return found
