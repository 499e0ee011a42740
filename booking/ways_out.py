"""Times that can be had instead, as buttons that take them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

import moments
from booking.blocks.faces import NOBODY, faces
from booking.models import Booking
from booking.queries import Alternative, alternatives, why_not
from words import language


def around(booking: Booking, *, zone: str, now: datetime) -> list[Alternative]:
    """Up to three free times instead of a lost one, that one first if it is free again."""
    service, resource, format = booking.service, booking.resource, booking.format
    again = why_not(service, resource, booking.start, now=now, format=format, party=booking.party) is None
    same = [Alternative("same_day", resource, service, booking.start, booking.end, format)] if again else []
    near = alternatives(service, resource, booking.start, now=now, zone=zone, format=format, party=booking.party)
    return [*same, *near][:3]


def offers(found: Iterable[Alternative], zone: str) -> list[dict[str, Any]]:
    """For parts/_offer.html: each is taken by a press, in `zone`."""
    found = list(found)
    shown = faces("resource", {one.resource.pk for one in found}, language())
    return [_offer(one, zone, shown.get(one.resource.pk, NOBODY)) for one in found]


def _offer(one: Alternative, zone: str, face: Any) -> dict[str, Any]:
    return {
        "title": named(one.start, zone), "note": f"{one.resource}, {one.service}", "photo": face.picture,
        "sky": moments.sky(one.start, zone), "url": reverse("hold"),
        "fields": {
            "service": one.service.code, "resource": one.resource.code, "start": one.start.isoformat(),
            "format": one.format, "tz": zone if one.format == "online" else "",
        },
    }  # fmt: skip


def named(start: datetime, zone: str) -> str:
    """ "Thursday 26 November, 14:30"."""
    text = f"{moments.day(start, zone)}, {moments.clock(start, zone)}"
    return text[:1].upper() + text[1:]
