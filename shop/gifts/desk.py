"""The desk: a certificate is scanned or typed, its balance seen, and something paid with it. The keyboard is enough."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
from booking.core.decisions import Refused
from money import show_money
from shop.gifts.reading import by_code, left_on, why_not
from shop.gifts.staff import LONGEST_REASON, MAY, allowed, framed, listed
from shop.gifts.telling import sentence, standing
from shop.models import Gift
from shop.verbs import gifts
from words import say, say_lazy


class Find(forms.Form):
    """A reader of squares types like a keyboard and ends with Enter."""

    code = forms.CharField(
        label=say_lazy("gifts.enter_code"), required=False,
        widget=forms.TextInput(attrs={"id": "code", "autocomplete": "off"}),
    )  # fmt: skip


class Redeem(forms.Form):
    """At the desk: towards an order or a booking by its code, or an amount with a note. `key`: of this one press."""

    code = forms.CharField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=36, initial=lambda: str(uuid4()))
    order = forms.CharField(
        label=say_lazy("staff.gifts.order"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=say_lazy("staff.gifts.amount"), required=False, min_value=Decimal("0.01"), max_digits=10, decimal_places=2
    )
    note = forms.CharField(label=say_lazy("staff.gifts.note"), required=False, max_length=LONGEST_REASON)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(told["order"]) == bool(told["amount"]):
            self.add_error(None, say("staff.gifts.either"))
        elif told.get("amount") and not told.get("note"):
            self.add_error("note", say("staff.gifts.note_missing"))
        return told


@never_cache
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """The square of a certificate leads here; a code may be typed as well, and Enter is all that is needed."""
    now = clock.now()
    asked = request.POST.get("code") or request.GET.get("code", "")
    gift = by_code(_code_in(asked))
    form = Redeem(request.POST or None, initial={"code": gift.code if gift else ""})
    if gift and form.is_bound and form.is_valid() and _redeemed(request, gift, form, now):
        return redirect(f"{reverse('scan_gift')}?code={gift.code}")
    find = Find(initial={"code": "" if gift else asked})
    find.fields["code"].widget.attrs["autofocus"] = gift is None
    told = framed(say("staff.gifts.scan"), listed()) | {"asked": asked, "gift": gift, "form": form, "find": find}
    if gift:
        left = left_on(gift)
        reason = why_not(gift, left=left, now=now)
        told |= {"left": left, "state": standing(gift, left, now=now), "card": reverse("gift_card", args=[gift.pk])}
        told |= {"trouble": sentence(reason, now=now, zone=gift.zone) if reason else ""}
    return render(request, "staff/gift_scan.html", told, status=422 if form.is_bound else 200)


def _code_in(text: str) -> str:
    """What a scanner types is the whole address: /en/g/<code>/?t=…"""
    parts = text.partition("?")[0].rstrip("/").split("/")
    return parts[-1] if len(parts) > 1 else text


def _redeemed(request: HttpRequest, gift: Gift, form: Redeem, now: datetime) -> bool:
    told = form.cleaned_data
    try:
        if told["order"]:
            paid = gifts.redeem_for(gift, told["order"], by=request.user, now=now)
        else:
            paid = told["amount"]
            gifts.redeem(gift, paid, note=told["note"], key=told["key"], by=request.user, now=now)
    except Refused as refused:
        form.add_error(None, sentence(refused.reasons[0], now=now, zone=gift.zone))
        return False
    messages.success(request, say("staff.gifts.redeemed", amount=_money(paid, gift), left=_money(left_on(gift), gift)))
    return True


def _money(amount: Decimal, gift: Gift) -> str:
    return show_money(amount, gift.currency)


urls = [path("gifts/scan/", allowed(MAY)(scan), name="scan_gift")]
