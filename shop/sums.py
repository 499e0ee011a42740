"""A sum that a visitor chooses: one of those that are offered, or one of his own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from django import forms

from money import show_money
from words import say, say_lazy

OWN = "own"


class Bounds(Protocol):
    """Rules that staff have set: what is offered, and between what one's own sum must lie."""

    amounts: Sequence[int]
    lowest: Decimal
    highest: Decimal


class Summed(forms.Form):
    """`sum`: one of the offered, or OWN: then `own` says it."""

    sum = forms.ChoiceField(label=say_lazy("gifts.amount"), required=False)
    own = forms.DecimalField(label=say_lazy("gifts.own_amount"), required=False, max_digits=8, decimal_places=2)
    bounds: Bounds

    def offer(self, bounds: Bounds) -> None:
        self.bounds, fields = bounds, self.fields
        offered: Any = fields["sum"]
        offered.choices = [(str(one), show_money(Decimal(one))) for one in bounds.amounts] + [
            (OWN, say("gifts.other_sum"))
        ]
        fields["own"].error_messages["invalid"] = say("form_errors.amount_number")

    def clean_sum_of(self, told: dict[str, Any]) -> None:
        """Writes `amount` into what is told, or an error beside the field that is wrong."""
        own = told.get("sum") in (OWN, "", None)
        if own and told.get("own") is None:
            if "own" not in self.errors:
                self.add_error("own" if told.get("sum") == OWN else "sum", say("form_errors.required"))
            return
        told["amount"] = told["own"] if own else Decimal(told["sum"])
        if not self.bounds.lowest <= told["amount"] <= self.bounds.highest:
            low, high = show_money(self.bounds.lowest), show_money(self.bounds.highest)
            self.add_error("own", say("form_errors.amount", min=low, max=high))


def usual(amounts: Sequence[int]) -> str:
    """What a new form has chosen already: the one in the middle; nothing where none is offered."""
    return str(amounts[len(amounts) // 2]) if amounts else ""


def written(amount: Decimal, amounts: Sequence[int]) -> dict[str, Any]:
    """A sum as the form says it."""
    preset = amount in map(Decimal, amounts)
    return {"sum": str(int(amount)) if preset else OWN, "own": "" if preset else amount}


def so_far(said: Mapping[str, str]) -> Decimal | None:
    """What is written so far, right or not; None: it is no sum."""
    text = said["own"] if said["sum"] == OWN else said["sum"]
    return Decimal(text) if text.replace(".", "", 1).isdecimal() and len(text) < 10 else None
