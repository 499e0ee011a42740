"""Words of the booking room: reasons as sentences, facts as labels."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import moments
from booking.core.decisions import Reason
from booking.models import Resource, Service
from money import show_money
from words import say, say_lazy

FACTS = {
    f"booking.{verb}": say_lazy(f"verbs_log.booking.{verb}")
    for verb in (
        "held", "held_longer", "confirmed", "moved", "cancelled", "expired", "started", "completed", "missed",
        "retaken", "claimed", "approved", "rejected", "link_sent",
    )
} | {
    f"resource.{verb}": say_lazy(f"verbs_log.resource.{verb}")
    for verb in ("hours_changed", "opened", "closed", "leave_taken")
} | {fact: say_lazy(f"verbs_log.{fact}") for fact in ("house.closed", "house.opened", "policy.published")}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """What a sentence may need beside the reason's own numbers. `start` is the time that was asked for."""

    service: Service
    resource: Resource
    start: datetime
    zone: str
    now: datetime


Speak = Callable[[Any, Scene], str]


def _at(seconds: Any) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _moment(value: Any, scene: Scene) -> str:
    return moments.moment(_at(value), scene.zone, scene.now)


def _until(value: Any, scene: Scene) -> str:
    """Only the hour on the day that was asked for, else with its date."""
    there = moments.local(_at(value), scene.zone).date(), moments.local(scene.start, scene.zone).date()
    return moments.clock(_at(value), scene.zone) if there[0] == there[1] else _moment(value, scene)


def _same_day(value: Any, scene: Scene) -> str:
    """Only the hour, where the day of the asked time is meant."""
    return moments.clock(_at(value), scene.zone)


def _date(value: Any, scene: Scene) -> str:
    return moments.date(_at(value), scene.zone, scene.now)


def _minutes(value: Any, scene: Scene) -> str:
    return moments.duration(int(value))


def _money(value: Any, scene: Scene) -> str:
    return show_money(Decimal(str(value)), scene.service.currency)


def _format(value: Any, scene: Scene) -> str:
    return say(f"booking_form.format_{value}")


SPOKEN: dict[str, Speak] = {
    "from": _same_day, "until": _until, "at": _same_day, "time": _same_day, "earlier": _same_day, "later": _same_day,
    "limit": _minutes, "asked": _minutes, "old_amount": _money, "amount": _money, "format": _format,
    "date": _date, "left": _money, "price": _money, "due": _money,
}  # fmt: skip
RENAMED = {"at": "time", "earlier": "from", "later": "until"}
DAYS = {
    "too_soon": "earliest", "too_far": "opens", "no_hours": "next", "capacity_taken": "at", "gift_not_yet": "at",
    "gift_spent": "at",
}  # fmt: skip
"""Reasons whose own instant, not the asked one, gives {day}, {on_day} and {time}."""


def sentence(reason: Reason, scene: Scene) -> str:
    """The reason in the active language, ready to be shown to the person who asked."""
    return say(f"refusals.{reason.code}.text", **_numbers(reason, scene))


def short(reason: Reason) -> str:
    """For a chip or a cell."""
    return say(f"refusals.{reason.code}.short")


def _numbers(reason: Reason, scene: Scene) -> dict[str, Any]:
    told = {
        "who": str(scene.resource),
        "service": str(scene.service),
        "zone": moments.zone_name(scene.zone),
        "reason": "",
    }
    told |= {"on_day": moments.on_day(scene.start, scene.zone), "day": moments.day(scene.start, scene.zone)}
    told |= _own_day(reason, scene)
    for key, value in reason.numbers.items():
        speak = SPOKEN.get(key)
        name = RENAMED.get(key, key)
        told["from_" if name == "from" else name] = speak(value, scene) if speak else value
    return told


def _own_day(reason: Reason, scene: Scene) -> dict[str, str]:
    seconds = reason.numbers.get(DAYS.get(reason.code, ""))
    at = scene.start if seconds is None else _at(seconds)
    return {
        "time": moments.clock(at, scene.zone),
        "day": moments.day(at, scene.zone),
        "on_day": moments.on_day(at, scene.zone),
    }


def spoken(reasons: Iterable[Reason], scene: Scene) -> list[dict[str, Any]]:
    """Reasons as the API gives them: code, sentence, numbers (instants as ISO 8601 in its zone, money as text)."""
    return [
        {
            "code": reason.code,
            "field": "",
            "text": sentence(reason, scene),
            "numbers": _plain(reason.numbers, scene.zone),
        }
        for reason in reasons
    ]


INSTANTS = frozenset(
    {"from", "until", "at", "time", "earlier", "later", "earliest", "latest", "opens", "next", "start", "date"}
)


def _plain(numbers: Mapping[str, Any], zone: str) -> dict[str, Any]:
    def one(key: str, value: Any) -> Any:
        if key in INSTANTS:
            return moments.local(_at(value), zone).isoformat()
        return str(value) if isinstance(value, Decimal) else value

    return {key: one(key, value) for key, value in numbers.items()}
