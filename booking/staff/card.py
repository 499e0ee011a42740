"""One booking on one page: who, where, when, state, what may be done, terms, time taken, money, messages, history."""

from datetime import datetime
from typing import Any

import entries
from django.shortcuts import get_object_or_404
from wagtail.admin.views.generic import InspectView
from wagtail.models import ModelLogEntry

import clock
import moments
from booking import sale, shows
from booking.blocks.readable import sentences
from booking.models import Booking
from booking.queries.bookings import WITH
from booking.queries.terms import agreed
from booking.staff import acting
from ledger.queries import statement
from money import show_money
from notifications.models import Letter, Message
from words import HOLE, say


class BookingCard(InspectView):
    def get_object(self, queryset: Any = None) -> Any:
        return get_object_or_404(Booking.objects.select_related(*WITH), pk=self.pk)

    def get_page_title(self) -> str:
        return say("staff.card.title")

    def get_fields_context(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**kwargs)
        return told | card(self.object, now=clock.now(), user=self.request.user)


def card(booking: Booking, *, now: datetime, user: Any) -> dict[str, Any]:
    """Everything the page says, words already chosen."""
    zone = booking.resource.place.zone
    money = sale.money(booking)
    return {
        "booking": booking, "zone": zone, "facts": _facts(booking, zone, now), "money": money,
        "money_words": shows.money_words(booking, money, now=now), "sums": _sums(booking, money),
        "actions": acting.offered(booking, user=user, now=now), "terms": sentences(agreed(booking)),
        "policy": booking.policy, "taken": _taken(booking, zone), "moved": _moved(booking, zone),
        "messages_sent": _messages(booking, zone),
        "history": history(booking, zone),
    }  # fmt: skip


def _facts(booking: Booking, zone: str, now: datetime) -> list[tuple[str, str]]:
    """(name, value) in the order in which reception asks."""
    there = moments.when(booking.start, booking.end, zone)
    state = say(f"staff.states.{booking.state}")
    if booking.state == "held" and booking.expires_at:
        state = f"{state}, {say('staff.card.until', time=moments.moment(booking.expires_at, zone, now))}"
    rows = [
        ("state", state), ("when", there), ("client_time", _client_time(booking, zone)),
        ("who", str(booking.resource)), ("service", f"{booking.service}, {moments.duration(booking.service.minutes)}"),
        ("where", shows.where(booking)), ("client", booking.name or str(booking.client or "")),
        ("email", booking.email),
        ("phone", booking.phone), ("language", booking.language),
        ("account", say("staff.card.guest") if booking.client is None else ""),
        ("note", booking.note), ("source", say(f"staff.sources.{booking.source}")),
        ("confidential", say("hints.confidential") if booking.confidential else ""),
    ]  # fmt: skip
    return [(say(f"staff.card.{name}"), value) for name, value in rows if value]


def _client_time(booking: Booking, zone: str) -> str:
    away = moments.local(booking.start, booking.zone).utcoffset() != moments.local(booking.start, zone).utcoffset()
    return moments.when(booking.start, booking.end, booking.zone) if away else ""


def _sums(booking: Booking, money: sale.Money) -> list[tuple[str, str]]:
    rows = [
        ("price", money.price), ("paid", money.paid), ("returned", money.returned), ("fee", money.fee),
        ("due_now", money.due_now), ("due_later", money.due_later), ("fee_due", money.fee_due),
    ]  # fmt: skip
    return [
        (say(f"staff.sums.{name}"), show_money(sum_, booking.currency))
        for name, sum_ in rows
        if sum_ or name == "price"
    ]


def _taken(booking: Booking, zone: str) -> list[dict[str, Any]]:
    rows = booking.occupancies.select_related("resource").order_by("start", "pk")
    return [
        {"who": str(one.resource), "when": moments.when(one.start, one.end, zone), "units": one.units, "live": one.live}
        for one in rows
    ]


def _moved(booking: Booking, zone: str) -> list[dict[str, Any]]:
    """The booking's own account, oldest first; money going out of it is negative."""
    return [
        {
            "at": f"{moments.local(row.at, zone):%Y-%m-%d %H:%M}", "reason": row.reason,
            "other": row.source.code if row.target.code == booking.account else row.target.code,
            "amount": show_money(row.amount if row.target.code == booking.account else -row.amount, booking.currency),
        }
        for row in reversed(statement(booking.account))
    ]  # fmt: skip


def _messages(booking: Booking, zone: str) -> list[dict[str, str]]:
    rows = list(Message.objects.filter(about=f"booking:{booking.code}").order_by("not_before", "pk"))
    subjects = dict(Letter.objects.filter(code__in={one.letter for one in rows}).values_list("code", "subject"))
    return [
        {
            "at": f"{moments.local(one.sent_at or one.not_before, zone):%Y-%m-%d %H:%M}", "error": one.error,
            "what": _subject(one, subjects),
            "to": f"{say(f'outbox.channels.{one.channel}')} · {one.address or one.audience}",
            "state": say(f"outbox.states.{one.state}"),
        }
        for one in rows
    ]  # fmt: skip


def _subject(message: Message, subjects: dict[str, Any]) -> str:
    """As it was sent; before that the letter's own, with dots where its numbers will stand."""
    told = (message.context or {}).get("told") or {}
    return str(told.get("subject") or HOLE.sub("…", str(subjects.get(message.letter, message.letter))))


def history(booking: Booking, zone: str) -> list[entries.Line]:
    rows = ModelLogEntry.objects.for_instance(booking).select_related("user").order_by("timestamp", "pk")
    return [entries.line(row, zone=zone) for row in rows]
