"""What people write about themselves, wherever they do."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from words import can_be_kept, say, say_lazy

LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE, LONGEST_EMAIL = 120, 2000, 20, 254
LINE_ENDS = "\r\n\t"
PHONE = re.compile(r"\+?[\d\s().-]{7,20}")


def keepable(text: str) -> None:
    """A validator: control signs are for machines, and no field here is."""
    if not can_be_kept(text, LINE_ENDS):
        raise ValidationError(say("form_errors.signs"))


def required(key: str) -> dict[str, Any]:
    """Error messages of a field that must not be empty."""
    return {"required": say_lazy(key)}


class Short:
    """A validator: at most so many characters, said in the reader's language."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, value: str) -> None:
        if len(value) > self.limit:
            raise ValidationError(say("form_errors.name_long", n=self.limit))


def shorten(field: Any, limit: int) -> None:
    """The field's own limit, said in our words."""
    field.error_messages["max_length"] = say("form_errors.name_long", n=limit)
    field.validators = [v for v in field.validators if getattr(v, "code", "") != "max_length"] + [Short(limit)]


class Who(forms.Form):
    """A name, a telephone and an e-mail."""

    use_required_attribute = True
    name = forms.CharField(
        label=say_lazy("fields.name"), max_length=LONGEST_NAME, error_messages=required("form_errors.name"),
        validators=[keepable],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=say_lazy("fields.phone"), max_length=LONGEST_PHONE, error_messages=required("form_errors.phone"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=say_lazy("fields.email"), max_length=LONGEST_EMAIL,
        error_messages={"required": say_lazy("form_errors.email"), "invalid": say_lazy("form_errors.email")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, limit in (("name", LONGEST_NAME), ("phone", LONGEST_PHONE)):
            shorten(self.fields[name], limit)
        self.fields["email"].validators = [EmailValidator(message=say("form_errors.email")), Short(LONGEST_EMAIL)]

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


def note_field() -> forms.CharField:
    """Words for whoever will be met."""
    return forms.CharField(
        label=say_lazy("booking_form.note"), required=False, max_length=LONGEST_NOTE, validators=[keepable],
        widget=forms.Textarea(attrs={"rows": 3}), help_text=say_lazy("booking_form.note_hint"),
    )  # fmt: skip
