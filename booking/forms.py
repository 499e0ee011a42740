"""What people write when they book."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from booking.models import Booking
from booking.queries.terms import offer_called
from moments import is_zone, read_instant
from words import can_be_kept, say, say_lazy

LONGEST_NAME, LONGEST_NOTE = 120, 2000
LINE_ENDS = "\r\n\t"
PHONE = re.compile(r"\+?[\d\s().-]{7,20}")


def keepable(text: str) -> None:
    """A validator: control signs are for machines, and no field here is."""
    if not can_be_kept(text, LINE_ENDS):
        raise ValidationError(say("form_errors.signs"))


def _required(key: str) -> dict[str, Any]:
    return {"required": say_lazy(key)}


class Contact(forms.Form):
    """For whom the time is held."""

    use_required_attribute = True
    name = forms.CharField(
        label=say_lazy("fields.name"), max_length=LONGEST_NAME, error_messages=_required("form_errors.name"),
        validators=[keepable],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=say_lazy("fields.phone"), max_length=20, error_messages=_required("form_errors.phone"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=say_lazy("fields.email"), max_length=254,
        error_messages={"required": say_lazy("form_errors.email"), "invalid": say_lazy("form_errors.email")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )  # fmt: skip
    note = forms.CharField(
        label=say_lazy("booking_form.note"), required=False, max_length=LONGEST_NOTE,
        validators=[keepable],
        widget=forms.Textarea(attrs={"rows": 3}), help_text=say_lazy("booking_form.note_hint"),
    )  # fmt: skip
    save_card = forms.BooleanField(label=say_lazy("confirm.consent_card"), required=False)
    consent = forms.BooleanField(
        label=say_lazy("confirm.consent_both"), error_messages=_required("form_errors.consent")
    )

    def __init__(self, *args: Any, booking: Booking, fee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limit in (("name", LONGEST_NAME), ("phone", 20), ("note", LONGEST_NOTE)):
            self.fields[name].error_messages["max_length"] = say("form_errors.name_long", n=limit)
            self.fields[name].validators = [v for v in self.fields[name].validators if not _is_length(v)] + [
                _Short(limit)
            ]
        self.fields["email"].validators = [EmailValidator(message=say("form_errors.email")), _Short(254)]
        if not (fee and booking.deposit):
            del self.fields["save_card"]

    def clean_phone(self) -> str:
        phone = " ".join(str(self.cleaned_data["phone"]).split())
        if not PHONE.fullmatch(phone):
            raise ValidationError(say("form_errors.phone"))
        return phone

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not any(letter.isalnum() for letter in name):
            raise ValidationError(say("form_errors.name"))
        return name


class _Short:
    """At most so many characters, said in the reader's language."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, value: str) -> None:
        if len(value) > self.limit:
            raise ValidationError(say("form_errors.name_long", n=self.limit))


def _is_length(validator: Any) -> bool:
    return getattr(validator, "code", "") == "max_length"


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
