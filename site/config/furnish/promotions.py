"""The demo world's programme of points and its promo codes."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from booking.models import Service
from config.furnish.words import both, clock_of, day_of, read
from loyalty.models import Programme
from loyalty.verbs import change_programme
from shop.models import Promo, Shelf
from shop.verbs.promo import About, make_promo


def programme(*, now: datetime) -> None:
    """Before the first visit, or nobody has earned anything."""
    told = read("shop")["loyalty"]
    if not Programme.objects.exists():
        earn, spend = told["earn"], told["spend"]
        change_programme(
            by=None, now=now, per=Decimal(earn["per_uah"]), points=earn["points"], value=Decimal(spend["point_uah"]),
            share=spend["percent_of_order_max"], minimum=Decimal(spend["order_min"]), months=told["expire_months"],
        )  # fmt: skip


def codes(*, today: date, now: datetime) -> int:
    """After services and shelves. How many there are; what staff have made of them since stays."""
    rows = read("shop")["promo_codes"]
    known = set(Promo.objects.values_list("voucher__code", flat=True))
    for one in rows:
        if one["code"] not in known:
            _make(one, today, now)
    return len(rows)


def _make(one: Mapping[str, Any], today: date, now: datetime) -> None:
    applies = one["applies"]
    about = About(
        code=one["code"], ends=_end(one["ends"], today) if "ends" in one else None,
        services=list(Service.objects.filter(code__in=applies)), shelves=list(Shelf.objects.filter(code__in=applies)),
    )  # fmt: skip
    make_promo(
        about, by=None, now=now, used=one.get("uses", 0), name=both(one["name"]), conditions=both(one["conditions"]),
        kind=one["kind"], value=Decimal(one["value"]), sessions="sessions" in applies, goods="goods" in applies,
        min_items=one.get("min_items", 1), min_total=Decimal(one.get("min_total", 0)), uses_max=one.get("uses_max"),
        once_per_client=one.get("once_per_client", False), first_booking_only=one.get("first_booking_only", False),
        ends_by=clock_of(one["before"]) if "before" in one else None,
    )  # fmt: skip


def _end(when: Mapping[str, Any], today: date) -> datetime:
    """The end of that day."""
    day = day_of(when, today) + timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(settings.HOUSE_ZONE)) - timedelta(seconds=1)
