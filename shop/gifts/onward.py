"""What is left goes on: to somebody else, or to a foundation."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
import moments
from accounts.verbs import hold_back
from booking.core.decisions import Refused
from facts import origin
from money import show_money
from shop.donations.forms import ToFoundation
from shop.donations.reading import foundations
from shop.gifts import links
from shop.gifts.forms import EMAIL, LONGEST_MESSAGE, Giving
from shop.gifts.opening import held
from shop.gifts.reading import left_on, usable
from shop.gifts.telling import sentence
from shop.models import Foundation, Gift
from shop.till import GIFT
from shop.verbs import gifts
from shop.verbs.gifts import Passing
from shop.verbs.gifts.donating import least
from words import language, say, say_lazy

MOST, WINDOW = 20, 3600


@never_cache
@require_http_methods(["GET", "POST"])
def pass_on(request: Any, code: str) -> HttpResponse:
    """What is left goes to somebody else, in words of one's own, at once or on a day of one's choice."""
    gift, now = held(request, code), clock.now()
    first = {"giver": gift.recipient, "language": language(), "way": EMAIL, "hour": 9}
    try:
        left = usable(gift, now=now)
        form = Giving(request.POST or None, initial=first, zone=gift.zone, now=now, last=gift.valid_until or now)
        if form.is_valid():
            return _passed(request, gift, form, now)
    except Refused as refused:
        return _refused(request, gift, refused, now)
    told = {
        "title": say("gifts.pass_on"), "gift": gift, "form": form, "left": left, "robots": "noindex",
        "longest": LONGEST_MESSAGE, "today": moments.local(now, gift.zone).date().isoformat(),
        "hint": say("gifts.pass_on_hint", zone=moments.zone_name(gift.zone)),
    }  # fmt: skip
    return render(request, "shop/gift_pass.html", told, status=400 if form.errors else 200)


def _refused(request: Any, gift: Gift, refused: Refused, now: datetime) -> HttpResponse:
    messages.warning(request, sentence(refused.reasons[0], now=now, zone=gift.zone))
    return redirect("gift-open", gift.code)


def _passed(request: Any, gift: Gift, form: Giving, now: datetime) -> HttpResponse:
    hold_back(f"gift-pass@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    names = ("giver", "recipient", "email", "message", "language", "deliver_at")
    words = Passing(**{name: form.cleaned_data[name] for name in names})
    heir = gifts.pass_on(gift, words, by=_who(request), now=now)
    request.session.pop(GIFT, None)
    told = {"title": say("gifts.pass_on_done"), "gift": heir, "robots": "noindex", "sent": _sent(heir, now)}
    if not heir.email:
        told |= {
            "link": links.address(heir),
            "pdf": f"{reverse('gift-pdf', args=[heir.code])}?t={links.token(heir.code)}",
        }
    return render(request, "shop/gift_passed.html", told)


def _who(request: Any) -> Any:
    return request.user if request.user.is_authenticated else None


def _sent(heir: Gift, now: datetime) -> str:
    if heir.delivered_at or heir.deliver_at is None:
        return say("gifts.pass_on_sent", email=heir.email)
    when = f"{moments.moment(heir.deliver_at, heir.zone, now)}, {moments.zone_name(heir.zone)}"
    return say("gifts.pass_on_later", email=heir.email, when=when)


class Donating(ToFoundation):
    """To whom, and how much of what is `left`; `shown`: what the page has said to lie on it. No `amount`: all of it."""

    amount = forms.DecimalField(label=say_lazy("gifts.donate_amount"), required=False, max_digits=8, decimal_places=2)
    shown = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)

    def __init__(self, *args: Any, left: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = left
        self.fields["amount"].error_messages["invalid"] = say("form_errors.amount_number")

    def clean_amount(self) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is not None and not least(self.left) <= amount <= self.left:
            low, high = show_money(least(self.left)), show_money(self.left)
            raise ValidationError(say("form_errors.amount", min=low, max=high))
        return amount


@never_cache
@require_http_methods(["GET", "POST"])
def donate(request: Any, code: str) -> HttpResponse:
    """What is left, or a part of it, goes to a foundation. The page says that no way leads back; its button does it."""
    gift, now = held(request, code), clock.now()
    if not foundations().exists():
        raise Http404
    try:
        left = usable(gift, now=now)
        form = Donating(request.POST or None, initial={"shown": left, "amount": left}, left=left)
        if form.is_valid():
            return _donated(request, gift, form, now)
    except Refused as refused:
        return _refused(request, gift, refused, now)
    told = {"title": say("gifts.donate_rest"), "gift": gift, "form": form, "left": left}
    told |= {"least": least(left), "robots": "noindex"}
    return render(request, "shop/gift_donate.html", told, status=400 if form.errors else 200)


def _donated(request: Any, gift: Gift, form: Donating, now: datetime) -> HttpResponse:
    said: dict[str, Any] = form.cleaned_data
    chosen: Foundation = said["foundation"]
    amount = gifts.donate(gift, chosen, shown=said["shown"], amount=said["amount"], by=_who(request), now=now)
    told = say("donations.thanks", amount=show_money(amount, gift.currency), foundation=chosen)
    context = {"title": told, "gift": gift, "left": left_on(gift), "robots": "noindex"}
    return render(request, "shop/gift_donated.html", context)
