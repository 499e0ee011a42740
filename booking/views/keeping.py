"""A promise and what its owner may do with it: look, pay, move, cancel, put it into a calendar."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from contact import keepable
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import clock
import moments
from accounts.verbs import hold_back
from booking import sale, shows, verbs
from booking.access import home_of, mine, remember_link
from booking.blocks.cards import Frame
from booking.blocks.widget import Widget
from booking.core.decisions import Refused
from booking.forms import read_start
from booking.models import Booking
from booking.queries import quote_cancel
from booking.queries.bookings import offer_of
from booking.texts import Scene, sentence, short
from booking.views.taking import hold_urls, lapsed, too_late, unsure
from booking.ways_out import offers
from facts import origin
from money import read_money, show_money
from words import say

UNSURE = timedelta(hours=1)
"""How long after the time was taken a payment may still be on its way."""


def actor(request: Any) -> Any:
    return request.user if request.user.is_authenticated else None


def scene_of(booking: Booking, now: datetime, start: datetime | None = None) -> Scene:
    return Scene(booking.service, booking.resource, start or booking.start, shows.zone_of(booking), now)


@never_cache
@require_GET
def booking_page(request: HttpRequest, code: str) -> HttpResponse:
    """Where the booking stands and what can be done. A signed link opens it; its token does not stay in the address."""
    if "t" in request.GET:
        return _by_link(request, code)
    booking, now = mine(request, code), clock.now()
    over = booking.state == "held" and (booking.expires_at or now) <= now
    if over or booking.state == "expired":
        return _over(request, booking, now)
    if booking.state == "held":
        return _held(request, booking, now) if booking.email else redirect("confirm", code)
    if booking.state == "confirmed" and request.GET.get("paid") == "done":
        return redirect("booked", code)
    return render(request, "booking/manage.html", manage_context(booking, now=now))


def _over(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    """The hold has ended: without money, or with money that came too late, or with money of which nobody knows yet."""
    if shows.came_late(booking):
        return too_late(request, booking, now)
    if request.GET.get("paid") == "processing" and now < booking.created_at + UNSURE:
        return unsure(request, booking)
    if booking.state == "held":
        return lapsed(request, booking, now)
    return render(request, "booking/manage.html", manage_context(booking, now=now))


def _by_link(request: HttpRequest, code: str) -> HttpResponse:
    hold_back(f"link@{origin()}", limit=60, window_seconds=600, now=clock.now())
    if not remember_link(request, code):
        raise Http404
    told = request.GET.copy()
    del told["t"]
    return redirect(reverse("booking", args=[code]) + (f"?{told.urlencode()}" if told else ""))


def _held(request: HttpRequest, booking: Booking, now: datetime) -> HttpResponse:
    """Back from the payment page without paying, or still on the way."""
    state = request.GET.get("paid", "")
    money = sale.money(booking)
    context = {
        "state": state if state in {"processing", "failed"} else "cancelled_by_you",
        "until": moments.moment(booking.expires_at or now, shows.zone_of(booking), now),
        "hold": shows.hold(booking, now=now, urls=hold_urls(booking)), "summary": shows.summary(booking, now=now),
        "due": money.due_now, "pay_url": reverse("pay", args=[booking.code]), "refresh_url": home_of(booking),
    }  # fmt: skip
    return render(request, "booking/held_pay.html", context)


def manage_context(booking: Booking, *, now: datetime) -> dict[str, Any]:
    money = sale.money(booking)
    shown = shows.ticket(booking, now=now)
    due = money.fee_due or (money.due_later if booking.state in {"confirmed", "started", "completed"} else Decimal(0))
    return {
        "booking": shown, "urls": urls_of(booking, now=now), "due": due, "pay_url": reverse("pay", args=[booking.code]),
        "move_note": _why_not_move(booking, now), "refund_text": "",
    }  # fmt: skip


def urls_of(booking: Booking, *, now: datetime) -> dict[str, str]:
    """Addresses of what is possible now."""
    names = {"calendar": "booking_ics"} if booking.state == "confirmed" else {}
    names |= {verb: f"booking_{verb}" for verb in ("move", "cancel") if shows.may(booking, verb, now=now)}
    found = {key: reverse(name, args=[booking.code]) for key, name in names.items()}
    return found | ({"receipt": receipt} if (receipt := sale.receipt(booking)) else {})


def _why_not_move(booking: Booking, now: datetime) -> str:
    if booking.state != "confirmed" or booking.start <= now or shows.may(booking, "move", now=now):
        return ""
    refusals = shows.judged(booking, "move", now=now).refusals
    return sentence(refusals[0], scene_of(booking, now)) if refusals else ""


@never_cache
@require_GET
def booked(request: HttpRequest, code: str) -> HttpResponse:
    """The first sight after confirming or paying."""
    booking, now = mine(request, code), clock.now()
    if booking.state not in {"confirmed", "pending"}:
        return redirect(home_of(booking))
    shown = shows.ticket(booking, now=now)
    shown |= {"manage_url": home_of(booking), "calendar_url": reverse("booking_ics", args=[booking.code])}
    guest = not actor(request)
    context = {
        "booking": shown, "paid": shown["money"].paid, "remind": booking.start > now, "goods": sale.along(booking),
        "account": {"url": reverse("ask_link")} if guest else {},
    }  # fmt: skip
    return render(request, "booking/booked.html", context)


@require_POST
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """To the payment page for what is due; the order and the booking exist already."""
    booking, now = mine(request, code), clock.now()
    hold_back(f"pay@{origin()}", limit=30, window_seconds=600, now=now)
    try:
        address = sale.pay(booking, now=now, by=actor(request))
    except Refused as refused:
        messages.warning(request, sentence(refused.reasons[0], scene_of(booking, now)))
        return redirect(home_of(booking))
    return redirect(address or home_of(booking))


class Cancelling(forms.Form):
    reason = forms.CharField(
        required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), validators=[keepable]
    )
    quoted = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = say("cancel.ask_reason")

    def clean_quoted(self) -> Decimal:
        quoted = read_money(self.cleaned_data["quoted"])
        if quoted is None:
            raise ValidationError(say("form_errors.amount_number"))
        return quoted


@never_cache
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """The quote first; what is charged is what was shown."""
    booking, now = mine(request, code), clock.now()
    sent = request.POST if request.method == "POST" else None
    form = Cancelling(sent, initial={"quoted": quote_cancel(booking, now=now).fee})
    if not form.is_valid():
        if booking.state != "confirmed":
            return redirect(home_of(booking))
        return _cancel_page(request, booking, form, now, changed=False, status=422 if form.is_bound else 200)
    told = form.cleaned_data
    try:
        quote = verbs.cancel(booking=booking, by=actor(request), now=now, quoted=told["quoted"], reason=told["reason"])
    except Refused as refused:
        if refused.reasons[0].code == "quote_changed":
            return _cancel_page(request, booking, None, now, changed=True, status=409)
        messages.warning(request, sentence(refused.reasons[0], scene_of(booking, now)))
        return redirect(home_of(booking))
    sums = {"refund": show_money(quote.refund, booking.currency), "fee": show_money(quote.fee, booking.currency)}
    messages.success(request, say("cancel.done", **sums))
    return redirect(home_of(booking))


def _cancel_page(
    request: HttpRequest, booking: Booking, form: Cancelling | None, now: datetime, *, changed: bool, status: int
) -> HttpResponse:
    quote = quote_cancel(booking, now=now)
    zone = shows.zone_of(booking)
    shown = {
        "kind": _kind(quote), "paid": quote.paid, "refund": quote.refund, "fee": quote.fee,
        "until": moments.moment(quote.free_until, zone, now) if quote.late and quote.free_until else "",
        "now": moments.moment(now, zone, now), "moving_free": shows.may(booking, "move", now=now),
        "move_url": reverse("booking_move", args=[booking.code]),
    }  # fmt: skip
    context = {
        "booking": shows.row(booking, home_of(booking)), "quote": shown, "back_url": home_of(booking),
        "changed": changed,
        "form": form or Cancelling(initial={"quoted": quote.fee}),
    }  # fmt: skip
    return render(request, "booking/cancel.html", context, status=status)


def _kind(quote: Any) -> str:
    if not quote.paid:
        return "unpaid"
    if quote.waived:
        return "waived"
    if not quote.fee:
        return "free"
    return "fee" if quote.refund else "none"


@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Another time for the same session: choose, see old and new, confirm."""
    booking, now = mine(request, code), clock.now()
    if booking.state != "confirmed":
        return redirect(home_of(booking))
    if request.method == "GET":
        return _move_page(request, booking, now)
    try:
        start = read_start(request.POST.get("start", ""))
    except ValidationError as wrong:
        messages.warning(request, wrong.messages[0])
        return _move_page(request, booking, now, status=422)
    if "sure" not in request.POST:
        return _move_quote(request, booking, start, now)
    try:
        verbs.move(booking=booking, start=start, by=actor(request), now=now)
    except Refused as refused:
        return _move_page(request, booking, now, refused=refused, start=start, status=409)
    when = moments.when(booking.start, booking.end, shows.zone_of(booking))
    messages.success(request, say("move.done", new_when=when))
    return redirect(home_of(booking))


def _move_page(
    request: HttpRequest, booking: Booking, now: datetime, *, refused: Refused | None = None,
    start: datetime | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    offer = offer_of(booking)
    asked = request.GET.dict() | {"service": booking.service.code, "format": booking.format}
    here = reverse("booking_move", args=[booking.code])
    widget = Widget(url=here, offers=[offer], asked=asked, frame=Frame.at(now), home=booking.zone, moving=booking)
    if request.headers.get("HX-Request") and "part" in request.GET:
        return render(
            request,
            "parts/_booking_part.html",
            {"widget": widget.part() | {"hold_url": here}, "part": request.GET["part"]},
        )
    scene = scene_of(booking, now, start)
    context = {
        "widget": widget.whole() | {"hold_url": here, "services": [], "formats": []}, "back_url": home_of(booking),
        "booking": shows.row(booking, home_of(booking)), "old_when": _when(booking, booking.start),
        "reasons": [{"short": short(r), "text": sentence(r, scene)} for r in (refused.reasons if refused else ())],
        "alternatives": _move_offers(refused, scene, here) if refused else [],
    }  # fmt: skip
    return render(request, "booking/move.html", context, status=status)


def _move_offers(refused: Refused, scene: Scene, here: str) -> list[dict[str, Any]]:
    return [offer | {"url": here} for offer in offers(refused.alternatives, scene.zone)]


def _when(booking: Booking, start: datetime) -> str:
    return moments.when(start, start + (booking.end - booking.start), shows.zone_of(booking))


def _move_quote(request: HttpRequest, booking: Booking, start: datetime, now: datetime) -> HttpResponse:
    left = shows.moves_left(booking)
    context = {
        "booking": shows.row(booking, home_of(booking)), "back_url": home_of(booking),
        "confirm_url": reverse("booking_move", args=[booking.code]),
        "fields": {"start": start.isoformat(), "sure": "1"},
        "quote": {
            "kind": "free", "old_when": _when(booking, booking.start), "new_when": _when(booking, start),
            "left": None if left is None else left - 1,
        },
    }  # fmt: skip
    return render(request, "booking/move.html", context)
