"""The basket: a page that can be changed in place, and the doors through which things come into it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from contact import LONGEST_EMAIL, LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from oscar.core.loading import get_model

import clock
import moments
from accounts.links import safe
from accounts.verbs import hold_back
from booking import shows
from booking import verbs as bookings
from booking.access import mine, person
from booking.core.decisions import Refused
from booking.models import Booking, Resource
from booking.texts import Scene
from booking.texts import sentence as say_of_time
from booking.ways_out import offers
from facts import origin
from shop.buying import codes, earning, lines, things
from shop.donations.reading import foundations
from shop.partner.strategy import BOOKING, option
from shop.quoting import GOODS, Buyer, Quote, Wishes, quote
from shop.till import carried
from shop.verbs import basket as baskets
from words import language, say

Product = get_model("catalogue", "Product")
MOST, WINDOW = 120, 10 * 60
"""Changes of baskets from one address of the network in so many seconds."""
CONTACT, REMOVED = "contact", "basket_removed"
"""Of the session: what was written about oneself, and the line that can be put back."""
WRITTEN = {"name": LONGEST_NAME, "email": LONGEST_EMAIL, "phone": LONGEST_PHONE, "note": LONGEST_NOTE}
"""Fields of the session's contact, with their longest texts."""


def actor(request: Any) -> Any:
    return request.user if request.user.is_authenticated else None


def change_at(request: Any) -> datetime:
    """The moment of a change that is allowed; what was removed before cannot be put back any more."""
    now = clock.now()
    hold_back(f"basket@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    request.session.pop(REMOVED, None)
    return now


@never_cache
@require_safe
def page(request: Any) -> HttpResponse:
    """What is in this visitor's basket."""
    return _page(request, clock.now())


def _page(request: Any, now: datetime, *, status: int = 200, refusal: Any = None) -> HttpResponse:
    baskets.tidy(request.basket, person=person(request))
    told = quoted(request, now)
    shown = lines.shown(told, now=now) if told else []
    context = {
        "lines": shown, "told": told, "ready": bool(shown) and not any(line["trouble"] for line in shown),
        "earns": earning.hint(told, user=actor(request)), "removed": request.session.get(REMOVED), "refusal": refusal,
        "robots": "noindex", "goods": any(line["kind"] == GOODS for line in shown),
        "may_donate": foundations().exists(),
        "empty": {
            "text": say("empty.basket.text"),
            "actions": [{"label": say("empty.basket.button"), "url": reverse("goods")}],
        },
    }  # fmt: skip
    return render(request, "shop/basket.html", context, status=status)


def quoted(request: Any, now: datetime) -> Quote | None:
    """What the basket costs as it stands, certificates that were brought along included; None: nothing is in it."""
    if request.basket.is_empty:
        return None
    who = person(request)
    buyer = Buyer("", "", "", language(), user=who.user, visitor=who.visitor)
    return quote(request.basket, buyer=buyer, wishes=Wishes(purses=carried(request.session)), now=now)


class Put(forms.Form):
    """Which product, by its number or its code, and how many."""

    product = forms.CharField(max_length=100)
    quantity = forms.IntegerField(min_value=1, max_value=baskets.LARGEST, required=False)
    next = forms.CharField(max_length=500, required=False)

    def clean_quantity(self) -> int:
        return int(self.cleaned_data["quantity"] or 1)


@require_POST
def put(request: Any) -> HttpResponse:
    """Puts goods into the basket and leads back to where they were seen. What is left is put where that is less."""
    now, form = change_at(request), Put(request.POST)
    product = product_called(request.POST.get("product", ""))
    if product is None:
        raise Http404
    home = redirect(safe(request, request.POST.get("next", "")[:500], reverse("basket")))
    if not form.is_valid():
        messages.warning(request, say("form_errors.party", min=1, max=baskets.LARGEST))
        return home
    try:
        baskets.put_goods(request.basket, product, form.cleaned_data["quantity"], now=now)
    except Refused as refused:
        _put_less(request, product, refused, now)
        return home
    messages.success(request, say("basket.added", product=things.name_of(product)))
    return home


def product_called(named: str) -> Any:
    """Public goods by their number or their code; None: there are none. Sessions and certificates have other doors."""
    number = int(named) if named.isdecimal() and len(named) < 10 else None
    found = Product.objects.filter(sellable=None, is_public=True, stockrecords__isnull=False)
    return found.filter(upc=named).first() or (found.filter(pk=number).first() if number else None)


def _put_less(request: Any, product: Any, refused: Refused, now: datetime) -> None:
    reason = refused.reasons[0]
    text = things.sentence(reason)
    if reason.numbers["n"]:
        baskets.put_what_is_left(request.basket, product, reason.numbers["n"], now=now)
        text = f"{text} {say('basket.put_what_is_left')}"
    messages.warning(request, text)


@require_POST
def put_session(request: Any, code: str) -> HttpResponse:
    """A held time, to be paid for together with other things. What was written about oneself is kept."""
    booking, now = mine(request, code), change_at(request)
    if booking.state != "held" or booking.expires_at is None or booking.expires_at <= now:
        return redirect("confirm", code)  # it says what has become of the time
    written = {name: request.POST[name][:most] for name, most in WRITTEN.items() if request.POST.get(name)}
    request.session[CONTACT] = request.session.get(CONTACT, {}) | written
    baskets.put_session(request.basket, booking, now=now)
    messages.success(request, say("basket.session_in"))
    return redirect("basket")


@require_POST
def line(request: Any, pk: int) -> HttpResponse:
    """One change of one line; `do` names it, a bare quantity is the commonest."""
    now = change_at(request)
    row = row_of(request, pk)
    if row is None:
        messages.warning(request, say("basket.not_there"))
        return redirect("basket")
    do = DOES.get(request.POST.get("do", "quantity"))
    if do is None:
        raise Http404
    onward = safe(request, request.POST.get("next", "")[:500], f"{reverse('basket')}#line-{pk}")
    return do(request, row, now) or redirect(onward)


def row_of(request: Any, pk: int) -> Any:
    """The line of this visitor's basket; None: it is not there any more."""
    baskets.tidy(request.basket, person=person(request))
    return next((one for one in request.basket.all_lines() if one.pk == pk), None)


@require_POST
def code(request: Any) -> HttpResponse:
    """A promo code or a certificate from the basket's page: taken in, or taken out again."""
    now, who = clock.now(), person(request)
    heard = codes.hear(request, buyer=Buyer("", "", "", language(), user=who.user, visitor=who.visitor), now=now)
    if heard:
        messages.add_message(request, messages.SUCCESS if heard.good else messages.WARNING, heard.text)
    return redirect("basket")


Answer = HttpResponse | None


def _quantity(request: Any, row: Any, now: datetime) -> Answer:
    asked = request.POST.get("quantity", "")
    if not asked.isdecimal() or len(asked) > 9:
        messages.warning(request, say("form_errors.quantity"))
    elif int(asked) == 0:
        return _remove(request, row, now)
    else:
        try:
            baskets.change(request.basket, row, int(asked), now=now)
        except Refused as refused:
            messages.warning(request, things.sentence(refused.reasons[0]))
    return None


def _remove(request: Any, row: Any, now: datetime) -> Answer:
    code = option(row, BOOKING)
    booking = Booking.objects.select_related("service", "resource").filter(code=code).first() if code else None
    name = f"{booking.service}, {booking.resource}" if booking else things.title_of(row)
    gone = baskets.remove(request.basket, row, by=actor(request), now=now)
    request.session[REMOVED] = asdict(gone) | {"name": name}
    return None


def _again(request: Any, row: Any, now: datetime) -> Answer:
    """Another time for a lapsed session, or the same one."""
    lost = Booking.objects.select_related("service", "resource__place").get(code=option(row, BOOKING))
    if lost.state == "held" and lost.expires_at and lost.expires_at > now:
        return None
    start = moments.read_instant(request.POST["start"]) if "start" in request.POST else lost.start
    if start is None:
        messages.warning(request, say("form_errors.time"))
        return None
    resource = Resource.objects.filter(code=request.POST.get("resource", "")).first() or lost.resource
    scene = Scene(lost.service, resource, start, shows.zone_of(lost), now)
    try:
        held = baskets.take_again(request.basket, row, person=person(request), now=now, start=start, resource=resource)
    except Refused as refused:
        return _page(request, now, status=409, refusal=_refusal(refused, scene, row))
    when = moments.when(held.start, held.end, scene.zone)
    messages.success(request, say("basket.again_done", when=when))
    return None


def _refusal(refused: Refused, scene: Scene, row: Any) -> dict[str, Any]:
    url = reverse("basket-line", args=[row.pk])
    return {
        "texts": [say_of_time(reason, scene) for reason in refused.reasons],
        "offers": [lines.taking(offer, url) for offer in offers(refused.alternatives, scene.zone)],
    }


def _longer(request: Any, row: Any, now: datetime) -> Answer:
    booking = Booking.objects.filter(code=option(row, BOOKING)).first()
    if booking:
        try:
            bookings.hold_longer(booking=booking, now=now, by=actor(request))
        except Refused:
            return None  # the page says what has become of the time
    return None


DOES: dict[str, Callable[[Any, Any, datetime], Answer]] = {
    "quantity": _quantity, "remove": _remove, "again": _again, "longer": _longer,
}  # fmt: skip
"""What can be done with a line -> how."""


@require_POST
def undo(request: Any) -> HttpResponse:
    """Puts back the line that was removed last."""
    told = request.session.get(REMOVED)
    now = change_at(request)
    if not told:
        return redirect("basket")
    gone = baskets.Removed(told["product"], told["quantity"], told["options"])
    try:
        baskets.put_back(request.basket, gone, person=person(request), now=now)
    except Refused as refused:
        messages.warning(request, things.why_not(refused.reasons[0], gone.options.get(BOOKING, ""), now))
    return redirect("basket")
