"""What Stripe tells by itself. It may tell the same twice, late, in any order, and about things that are not ours."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import clock
from accounts.verbs import hold_back
from facts import origin
from shop import card, verbs
from shop.models import Incoming

BIGGEST = 256 * 1024
MOST_FORGED, WINDOW = 30, 10 * 60
log = logging.getLogger("atrium.shop")


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """For Stripe alone, known by its signature. 200: heard, whatever came of it. 503: tell it again later."""
    now = clock.now()
    if int(request.META.get("CONTENT_LENGTH") or 0) > BIGGEST:
        return HttpResponse("too large", status=413, content_type="text/plain")
    try:
        event = card.heard(request.body, request.headers.get("Stripe-Signature", ""))
    except card.Forged as error:
        log.warning("A webhook was refused: %s", error)
        hold_back(f"webhook@{origin()}", limit=MOST_FORGED, window_seconds=WINDOW, now=now)
        return HttpResponse("bad signature", status=400, content_type="text/plain")
    outcome = _hear(event, now)
    return HttpResponse(outcome or "later", status=200 if outcome else 503, content_type="text/plain")


def _hear(event: card.Event, now: datetime) -> str:
    """What came of it; empty when Stripe must tell it again. An event once gone into is not gone into twice."""
    row, new = Incoming.objects.get_or_create(event_id=event.id, defaults={"kind": event.kind, "received_at": now})
    if not new:
        Incoming.objects.filter(pk=row.pk).update(times=F("times") + 1)
    if row.outcome:
        return row.outcome
    try:
        outcome = _outcome(event, now)
    except card.Unreachable as error:
        log.warning("Stripe told %s and then did not answer: %s", event.kind, error)
        return ""
    Incoming.objects.filter(pk=row.pk).update(outcome=outcome[:200])
    log.info("Webhook %s %s: %s", event.kind, event.subject, outcome)
    return outcome


def _outcome(event: card.Event, now: datetime) -> str:
    if event.live != card.is_live():
        return "wrong mode"
    hear = HEARS.get(event.kind)
    try:
        return hear(event.subject, now) if hear else "of no interest"
    except card.Rejected as error:
        log.warning("%s tells of %s, which Stripe does not know: %s", event.kind, event.subject, error)
        return "unknown to Stripe"


def _page(subject: str, now: datetime) -> str:
    """The event's own words may be old: Stripe is asked what is true now."""
    return verbs.learn(card.read_page(subject), now=now)


def _charge(subject: str, now: datetime) -> str:
    return verbs.learn(card.read_charge(subject), now=now)


def _refund(subject: str, now: datetime) -> str:
    return "refund bounced" if verbs.bounced(subject, now=now) else "unknown refund"


HEARS: dict[str, Callable[[str, datetime], str]] = {
    "checkout.session.completed": _page,
    "checkout.session.async_payment_succeeded": _page,
    "payment_intent.succeeded": _charge,
    "refund.failed": _refund,
}
