"""What an order will earn, told before it is placed."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from shop.models import Payment
from shop.quoting import GOODS, SESSION, Quote, QuotedLine
from shop.sharing import ZERO


def hint(told: Quote | None, *, user: Any) -> str:
    """One sentence in the active language; nothing for guests, who have no account to earn for."""
    if told is None or user is None:
        return ""
    said: str = import_string(settings.POINTS_HINT)(visits(told), goods(told))
    return said


def visits(told: Quote) -> list[Decimal]:
    """What is paid for each session, points left out: each earns by itself."""
    points = _with_points(told)
    return [line.total - points.get(line.line.pk, ZERO) for line in _sold(told, SESSION)]


def goods(told: Quote) -> Decimal:
    """What is paid for all goods together, points and delivery left out."""
    price = sum((line.total for line in _sold(told, GOODS)), ZERO)
    return max(ZERO, price - _with_points(told).get(None, ZERO))


def _sold(told: Quote, kind: str) -> list[QuotedLine]:
    return [line for line in told.lines if line.kind == kind and not line.refusal]


def _with_points(told: Quote) -> dict[int | None, Decimal]:
    sums: dict[int | None, Decimal] = {}
    for one, given in zip(told.purses, told.shares.given, strict=True):
        if one.purse.means == Payment.POINTS:
            sums |= given
    return sums
