"""The checkout: one page on which an order is placed, whole or not at all."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
import moments
from accounts.verbs import hold_back
from booking import shows
from booking.access import person
from booking.core.decisions import Refused
from booking.models import Booking, Place
from booking.texts import Scene
from facts import origin
from money import show_money
from shop.buying import codes, earning, lines, things
from shop.buying.basket import CONTACT, actor
from shop.buying.entry import remember
from shop.buying.forms import Choices, Ordering
from shop.delivery import Carriage, ways
from shop.models import Payment, Purchase
from shop.partner.strategy import DONATION
from shop.quoting import SESSION, Buyer, Quote, quote
from shop.till import Purse, carried, means
from shop.verbs import basket as baskets
from shop.verbs.pages import address_to_pay
from shop.verbs.placing import Placed, place
from words import language, say

MOST, WINDOW = 40, 10 * 60
"""Orders, and tries at them, from one address of the network in so many seconds."""
KEPT = ("name", "email", "phone", "note", "address")
"""What is written here is known the next time."""
LONGEST = 2000
POINTS = Payment.POINTS
ORDERED = ("already_ordered", "session_ordered")
"""Refusals of what has been ordered meanwhile, in this basket or by itself: the basket shows what is left of it."""


@never_cache
@require_http_methods(["GET", "POST"])
def checkout(request: Any) -> HttpResponse:
    """Reckons what is chosen, or places the order: what is asked by card is what was shown.

    A code that was written but not yet applied is reckoned first, whatever was pressed.
    """
    now = clock.now()
    baskets.tidy(request.basket, person=person(request))
    if request.basket.is_empty:
        return redirect("basket")
    choices = choices_of(request)
    if request.method == "GET" or {"do", "drop"} & set(request.POST) or request.POST.get("code", "").strip():
        return _reckon(request, now)
    hold_back(f"order@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    return _order(request, Ordering(request.POST, choices=choices), now)


def _reckon(request: Any, now: datetime) -> HttpResponse:
    """What it costs as it is chosen; nothing that was written is judged yet, and nothing is lost."""
    _keep(request)
    told = _known(request) | request.POST.dict()
    heard = codes.hear(request, buyer=_buyer(request, told), now=now)
    return _page(request, Ordering(initial=told, choices=choices_of(request)), told, now, heard=heard)


def choices_of(request: Any) -> Choices:
    """What this visitor's basket lets him choose."""
    sold = [line.product for line in request.basket.all_lines()]
    goods = any(not hasattr(product, "sellable") for product in sold)
    bookings = [one for one in _bookings(request) if one.format != "online"]
    sessions = any(hasattr(product, "sellable") and product.sellable.kind == SESSION for product in sold)
    user = actor(request)
    points = Purse(POINTS, str(user.pk)) if user and POINTS in settings.TILL else None
    return Choices(sessions, ways(goods=goods, sessions=bool(bookings)), carried(request.session), points)


def _bookings(request: Any) -> list[Booking]:
    """The sessions of the basket, soonest first."""
    codes = [code for line in request.basket.all_lines() if (code := lines.code_of(line))]
    rows = Booking.objects.filter(code__in=codes).select_related("service", "resource__place").order_by("start")
    return list(rows) if codes else []


def _known(request: Any) -> dict[str, Any]:
    """What the account knows, and what was written here before."""
    user, written = actor(request), request.session.get(CONTACT, {})
    about = {"name": user.get_full_name(), "email": user.email, "phone": user.phone} if user else {}
    return about | {name: text for name, text in written.items() if name in KEPT and not (user and about.get(name))}


def _keep(request: Any) -> None:
    told = {name: request.POST[name][:LONGEST] for name in KEPT if name in request.POST}
    request.session[CONTACT] = request.session.get(CONTACT, {}) | told


def _order(request: Any, form: Ordering, now: datetime) -> HttpResponse:
    _keep(request)
    if not form.is_valid():
        return _page(request, form, request.POST.dict(), now, status=422)
    told = form.cleaned_data
    try:
        placed = place(request.basket, buyer=_buyer(request, told), wishes=form.wanted(), now=now, shown=told["shown"])
    except Refused as refused:
        if refused.reasons[0].code in ORDERED:
            messages.warning(request, things.sentence(refused.reasons[0]))
            return redirect("basket")
        return _page(request, form, request.POST.dict(), now, status=409, refused=refused)
    request.basket.refresh_from_db(fields=["status"])
    return _onward(request, placed, now)


def _buyer(request: Any, told: Mapping[str, Any]) -> Buyer:
    who = person(request)
    return Buyer(
        told.get("name", ""), told.get("email", ""), told.get("phone", ""), language(), user=who.user,
        visitor=who.visitor, note=told.get("note", ""),
    )  # fmt: skip


def _onward(request: Any, placed: Placed, now: datetime) -> HttpResponse:
    """To the card, or to the order when nothing is left to pay now."""
    remember(request, placed.order.number)
    if placed.payment:
        return redirect(address_to_pay(placed.payment, now=now))
    return redirect(reverse("order", args=[placed.order.number]) + "?paid=done")


def _page(
    request: HttpRequest, form: Ordering, told: Mapping[str, Any], now: datetime, *, status: int = 200,
    refused: Refused | None = None, heard: codes.Heard | None = None,
) -> HttpResponse:  # fmt: skip
    wishes = form.chooses.wishes(told)
    cost = quote(request.basket, buyer=_buyer(request, {}), wishes=wishes, now=now)  # type: ignore[attr-defined]
    shown = lines.shown(cost, now=now, back=reverse("checkout"))
    context = {
        "form": form, "told": cost, "lines": shown, "in_words": in_words(cost), "robots": "noindex",
        "ways": _ways(request, cost, wishes.carriage.kind) if form.chooses.goods else [],
        "desk": wishes.desk, "points": _points(form.chooses, cost, now),
        "gives": any(line["kind"] == DONATION for line in shown),
        "purses": [one for one in cost.purses if one.purse.means != POINTS], "heard": heard,
        "hold": next((line["hold"] for line in _soonest(shown)), None),
        "trouble": [line for line in shown if line["trouble"]],
        "refusal": _refusal(refused, cost, now), "earns": earning.hint(cost, user=actor(request)),
        "changed": refused is not None and refused.reasons[0].code == "quote_changed",
        "sign_in_url": "" if actor(request) else f"{reverse('two_factor:login')}?next={reverse('checkout')}",
    }  # fmt: skip
    return render(request, "shop/checkout.html", context, status=status)


def _points(chooses: Choices, cost: Quote, now: datetime) -> dict[str, Any] | None:
    """Whether some of it is paid with points, and how much they are worth; nothing for whoever has none."""
    purse = chooses.points
    worth = means(POINTS).holds(purse.source, now=now) if purse else Decimal(0)
    if not purse or not worth:
        return None
    asked = next((one for one in cost.purses if one.purse == purse), None)
    why = [things.sentence(reason) for reason in asked.reasons] if asked else []
    note = why[0] if why else say("checkout.points_hint", amount=show_money(worth))
    return {"checked": asked is not None, "gives": asked.gives if asked else None, "note": note}


def _soonest(shown: list[lines.Shown]) -> list[lines.Shown]:
    return sorted((line for line in shown if line.get("hold")), key=lambda line: int(line["hold"]["left"]))


def in_words(cost: Quote) -> str:
    """What is paid now and what later, in one sentence."""
    sums = {
        "due": show_money(cost.due_now, cost.currency or "UAH"),
        "left": show_money(cost.due_later, cost.currency or "UAH"),
    }
    if not cost.due_now:
        return say("checkout.nothing_now") if not cost.due_later else say("checkout.all_later", left=sums["left"])
    return say("checkout.now_later", **sums) if cost.due_later else say("checkout.now_only")


def _ways(request: Any, cost: Quote, chosen: str) -> list[dict[str, Any]]:
    """How goods may be received, each with its price and a word."""
    visit = next((one for one in _bookings(request) if one.format != "online"), None)
    where = str(visit.resource.place.address) if visit else _house()
    day = moments.on_day(visit.start, shows.zone_of(visit)) if visit else ""
    told = {
        Purchase.VISIT: (say("basket.delivery_visit", on_day=day), say("checkout.visit_hint")),
        Purchase.PICKUP: (say("basket.delivery_pickup"), say("checkout.pickup_hint", where=where)),
        Purchase.POST: (say("checkout.post"), say("checkout.post_hint")),
    }
    return [
        {
            "value": way, "label": told[way][0], "note": told[way][1], "checked": way == chosen,
            "price": Carriage(way).charge(request.basket).incl_tax,
        }
        for way in ways(goods=True, sessions=visit is not None)
    ]  # fmt: skip


def _house() -> str:
    place = Place.objects.order_by("pk").first()
    return str(place.address) if place else ""


def _refusal(refused: Refused | None, cost: Quote, now: datetime) -> list[str]:
    """Why the order was not placed, in sentences; what can be had instead stands with its line."""
    if refused is None:
        return []
    booking = next((line.booking for line in cost.lines if line.booking), None)
    scene = Scene(booking.service, booking.resource, booking.start, shows.zone_of(booking), now) if booking else None
    return [things.sentence(reason, scene) for reason in refused.reasons]
