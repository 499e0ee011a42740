"""Rows of the activity log in words: who, what, when, from where, what it was and what it became, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

import moments
from words import has_words, say

ACTORLESS = "staff.clock_actor"
"""Who acts where nobody is signed in: the clock, a guest or a payment. A guest is known by the address."""
QUIET = frozenset({"ip", "reason", "by_house", "old", "new", "revision", "currency"})


@dataclass(frozen=True)
class Change:
    """One value, by the words of its name; `old` is empty where something was only told."""

    name: str
    old: str
    new: str

    def __str__(self) -> str:
        told = f"{self.old} → {self.new}" if self.old else self.new
        return f"{self.name}: {told}" if self.name else told


@dataclass(frozen=True)
class Line:
    """One row as people read it. `at` is told on the clocks of `zone`."""

    at: str
    who: str
    what: str
    ip: str
    changes: tuple[Change, ...]
    reason: str

    @property
    def old(self) -> str:
        return "; ".join(f"{change.name}: {change.old}".removeprefix(": ") for change in self.changes if change.old)

    @property
    def new(self) -> str:
        return "; ".join(f"{change.name}: {change.new}".removeprefix(": ") for change in self.changes)


def line(entry: Any, *, zone: str) -> Line:
    """`entry`: a row of any log of Wagtail's, its `user` read beforehand where many are shown."""
    data = entry.data or {}
    at = moments.local(entry.timestamp, zone)
    ip = str(data.get("ip", ""))
    actor = "staff.guest_actor" if ip else ACTORLESS
    who = str(entry.user_display_name) if entry.user_id else say(actor)
    return Line(
        f"{at:%Y-%m-%d %H:%M:%S}",
        who,
        str(entry.message),
        ip,
        tuple(changes(data, zone)),
        str(data.get("reason") or ""),
    )


def changes(data: Mapping[str, Any], zone: str) -> Iterable[Change]:
    """What the row says has changed: `old` and `new` (values, or fields with values), pairs old_x and new_x, more."""
    old, new = data.get("old"), data.get("new")
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = old or {}, new or {}
        for name in dict.fromkeys([*before, *after]):
            yield Change(_name(name), _text(before.get(name), zone), _text(after.get(name), zone) or "—")
    elif new is not None:
        yield Change("", _text(old, zone), _text(new, zone))
    yield from _others(data, zone)


def _others(data: Mapping[str, Any], zone: str) -> Iterable[Change]:
    for key, value in data.items():
        if key in QUIET or key.startswith("old_") or value in (None, "", [], {}):
            continue
        if isinstance(value, dict):
            yield from changes(value, zone) if "new" in value else ()
        else:
            name = key.removeprefix("new_")
            yield Change(_name(name), _text(data.get(f"old_{name}"), zone), _text(value, zone))


def _name(name: str) -> str:
    key = f"staff.data.{name}"
    return say(key) if has_words(key) else name.replace("_", " ")


def _text(value: Any, zone: str) -> str:
    if isinstance(value, bool):
        return say("staff.data.yes" if value else "staff.data.no")
    if isinstance(value, list | tuple):
        return ", ".join(_text(one, zone) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(one, zone)}" for key, one in value.items())
    text = "" if value is None else str(value)
    return _moment(text, zone) or (say(f"staff.states.{text}") if has_words(f"staff.states.{text}") else text)


def _moment(text: str, zone: str) -> str:
    """An ISO 8601 instant with its offset on the clocks of the zone; empty for anything else."""
    if len(text) < 20 or text[4:5] != "-" or "T" not in text:
        return ""
    try:
        moment: datetime | None = parse_datetime(text)
    except ValueError:
        return ""
    return f"{moments.local(moment, zone):%Y-%m-%d %H:%M}" if moment and moment.tzinfo else ""
