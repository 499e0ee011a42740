"""Rows as programs see them: plain dictionaries, times in the zone that was asked for, money as text."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from booking import links, sale, shows
from booking.blocks.faces import NOBODY
from booking.core.decisions import Refused
from booking.models import Booking, Offer, Resource, Service
from booking.queries import Alternative, Quote
from booking.queries.terms import agreed, free_until
from booking.showcase import NO_RATING, Rating, main, price_from
from booking.texts import Scene, spoken
from moments import clock, on_day, when
from wire import trouble
from words import say

PAYABLE = {"confirmed", "started", "completed"}


def local(moment: datetime | None, zone: str) -> str | None:
    return None if moment is None else moment.astimezone(ZoneInfo(zone)).isoformat()


def locals_of(moments: Iterable[datetime], zone: str) -> list[str]:
    there = ZoneInfo(zone)
    return [moment.astimezone(there).isoformat() for moment in moments]


def sum_of(amount: Decimal) -> str:
    return f"{amount:.2f}"


def address(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}" if path.startswith("/") else path


def service(row: Service, offers: Sequence[Offer], face: Any = NOBODY) -> dict[str, Any]:
    return {
        "code": row.code, "name": str(row.name), "summary": str(row.summary), "kind": row.kind,
        "direction": row.direction.code if row.direction else None,
        "variant_of": row.variant_of.code if row.variant_of else None, "minutes": row.minutes,
        "formats": [one for one in row.formats if any(one in offer.ways for offer in offers)],
        "party_min": row.party_min, "party_max": row.party_max, "currency": row.currency,
        "price_from": sum_of(min((offer.charge for offer in offers), default=row.price)),
        "resources": [offer.resource.code for offer in offers], "url": address(face.url),
    }  # fmt: skip


def resource(
    row: Resource, offers: Sequence[Offer], soonest: datetime | None, zone: str | None, face: Any
) -> dict[str, Any]:
    price, zone = price_from(offers), zone or row.place.zone
    return {
        "code": row.code, "kind": row.kind, "name": str(row.name), "headline": str(row.headline),
        "location": str(row.location), "place": row.place.code, "tz": zone, "capacity": row.capacity,
        "party_min": row.party_min, "party_max": row.party_max, "attributes": row.attributes,
        "languages": row.languages,
        "services": [offer.service.code for offer in offers], "price_from": None if price is None else sum_of(price),
        "currency": main(offers)[0].service.currency if offers else "", "next_free": local(soonest, zone),
        "url": address(face.url),
    }  # fmt: skip


def merits(row: Resource, rating: Rating = NO_RATING) -> dict[str, Any]:
    """What only experts have."""
    average = None if rating.average is None else round(float(rating.average), 2)
    return {"directions": [one.code for one in row.directions.all()], "rating": average, "reviews": rating.count}


def booking(row: Booking, *, now: datetime, zone: str | None = None) -> dict[str, Any]:
    zone, money = zone or shows.zone_of(row), sale.money(row)
    due = _due(row, money, now)
    return {
        "code": row.code, "state": "expired" if _lapsed(row, now) else row.state,
        "service": {"code": row.service.code, "name": str(row.service)},
        "resource": {"code": row.resource.code, "name": str(row.resource)},
        "start": local(row.start, zone), "end": local(row.end, zone), "tz": zone, "format": row.format,
        "party": row.party,
        "name": row.name, "email": row.email, "phone": row.phone, "note": row.note, "language": row.language,
        "price": sum_of(row.price), "paid": sum_of(money.paid - money.returned), "due": sum_of(due),
        "currency": row.currency,
        "expires_at": local(row.expires_at, zone), "free_until": local(free_until(agreed(row), row.start), zone),
        "can": _can(row, due, now), "manage_url": links.address(row),
    }  # fmt: skip


def _lapsed(row: Booking, now: datetime) -> bool:
    """Over, though the clock has not yet come round to say so."""
    return row.state == "held" and row.expires_at is not None and row.expires_at <= now


def _due(row: Booking, money: sale.Money, now: datetime) -> Decimal:
    if _lapsed(row, now):
        return Decimal(0)
    return money.fee_due or money.due_now or (money.due_later if row.state in PAYABLE else Decimal(0))


def _can(row: Booking, due: Decimal, now: datetime) -> list[str]:
    held = row.state == "held" and not _lapsed(row, now)
    heard = {
        "move": shows.may(row, "move", now=now), "cancel": held or shows.may(row, "cancel", now=now), "pay": bool(due),
    }  # fmt: skip
    return [verb for verb, yes in heard.items() if yes]


def quote(row: Booking, told: Quote, zone: str) -> dict[str, Any]:
    return {
        "verb": "cancel", "paid": sum_of(told.paid), "fee": sum_of(told.fee), "refund": sum_of(told.refund),
        "currency": row.currency, "free_until": local(told.free_until, zone), "waived": told.waived,
    }  # fmt: skip


def refusal(refused: Refused, scene: Scene) -> dict[str, Any]:
    """Every reason, and what can be booked instead."""
    ways_out = [_alternative(one, scene.zone) for one in refused.alternatives]
    return {"reasons": spoken(refused.reasons, scene), "alternatives": ways_out}


def refuse(refused: Refused, scene: Scene) -> Any:
    told = refusal(refused, scene)
    return trouble(409, told["reasons"], alternatives=told["alternatives"])


def _alternative(one: Alternative, zone: str) -> dict[str, Any]:
    text = say(
        f"alternatives.{one.kind}", when=when(one.start, one.end, zone), time=clock(one.start, zone),
        on_day=on_day(one.start, zone), who=str(one.resource),
    )  # fmt: skip
    return {
        "kind": one.kind, "service": one.service.code, "resource": one.resource.code,
        "resources": [one.resource.code], "start": local(one.start, zone), "end": local(one.end, zone),
        "format": one.format, "text": text,
    }  # fmt: skip
