"""What has come for a foundation, for staff: every movement, and handing it over."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
import moments
from booking.core.decisions import Refused
from ledger.models import Transfer
from ledger.queries import balance, statement
from money import show_money
from paging import pager_of
from reading import framed
from shop.buying import things
from shop.gifts.staff import allowed
from shop.models import Foundation
from shop.verbs import donations
from words import has_words, say, say_lazy

MAY_SEE, MAY_HAND_OVER = "shop.view_foundation", "shop.hand_over_donations"
LONGEST_NOTE, PAGE = 200, 50


class Handing(forms.Form):
    """By what paper; `shown`: what lay there when this was asked."""

    note = forms.CharField(
        label=say_lazy("staff.donations.note"), max_length=LONGEST_NOTE,
        error_messages={"required": say_lazy("form_errors.required")},
    )  # fmt: skip
    shown = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)


@never_cache
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever may hand over does it here, all that lies there, in the house's currency."""
    foundation, currency = get_object_or_404(Foundation, pk=pk), settings.OSCAR_DEFAULT_CURRENCY
    left, may = balance(foundation.account(currency)), request.user.has_perm(MAY_HAND_OVER)
    form = Handing((request.POST or None) if may else None, initial={"shown": left})
    if form.is_valid() and _handed_over(request, foundation, form, clock.now()):
        return redirect("foundation_card", foundation.pk)
    rows = Paginator(statement(foundation.account(currency)), PAGE).get_page(request.GET.get("page"))
    told = framed(str(foundation), "group", (say("staff.donations.list"), reverse("foundation:index"))) | {
        "foundation": foundation, "left": left, "currency": currency, "form": form if may and left else None,
        "moves": [_move(row, foundation.account(currency)) for row in rows], "pager": pager_of(rows),
    }  # fmt: skip
    return render(request, "staff/foundation.html", told, status=422 if form.is_bound else 200)


def _handed_over(request: HttpRequest, foundation: Foundation, form: Handing, now: datetime) -> bool:
    told, currency = form.cleaned_data, settings.OSCAR_DEFAULT_CURRENCY
    how = {"shown": told["shown"], "note": told["note"], "by": request.user, "now": now}
    try:
        amount = donations.hand_over(foundation, currency=currency, **how)
    except Refused as refused:
        form.add_error(None, things.sentence(refused.reasons[0]))
        return False
    messages.success(request, say("staff.donations.done", amount=show_money(amount, currency), foundation=foundation))
    return True


def _move(row: Transfer, account: str) -> dict[str, Any]:
    came, zone, key = row.target.code == account, settings.HOUSE_ZONE, f"staff.donations.moved.{row.reason}"
    return {
        "at": f"{moments.full_date(row.at, zone)}, {moments.clock(row.at, zone)}", "came": came, "amount": row.amount,
        "what": say(key) if has_words(key) else row.reason, "by": row.by or "",
    }  # fmt: skip


urls = [path("donations/<int:pk>/", allowed(MAY_SEE)(card), name="foundation_card")]
