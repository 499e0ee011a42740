"""The client's list of bookings, and the expert's own week."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import clock
import moments
from accounts.queries import frame
from accounts.roles import client_only, expert_only
from booking import sale, shows, verbs, weeks
from booking.access import home_of
from booking.core.decisions import Refused
from booking.forms import skipped
from booking.models import Booking, Resource
from booking.queries import for_code, past, upcoming
from booking.queries.bookings import visits_in
from booking.texts import Scene, sentence
from booking.verbs import hours
from booking.views.keeping import manage_context
from paging import pager_of
from words import say

PAGE = 20


@client_only
@never_cache
@require_GET
def bookings(request: Any) -> HttpResponse:
    """What is coming, the next one first, and what has been."""
    now, user = clock.now(), request.user
    coming = list(upcoming(user, now=now)[:50])
    page = Paginator(past(user, now=now), PAGE).get_page(request.GET.get("page"))
    context = frame(request) | {
        "next": _next(coming[0], now) if coming else None,
        "upcoming": [shows.row(one, home_of(one)) for one in coming[1:]],
        "past": [_visit(one) for one in page], "pager": pager_of(page),
        "empty": {"text": say("empty.upcoming_plain.text"), "button": say("empty.upcoming_plain.button"), "url": "/"},
    }  # fmt: skip
    return render(request, "me/bookings.html", context)


def _next(booking: Booking, now: datetime) -> dict[str, Any]:
    whole = manage_context(booking, now=now)
    shown: dict[str, Any] = whole["booking"]
    return shown | {
        "urls": whole["urls"], "due": whole["due"], "pay_url": whole["pay_url"],
        "wait": moments.relative(booking.start, now),
    }  # fmt: skip


def _visit(booking: Booking) -> dict[str, Any]:
    zone = shows.zone_of(booking)
    when = f"{moments.full_date(booking.start, zone)}, {moments.clock(booking.start, zone)}"
    return {
        "when": when, "who": str(booking.resource), "service": str(booking.service), "state": booking.state,
        "paid": sale.money(booking).paid - sale.money(booking).returned, "url": home_of(booking),
    }  # fmt: skip


class TimeForm(forms.Form):
    """Opens or closes time by start and duration, on the clocks of the expert."""

    KINDS = ("close", "open")
    LENGTHS = (30, 60, 90, 120, 180, 240, 480)

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    start = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M"], widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 300})
    )
    length = forms.TypedChoiceField(coerce=int)
    reason = forms.CharField(required=False, max_length=120)

    def __init__(self, *args: Any, resource: Resource, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resource, self.now = resource, now
        self.fields["kind"].choices = [(kind, say(f"week.{kind}_time")) for kind in self.KINDS]  # type: ignore[attr-defined]
        self.fields["length"].choices = [(n, moments.duration(n)) for n in self.LENGTHS]  # type: ignore[attr-defined]
        for name, key in {
            "kind": "week.open_close",
            "start": "week.start",
            "length": "week.duration",
            "reason": "fields.reason",
        }.items():
            self.fields[name].label = say(key)
        self.fields["start"].error_messages["invalid"] = say("form_errors.date", example="2027-03-12 14:00")

    def clean_start(self) -> datetime:
        """The wall-clock moment, in UTC. Hours that the clock change skips do not exist."""
        wall = self.cleaned_data["start"].replace(tzinfo=None)
        zone = self.resource.zone
        moment: datetime = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if skipped(wall, zone):
            raise ValidationError(
                say("refusals.skipped_hour.text", on_day=moments.on_day(moment, zone), time=f"{wall:%H:%M}")
            )
        if moment < self.now:
            raise ValidationError(say("form_errors.date_past"))
        if moment > self.now + hours.FURTHEST:
            raise ValidationError(say("form_errors.date", example="2027-03-12 14:00"))
        return moment


@expert_only
@never_cache
@require_http_methods(["GET", "POST"])
def week(request: Any) -> HttpResponse:
    resource, now = Resource.objects.select_related("place").get(user=request.user), clock.now()
    monday = _monday(request.GET.get("from", ""), resource.zone, now)
    form = TimeForm(request.POST or None, resource=resource, now=now)
    if form.is_valid():
        return _change_hours(request, resource, form, now)
    context = frame(request) | weeks.show(resource, monday, now=now) | {
        "today": [_to_mark(one, now) for one in visits_in(resource, now)], "form": form, "form_url": reverse("week"),
    }  # fmt: skip
    return render(request, "expert/week.html", context, status=422 if form.is_bound else 200)


def _monday(asked: str, zone: str, now: datetime) -> date:
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    today = now.astimezone(ZoneInfo(zone)).date()
    day = day if day and abs((day - today).days) < 800 else today
    return day - timedelta(days=day.weekday())


def _change_hours(request: Any, resource: Resource, form: TimeForm, now: datetime) -> HttpResponse:
    told = form.cleaned_data
    end = told["start"] + timedelta(minutes=told["length"])
    try:
        hours.change(
            resource=resource,
            kind=told["kind"],
            start=told["start"],
            end=end,
            reason=told["reason"],
            by=request.user,
            now=now,
        )
    except Refused as refused:
        messages.warning(request, say("week.in_the_way", n=int(refused.reasons[0].numbers["n"])))
    else:
        done = "week.opened" if told["kind"] == "open" else "week.closed"
        messages.success(request, say(done, when=moments.when(told["start"], end, resource.zone)))
    return redirect(f"{reverse('week')}?from={moments.local(told['start'], resource.zone).date()}")


ACTIONS = {"confirmed": ("start", "complete", "miss"), "started": ("complete",)}
LOOKS = {"start": ("week.started", "quiet"), "complete": ("week.came", ""), "miss": ("week.missed", "plain")}


def _to_mark(booking: Booking, now: datetime) -> dict[str, Any]:
    zone = booking.resource.zone
    begun = booking.start <= now
    actions = [
        {"verb": verb, "label": say(LOOKS[verb][0]), "kind": LOOKS[verb][1],
        "url": reverse("mark", args=[booking.code])}
        for verb in ACTIONS.get(booking.state, ()) if begun or verb == "start"
    ]  # fmt: skip
    return {
        "code": booking.code, "who": booking.name, "service": str(booking.service), "state": booking.state,
        "hours": moments.hours(booking.start, booking.end, zone), "note": booking.note, "actions": actions,
    }  # fmt: skip


@expert_only
@require_POST
def mark(request: Any, code: str) -> HttpResponse:
    """Began, came, did not come. Only for the expert's own visits."""
    try:
        booking = for_code(code)
    except Booking.DoesNotExist:
        raise Http404 from None
    if booking.resource.user_id != request.user.pk:
        raise Http404
    now, doing = clock.now(), {"start": verbs.begin, "complete": verbs.complete, "miss": verbs.miss}
    verb = doing.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        verb(booking=booking, by=request.user, now=now)
        messages.success(request, say("week.marked", state=say(f"booking_states.{booking.state}.label")))
    except Refused as refused:
        scene = Scene(booking.service, booking.resource, booking.start, booking.resource.zone, now)
        messages.warning(request, sentence(refused.reasons[0], scene))
    return redirect("week")


@expert_only
@require_POST
def undo(request: Any, pk: int) -> HttpResponse:
    """Takes back an opening or a closure that was made by hand."""
    resource = Resource.objects.select_related("place").get(user=request.user)
    hours.undo(resource=resource, pk=pk, by=request.user, now=clock.now())
    return redirect("week")
