"""Giving: a page on which a foundation and a sum are chosen, and come into the basket."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
from accounts.verbs import hold_back
from booking.core.decisions import Refused
from facts import origin
from shop.buying import things
from shop.donations.forms import Choosing, as_written
from shop.donations.reading import foundations, rules
from shop.models import Donation
from shop.sums import so_far, usual
from shop.verbs import donations
from words import say

MOST, WINDOW = 60, 10 * 60


@never_cache
@require_http_methods(["GET", "POST"])
def give(request: Any) -> HttpResponse:
    """A new donation. With `preview` among what is written only its sum is told. Says so where nobody takes any."""
    if not foundations().exists():
        return render(request, "shop/donate_none.html", _nothing())
    return _page(request, None)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: Any, key: UUID) -> HttpResponse:
    """One that lies in this visitor's basket; a 404 for any other."""
    donation = Donation.objects.select_related("foundation").filter(key=key, line=None).first()
    if donation is None or request.basket.is_empty or donations.line_of(request.basket, donation) is None:
        raise Http404
    return _page(request, donation)


def _nothing() -> dict[str, Any]:
    empty = {
        "text": say("empty.donations.text"), "picture": "mark-hands.svg",
        "actions": [{"label": say("gifts.buy_title"), "url": reverse("gift")}],
    }  # fmt: skip
    return {"title": say("donations.title"), "empty": empty, "robots": "noindex"}


def _page(request: Any, donation: Donation | None) -> HttpResponse:
    now = clock.now()
    if request.method != "POST":
        return _shown(request, Choosing(initial=as_written(donation) if donation else _first(request)), donation)
    hold_back(f"donation-form@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    form = Choosing(request.POST)
    if "preview" in request.POST:
        return _shown(request, Choosing(initial={name: form[name].value() for name in form.fields}), donation)
    return _put(request, form, donation, now) if form.is_valid() else _shown(request, form, donation)


def _first(request: Any) -> dict[str, Any]:
    """What a new form says, and what a link to it may choose beforehand. Where there is one foundation, it is that."""
    codes = list(foundations().values_list("code", flat=True)[:2])
    wanted = {name: request.GET[name][:50] for name in ("foundation", "sum") if request.GET.get(name)}
    return {"foundation": codes[0] if len(codes) == 1 else "", "sum": usual(rules().amounts)} | wanted


def _put(request: Any, form: Choosing, donation: Donation | None, now: datetime) -> HttpResponse:
    told = form.cleaned_data
    try:
        if donation:
            donations.change(donation, told["foundation"], told["amount"])
        else:
            donation = donations.choose(told["foundation"], told["amount"], now=now)
            donations.put_donation(request.basket, donation, now=now)
    except Refused as refused:
        form.add_error(None, things.sentence(refused.reasons[0]))
        return _shown(request, form, donation)
    messages.success(request, say("basket.added", product=things.donation(donation)["title"]))
    return redirect("basket")


def _shown(request: Any, form: Choosing, donation: Donation | None) -> HttpResponse:
    said = {name: str(form[name].value() or "").strip() for name in form.fields}
    offered = list(foundations())
    told = {
        "title": say("donations.title"), "description": say("donations.lead"), "form": form, "donation": donation,
        "foundations": offered, "bounds": form.bounds, "amount": so_far(said),
        "chosen": next((one for one in offered if one.code == said["foundation"]), None),
    }  # fmt: skip
    return render(request, "shop/donate.html", told, status=400 if form.is_bound and form.errors else 200)
