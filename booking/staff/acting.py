"""What staff do with a booking. A table of actions: each is a verb of the booking room, asked for and confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
from booking import verbs
from booking.core.decisions import Refused
from booking.core.states import TABLE
from booking.models import Booking
from booking.queries.bookings import WITH
from booking.staff import asking
from booking.texts import Scene, sentence
from booking.verbs import desk
from reading import framed
from words import say

MAY = "booking.change_booking"
BEGUN = timedelta(0)
Data = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """`verb` is the state machine's, empty where the state stays; `early`: at most so long before the session."""

    verb: str
    form: type[asking.Question]
    do: Callable[..., Any]
    icon: str
    early: timedelta | None = None
    grave: bool = False

    def suits(self, booking: Booking, now: datetime) -> bool:
        if self.early is not None and booking.start - now > self.early:
            return False
        return (booking.state, self.verb) in TABLE if self.verb else bool(booking.email)


def _cancel(booking: Booking, told: Data, by: Any, now: datetime) -> None:
    verbs.cancel(booking=booking, by=by, now=now, by_house=True, quoted=told["quoted"], reason=told["reason"])


def _move(booking: Booking, told: Data, by: Any, now: datetime) -> None:
    verbs.move(booking=booking, start=told["start"], by=by, now=now, by_house=True, reason=told["reason"])


def _miss(booking: Booking, told: Data, by: Any, now: datetime) -> None:
    verbs.miss(booking=booking, by=by, now=now, waive=told["waive"], reason=told["reason"])


def _confirm(booking: Booking, told: Data, by: Any, now: datetime) -> None:
    desk.confirm(booking=booking, by=by, now=now, **told)


def _plain(verb: Callable[..., Any]) -> Callable[..., Any]:
    return lambda booking, told, by, now: verb(booking=booking, by=by, now=now)


ACTS: dict[str, Act] = {
    "confirm": Act("confirm", asking.Confirm, _confirm, "check"),
    "start": Act("start", asking.Question, _plain(verbs.begin), "time", early=timedelta(hours=1)),
    "came": Act("complete", asking.Question, _plain(verbs.complete), "success", early=BEGUN),
    "missed": Act("miss", asking.Miss, _miss, "warning", early=BEGUN),
    "move": Act("move", asking.Move, _move, "calendar-alt"),
    "link": Act("", asking.Question, _plain(desk.send_link), "mail"),
    "cancel": Act("cancel", asking.Cancel, _cancel, "cross", grave=True),
}
"""Name in the address -> what it does. Its words are `staff.acts.<name>`: label, text and done."""


def offered(booking: Booking, *, user: Any, now: datetime) -> list[dict[str, Any]]:
    """What this person may do with the booking now."""
    if not user.has_perm(MAY):
        return []
    return [
        {"name": name, "label": say(f"staff.acts.{name}.label"), "icon": act.icon,
         "grave": act.grave, "url": _url(booking, name)}
        for name, act in ACTS.items() if act.suits(booking, now)
    ]  # fmt: skip


def _url(booking: Booking, name: str) -> str:
    return reverse("bookings:act", args=[booking.pk, name])


@never_cache
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Asks, with what it would mean; then does it. What is refused is told with its reason, and nothing changes."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    if name not in ACTS:
        raise Http404
    booking, now, chosen = get_object_or_404(Booking.objects.select_related(*WITH), pk=pk), clock.now(), ACTS[name]
    home = redirect("bookings:inspect", booking.pk)
    if not chosen.suits(booking, now):
        messages.warning(request, say("staff.acts.not_now", state=say(f"staff.states.{booking.state}")))
        return home
    form = chosen.form(request.POST or None, booking=booking, now=now, asked=request.GET)
    if form.is_valid() and _done(chosen, form, booking, request.user, now):
        messages.success(request, say(f"staff.acts.{name}.done", code=booking.code))
        return home
    return render(request, "staff/act.html", _page(name, booking, form), status=422 if form.is_bound else 200)


def _done(chosen: Act, form: forms.Form, booking: Booking, by: Any, now: datetime) -> bool:
    try:
        chosen.do(booking, form.cleaned_data, by, now)
    except Refused as refused:
        scene = Scene(booking.service, booking.resource, booking.start, booking.resource.place.zone, now)
        for reason in refused.reasons:
            form.add_error(None, sentence(reason, scene))
        booking.refresh_from_db()
        return False
    return True


def _page(name: str, booking: Booking, form: asking.Question) -> dict[str, Any]:
    label, back = say(f"staff.acts.{name}.label"), reverse("bookings:inspect", args=[booking.pk])
    above = (say("staff.menu.bookings"), reverse("bookings:index")), (booking.code, back)
    return framed(label, ACTS[name].icon, *above) | {
        "booking": booking, "zone": booking.resource.place.zone, "form": form, "name": name, "act": ACTS[name],
        "label": label,
        "text": say(f"staff.acts.{name}.text"), "meaning": form.meaning(), "back": back,
    }  # fmt: skip
