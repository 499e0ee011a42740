"""What has happened in the demo world and what is coming: bookings made by the verbs, each at its own moment."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.models import User
from booking import verbs
from booking.core.decisions import Refused
from booking.models import Booking, Resource, Review, Service
from config.furnish.people import email
from config.furnish.words import both, day_of, moment_of, read
from notifications.verbs import drop
from shop import verbs as shop
from shop.models import Payment

AHEAD = timedelta(days=3)
"""How long before its start a booking of the past was made."""
EARLIER = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
INTENT = "pi_demo_"
"""What the ids of demo payments begin with."""
PLAYED = ("completed", "confirmed", "missed", "cancelled")


def bookings(*, today: date, now: datetime) -> tuple[int, int]:
    """How many stand, and how many speak of what cannot be booked online yet (rooms, groups, the waitlist)."""
    rows = read("people")["bookings"]
    known = {one["code"] for one in rows if _played(one, today, now)}
    return len(known), len(rows) - len(known)


def _played(one: dict[str, Any], today: date, now: datetime) -> bool:
    service = _service(one)
    if service is None or not service.bookable or one["state"] not in PLAYED:
        return False
    if not Booking.objects.filter(visitor=_mark(one)).exists():
        _play(one, service, moment_of(one["when"], today), now)
    return True


def _mark(one: dict[str, Any]) -> str:
    return f"demo-{one['code']}"


def _service(one: dict[str, Any]) -> Service | None:
    code = f"{one['service']}-{one['variant']}" if "variant" in one else one["service"]
    return Service.objects.filter(code=code).first()


def _play(one: dict[str, Any], service: Service, start: datetime, now: datetime) -> None:
    made = min(start - AHEAD, now - EARLIER)
    client = User.objects.get(email=email(one["client"]))
    booking = _held(one, service, client, start, made, now)
    if booking is None:
        return
    verbs.write_contact(
        booking=booking, name=client.get_full_name(), email=client.email, phone=client.phone, by=client, now=made,
        note=_note(one, client.language),
    )  # fmt: skip
    _pay(shop.sell(booking, now=made, by=client), made + MINUTE)
    booking.refresh_from_db()
    END[one["state"]](booking)
    if booking.end < now:
        for about in (f"booking:{booking.code}", f"user:{client.pk}"):
            drop(about=about)  # nobody wants letters about what was over before the house opened


def _held(
    one: dict[str, Any], service: Service, client: User, start: datetime, made: datetime, now: datetime
) -> Booking | None:
    """At its time, or at the nearest that was free: closures of a real calendar may fall on it. The past stays past."""
    resource = Resource.objects.select_related("place").get(code=one["expert"])
    asked: dict[str, Any] = {
        "service": service, "resource": resource, "person": verbs.Person(client, _mark(one)), "now": made,
        "format": one.get("format", "on_site"), "language": client.language, "zone": client.zone,
        "party": one.get("party", service.party_min),
    }  # fmt: skip
    try:
        return verbs.hold(start=start, **asked)
    except Refused as refused:
        ways = [way for way in refused.alternatives if way.resource == resource and (way.end < now) == (start < now)]
        instead = next((way.start for way in ways), None)
        return verbs.hold(start=instead, **asked) if instead else None


def _note(one: dict[str, Any], language: str) -> str:
    return str(both(one["note"])[language]) if "note" in one and one["state"] == "confirmed" else ""


def _pay(payment: Any, at: datetime) -> None:
    if payment is not None:
        shop.settle(payment, intent_id=f"{INTENT}{payment.key.hex}", amount=payment.amount, now=at)


def card_payments() -> int:
    """Tells the test card page, in a file, what was paid in hryvnias, so that it gives it back when it is asked to."""
    told = [
        {"id": paid.intent_id, "amount": int(paid.received * 100), "currency": "uah"}
        | {"metadata": {"payment": str(paid.key)}}
        for paid in Payment.objects.filter(intent_id__startswith=INTENT)
    ]
    (settings.VAR / "card-payments.json").write_text(json.dumps(told), encoding="utf-8")
    return len(told)


def _complete(booking: Booking) -> None:
    verbs.complete(booking=booking, by=booking.resource.user, now=booking.end)
    _pay(shop.bill(booking, now=booking.end), booking.end + MINUTE)


def _miss(booking: Booking) -> None:
    verbs.miss(booking=booking, by=booking.resource.user, now=booking.end)


def _cancel(booking: Booking) -> None:
    """Late, three hours before."""
    verbs.cancel(booking=booking, by=booking.client, now=booking.start - timedelta(hours=3))


END: dict[str, Any] = {"completed": _complete, "missed": _miss, "cancelled": _cancel, "confirmed": lambda booking: None}


def reviews(*, today: date) -> int:
    told = {one["code"]: one for one in read("people")["bookings"]}
    rows = read("people")["reviews"]
    for one in rows:
        visit = told[one["booking"]]
        booking = Booking.objects.filter(visitor=_mark(visit)).first()
        resource = Resource.objects.filter(code=visit.get("expert") or visit.get("resource")).first()
        client = next(row for row in read("people")["clients"] if row["code"] == visit["client"])
        Review.objects.get_or_create(resource=resource, text=both(one["text"]), defaults={
            "rating": one["rating"], "service": _parent(visit), "live": one["state"] == "published", "booking": booking,
            "signed": both(client["name"]) if one["signed"] else {},
            "written": day_of(visit["when"], today) + timedelta(days=1),
        })  # fmt: skip
    return len(rows)


def _parent(visit: dict[str, Any]) -> Service | None:
    return Service.objects.filter(code=visit["service"]).first()
