"""One booking, from what a program wrote to a time that is taken."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

import clock
from accounts.verbs import hold_back
from booking import sale, verbs
from booking.api import telling
from booking.api.access import actor
from booking.api.shapes import Book
from booking.core.decisions import Refused
from booking.forms import Contact
from booking.models import Booking, IdempotentAnswer, Offer
from booking.queries import way_at
from booking.queries.terms import offer_called
from booking.texts import Scene
from booking.verbs import Person
from booking.views.taking import MOST_HOLDS, WINDOW
from facts import origin
from wire import Wrong
from words import language

Done = tuple[int, dict[str, Any]]
UNKNOWN = {"service": ("service", "unknown_service"), "resource": ("resource", "unknown_resource")}
"""Field and key of the words."""


def take(request: Any, asked: Book, row: IdempotentAnswer) -> Done:
    """201 and the booking, or 409 and the refusal. Wrong: what was asked makes no sense here."""
    now, by = clock.now(), actor(request)
    offer, contact = _offer(asked), _contact(asked)
    hold_back(f"hold@{origin()}", limit=MOST_HOLDS, window_seconds=WINDOW, now=now)
    zone = asked.tz or offer.resource.place.zone
    try:
        booking = row.booking or _hold(asked, offer, zone, by, now)
        _sign(booking, asked, contact, row, by, now)
        address = sale.checkout(booking, now=now, by=by)
    except Refused as refused:
        return 409, telling.refusal(refused, Scene(offer.service, offer.resource, asked.start, zone, now))
    booking.refresh_from_db(fields=["state", "expires_at"])
    told = telling.booking(booking, now=now, zone=zone)
    del told["manage_url"]  # it holds the token, which is not kept
    return 201, told | {"pay_url": address}


def _offer(asked: Book) -> Offer:
    try:
        offer = offer_called(asked.service, asked.resource)
    except LookupError as unknown:
        raise Wrong(*UNKNOWN[str(unknown)], service=asked.service, who=asked.resource) from None
    if asked.currency and asked.currency != offer.service.currency:
        raise Wrong("currency", "currency", types=offer.service.currency)
    return offer


def _contact(asked: Book) -> dict[str, Any]:
    """Cleaned as the page's own form cleans it."""
    told = {name: getattr(asked, name) for name in ("name", "email", "phone", "note", "consent")}
    form = Contact(told, booking=Booking(), fee=False)
    for field, errors in form.errors.as_data().items():
        raise Wrong(field, "unsuitable", text=errors[0].messages[0])
    return dict(form.cleaned_data)


def _hold(asked: Book, offer: Offer, zone: str, by: Any, now: datetime) -> Booking:
    return verbs.hold(
        service=offer.service, resource=offer.resource, offer=offer, start=asked.start, person=_person(asked, by),
        now=now, format=asked.format or way_at(offer, asked.start, now=now, party=asked.party),
        language=asked.language or language(), zone=zone, source="api", party=asked.party, quoted=asked.price,
    )  # fmt: skip


def _person(asked: Book, by: Any) -> Person:
    """A guest is known by the address: each key of a new session would lift the limits of holds."""
    return Person(by) if by else Person(None, f"api:{hashlib.sha256(asked.email.lower().encode()).hexdigest()[:36]}")


def _sign(
    booking: Booking, asked: Book, contact: dict[str, Any], row: IdempotentAnswer, by: Any, now: datetime
) -> None:
    """Says for whom the time is held; a hold that may not be signed is let go."""
    if booking.state != "held":
        return
    told = {name: contact[name] for name in ("name", "email", "phone", "note")}
    try:
        with transaction.atomic():
            verbs.write_contact(booking=booking, by=by, now=now, charge_consent=asked.save_card, **told)
            IdempotentAnswer.objects.filter(pk=row.pk).update(booking=booking)
    except Refused:
        verbs.cancel(booking=booking, by=by, now=now)
        raise
