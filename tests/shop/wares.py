"""Goods of the house for the stories: two shelves, a few goods, one with variants."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from fields import Words
from shop import verbs
from shop.models import Good, Shelf
from shop.verbs.catalogue import keep_good, keep_shelf
from tests.world import words


def shelf(code: str = "care", en: str = "Face and hands", uk: str = "Для обличчя та рук", *, now: datetime) -> Shelf:
    return keep_shelf(code=code, name=words(en, uk), text=words(en, uk), now=now, by=None)


def good(code: str, en: str, uk: str, *, now: datetime, on: Shelf, pieces: int = 5, **more: Any) -> Good:
    """Costs 320 unless `price` is given; None: only its variants are sold."""
    told: dict[str, Any] = {"text": Words(), "unit": Words(), "price": Decimal(320), "now": now, "by": None}
    row = keep_good(code=code, shelf=on, name=words(en, uk), **told | more)
    if pieces and more.get("price", 1) is not None:
        verbs.receive(product=row.product, quantity=pieces, now=now, by=None)
    return row
