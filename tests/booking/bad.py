"""What people and programs should not send, and what must be true after they have."""

import re
from typing import Any

from django.apps import apps
from django.test import Client

from booking.models import Booking
from tests.world import World

ROOMS = ("booking", "shop", "ledger", "accounts", "notifications")
PASSING = {"Throttle"}
"""Rows that only count tries."""
LONG, EMOJI, SCRIPT = "я" * 10_000, "Марія 🌻🧘‍♀️", "<script>alert(1)</script> Koval"

UNREADABLE = {
    "no time": "", "a word": "tomorrow", "a day that is not there": "2027-02-30T10:00:00+02:00",
    "a month that is not there": "2027-13-01T10:00:00+02:00", "an hour that is not there": "2027-03-02T25:00:00+02:00",
    "no offset": "2027-03-02T10:00:00", "no offset, in the gap of the clocks": "2027-03-28T03:30:00",
    "an offset that is not there": "2027-03-02T10:00:00+99:00", "seconds": "2027-03-02T10:00:30+02:00",
    "parts of seconds": "2027-03-02T10:00:00.5+02:00", "the year 9999": "9999-12-31T23:59:00+00:00",
    "the year 1": "0001-01-01T00:00:00+14:00", "only a day": "2027-03-02",
    "digits of another script": "２０２７-03-02T10:00+02:00",
    "NUL": "2027-03-02T10:00\0+02:00", "ten thousand digits": "2" * 10_000, "a script": SCRIPT, "a picture": "🕙",
}  # fmt: skip
"""Not a time at all: 422."""
IMPOSSIBLE = {
    "the past": "2027-02-22T10:00:00+02:00", "in the gap, with the offset before it": "2027-03-28T03:30:00+02:00",
    "far ahead": "2199-06-03T10:00:00+03:00", "between two starts": "2027-03-02T10:07:00+02:00",
    "at night": "2027-03-02T03:00:00+02:00", "on Sunday": "2027-03-07T10:00:00+02:00",
}  # fmt: skip
"""A time that nobody can have: 409."""
SUMS = {
    "nothing": "", "a word": "free", "not a number": "NaN", "a signal": "sNaN", "endless": "Infinity",
    "negative": "-400",
    "enormous": "1e999999", "with parts of kopecks": "0.001", "a list": "[0]", "NUL": "0\0",
}  # fmt: skip
CODES = {
    "unknown": "AAAAAAA", "too long": "A" * 5_000, "dots": "....", "letters of another script": "ЖЖЖЖЖЖЖ", "NUL": "%00",
    "SQL": "'%20OR%201=1--", "a script": "%3Cscript%3E",
}  # fmt: skip


def rows() -> dict[str, int]:
    """How many rows every table of the house has."""
    found = (model for room in ROOMS for model in apps.get_app_config(room).get_models())
    log = apps.get_model("wagtailcore", "ModelLogEntry")
    return {model.__name__: model._default_manager.count() for model in (*found, log) if model.__name__ not in PASSING}


def words_of(response: Any) -> str:
    """What a person reads of the answer."""
    if response["Content-Type"].startswith("application/json"):
        return " ".join(f"{reason['field']}: {reason['text']}" for reason in response.json()["reasons"])
    page = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    main = re.search(r"<main\b.*?</main>", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else page).split())


HOLD = "/en/book/hold/"
WANTED = {"service": "session", "resource": "olena", "start": "2027-03-02T10:00:00+02:00", "format": "on_site"}
CONTACT = {"name": "Maria Koval", "email": "guest@example.org", "phone": "+380 44 000 00 00", "consent": "on"}


def refused(response: Any, *statuses: int) -> str:
    assert response.status_code in statuses, (response.status_code, response.content[:500])
    said = words_of(response)
    assert len(said) > 10, response.content
    return said


def held(world: World, visitor: Client, service: str = "session") -> Booking:
    """By this visitor's own visitor."""
    answer = visitor.post(HOLD, WANTED | {"service": service})
    assert answer.status_code == 302, answer.content
    return Booking.objects.get()
