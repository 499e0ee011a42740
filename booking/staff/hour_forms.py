"""The forms of a resource's hours. Times are the resource's own wall clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

import moments
from booking.core.decisions import Refused
from booking.forms import skipped
from booking.models import Booking, Resource
from booking.queries.days import midnight
from booking.queries.staff import between
from booking.timetables import read_spans, timetables, write_spans
from booking.verbs import hours as verbs
from words import say, say_lazy

EXAMPLE = "9:00–13:00, 14:00–18:00"
DATE = {"type": "date"}
CLOCK = {"type": "time", "step": 300}


class Part(forms.Form):
    """One of the forms of the page. `hits` are the bookings in the way, filled by a `save` that does not go through."""

    def __init__(self, data: Any, *, resource: Resource, now: datetime, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.resource, self.now = resource, now
        self.today = moments.local(now, resource.zone).date()
        self.hits: list[Booking] = []

    def save(self, *, by: Any) -> bool:
        """False when nothing was done, with the reason among the errors."""
        raise NotImplementedError

    def _near(self, day: date) -> date:
        if day < self.today:
            raise ValidationError(say("form_errors.date_past"))
        if day > self.today + verbs.FURTHEST:
            raise ValidationError(say("staff.hours.too_far", n=verbs.FURTHEST.days))
        return day

    def _close(self, start: datetime, end: datetime, reason: str, approve: bool, by: Any, fact: str) -> bool:
        """Shows what is in the way first; with approval closes the time around it."""
        self.hits = list(between(self.resource, start, end))
        try:
            verbs.change(
                resource=self.resource, kind="close", start=start, end=end, reason=reason, by=by, now=self.now,
                despite=approve and bool(self.hits), fact=fact,
            )  # fmt: skip
        except Refused:
            self.add_error(None, say("staff.leave_hits", n=len(self.hits)))
            return False
        return True


class Weekly(Part):
    """A line for each weekday; an empty one is a day off."""

    since = forms.DateField(label=say_lazy("staff.hours.since"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        table = timetables(self.resource, since=self.today)[-1]
        self.initial["since"] = max(self.today, table.since)
        for day, name in enumerate(moments.WEEKDAYS):
            self.fields[name] = forms.CharField(
                label=say(f"dates.weekdays.{name}").capitalize(), required=False, max_length=120,
                initial=write_spans(table.weekly.get(day, ())),
                widget=forms.TextInput(attrs={"placeholder": say("day_cells.day_off")}),
            )  # fmt: skip
            self.fields[f"{name}_online"] = forms.BooleanField(
                label=say("week.online_only"), required=False, initial=day in table.online_only
            )

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[name], self[f"{name}_online"]) for name in moments.WEEKDAYS]

    def clean_since(self) -> date:
        return self._near(self.cleaned_data["since"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for name in moments.WEEKDAYS:
            try:
                told[name] = read_spans(told.get(name, ""))
            except ValueError:
                self.add_error(name, say("staff.hours.wrong", example=EXAMPLE))
        return told

    def save(self, *, by: Any) -> bool:
        told = self.cleaned_data
        weekly = {day: told[name] for day, name in enumerate(moments.WEEKDAYS) if told[name]}
        online = [day for day, name in enumerate(moments.WEEKDAYS) if told[f"{name}_online"]]
        verbs.keep(resource=self.resource, weekly=weekly, since=told["since"], online_only=online, by=by, now=self.now)
        return True


class Closing(Part):
    reason = forms.CharField(label=say_lazy("fields.reason"), required=False, max_length=120)
    approve = forms.BooleanField(label=say_lazy("staff.hours.approve"), required=False)
    """Asked only when bookings are in the way."""


class Day(Closing):
    """One stretch of one day, opened or closed."""

    field_order = ["kind", "day", "start", "end", "online", "reason", "approve"]
    kind = forms.ChoiceField(
        label=say_lazy("staff.hours.kind"), widget=forms.RadioSelect, initial="close",
        choices=[(kind, say_lazy(f"staff.hours.kind_{kind}")) for kind in ("close", "open")],
    )  # fmt: skip
    day = forms.DateField(label=say_lazy("week.day"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    start = forms.TimeField(label=say_lazy("staff.hours.from"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    end = forms.TimeField(label=say_lazy("staff.hours.until"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    online = forms.BooleanField(label=say_lazy("week.online_only"), required=False)

    def clean_day(self) -> date:
        return self._near(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if {"day", "start", "end"} <= told.keys():
            start, end = told["start"], told["end"]  # an error takes the field away
            told["span"] = self._moment("start", start), self._moment("end", end, after=start)
        return told

    def _moment(self, name: str, clock: time, after: time | None = None) -> datetime:
        """An end not later than the start is on the next day."""
        day = self.cleaned_data["day"] + timedelta(days=after is not None and clock <= after)
        wall = datetime.combine(day, clock)
        moment = wall.replace(tzinfo=ZoneInfo(self.resource.zone)).astimezone(UTC)
        if skipped(wall, self.resource.zone):
            on_day = moments.on_day(moment, self.resource.zone)
            self.add_error(name, say("refusals.skipped_hour.text", on_day=on_day, time=f"{wall:%H:%M}"))
        return moment

    def save(self, *, by: Any) -> bool:
        told = self.cleaned_data
        start, end = told["span"]
        if told["kind"] == "close":
            return self._close(start, end, told["reason"], told["approve"], by, "resource.closed")
        verbs.change(
            resource=self.resource,
            kind="open",
            start=start,
            end=end,
            reason=told["reason"],
            online=told["online"],
            by=by,
            now=self.now,
        )
        return True


class Leave(Closing):
    """Whole days, both included."""

    field_order = ["first", "last", "reason", "approve"]
    first = forms.DateField(label=say_lazy("staff.hours.first"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    last = forms.DateField(label=say_lazy("staff.hours.last"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))

    def clean_first(self) -> date:
        return self._near(self.cleaned_data["first"])

    def clean_last(self) -> date:
        last = self._near(self.cleaned_data["last"])
        if last < self.cleaned_data.get("first", last):
            raise ValidationError(say("staff.hours.last_before_first"))
        return last

    def save(self, *, by: Any) -> bool:
        told = self.cleaned_data
        start = midnight(told["first"], self.resource.zone)
        end = midnight(told["last"] + timedelta(days=1), self.resource.zone)
        return self._close(start, end, told["reason"], told["approve"], by, "resource.leave_taken")
