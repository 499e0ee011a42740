"""What a letter says of money that comes back: to what, and when it can be had again."""

from collections.abc import Mapping
from decimal import Decimal

from booking import sale
from booking.models import Booking
from money import show_money
from notifications.lines import line
from notifications.subjects import Word

SOON = {"card": "card_days", "gift": "gift_at_once", "points": "points_at_once"}
"""Means -> when that money can be had again; of the desk nothing is said."""


def came_back(booking: Booking, refund: Decimal) -> dict[str, Word]:
    """`split` and `money_line` of a letter about `refund`."""
    back = _by_means(booking, refund)
    told = [line(f"refund_{means}", refund=show_money(part, booking.currency)) for means, part in back.items()]
    return {
        "split": ", ".join(told) or show_money(refund, booking.currency),
        "money_line": " ".join(line(words) for means, words in SOON.items() if means in back),
    }


def _by_means(booking: Booking, refund: Decimal) -> Mapping[str, Decimal]:
    """To the card, if to nothing else."""
    return (sale.given_back(booking) or {"card": refund}) if refund > 0 else {}
