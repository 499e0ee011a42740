"""The panel on the staff's first page: who comes today, what is held and not paid, and what did not go through."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.ui.components import Component

import clock
import moments
from booking.models import Booking
from booking.queries.staff import PROMISED, today, unpaid_holds
from notifications.models import Message
from shop.models import Refund
from words import say

SHOWN = 5
MAY = "booking.view_booking"


class Today(Component):
    order, template_name = 50, "staff/today.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"cards": cards(self.user, now=clock.now())}


def cards(user: Any, *, now: datetime) -> list[dict[str, Any]]:
    """[{count, label, url, lines: [{text, url}]}], only what this person may see."""
    told = [_visits(now), _held(now)] if user.has_perm(MAY) else []
    return [*told, *_troubles(user)]


def _visits(now: datetime) -> dict[str, Any]:
    rows = today(now=now)
    day = moments.local(now, settings.HOUSE_ZONE).date()
    coming = [one for one in rows if one.state == "confirmed" and one.end > now][:SHOWN]
    return _card(
        "today",
        len(rows),
        _bookings(state=PROMISED, start_from=day, start_to=day),
        (_line(one, one.start) for one in coming),
    )


def _held(now: datetime) -> dict[str, Any]:
    rows = unpaid_holds(now=now)
    return _card("held", rows.count(), _bookings(state="held"), (_line(one, one.expires_at) for one in rows[:SHOWN]))


def _troubles(user: Any) -> Iterable[dict[str, Any]]:
    kinds = (
        ("messages", Message.objects.filter(state=Message.FAILED), "notifications.view_message", "outbox:index"),
        ("refunds", Refund.objects.filter(state=Refund.FAILED), "shop.view_refund", "refund:index"),
    )
    for name, rows, permission, address in kinds:
        if user.has_perm(permission) and (count := rows.count()):
            yield _card(name, count, f"{reverse(address)}?state=failed", ())


def _card(name: str, count: int, url: str, lines: Iterable[dict[str, str]]) -> dict[str, Any]:
    return {
        "count": count,
        "label": say(f"staff.today.{name}", n=count),
        "url": url,
        "lines": list(lines),
        "bad": name in ("messages", "refunds"),
    }


def _line(booking: Booking, at: datetime | None) -> dict[str, str]:
    clock_ = moments.clock(at, booking.resource.place.zone) if at else ""
    who = booking.name or str(booking.client or booking.code)
    return {"text": f"{clock_} · {who} · {booking.resource}", "url": reverse("bookings:inspect", args=[booking.pk])}


def _bookings(**filters: Any) -> str:
    return f"{reverse('bookings:index')}?{urlencode(filters, doseq=True)}"
