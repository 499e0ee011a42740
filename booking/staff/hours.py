"""A resource's hours on one page: every week, one day otherwise, leave, and what comes of them in two weeks."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

import clock
import moments
from booking import calendars
from booking.models import Booking, OpenSpan, Resource
from booking.queries.days import midnight
from booking.queries.staff import outside_hours
from booking.staff.hour_forms import Day, Leave, Part, Weekly
from booking.timetables import timetables, write_spans
from booking.verbs import hours as verbs
from reading import framed
from words import say

MAY = "booking.change_resource"
AHEAD = 14
PARTS: dict[str, type[Part]] = {"weekly": Weekly, "day": Day, "leave": Leave}


def _resource(pk: int) -> Resource:
    return get_object_or_404(Resource.objects.select_related("place", "hours", "away"), pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, pk: int, part: str = "") -> HttpResponse:
    """`part` says which of the forms was sent. Bookings that are in the way are shown before they are left there."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    if part not in PARTS and (part or request.method == "POST"):
        raise Http404
    resource, now = _resource(pk), clock.now()
    parts = {
        name: form(request.POST if name == part else None, resource=resource, now=now, prefix=name)
        for name, form in PARTS.items()
    }  # fmt: skip
    if request.method == "POST" and parts[part].is_valid() and parts[part].save(by=request.user):
        messages.success(request, say("staff.hours_saved"))
        return redirect("resource:hours", resource.pk)
    context = _page(resource, parts, part, now)
    return render(request, "staff/hours.html", context, status=422 if request.method == "POST" else 200)


def _page(resource: Resource, parts: dict[str, Part], part: str, now: datetime) -> dict[str, Any]:
    above = (
        (say("staff.menu.resources"), reverse("resource:index")),
        (str(resource), reverse("resource:edit", args=[resource.pk])),
    )
    return framed(say("staff.menu.hours"), "time", *above) | {
        "resource": resource, "title": say("staff.hours_title", who=str(resource)),
        "hits": parts[part].hits if part else [],
        "parts": [(name, form, say(f"staff.hours.{name}"), _address(resource, name)) for name, form in parts.items()],
        "tables": _tables(resource, now), "by_hand": _by_hand(resource, now), "preview": preview(resource, now=now),
        "stray": outside_hours(resource, now=now), "zone": resource.zone, "open_part": part or "weekly",
    }  # fmt: skip


def _address(resource: Resource, part: str) -> str:
    return reverse("resource:hours_part", args=[resource.pk, part])


def _tables(resource: Resource, now: datetime) -> list[dict[str, Any]]:
    """What is kept now and what is planned; only told when something is planned."""
    found = timetables(resource, since=moments.local(now, resource.zone).date())
    return [
        {"since": table.since if at else None,
         "days": [(_weekday(day), write_spans(spans)) for day, spans in table.weekly.items()]}
        for at, table in enumerate(found) if len(found) > 1
    ]  # fmt: skip


def _weekday(day: int) -> str:
    return say(f"dates.weekdays.{moments.WEEKDAYS[day]}")


def _by_hand(resource: Resource, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "when": moments.when(start, end, resource.zone), "kind": say(f"staff.hours.kind_{kind}"), "reason": reason,
            "undo": reverse("resource:hours_undo", args=[resource.pk, pk]),
        }
        for pk, kind, start, end, reason in calendars.by_hand(resource, now, now + verbs.FURTHEST)
    ]  # fmt: skip


def preview(resource: Resource, *, now: datetime) -> list[dict[str, Any]]:
    """The next two weeks of the resource's own days: open spans, and how many bookings stand there."""
    zone, today = ZoneInfo(resource.zone), moments.local(now, resource.zone).date()
    first, last = midnight(today, resource.zone), midnight(today + timedelta(days=AHEAD), resource.zone)
    spans = OpenSpan.objects.filter(resource=resource, end__gt=first, start__lt=last).order_by("start")
    rows = [(one.start.astimezone(zone), one.end.astimezone(zone), one.online_only) for one in spans]
    starts = (
        Booking.objects.live()
        .filter(resource=resource, start__gte=first, start__lt=last)
        .values_list("start", flat=True)
    )
    taken = [start.astimezone(zone).date() for start in starts]
    return [_day(today + timedelta(days=n), rows, taken, resource.zone) for n in range(AHEAD)]


def _day(day: date, rows: list[tuple[datetime, datetime, bool]], taken: list[date], zone: str) -> dict[str, Any]:
    start = datetime.combine(day, time(0), ZoneInfo(zone))
    end = start + timedelta(days=1)
    told = [
        write_spans([(max(a, start).time(), min(b, end).time())]) + (f" ({say('formats.online')})" if online else "")
        for a, b, online in rows if a < end and b > start
    ]  # fmt: skip
    return {"label": moments.day(start, zone), "spans": told, "bookings": taken.count(day)}


@require_POST
def undo(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Takes back one day otherwise, or a leave."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    resource = _resource(pk)
    if not verbs.undo(resource=resource, pk=event, by=request.user, now=clock.now()):
        raise Http404
    messages.success(request, say("staff.hours_saved"))
    return redirect("resource:hours", resource.pk)


def address(resource: Resource) -> str:
    return reverse("resource:hours", args=[resource.pk])
