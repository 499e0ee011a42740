"""Giving: a page on which a gift is made, and comes into the basket."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

import clock
import moments
from accounts.verbs import hold_back
from booking.core.decisions import Refused
from facts import origin
from shop.donations.reading import foundations
from shop.gifts.forms import EMAIL, LONGEST_MESSAGE, Buying, as_written
from shop.gifts.paper import sheet
from shop.gifts.reading import price_of, rules
from shop.gifts.telling import sentence
from shop.models import Gift, GiftDesign
from shop.sums import so_far, usual
from shop.verbs import gifts
from shop.verbs.gifts.giving import end_of_day, months_after
from words import language, say

MOST, WINDOW = 60, 10 * 60


@never_cache
@require_http_methods(["GET", "POST"])
def buy(request: Any) -> HttpResponse:
    """A new gift. With `preview` among what is written it is only shown as it would look."""
    return _page(request, None)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: Any, key: UUID) -> HttpResponse:
    """A gift that lies in this visitor's basket; a 404 for any other."""
    gift = Gift.objects.select_related("design", "service").filter(key=key, state=Gift.DRAFT).first()
    if gift is None or request.basket.is_empty or gifts.line_of(request.basket, gift) is None:
        raise Http404
    return _page(request, gift)


def _page(request: Any, gift: Gift | None) -> HttpResponse:
    now, zone = clock.now(), _zone(request)
    if request.method != "POST":
        form = Buying(initial=as_written(gift) if gift else _first(request), zone=zone, now=now)
        return _shown(request, form, gift, now)
    hold_back(f"gift-form@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    form = Buying(request.POST, zone=zone, now=now)
    if "preview" in request.POST:
        return _shown(request, form, gift, now, errors=False)
    return _put(request, form, gift, now) if form.is_valid() else _shown(request, form, gift, now)


def _zone(request: Any) -> str:
    return str(getattr(request.user, "zone", "") or settings.HOUSE_ZONE)


def _first(request: Any) -> dict[str, Any]:
    """What a new form says, and what a link to it may choose beforehand."""
    first = GiftDesign.objects.filter(live=True).values_list("code", flat=True).first()
    wanted = {name: request.GET[name][:50] for name in ("design", "sum", "service") if request.GET.get(name)}
    name = request.user.get_full_name() if request.user.is_authenticated else ""
    sum_ = "" if "service" in wanted else usual(rules().amounts)
    return {"design": first, "sum": sum_, "giver": name, "language": language(), "way": EMAIL, "hour": 9} | wanted


def _put(request: Any, form: Buying, gift: Gift | None, now: datetime) -> HttpResponse:
    by = request.user if request.user.is_authenticated else None
    try:
        if gift:
            gifts.edit(gift, form.wish(), now=now)
        else:
            gift = gifts.draft(form.wish(), by=by, language=language(), now=now)
            gifts.put_gift(request.basket, gift, now=now)
    except Refused as refused:
        form.add_error(None, sentence(refused.reasons[0], now=now))
        return _shown(request, form, gift, now)
    messages.success(request, say("basket.added", product=say("gifts.line", who=gift.recipient)))
    return redirect("basket")


def _shown(request: Any, form: Buying, gift: Gift | None, now: datetime, *, errors: bool = True) -> HttpResponse:
    preview = _preview(form, now)
    bad = bool(errors and form.is_bound and form.errors)
    if not errors:
        form = Buying(initial={name: form[name].value() for name in form.fields}, zone=form.zone, now=now)
    told = {
        "title": say("gifts.buy_title"), "description": say("gifts.buy_lead"), "form": form, "gift": gift,
        "preview": preview, "may_donate": foundations().exists(),
        "designs": form.fields["design"].queryset,  # type: ignore[attr-defined]
        "hint": say("gifts.deliver_hint", zone=moments.zone_name(form.zone)), "longest": LONGEST_MESSAGE,
        "bounds": form.bounds, "today": moments.local(now, form.zone).date().isoformat(),
    }  # fmt: skip
    return render(request, "shop/gift.html", told, status=400 if bad else 200)


def _preview(form: Buying, now: datetime) -> dict[str, Any]:
    """How the certificate would look with what is written so far, right or not."""
    said = {name: str(form[name].value() or "").strip() for name in form.fields}
    designs: Any = form.fields["design"]
    services: Any = form.fields["service"]
    design = designs.queryset.filter(code=said["design"]).first() or designs.queryset.first()
    service = services.queryset.filter(code=said["service"]).first() if said["service"] else None
    return {
        "design": design, "recipient": said["recipient"], "giver": said["giver"], "message": said["message"][:400],
        "service": service, "amount": price_of(service) if service else so_far(said),
        "until": end_of_day(months_after(now, form.rules.valid_months), form.zone), "zone": form.zone,
    }  # fmt: skip


@never_cache
@require_safe
def paper(request: Any, key: UUID) -> HttpResponse:
    """The sheet for whoever bought it to hand over: he knows its code. 404 for everybody else, and for letters."""
    rows = Gift.objects.select_related("design", "service").filter(key=key, state=Gift.LIVE, email="")
    gift = rows.filter(buyer=request.user).first() if request.user.is_authenticated else None
    if gift is None:
        raise Http404
    return as_file(gift)


def as_file(gift: Gift) -> HttpResponse:
    name = f"atrium-{gift.code[-4:].lower()}.pdf"
    answer = HttpResponse(sheet(gift), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def address_of(gift: Gift) -> str:
    """Where a gift in a basket is changed."""
    return reverse("gift-edit", args=[gift.key])
