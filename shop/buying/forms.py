"""What a buyer writes and chooses at the checkout."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contact import LONGEST_NOTE, Who, keepable, note_field, required, shorten
from django import forms

from money import read_money
from shop.delivery import Carriage
from shop.models import Payment, Purchase
from shop.quoting import Wishes
from shop.till import Purse
from words import say, say_lazy

LONGEST_ADDRESS = 400
CARD, DESK = Payment.CARD, Payment.DESK


@dataclass(frozen=True)
class Choices:
    """What this basket lets its buyer choose.

    `ways`: how its goods may be received, the commonest first. `purses`: certificates that he brought along; `points`:
    his own, if he has any.
    """

    sessions: bool
    ways: list[str]
    purses: tuple[Purse, ...] = ()
    points: Purse | None = None

    @property
    def goods(self) -> bool:
        return self.ways != [Purchase.NOTHING]

    def wishes(self, told: Mapping[str, Any]) -> Wishes:
        """What was chosen, be it whole or not; what was not, as it is chosen most."""
        asked = told.get("delivery", "")
        kind = asked if asked in self.ways else self.ways[0]
        carriage = Carriage(kind, told.get("address", "") if kind == Purchase.POST else "")
        desk = self.goods and kind != Purchase.POST and told.get("means") == DESK
        points = (self.points,) if self.points and told.get("points") else ()
        return Wishes(carriage=carriage, desk=desk, purses=(*self.purses, *points))


class Ordering(Who):
    """Who buys, how goods reach him, and what he pays with. `shown`: what he was told to pay by card now."""

    note = note_field()
    delivery = forms.ChoiceField()
    address = forms.CharField(
        label=say_lazy("checkout.address"), max_length=LONGEST_ADDRESS, required=False, validators=[keepable],
        help_text=say_lazy("checkout.address_hint"),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )  # fmt: skip
    points = forms.BooleanField(required=False)
    means = forms.ChoiceField(choices=[(CARD, ""), (DESK, "")], required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    consent = forms.BooleanField(label=say_lazy("checkout.consent"), error_messages=required("checkout.consent_needed"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chooses = choices
        shorten(self.fields["note"], LONGEST_NOTE)
        shorten(self.fields["address"], LONGEST_ADDRESS)
        self.fields["delivery"].choices = [(way, "") for way in choices.ways]  # type: ignore[attr-defined]
        self.fields["delivery"].label = say("basket.delivery")
        self.fields["means"].label = say("checkout.payment")
        for name in ("delivery", "means"):
            self.fields[name].error_messages |= dict.fromkeys(("required", "invalid_choice"), say("form_errors.choice"))
        for name in _needless(choices):
            del self.fields[name]

    def clean_shown(self) -> Decimal:
        """A sum that is none is as good as a wrong one."""
        return read_money(self.cleaned_data["shown"]) or Decimal(0)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        parcel = told.get("delivery") == Purchase.POST
        if parcel and "address" in told and not _readable(told["address"]):
            self.add_error("address", say("form_errors.address"))
        if parcel and told.get("means") == DESK:
            self.add_error("means", say("checkout.desk_post"))
        return told

    def wanted(self) -> Wishes:
        """Of a form that is valid."""
        return self.chooses.wishes(self.cleaned_data)


def _needless(choices: Choices) -> list[str]:
    goods = [] if choices.goods else ["delivery", "address", "means"]
    return [*goods, *([] if choices.sessions else ["note"]), *([] if choices.points else ["points"])]


def _readable(address: str) -> bool:
    """A parcel needs a town and where in it."""
    return sum(sign.isalnum() for sign in address) >= len("Kyiv1")
