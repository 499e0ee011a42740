"""The way to the card and back. Whoever knows a payment's key or a page's id has been given it by us or by Stripe."""

import logging
import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import clock
import moments
from accounts.verbs import hold_back
from facts import origin
from shop import card, verbs
from shop.homes import Home, home_of
from shop.models import Payment
from words import language, say

MOST, WINDOW = 60, 10 * 60
PAGE_ID = re.compile(r"cs_(test|live)_[A-Za-z0-9_]{1,90}")
log = logging.getLogger("atrium.shop")


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """From the payment page, with its id. The visitor is not believed: Stripe is asked, and the same settle runs."""
    now = clock.now()
    hold_back(f"card@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    sid = request.GET.get("sid", "")
    if not PAGE_ID.fullmatch(sid):
        raise Http404
    try:
        word = card.read_page(sid)
    except card.Rejected:
        raise Http404 from None
    except card.Unreachable as error:
        log.warning("Stripe does not answer about a page that was returned from: %s", error)
        return _home(_payment(session_id=sid), "processing")
    payment = _payment(key=word.key)
    verbs.learn(word, now=now)
    return _home(payment, _came(word, payment))


def _came(word: card.Word, payment: Payment) -> str:
    """What the page is told; nothing about money for a booking that stands already."""
    if word.paid:
        return "done" if payment.purpose == Payment.DEPOSIT else ""
    return "processing" if word.state == "complete" else "failed"


@never_cache
@require_safe
def away(request: HttpRequest, key: UUID) -> HttpResponse:
    """From the payment page, without paying: back to what is held for a while yet."""
    hold_back(f"card@{origin()}", limit=MOST, window_seconds=WINDOW, now=clock.now())
    return _home(_payment(key=str(key)), "")


@never_cache
@require_safe
def pay(request: HttpRequest, key: UUID) -> HttpResponse:
    """To the payment page, from a letter or from our own "try again". Says so when Stripe cannot be reached."""
    now = clock.now()
    hold_back(f"card@{origin()}", limit=MOST, window_seconds=WINDOW, now=now)
    payment = _payment(key=str(key))
    try:
        return redirect(verbs.pay_address(payment, now=now))
    except (card.Unreachable, card.Rejected) as error:
        log.warning("No payment page for %s: %s", payment, error)
        return _unreachable(request, home_of(payment))


def _payment(**what: str) -> Payment:
    try:
        return Payment.objects.select_related("order").get(**what)
    except (Payment.DoesNotExist, ValueError, TypeError):
        raise Http404 from None


def _home(payment: Payment, paid: str) -> HttpResponse:
    """The page of the booking or of the order, with `paid` for what it cannot know by itself."""
    home = home_of(payment).address(language())
    return redirect(f"{home}&paid={paid}" if paid else home)


def _unreachable(request: HttpRequest, home: Home) -> HttpResponse:
    kept = "away_held" if home.booking else "away_kept"
    until = moments.clock(home.until, home.zone) if home.until else ""
    text = say(f"payment_page.{kept}", until=until) if until else say("payment_page.away")
    actions = [
        {"label": say("payment_page.again"), "url": request.get_full_path()},
        {"label": say("confirm.your_booking" if home.booking else "orders.yours"), "url": home.address(language())},
    ]
    told = {"title": say("payment_page.away_title"), "text": text, "tone": "bad", "actions": actions}
    answer = render(request, "booking/notice.html", told, status=503)
    answer["Retry-After"] = "30"
    return answer
