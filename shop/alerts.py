"""Letters about what runs low: to everybody of the warehouse, or to the house where it has nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from oscar.core.loading import get_model

import moments
from accounts.models import User
from booking.models import Place
from notifications.subjects import Reader, Subject, Telling
from shop.models import Good
from shop.showcase import FEW
from words import say

Product = get_model("catalogue", "Product")
ROLE, STORE = "warehouse", "store"
"""The role's people, and what notices call them."""
FOOTER = "footer_account"


def subject(product: Any) -> Subject:
    return Subject(about=f"product:{product.pk}", begins=None, readers=_readers())


def find(code: str) -> Subject | None:
    product = Product.objects.filter(pk=code).first() if code.isdigit() else None
    return subject(product) if product else None


def _readers() -> dict[str, Reader]:
    people = User.objects.filter(groups__name=ROLE, is_active=True).order_by("pk")
    found = {f"{STORE}:{one.pk}": _reader(one) for one in people}
    place = None if found else Place.objects.first()
    return {STORE: Reader(None, place.email, settings.LANGUAGE_CODE, place.zone)} if place else found


def _reader(user: User) -> Reader:
    return Reader(user.pk, user.email, user.language or settings.LANGUAGE_CODE, settings.HOUSE_ZONE)


def context(
    code: str, *, letter: str, audience: str, language: str, zone: str, data: Mapping[str, Any], now: datetime
) -> Telling | None:
    """As things stand when the letter goes out; None when there is enough again."""
    good = Good.objects.select_related("product", "of").filter(product=code).exclude(low_since=None).first()
    if good is None:
        return None
    user = User.objects.filter(pk=audience.partition(":")[2] or None).first()
    left = good.product.stockrecords.first().net_stock_level
    told = say("basket.stock_left", n=left) if 0 < left <= FEW else _plenty(left)
    words = {"product": str(good), "left_line": told, "zone": moments.zone_name(zone)}
    link = f"{settings.SITE_ADDRESS}{reverse('good:index')}?low=true"
    return Telling(words=words, link=link, dear=str(user.dear) if user else "", footer=FOOTER)


def _plenty(left: int) -> str:
    return say("goods.in_stock", n=left) if left > 0 else say("basket.sold_out")
