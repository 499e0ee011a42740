"""The days on which a house is closed."""

from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

import clock
import moments
from booking.models import Booking, Place
from booking.queries.staff import on_days
from booking.staff.hour_forms import EXAMPLE
from booking.timetables import Closure, read_spans, write_spans
from booking.timetables import closures as listed
from booking.verbs import hours as verbs
from reading import framed
from words import say, say_lazy

MAY = "booking.change_place"


def address(place: Place) -> str:
    return reverse("place:closures", args=[place.pk])


class Closing(forms.Form):
    day = forms.DateField(label=say_lazy("week.day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=say_lazy("staff.closures.name"), max_length=120)
    yearly = forms.BooleanField(label=say_lazy("staff.closures.yearly"), required=False)
    hours = forms.CharField(
        label=say_lazy("staff.closures.hours"),
        help_text=say_lazy("staff.closures.hours_hint", example=EXAMPLE),
        required=False,
        max_length=120,
    )
    approve = forms.BooleanField(label=say_lazy("staff.hours.approve"), required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise ValidationError(say("form_errors.date_past"))
        if day > self.today + verbs.FURTHEST:
            raise ValidationError(say("staff.hours.too_far", n=verbs.FURTHEST.days))
        return day

    def clean_hours(self) -> Any:
        try:
            return read_spans(self.cleaned_data["hours"])
        except ValueError:
            raise ValidationError(say("staff.hours.wrong", example=EXAMPLE)) from None


@never_cache
@require_http_methods(["GET", "POST"])
def closures(request: HttpRequest, pk: int) -> HttpResponse:
    """Lists them and adds one; bookings of that day are shown before."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    place, now = get_object_or_404(Place.objects.select_related("closures"), pk=pk), clock.now()
    form = Closing(request.POST or None, today=moments.local(now, place.zone).date())
    hits: list[Booking] = []
    if form.is_valid():
        told = form.cleaned_data
        hits = _hits(place, told["day"])
        if told.pop("approve") or not hits:
            verbs.close_house(place=place, by=request.user, now=now, **told)
            messages.success(request, say("staff.hours_saved"))
            return redirect("place:closures", place.pk)
        form.add_error(None, say("staff.leave_hits", n=len(hits)))
    rows = [(one, _when(one, place.zone), _undo(place, one)) for one in listed(place, now=now)]
    above = (say("staff.menu.places"), reverse("place:index")), (str(place), reverse("place:edit", args=[place.pk]))
    context = framed(say("staff.menu.closures"), "calendar", *above) | {
        "place": place,
        "form": form,
        "hits": hits,
        "rows": rows,
    }
    return render(request, "staff/closures.html", context, status=422 if form.is_bound else 200)


def _when(closure: Closure, zone: str) -> str:
    """A whole day by its name alone; one that comes every year has no weekday."""
    start, end = moments.local(closure.start, zone), moments.local(closure.end, zone)
    day = moments.date(closure.start, zone) if closure.yearly else moments.day(closure.start, zone)
    whole = start.time() == end.time() == time(0)
    return day if whole else f"{day}, {write_spans([(start.time(), end.time())])}"


def _undo(place: Place, closure: Closure) -> str:
    return reverse("place:closures_undo", args=[place.pk, closure.pk])


def _hits(place: Place, day: date) -> list[Booking]:
    rows = Booking.objects.live().filter(resource__place=place).select_related("service", "resource__place", "client")
    return list(on_days(rows, day, day).order_by("start"))


@require_POST
def undo(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """Opens the house again."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    place = get_object_or_404(Place.objects.select_related("closures"), pk=pk)
    if verbs.open_house(place=place, pk=event, by=request.user, now=clock.now()) is None:
        raise Http404
    messages.success(request, say("staff.hours_saved"))
    return redirect("place:closures", place.pk)
