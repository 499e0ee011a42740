"""Forms of goods, shelves and stock: what is saved, is saved by the verbs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import resolve, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

import clock
from shop.models import Good, Shelf
from shop.verbs.catalogue import ENOUGH, keep_good, keep_shelf
from words import say, say_lazy

MOST = 100_000


class ShelfForm(WagtailAdminModelForm):
    class Meta:
        model = Shelf
        fields = ["code", "name", "text", "sort_order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = bool(self.instance.pk)  # addresses are kept

    def clean_code(self) -> str:
        """Some names below the shop are taken by other doors of it."""
        code: str = self.cleaned_data["code"]
        if resolve(reverse("shelf", args=[code])).url_name != "shelf":
            raise ValidationError(say("staff.stock.code_taken"))
        return code

    def save(self, commit: bool = True) -> Shelf:
        self.instance = keep_shelf(**self.cleaned_data, now=clock.now(), by=self.for_user)
        return self.instance


class GoodForm(WagtailAdminModelForm):
    price = forms.DecimalField(
        label=capfirst(_("price")), min_value=Decimal(0), max_digits=8, decimal_places=2, required=False,
        help_text=say_lazy("staff.stock.price_hint"),
    )  # fmt: skip
    low = forms.IntegerField(
        label=say_lazy("staff.stock.low_at"), min_value=0, max_value=MOST, required=False, initial=ENOUGH
    )
    public = forms.BooleanField(label=say_lazy("staff.stock.public"), required=False, initial=True)

    class Meta:
        model = Good
        fields = ["code", "shelf", "of", "name", "text", "unit", "grams", "services", "sort_order"]
        widgets = {"services": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = Good.objects.filter(of=None).exclude(pk=self.instance.pk)
        if self.instance.pk:
            self._recall()

    def _recall(self) -> None:
        shelf = self.instance.product.stockrecords.first()
        self.initial |= {"public": self.instance.product.is_public} | (
            {"price": shelf.price, "low": shelf.low_stock_threshold} if shelf else {}
        )
        for name in ("code", "of"):  # addresses are kept, and so is what was sold as what
            self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        of = told.get("of")
        if of and not self.instance.pk and of.product.stockrecords.filter(num_in_stock__gt=0).exists():
            self.add_error("of", say("refusals.variant_of_stocked.text", what=of))
        has_variants = self.instance.pk and self.instance.variants.exists()
        if told.get("price") is None and "price" in told and (of or (self.instance.pk and not has_variants)):
            self.add_error("price", ValidationError(say("form_errors.required")))
        return told

    def save(self, commit: bool = True) -> Good:
        self.instance = keep_good(**self.cleaned_data, now=clock.now(), by=self.for_user)
        return self.instance

    def save_m2m(self) -> None:
        """The verb has kept them."""


class MoveForm(forms.Form):
    quantity = forms.IntegerField(label=capfirst(_("quantity")), min_value=1, max_value=MOST)
    reason = forms.CharField(label=capfirst(_("reason")), max_length=200)
