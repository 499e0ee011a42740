"""What somebody who gives writes: to which foundation, and how much."""

from typing import Any

from django import forms

from shop.donations.reading import foundations, rules
from shop.models import Donation, Foundation
from shop.sums import Summed, written
from words import say_lazy


class ToFoundation(forms.Form):
    foundation = forms.ModelChoiceField(
        Foundation.objects.none(), label=say_lazy("gifts.donate_which"), to_field_name="code", empty_label=None,
        widget=forms.RadioSelect, error_messages={"required": say_lazy("form_errors.required")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["foundation"]
        offered.queryset = foundations()


class Choosing(ToFoundation, Summed):
    """All of a donation."""

    field_order = ("foundation", "sum", "own")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(rules())

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        self.clean_sum_of(told)
        return told


def as_written(donation: Donation) -> dict[str, Any]:
    """One that waits in a basket as its form says it."""
    return {"foundation": donation.foundation.code} | written(donation.amount, rules().amounts)
