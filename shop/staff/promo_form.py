"""The form of a promotion: what is saved, is saved by the verbs."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from wagtail.admin.forms import WagtailAdminModelForm

import clock
import moments
from shop.buying.codes import is_certificate
from shop.models import Good, Promo
from shop.verbs.promo import ALWAYS, About, change_promo, make_promo
from words import say, say_lazy

Voucher = get_model("voucher", "Voucher")
RULES = (
    "name", "conditions", "kind", "value", "sessions", "goods", "min_items", "min_total", "uses_max",
    "once_per_client", "first_booking_only", "ends_by",
)  # fmt: skip
ABOUT = ("services", "shelves", "things")
NEED_A_CODE = ("uses_max", "once_per_client", "first_booking_only")
"""Rules that look at whoever enters a code: an offer for everybody cannot have them."""
DAY = {"type": "date"}


def a_day(key: str) -> forms.DateField:
    return forms.DateField(
        label=say_lazy(key), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
    )  # fmt: skip


class PromoForm(WagtailAdminModelForm):
    instance: Any
    code = forms.RegexField(
        r"^[A-Za-z0-9-]+$", label=say_lazy("staff.promos.code"), required=False, max_length=32,
        help_text=say_lazy("staff.promos.code_hint"),
        error_messages={"invalid": say_lazy("staff.promos.code_signs")},
    )  # fmt: skip
    value = forms.DecimalField(label=capfirst(_("how much")), min_value=Decimal("0.01"), max_digits=8, decimal_places=2)
    first, last = a_day("staff.promos.first"), a_day("staff.promos.last")
    field_order = (
        "name", "code", "kind", "value", "first", "last", "sessions", "goods", *ABOUT, "min_items", "min_total",
        "uses_max", "once_per_client", "first_booking_only", "ends_by", "conditions",
    )  # fmt: skip

    class Meta:
        model = Promo
        fields = [*RULES, *ABOUT]
        widgets = {
            "services": forms.CheckboxSelectMultiple, "shelves": forms.CheckboxSelectMultiple,
            "things": forms.SelectMultiple(attrs={"size": 8}), "ends_by": forms.TimeInput(attrs={"type": "time"}),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            zone = moments.zone_name(settings.HOUSE_ZONE)
            self.fields[name].help_text = say("staff.promos.days_hint", zone=zone)
        self.fields["things"].queryset = Good.objects.select_related("of")
        self.begins, self.ends = _period(self.instance) if self.instance.pk else (None, None)
        if self.instance.pk:
            self.fields["code"].disabled = True  # people have it already
            code = self.instance.voucher.code if self.instance.voucher else ""
            self.initial |= {"code": code, "first": _day(self.begins), "last": _day(self.ends)}

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if self.instance.pk or not code:
            return code
        if is_certificate(code):
            raise ValidationError(say("staff.promos.code_certificate"))
        if Voucher.objects.filter(code=code).exists():
            raise ValidationError(say("staff.promos.code_taken", code=code))
        return code

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("kind") == Promo.PERCENT and told.get("value", 0) > 100:
            self.add_error("value", say("staff.promos.percent"))
        if told.get("first") and told.get("last") and told["last"] < told["first"]:
            self.add_error("last", say("staff.promos.days"))
        if not any(told.get(name) for name in ("sessions", "goods", *ABOUT)):
            self.add_error("sessions", say("staff.promos.scope"))
        if "code" in told and not told["code"]:
            for name in (name for name in NEED_A_CODE if told.get(name) not in (None, False)):
                self.add_error(name, say("staff.promos.needs_code"))
        return told

    def save(self, commit: bool = True) -> Promo:
        told: dict[str, Any] = self.cleaned_data
        about = About(
            told["code"], _from(told["first"], self.begins), _until(told["last"], self.ends),
            **{name: told[name] for name in ABOUT},
        )  # fmt: skip
        rules: dict[str, Any] = {name: told[name] for name in RULES} | {"by": self.for_user, "now": clock.now()}
        saved = change_promo(self.instance, about, **rules) if self.instance.pk else make_promo(about, **rules)
        self.instance = saved
        return saved

    def save_m2m(self) -> None:
        """The verb has kept them."""


def _period(promo: Promo) -> tuple[datetime | None, datetime | None]:
    row = promo.voucher or promo.offer
    found = (row.start_datetime, row.end_datetime)
    return tuple(None if one in ALWAYS else one for one in found)  # type: ignore[return-value]


def _day(moment: datetime | None) -> date | None:
    return moments.local(moment, settings.HOUSE_ZONE).date() if moment else None


def _from(day: date | None, before: datetime | None) -> datetime | None:
    """The first moment of the day on the house's clocks; a day that was not changed keeps its moment."""
    if day == _day(before):
        return before
    return _midnight(day) if day else None


def _until(day: date | None, before: datetime | None) -> datetime | None:
    """The last second of the day."""
    if day == _day(before):
        return before
    return _midnight(day + timedelta(days=1)) - timedelta(seconds=1) if day else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(settings.HOUSE_ZONE))
