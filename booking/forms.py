"""What people write when they book."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from contact import LONGEST_NOTE, Who, note_field, required, shorten
from django import forms
from django.core.exceptions import ValidationError

from booking.models import Booking
from booking.queries.terms import offer_called
from moments import is_zone, read_instant
from words import say, say_lazy


class Contact(Who):
    """For whom the time is held."""

    note = note_field()
    save_card = forms.BooleanField(label=say_lazy("confirm.consent_card"), required=False)
    consent = forms.BooleanField(label=say_lazy("confirm.consent_both"), error_messages=required("form_errors.consent"))

    def __init__(self, *args: Any, booking: Booking, fee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shorten(self.fields["note"], LONGEST_NOTE)
        if not (fee and booking.deposit):
            del self.fields["save_card"]


class Wanted(forms.Form):
    """Which time of whom: hidden fields of a button."""

    service = forms.SlugField()
    resource = forms.SlugField()
    start = forms.CharField(max_length=40)
    format = forms.ChoiceField(choices=[("on_site", ""), ("online", "")], required=False)
    tz = forms.CharField(max_length=40, required=False)
    party = forms.IntegerField(min_value=1, max_value=500, required=False)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if "service" in told and "resource" in told:
            try:
                told["offer"] = offer_called(told["service"], told["resource"])
            except LookupError as unknown:
                self.add_error(str(unknown), say("form_errors.choice"))
        return told

    def clean_start(self) -> datetime:
        return read_start(self.cleaned_data["start"])

    def clean_tz(self) -> str:
        zone = str(self.cleaned_data["tz"])
        return zone if is_zone(zone) else ""

    def clean_party(self) -> int:
        return int(self.cleaned_data["party"] or 1)


def read_start(text: str) -> datetime:
    """An ISO 8601 moment with its offset, in UTC and on a whole minute. ValidationError says what is right."""
    moment = read_instant(text)
    if moment is None:
        raise ValidationError(say("form_errors.time"))
    return moment


def skipped(wall: datetime, zone: str) -> bool:
    """Whether the clocks of the zone jump over this local time (naive)."""
    there = wall.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall
