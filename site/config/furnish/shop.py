"""Shelves, goods and what lies on them, through the verbs of the shop. What stands already is kept as it is sold."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from booking.models import Service
from config.furnish.pictures import picture
from config.furnish.words import both, read
from shop import verbs
from shop.models import DeliveryRules, Good, Movement, ParcelStep, Photo, Shelf
from shop.verbs.catalogue import keep_good, keep_shelf

BATCH = "Opening stock"


def goods(*, now: datetime) -> tuple[int, int]:
    """How many shelves there are, and how many goods stand on them."""
    fixture = read("shop")
    for order, one in enumerate(fixture["categories"]):
        if not Shelf.objects.filter(code=one["code"]).exists():
            keep_shelf(
                code=one["code"], name=both(one["name"]), text=both(one["text"]), sort_order=order, now=now, by=None
            )
    for order, one in enumerate(fixture["products"]):
        _stock(_good(one, order, now), one, now)
    return len(fixture["categories"]), len(fixture["products"])


def delivery() -> None:
    """What parcels cost; what staff have made of it since stays."""
    if not DeliveryRules.objects.exists():
        told = read("shop")["delivery"]
        rules = DeliveryRules.objects.create(parcel=Decimal(told["parcel"]))
        for one in told["steps"]:
            ParcelStep.objects.create(rules=rules, grams=one["from_grams"], price=Decimal(one["price"]))


def _good(one: dict[str, Any], order: int, now: datetime) -> Good:
    known = Good.objects.filter(code=one["code"]).select_related("product").first()
    if known:
        return known
    row = keep_good(
        code=one["code"], shelf=Shelf.objects.get(code=one["category"]), name=both(one["name"]), text=both(one["text"]),
        unit=both(one.get("unit")), price=Decimal(one["price"]), grams=one["grams"], sort_order=order, now=now, by=None,
        services=Service.objects.filter(code__in=one["services"]),
    )  # fmt: skip
    drawn = picture(f"goods-{one['code']}", one["name"]["en"])
    if drawn:
        Photo.objects.create(good=row, image=drawn, alt=row.name)
    return row


def _stock(row: Good, one: dict[str, Any], now: datetime) -> None:
    """Once: what has been sold since then stays sold."""
    if one["stock"] and not Movement.objects.filter(product=row.product, reason=BATCH).exists():
        verbs.receive(product=row.product, quantity=one["stock"], batch=BATCH, now=now, by=None)
