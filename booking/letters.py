"""What letters about a booking say. Everything is read from the booking as it is when the letter goes out."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

import moments
from booking import ics, links, sale, shows
from booking.blocks.faces import NOBODY, faces
from booking.came_back import came_back
from booking.models import Booking
from booking.outlived import still_true
from booking.queries import alternatives, for_code, quote_cancel
from booking.queries.terms import agreed as agreed_rules
from booking.queries.terms import free_until
from money import show_money
from notifications.lines import line
from notifications.subjects import Attachment, Reader, Subject, Telling, Word
from words import language, say

GRACE = timedelta(minutes=15)
"""How long somebody who is late is waited for."""
BANK = timedelta(days=7)
"""By when returned money has come: five working days."""
Data = Mapping[str, Any]


def subject(booking: Booking) -> Subject:
    return Subject(about=f"booking:{booking.code}", begins=booking.start, readers=_readers(booking))


def find(code: str) -> Subject | None:
    booking = _booking(code)
    return subject(booking) if booking else None


def _booking(code: str) -> Booking | None:
    try:
        return for_code(code)
    except Booking.DoesNotExist:
        return None


def _readers(booking: Booking) -> dict[str, Reader]:
    client, place = booking.client, booking.resource.place
    address = booking.email or (client.email if client else "")
    readers = {
        "client": Reader(booking.client_id, address, booking.language, booking.zone),
        "staff": Reader(None, place.email, settings.LANGUAGE_CODE, place.zone),
    }
    expert = booking.resource.user
    if expert:
        spoken = expert.language or settings.LANGUAGE_CODE
        readers["expert"] = Reader(expert.pk, expert.email, spoken, booking.resource.zone)
    return readers


def context(
    code: str, *, letter: str, audience: str, language: str, zone: str, data: Data, now: datetime
) -> Telling | None:
    """The words of one letter in the active language, or None when the booking has gone another way meanwhile."""
    booking = _booking(code)
    if booking is None or not still_true(letter, booking, now):
        return None
    clock = zone if audience == "expert" else shows.zone_of(booking)
    words = _common(booking, clock, now) | _people(booking) | OWN.get(letter, _nothing)(booking, data, clock, now)
    return Telling(
        words=words, link=_link(booking, letter, audience, data), dear=_dear(booking, audience),
        reply_to=booking.resource.place.email, said=_said(booking, letter, data),
        attachments=_attached(booking, letter, now),
    )  # fmt: skip


# Words -----------------------------------------------------------------------------------------------


def _money(amount: Any, booking: Booking) -> str:
    return show_money(Decimal(str(amount or 0)), booking.currency)


def _service(booking: Booking) -> str:
    return say("notices.calendar_neutral") if booking.confidential else str(booking.service)


def _common(booking: Booking, zone: str, now: datetime) -> dict[str, Word]:
    return {
        "code": booking.code, "service": _service(booking), "who": str(booking.resource),
        "who_line": "" if booking.confidential else line(_who_key(booking), who=booking.resource),
        "when": moments.when(booking.start, booking.end, zone), "time": moments.clock(booking.start, zone),
        "day": moments.day(booking.start, zone), "on_day": moments.on_day(booking.start, zone),
        "date": moments.date(now + BANK, zone, now), "zone": moments.zone_name(zone), "where": _where(booking),
        "bring": str(booking.service.bring) or line("bring_nothing"), "access": _way_in(booking),
        "price": _money(booking.price, booking),
        "paid": lambda: _sum(booking, "paid"), "left": lambda: _sum(booking, "left"),
        "until": moments.moment(booking.start + GRACE, zone, now), "late_line": _late_line(booking, zone, now),
        "cancel_line": lambda: _cancel_line(booking, zone, now), "money_line": "", "waitlist_line": "", "reason": "",
    }  # fmt: skip


def _people(booking: Booking) -> dict[str, Word]:
    """For the expert; of a confidential session only the first name."""
    name = booking.name or (booking.client.get_full_name() if booking.client else "")
    return {
        "client": name.split(" ")[0] if booking.confidential else name, "note": " ".join(booking.note.split()),
        "format": say(f"booking_form.format_{booking.format}"), "load_line": lambda: _load_line(booking),
    }  # fmt: skip


def _who_key(booking: Booking) -> str:
    return {"person": "who_expert", "desk": "who_desk", "zone": "who_desk"}.get(booking.resource.kind, "who_room")


def _where(booking: Booking) -> str:
    return line("online") if booking.format == "online" else shows.where(booking)


def _way_in(booking: Booking) -> str:
    return "" if booking.format == "online" else str(booking.resource.place.way_in)


def _sum(booking: Booking, which: str) -> str:
    """Empty where the booking costs nothing: such a line is left out."""
    if not booking.price:
        return ""
    money = sale.money(booking)
    return _money(money.paid - money.returned if which == "paid" else money.due_now + money.due_later, booking)


def _cancel_line(booking: Booking, zone: str, now: datetime) -> str:
    until = free_until(agreed_rules(booking), booking.start) or booking.start
    if until > now:
        return line("cancel_free_until", until=moments.moment(until, zone, now))
    return line("cancel_costs", fee=_money(quote_cancel(booking, now=now).fee, booking))


def _late_line(booking: Booking, zone: str, now: datetime) -> str:
    until, phone = moments.moment(booking.start + GRACE, zone, now), booking.resource.place.phone
    return line("late", phone=phone, until=until) if phone else line("late_no_phone", until=until)


def _load_line(booking: Booking) -> str:
    zone = booking.resource.zone
    midnight = moments.local(booking.start, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    of_day = Booking.objects.filter(
        resource=booking.resource,
        state__in=("confirmed", "started"),
        start__gte=midnight,
        start__lt=midnight + timedelta(days=1),
    )
    return line("load", n=of_day.count())


# Words of single letters -----------------------------------------------------------------------------

Own = Callable[[Booking, Data, str, datetime], dict[str, Word]]


def _nothing(booking: Booking, data: Data, zone: str, now: datetime) -> dict[str, Word]:
    return {}


def _on_held(booking: Booking, data: Data, zone: str, now: datetime) -> dict[str, Word]:
    ends = booking.expires_at or now
    return {"until": moments.moment(ends, zone, now), "due": _money(booking.deposit, booking)}


def _on_moved(booking: Booking, data: Data, zone: str, now: datetime) -> dict[str, Word]:
    told = {name: datetime.fromisoformat(data[name]) for name in ("old_start", "old_end", "new_start", "new_end")}
    return {
        "old_when": moments.when(told["old_start"], told["old_end"], zone),
        "new_when": moments.when(told["new_start"], told["new_end"], zone),
        "money_line": line("money_same") if booking.price else "",
    }  # fmt: skip


def _on_cancelled(booking: Booking, data: Data, zone: str, now: datetime) -> dict[str, Word]:
    """Where nothing had been paid, nothing is said of money."""
    if not Decimal(str(data.get("paid") or 0)):
        sums: dict[str, Word] = dict.fromkeys(("paid", "refund", "fee", "split", "money_line"), "")
    else:
        sums = {name: _money(data.get(name), booking) for name in ("paid", "refund", "fee")}
        sums |= came_back(booking, Decimal(str(data.get("refund") or 0)))
    actor = line("actor_house" if data.get("by_house") else "actor_you")
    return sums | {"actor": actor, "reason": data.get("reason", "")}


def _on_missed(booking: Booking, data: Data, zone: str, now: datetime) -> dict[str, Word]:
    return {"fee": _money(data.get("kept"), booking), "money_line": " ".join(_missed_lines(booking, data))}


def _missed_lines(booking: Booking, data: Data) -> list[str]:
    kept, due = (Decimal(str(data.get(name) or 0)) for name in ("kept", "due"))
    told = []
    if kept:
        told.append(line("fee_from_payment", fee=_money(kept, booking), refund=_money(data.get("refund"), booking)))
    if due:
        by_card = booking.charge_consent and sale.money(booking).last4
        told.append(line("fee_soon" if by_card else "fee_pay", fee=_money(due, booking)))
    return told or [line("fee_none")]


def _on_money(booking: Booking, data: Data, zone: str, now: datetime) -> dict[str, Word]:
    amount = _money(data.get("amount"), booking)
    return {
        "amount": amount, "refund": amount, "fee": amount, "split": line("by_card"),
        "reason": say("booking_states.missed.label"),
    }  # fmt: skip


def _on_late(booking: Booking, data: Data, zone: str, now: datetime) -> dict[str, Word]:
    """Whoever was too slow is told of other times; whoever had cancelled is not."""
    words, lapsed = _on_money(booking, data, zone, now), booking.state == "expired"
    when = moments.when(booking.start, booking.end, zone)
    key = "late_gone" if lapsed else "late_ended"
    return words | {
        "late_why": line(key, amount=words["amount"], service=_service(booking), when=when),
        "alternatives": (lambda: _free_times(booking, zone, now)) if lapsed else "",
    }  # fmt: skip


def _on_refund(booking: Booking, data: Data, zone: str, now: datetime) -> dict[str, Word]:
    amount = _money(data.get("amount"), booking)
    return {
        "refund": amount, "amount": amount, "split": line(f"refund_{data.get('means', 'card')}", refund=amount),
        "reason": str(data.get("error", "")),
    }  # fmt: skip


def _free_times(booking: Booking, zone: str, now: datetime) -> str:
    found = alternatives(booking.service, booking.resource, booking.start, now=now, zone=zone, format=booking.format)
    told = [line("free_time", when=moments.when(one.start, one.end, zone), who=one.resource) for one in found]
    return "\n".join([line("free_now"), *told]) if told else ""


OWN: dict[str, Own] = {
    "booking_held": _on_held, "booking_moved": _on_moved, "expert_moved": _on_moved, "booking_cancelled": _on_cancelled,
    "booking_missed": _on_missed, "payment_received": _on_money, "payment_late_booked": _on_money,
    "payment_late_refunded": _on_late, "fee_charged": _on_money, "fee_due": _on_money, "refund_sent": _on_refund,
    "refund_otherwise": _on_refund, "staff_refund_failed": _on_refund, "staff_fee_failed": _on_money,
}  # fmt: skip


# What comes with the words ---------------------------------------------------------------------------

AGAIN = {"booking_cancelled", "booking_expired"}
"""Letters whose button leads to other times."""
INVITES = {
    "booking_confirmed", "booking_moved", "booking_cancelled", "expert_new_booking", "expert_moved", "expert_cancelled",
}  # fmt: skip


def _link(booking: Booking, letter: str, audience: str, data: Data) -> str:
    if audience == "expert":
        return f"{settings.SITE_ADDRESS}{reverse('week')}"
    if audience == "staff":
        return f"{settings.SITE_ADDRESS}/cms/"
    if letter == "fee_due" and data.get("link"):
        return str(data["link"])
    page = (
        faces("resource", [booking.resource_id], language()).get(booking.resource_id, NOBODY).url
        if letter in AGAIN
        else ""
    )
    if page:
        return page if page.startswith("http") else f"{settings.SITE_ADDRESS}{page}"
    return links.address(booking, language())


def _dear(booking: Booking, audience: str) -> str:
    person = {"client": booking.client, "expert": booking.resource.user}.get(audience)
    return str(person.dear) if person else ""


def _said(booking: Booking, letter: str, data: Data) -> str:
    if letter == "booking_cancelled" and not Decimal(str(data.get("paid") or 0)):
        return "cancelled_free"
    return "reminder_confidential" if booking.confidential and letter.startswith("reminder_") else ""


def _attached(booking: Booking, letter: str, now: datetime) -> tuple[Attachment, ...]:
    if letter not in INVITES:
        return ()
    content = ics.invitation(booking, now=now, language=language())
    method = "CANCEL" if booking.state in ics.GONE else "REQUEST"
    return (Attachment("booking.ics", content, f"text/calendar; method={method}"),)
