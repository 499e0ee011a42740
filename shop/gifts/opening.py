"""Receiving: the gift is opened, and its hour is chosen."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import clock
import moments
from accounts.verbs import hold_back
from booking.blocks import Frame, expert_cards, showcase
from booking.core.codes import tidy
from booking.core.decisions import Refused
from booking.models import Direction, Offer, Resource
from facts import origin
from money import show_money
from shop.donations.reading import foundations
from shop.gifts import links
from shop.gifts.choosing import MANY, bests, people
from shop.gifts.paper import title
from shop.gifts.reading import by_code, held_by, left_on, why_not
from shop.gifts.telling import sentence, standing
from shop.gifts.views import as_file
from shop.models import Gift
from shop.till import GIFT
from shop.verbs import gifts
from words import say

MOST, WINDOW = 60, 10 * 60
SHOWN = 12
MAY_REDEEM = "shop.change_gift"
VISITOR = "gift_guesses"


@never_cache
@require_safe
def opened(request: Any, code: str) -> HttpResponse:
    """The recipient's page. A signed link opens it; neither its token nor the way back to it stays in the address."""
    now = clock.now()
    if "t" in request.GET:
        return _by_link(request, code, now)
    gift = held(request, code)
    left = left_on(gift)
    reason = why_not(gift, left=left, now=now)
    if reason:
        text = sentence(reason, now=now, zone=gift.zone)
        return render(request, "shop/gift_over.html", {"title": title(gift), "gift": gift, "text": text})
    return render(request, "shop/gift_open.html", _told(request, gift, left, now))


def _by_link(request: Any, code: str, now: datetime) -> HttpResponse:
    """Whoever works at the desk scans the same square and comes to the desk's page."""
    hold_back(f"link@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    gift = by_code(code) if links.check(tidy(code), request.GET["t"]) else None
    if gift is None:
        raise Http404
    if request.user.is_authenticated and request.user.has_perm(MAY_REDEEM):
        return redirect(f"{reverse('scan_gift')}?code={gift.code}")
    request.session[GIFT] = gift.code
    return redirect("gift-open", gift.code)


def held(request: Any, code: str) -> Gift:
    """The certificate, if this browser has opened its link or typed its code, or this client holds it; else a 404."""
    gift = by_code(code)
    if gift is None or not (request.session.get(GIFT) == gift.code or _holds(request.user, gift)):
        raise Http404
    if request.session.get(GIFT) != gift.code:
        request.session[GIFT] = gift.code
    return gift


def _holds(user: Any, gift: Gift) -> bool:
    return bool(user.is_authenticated and held_by(user).filter(pk=gift.pk).exists())


def _told(request: Any, gift: Gift, left: Decimal, now: datetime) -> dict[str, Any]:
    direction, tongue = request.GET.get("direction", "")[:50], request.GET.get("language", "")[:8]
    whole, experts = "all" in request.GET, _people(direction, tongue)
    cards = _cards(gift, experts, left, Frame.at(now), most=MANY if whole else SHOWN)
    return {
        "title": title(gift), "gift": gift, "left": left, "state": standing(gift, left, now=now), "robots": "noindex",
        "until": moments.full_date(gift.valid_until, gift.zone) if gift.valid_until else "", "cards": cards,
        "directions": _directions(direction), "tongues": _languages(tongue), "opening": _opening(cards),
        "empty": {"text": say("gifts.nobody"), "picture": "talk.svg"}, "url": reverse("gift-open", args=[gift.code]),
        "may_donate": foundations().exists(),
        "more_url": f"?{urlencode({'direction': direction, 'language': tongue, 'all': 1})}#choose"
        if len(cards) == SHOWN < len(experts) and not whole else "",
    }  # fmt: skip


def _opening(cards: Sequence[dict[str, Any]]) -> str:
    """Above the cards: how far the certificate goes among them."""
    covered = sum(card["covered"] for card in cards)
    if cards and not covered:
        return say("gifts.nobody_covered", due=show_money(min(card["due"] for card in cards)))
    return say("gifts.covered_count", n=covered) if cards else ""


def _directions(chosen: str) -> list[dict[str, Any]]:
    return [{"value": "", "label": say("gifts.everyone"), "checked": not chosen}] + [
        {"value": one.code, "label": one, "checked": one.code == chosen} for one in Direction.objects.all()
    ]


def _people(direction: str, tongue: str) -> list[Resource]:
    """What an address says wrongly is as if it were not said."""
    known = Direction.objects.filter(code=direction).exists()
    return people(direction=direction if known else "", language=tongue if tongue.isalpha() else "")


def _languages(chosen: str) -> list[dict[str, Any]]:
    rows = Resource.objects.filter(kind=Resource.PERSON, live=True).values_list("languages", flat=True)
    codes = sorted({code for row in rows for code in row})
    return [{"value": "", "label": say("filters.any_language"), "selected": not chosen}] + [
        {"value": code, "label": showcase.language_name(code), "selected": code == chosen} for code in codes
    ]


def _cards(gift: Gift, experts: Sequence[Resource], left: Decimal, frame: Frame, *, most: int) -> list[dict[str, Any]]:
    """Those that the certificate covers first; each says what is to be added, or what it leaves."""
    known, offers = {one.pk: one for one in experts}, bests(gift, experts, left)
    shown = list(offers)[:most]
    cards = expert_cards([known[pk] for pk in shown], {pk: [offers[pk]] for pk in shown}, frame)
    return [
        card | _mark(offers[pk], left) | {"price_from": offers[pk].charge, "exact": True}
        for pk, card in zip(shown, cards, strict=True)
    ]


def _mark(offer: Offer, left: Decimal) -> dict[str, Any]:
    due, rest = max(Decimal(0), offer.charge - left), max(Decimal(0), left - offer.charge)
    currency = offer.service.currency
    text = say("gifts.covered_partly", due=show_money(due, currency)) if due else say("gifts.covered")
    more = say("gifts.leaves", left=show_money(rest, currency)) if rest else ""
    mark = {"text": text, "more": more, "tone": "sunny" if due else "good"}
    return {"covered": not due, "due": due, "mark": mark, "service": str(offer.service)}


@require_POST
def accept(request: Any, code: str) -> HttpResponse:
    """The recipient says yes; the giver is told this and nothing else."""
    gift, now = held(request, code), clock.now()
    by = request.user if request.user.is_authenticated else None
    try:
        gifts.accept(gift, by=by, now=now)
    except Refused as refused:
        messages.warning(request, sentence(refused.reasons[0], now=now, zone=gift.zone))
    return redirect(f"{reverse('gift-open', args=[gift.code])}#choose")


@never_cache
@require_safe
def pdf(request: Any, code: str) -> HttpResponse:
    """The sheet for whoever may open the gift, or has its signed link."""
    hold_back(f"gift-pdf@{origin()}", limit=MOST, window_seconds=WINDOW, now=clock.now())
    signed = links.check(tidy(code), request.GET.get("t", ""))
    gift = by_code(code) if signed else held(request, code)
    if gift is None or gift.state != Gift.LIVE:
        raise Http404
    return as_file(gift)


@never_cache
@require_http_methods(["GET", "POST"])
def balance(request: Any) -> HttpResponse:
    """What is left on a certificate, by its code. Guesses are counted."""
    if request.method != "POST":
        return render(request, "shop/gift_balance.html", {"title": say("gifts.balance_title")})
    now, code = clock.now(), request.POST.get("code", "")[:40]
    try:
        gift = gifts.look_up(code, tries=tries(request), now=now)
    except Refused as refused:
        told = {"code": code, "error": sentence(refused.reasons[0], now=now), "title": say("gifts.balance_title")}
        return render(request, "shop/gift_balance.html", told, status=400)
    request.session[GIFT] = gift.code
    left = left_on(gift)
    told = {"gift": gift, "left": left, "state": standing(gift, left, now=now), "title": say("gifts.balance_title")}
    reason = why_not(gift, left=left, now=now)
    until = moments.full_date(gift.valid_until, gift.zone) if gift.valid_until else ""
    told |= {"until": until, "trouble": sentence(reason, now=now, zone=gift.zone) if reason else ""}
    return render(request, "shop/gift_balance.html", told)


def tries(request: Any) -> list[str]:
    """By what this visitor's guesses are counted: where he comes from, and his browser."""
    if not request.session.session_key:
        request.session.save()
    return [origin(), str(request.session.session_key)]
