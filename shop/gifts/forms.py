"""What a giver writes, and what a recipient writes when he passes a gift on."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

import moments
from booking.models import Service
from money import show_money
from shop.gifts.reading import given_as_services, price_of, rules
from shop.models import Gift, GiftDesign
from shop.sums import Summed, written
from shop.verbs.gifts import Wish
from words import can_be_kept, say, say_lazy

EMAIL, HAND = "email", "hand"
LONGEST_NAME, LONGEST_MESSAGE, FURTHEST = 80, 400, timedelta(days=365)


def _keepable(text: str) -> None:
    if not can_be_kept(text, "\r\n\t"):
        raise ValidationError(say("form_errors.signs"))


def _name(key: str, **how: Any) -> forms.CharField:
    return forms.CharField(label=say_lazy(key), max_length=LONGEST_NAME, validators=[_keepable], **how)


class Giving(forms.Form):
    """Whom it is for, in which words, how it comes to him, and when.

    `zone`: in which the day and the hour are meant; `now`: aware UTC; `last`: after which it cannot be delivered.
    """

    recipient = _name("gifts.to_name", error_messages={"required": say_lazy("form_errors.required")})
    giver = _name("gifts.from_name", required=False)
    message = forms.CharField(
        label=say_lazy("gifts.message"), required=False, validators=[_keepable],
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_MESSAGE}),
    )  # fmt: skip
    way = forms.ChoiceField(
        label=say_lazy("gifts.way"), initial=EMAIL, widget=forms.RadioSelect,
        choices=[(EMAIL, say_lazy("gifts.way_email")), (HAND, say_lazy("gifts.way_hand"))],
    )  # fmt: skip
    email = forms.EmailField(
        label=say_lazy("gifts.to_email"), max_length=254, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=say_lazy("gifts.language"))
    day = forms.DateField(
        label=say_lazy("gifts.deliver_on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    hour = forms.TypedChoiceField(
        label=say_lazy("gifts.hour"), required=False, coerce=int, empty_value="9",
        choices=[(hour, f"{hour}:00") for hour in range(24)],
    )  # fmt: skip

    def __init__(self, *args: Any, zone: str, now: datetime, last: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now, self.last = zone, now, last
        fields: Any = self.fields
        fields["language"].choices = [(code, say(f"languages.{code}").capitalize()) for code, _ in settings.LANGUAGES]
        fields["day"].error_messages["invalid"] = say("form_errors.date", example="2027-03-14")
        self.fields["email"].validators = [EmailValidator(message=say("form_errors.email"))]

    def clean_message(self) -> str:
        said = str(self.cleaned_data["message"]).replace("\r\n", "\n").strip()
        if len(said) > LONGEST_MESSAGE:
            raise ValidationError(say("form_errors.message_long", n=len(said) - LONGEST_MESSAGE))
        return said

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("way") == HAND:
            told["email"] = ""
        elif not told.get("email") and "email" not in self.errors:
            self.add_error("email", say("form_errors.email"))
        told["deliver_at"] = None if told.get("way") == HAND else self._moment(told)
        return told

    def _moment(self, told: Mapping[str, Any]) -> datetime | None:
        """When it is delivered; None: at once, also for a moment of today that has passed."""
        if not told.get("day"):
            return None
        at = datetime.combine(told["day"], time(int(told.get("hour") or 0)), ZoneInfo(self.zone))
        if told["day"] < moments.local(self.now, self.zone).date():
            self.add_error("day", say("form_errors.date_past"))
        elif at > self.last:
            self.add_error("day", say("gifts.too_far", date=moments.full_date(self.last, self.zone)))
        return at if at > self.now else None


class Buying(Summed, Giving):
    """All of a gift."""

    design = forms.ModelChoiceField(GiftDesign.objects.none(), label=say_lazy("gifts.design"), to_field_name="code")
    service = forms.ModelChoiceField(
        Service.objects.none(), label=say_lazy("gifts.service"), required=False, to_field_name="code"
    )
    field_order = (
        "design", "sum", "own", "service", "recipient", "giver", "message", "way", "email", "language", "day", "hour",
    )  # fmt: skip

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, last=now + FURTHEST, **kwargs)
        self.rules = rules()
        self.offer(self.rules)
        chosen: Any = self.fields
        chosen["design"].queryset = GiftDesign.objects.filter(live=True)
        offered = given_as_services()
        chosen["service"].queryset = Service.objects.filter(pk__in=[one.pk for one in offered])
        chosen["service"].empty_label = say("gifts.no_service")
        chosen["service"].label_from_instance = lambda one: f"{one}, {show_money(price_of(one), one.currency)}"

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if not told.get("service"):
            self.clean_sum_of(told)
        return told

    def wish(self) -> Wish:
        """What is wanted; only of a valid form."""
        told = self.cleaned_data
        names = ("design", "service", "language", "giver", "recipient", "email", "message", "deliver_at")
        return Wish(amount=told.get("amount") or Decimal(0), zone=self.zone, **{name: told[name] for name in names})


def as_written(gift: Gift) -> dict[str, Any]:
    """A draft as its form says it."""
    there = moments.local(gift.deliver_at, gift.zone) if gift.deliver_at else None
    chosen = {"sum": "", "own": ""} if gift.service else written(gift.amount, rules().amounts)
    return {
        "design": gift.design.code, "service": gift.service.code if gift.service else "",
        "recipient": gift.recipient, "giver": gift.giver,
        "message": gift.message, "way": EMAIL if gift.email else HAND, "email": gift.email, "language": gift.language,
        "day": there.date().isoformat() if there else "", "hour": there.hour if there else 9,
    } | chosen  # fmt: skip
