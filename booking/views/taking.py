"""From a free time to a promise: hold it, say for whom, confirm."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from contact import LONGEST_NOTE
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

import clock
import moments
from accounts.verbs import hold_back
from booking import sale, shows, verbs
from booking.access import home_of, mine, person
from booking.blocks.faces import NOBODY, faces
from booking.core.decisions import Reason, Refused
from booking.core.rules import NoShowFee
from booking.forms import Contact, Wanted
from booking.models import Booking, Offer, Resource, Service
from booking.queries import way_at
from booking.queries.terms import agreed
from booking.texts import Scene, sentence, short
from booking.ways_out import around, named, offers
from facts import origin
from money import show_money
from words import language, say

MOST_HOLDS, WINDOW = 60, 10 * 60
"""Holds that one address of the network may ask for in so many seconds: a whole office may stand behind it."""


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Takes the pressed time for this visitor and leads to its confirm page; else says why not and what works."""
    now = clock.now()
    form = Wanted(request.POST)
    if not form.is_valid():
        return render(request, "booking/taken.html", _unreadable(form), status=422)
    asked = form.cleaned_data
    hold_back(f"hold@{origin()}", limit=MOST_HOLDS, window_seconds=WINDOW, now=now)
    offer: Offer = asked["offer"]
    format = asked["format"] or way_at(offer, asked["start"], now=now, party=asked["party"])
    zone = _zone(format, asked["tz"], offer.resource)
    try:
        booking = verbs.hold(
            service=offer.service, resource=offer.resource, offer=offer, start=asked["start"], person=person(request),
            now=now, format=format, language=language(), zone=zone,
            party=asked["party"],
        )  # fmt: skip
    except Refused as refused:
        return taken(request, refused, Scene(offer.service, offer.resource, asked["start"], zone, now))
    return redirect("confirm", booking.code)


def _unreadable(form: Wanted) -> dict[str, Any]:
    texts = [{"short": say("refusals.step.short"), "text": text} for errors in form.errors.values() for text in errors]
    return {"moment": say("refusal_frame.title_one"), "reasons": texts[:1], "alternatives": []}


def _zone(format: str, asked: str, resource: Resource) -> str:
    return asked if format == "online" and asked else resource.place.zone


def taken(request: HttpRequest, refused: Refused, scene: Scene, *, kept: bool = False) -> HttpResponse:
    """The time cannot be had: every reason, and alternatives that work. `kept`: what was written is not lost."""
    page = faces("resource", [scene.resource.pk], language()).get(scene.resource.pk, NOBODY).url
    context = {
        "moment": named(scene.start, scene.zone),
        "reasons": [{"short": short(reason), "text": sentence(reason, scene)} for reason in refused.reasons],
        "alternatives": offers(refused.alternatives, scene.zone), "all_times_url": _all_times(page, scene.service),
        "all_times_who": str(scene.resource), "kept": kept,
    }  # fmt: skip
    return render(request, "booking/taken.html", context, status=409)


def _all_times(page: str, service: Service) -> str:
    return f"{page}?{urlencode({'service': service.code})}#book" if page else ""


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: Any, code: str) -> HttpResponse:
    """The held time with its terms and the form that makes it a promise."""
    booking, now = mine(request, code), clock.now()
    if booking.state == "expired" or (booking.state == "held" and (booking.expires_at or now) <= now):
        return lapsed(request, booking, now, kept=_keep(request))
    if booking.state != "held":
        return redirect(home_of(booking))
    fee = any(isinstance(rule, NoShowFee) and rule.percent for rule in agreed(booking))
    sent = request.POST if request.method == "POST" else None
    form = Contact(sent, booking=booking, fee=fee, initial=_known(request, booking))
    if form.is_valid():
        return _promise(request, booking, form, now)
    return _confirm_page(request, booking, form, now, status=422 if form.is_bound else 200)


def _keep(request: Any) -> bool:
    """Whether something was written, for the next time that is held."""
    written = {
        name: request.POST[name][:LONGEST_NOTE] for name in ("name", "email", "phone", "note") if request.POST.get(name)
    }
    if written:
        request.session["contact"] = written
    return bool(written)


def _known(request: Any, booking: Booking) -> dict[str, Any]:
    """What was written before, else what the account knows, else what this visitor wrote the last time."""
    if booking.email:
        return {"name": booking.name, "email": booking.email, "phone": booking.phone, "note": booking.note}
    if request.user.is_authenticated:
        user = request.user
        return {"name": user.get_full_name(), "email": user.email, "phone": user.phone}
    return dict(request.session.get("contact", {}))


def _promise(request: Any, booking: Booking, form: Contact, now: datetime) -> HttpResponse:
    told = form.cleaned_data
    request.session["contact"] = {key: told[key] for key in ("name", "email", "phone")}
    by = request.user if request.user.is_authenticated else None
    try:
        booking = verbs.write_contact(
            booking=booking, name=told["name"], email=told["email"], phone=told["phone"], note=told["note"],
            charge_consent=told.get("save_card", False), language=language(), by=by, now=now,
        )  # fmt: skip
        address = sale.checkout(booking, now=now, by=by, kept=request.session)
    except Refused as refused:
        scene = Scene(booking.service, booking.resource, booking.start, booking.zone, now)
        texts = [sentence(reason, scene) for reason in refused.reasons]
        refusal = {"title": say("refusal_frame.title_one"), "texts": texts}
        return _confirm_page(request, booking, form, now, status=409, refusal=refusal)
    return redirect(address or reverse("booked", args=[booking.code]))


def _confirm_page(
    request: HttpRequest, booking: Booking, form: Contact, now: datetime, *, status: int, refusal: Any = None
) -> HttpResponse:
    page = faces("resource", [booking.resource_id], language()).get(booking.resource_id, NOBODY).url
    by = request.user if request.user.is_authenticated else None
    cost = sale.preview(booking, now=now, by=by, kept=request.session)
    context = {
        "moment": named(booking.start, shows.zone_of(booking)), "summary": shows.summary(booking, now=now),
        "hold": shows.hold(booking, now=now, urls=hold_urls(booking, page)), "form": form, "due": cost.due_now,
        "brought": _brought(cost, _scene(booking, now)),
        "back_url": _all_times(page, booking.service) or "/", "refusal": refusal,
        "basket_url": sale.basket(booking),
        "sign_in_url": "" if request.user.is_authenticated else f"{reverse('two_factor:login')}?next={request.path}",
    }  # fmt: skip
    return render(request, "booking/confirm.html", context, status=status)


def _brought(cost: sale.Preview, scene: Scene) -> list[str]:
    """What each certificate pays, or why it does not."""
    currency = scene.service.currency
    told = []
    for one in cost.purses:
        sums = {"amount": show_money(one.gives, currency), "left": show_money(one.left, currency)}
        told += [sentence(reason, scene) for reason in one.reasons] or [say("gifts.applied", **sums)]
    return told


def hold_urls(booking: Booking, page: str = "") -> dict[str, str]:
    code = [booking.code]
    look = _all_times(page, booking.service) or reverse("booking", args=code)
    return {"longer": reverse("hold_longer", args=code), "let_go": reverse("let_go", args=code), "look": look}


def lapsed(request: HttpRequest, booking: Booking, now: datetime, *, kept: bool = False) -> HttpResponse:
    """The hold has ended while the page was open: the same time again, if it is still free, is one press away."""
    if shows.came_late(booking):
        return too_late(request, booking, now)
    scene = _scene(booking, now)
    verbs.expire(booking=booking, now=now)
    minutes = int((booking.expires_at - booking.created_at).total_seconds() // 60) if booking.expires_at else 10
    refused = Refused(Reason("hold_expired", {"n": minutes}), alternatives=around(booking, zone=scene.zone, now=now))
    return taken(request, refused, scene, kept=kept)


def unsure(request: HttpRequest, booking: Booking) -> HttpResponse:
    """The hold has ended, and nobody knows yet whether the money has come: nothing else is offered meanwhile."""
    again = {"label": say("pages_errors.409.button"), "url": f"{home_of(booking)}?paid=processing"}
    told = {"title": say("confirm.paying"), "text": say("late_payment.checking"), "tone": "", "actions": [again]}
    return render(request, "booking/notice.html", told)


def too_late(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    """Money came when the time was gone: it goes back, and other times are one press away."""
    scene, money = _scene(booking, now), sale.money(booking)
    page = faces("resource", [booking.resource_id], language()).get(booking.resource_id, NOBODY).url
    context = {
        "booking": shows.row(booking, home_of(booking)),
        "when": moments.when(booking.start, booking.end, scene.zone), "amount": money.paid, "refund": money.returned,
        "alternatives": offers(around(booking, zone=scene.zone, now=now), scene.zone),
        "all_times_url": _all_times(page, booking.service), "all_times_who": str(booking.resource),
    }  # fmt: skip
    return render(request, "booking/late_payment.html", context)


def _scene(booking: Booking, now: datetime) -> Scene:
    return Scene(booking.service, booking.resource, booking.start, shows.zone_of(booking), now)


@require_POST
def hold_longer(request: HttpRequest, code: str) -> HttpResponse:
    booking, now = mine(request, code), clock.now()
    try:
        verbs.hold_longer(booking=booking, now=now, by=request.user if request.user.is_authenticated else None)
    except Refused:
        return (
            lapsed(request, booking, now)
            if booking.expires_at and booking.expires_at <= now
            else redirect("confirm", code)
        )
    return redirect("confirm", code)


@require_POST
def let_go(request: HttpRequest, code: str) -> HttpResponse:
    """Gives a held time up at once."""
    booking, now = mine(request, code), clock.now()
    if booking.state == "held":
        try:
            verbs.cancel(booking=booking, by=request.user if request.user.is_authenticated else None, now=now)
        except Refused:  # paid for, or lapsed, since it was read: its own page says what it is now
            return redirect(home_of(booking))
        messages.info(request, say("countdown.let_go_done"))
    page = faces("resource", [booking.resource_id], language()).get(booking.resource_id, NOBODY).url
    return redirect(_all_times(page, booking.service) or "/")
