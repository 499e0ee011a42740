"""A booking as iCalendar (RFC 5545, 5546): times in UTC, one UID for life, a neutral title where it is asked for."""

from datetime import datetime
from typing import cast

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from booking import links
from booking.models import Booking
from booking.queries.bookings import times_moved
from words import in_language, say

GONE = {"cancelled", "rejected", "expired", "missed"}


def invitation(booking: Booking, *, now: datetime, language: str | None = None) -> bytes:
    """REQUEST for a booking that stands, CANCEL for one that does not; the sequence grows with every move."""
    with in_language(language or booking.language):
        calendar = Calendar()
        calendar.add("prodid", "-//Atrium//bookings//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "CANCEL" if booking.state in GONE else "REQUEST")
        calendar.add_component(_event(booking, now))
        return cast(bytes, calendar.to_ical())


def _event(booking: Booking, now: datetime) -> Event:
    event = Event()
    gone = booking.state in GONE
    event.add("uid", f"{booking.code.lower()}@{settings.SITE_ADDRESS.partition('://')[2].partition(':')[0]}")
    event.add("dtstamp", now)
    event.add("dtstart", booking.start)
    event.add("dtend", booking.end)
    event.add("sequence", times_moved(booking) * 2 + gone)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    event.add("summary", title(booking))
    event.add("url", links.address(booking))
    if booking.format != "online":
        event.add("location", vText(str(booking.resource.place.address)))
    organizer = vCalAddress(f"mailto:{booking.resource.place.email or 'hello@atrium.example'}")
    organizer.params["cn"] = vText(str(booking.resource.place))
    event.add("organizer", organizer)
    return event


def title(booking: Booking) -> str:
    """What a calendar shows to whoever looks over the shoulder."""
    return say("notices.calendar_neutral") if booking.confidential else f"{booking.service}, {booking.resource}"
