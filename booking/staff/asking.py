"""What is asked before staff do something with a booking, and what they are told that it would mean."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from contact import LONGEST_NAME
from django import forms
from django.utils.dateparse import parse_date

import moments
from booking.forms import read_start
from booking.models import Booking
from booking.queries import Day, days, paid, quote_cancel
from booking.queries.days import midnight
from booking.queries.terms import agreed, judge
from money import show_money
from words import say, say_lazy

Sums = list[tuple[str, str]]
STRIP = 7
LONGEST_REASON = 300


def reason_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=say_lazy("staff.override_reason"), required=required, max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": say_lazy("staff.acts.reason_missing")},
    )  # fmt: skip


class Question(forms.Form):
    """Nothing but "are you sure". A POST without fields is an answer too, so the form is bound by the method."""

    sure = forms.CharField(widget=forms.HiddenInput, initial="1")

    def __init__(self, data: Any, *, booking: Booking, now: datetime, asked: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.booking, self.now, self.asked = booking, now, asked

    def meaning(self) -> Sums:
        """What it would mean for the money: (name, sum)."""
        return []

    def _money(self, name: str, amount: Decimal) -> tuple[str, str]:
        return say(f"staff.sums.{name}"), show_money(amount, self.booking.currency)


class Cancel(Question):
    """By the house: all that was paid goes back, whenever it is."""

    reason = reason_field(required=True)
    quoted = forms.DecimalField(widget=forms.HiddenInput)

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.quote = quote_cancel(self.booking, now=self.now, by_house=True)
        self.initial["quoted"] = self.quote.fee

    def meaning(self) -> Sums:
        return [
            self._money("paid", self.quote.paid),
            self._money("fee", self.quote.fee),
            self._money("refund", self.quote.refund),
        ]


class Miss(Question):
    waive = forms.BooleanField(label=say_lazy("staff.waive"), required=False)
    reason = reason_field(required=False)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("waive") and not told.get("reason"):
            self.add_error("reason", say("staff.acts.reason_missing"))
        return told

    def meaning(self) -> Sums:
        fee, there = judge(self.booking, "miss", now=self.now).fee, paid(self.booking)
        kept = min(fee, there)
        return [self._money("fee", kept), self._money("fee_due", fee - kept), self._money("refund", there - kept)]


class Confirm(Question):
    """At the desk: whose it is, if that was not written yet. What is due is paid later, at the desk or by the link."""

    name = forms.CharField(label=say_lazy("fields.name"), max_length=LONGEST_NAME)
    email = forms.EmailField(label=say_lazy("fields.email"), max_length=254)
    phone = forms.CharField(label=say_lazy("fields.phone"), max_length=20, required=False)

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        for name in ("name", "email", "phone"):
            self.initial[name] = getattr(self.booking, name)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        told.pop("sure", None)
        return told

    def meaning(self) -> Sums:
        there = paid(self.booking)
        return [
            self._money("price", self.booking.price),
            self._money("paid", there),
            self._money("due_later", self.booking.price - there),
        ]


class Move(Question):
    """Among the times that are free: the house may move it as often as it must, and as late."""

    start = forms.CharField(widget=forms.HiddenInput, error_messages={"required": say_lazy("staff.acts.pick_time")})
    reason = reason_field(required=False)

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.zone = self.booking.resource.place.zone
        self.first = self._first()

    def _first(self) -> date:
        today = moments.local(self.now, self.zone).date()
        try:
            day = parse_date(str(self.asked.get("from", ""))) or today
        except ValueError:
            day = today
        return min(max(day, today), today + timedelta(days=400))

    def clean_start(self) -> datetime:
        return read_start(self.cleaned_data["start"])

    def strip(self) -> list[dict[str, Any]]:
        """A week of days, each with its free times, or the word why there are none."""
        booking = self.booking
        found = days(
            booking.service, booking.resource, zone=self.zone, now=self.now, format=booking.format, count=STRIP,
            first=self.first, rules=agreed(booking, by_house=True), ignoring=booking,
        )  # fmt: skip
        return [
            {
                "label": moments.day(midnight(day.date, self.zone), self.zone),
                "none": "" if day.times else self._why(day),
                "times": [(at.isoformat(), moments.clock(at, self.zone)) for at in day.times if at != booking.start],
            }
            for day in found
        ]  # fmt: skip

    def _why(self, day: Day) -> str:
        return say(f"day_cells.{day.cell}", date=moments.date(day.opens, self.zone) if day.opens else "")

    @property
    def earlier(self) -> date | None:
        before = self.first - timedelta(days=STRIP)
        today = moments.local(self.now, self.zone).date()
        return max(before, today) if self.first > today else None

    @property
    def later(self) -> date:
        return self.first + timedelta(days=STRIP)
