"""Another time for a session that is in the basket, chosen on the page on which times are always chosen."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
import moments
from booking import shows
from booking.access import person
from booking.blocks.cards import Frame
from booking.blocks.widget import Widget
from booking.core.decisions import Refused
from booking.models import Booking
from booking.queries.bookings import offer_of
from booking.texts import Scene, sentence
from booking.ways_out import offers
from shop.buying.basket import actor, change_at, row_of
from shop.buying.lines import code_of
from shop.verbs import basket as baskets
from words import say


@never_cache
@require_http_methods(["GET", "POST"])
def times(request: Any, pk: int) -> HttpResponse:
    """Choose; a press takes the new time and gives the old one up. When it cannot be taken, the old one stays."""
    now = clock.now() if request.method == "GET" else change_at(request)
    row = row_of(request, pk)
    booking = _held(code_of(row), now) if row else None
    if booking is None:
        return redirect("basket")  # it says what has become of the time
    if request.method == "GET":
        return _page(request, pk, booking, now)
    start = moments.read_instant(request.POST.get("start", ""))
    if start is None:
        messages.warning(request, say("form_errors.time"))
        return _page(request, pk, booking, now, status=422)
    try:
        new = baskets.change_time(request.basket, row, start=start, person=person(request), by=actor(request), now=now)
    except Refused as refused:
        return _page(request, pk, booking, now, told=_refusal(refused, booking, start, pk, now), status=409)
    when = moments.when(new.start, new.end, shows.zone_of(new))
    messages.success(request, say("basket.again_done", when=when))
    return redirect(f"{reverse('basket')}#line-{pk}")


def _held(code: str, now: datetime) -> Booking | None:
    rows = Booking.objects.select_related("service__policy", "resource__place")
    return rows.filter(code=code, state="held", expires_at__gt=now).first() if code else None


def _page(
    request: Any, pk: int, booking: Booking, now: datetime, *, told: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    here = reverse("basket-time", args=[pk])
    asked = request.GET.dict() | {"service": booking.service.code, "format": booking.format}
    widget = Widget(
        url=here, offers=[offer_of(booking)], asked=asked, frame=Frame.at(now), home=booking.zone, moving=booking
    )
    if request.headers.get("HX-Request") and "part" in request.GET:
        part = {"widget": widget.part() | {"hold_url": here}, "part": request.GET["part"]}
        return render(request, "parts/_booking_part.html", part)
    context = {
        "widget": widget.whole() | {"hold_url": here, "services": [], "formats": []}, "robots": "noindex",
        "title": f"{booking.service}, {booking.resource}", "who": shows.who(booking), "refusal": told,
        "old_when": moments.when(booking.start, booking.end, shows.zone_of(booking)),
    }  # fmt: skip
    return render(request, "shop/line_time.html", context, status=status)


def _refusal(refused: Refused, booking: Booking, start: datetime, pk: int, now: datetime) -> dict[str, Any]:
    scene = Scene(booking.service, booking.resource, start, shows.zone_of(booking), now)
    same = [one for one in refused.alternatives if one.resource == booking.resource]
    here = reverse("basket-time", args=[pk])
    return {
        "texts": [sentence(reason, scene) for reason in refused.reasons],
        "offers": [offer | {"url": here} for offer in offers(same, scene.zone)],
    }
