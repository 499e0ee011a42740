"""What the server remembers: Stripe's objects, its events and the answers kept for idempotency keys."""

import copy
import json
import secrets
import string
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import stripe
from stripe import StripeObject

from .problems import Problem, no_such

Thing = dict[str, Any]
ALPHABET = string.ascii_letters + string.digits
KEPT = ("things", "private", "events", "answers", "outbox", "ahead")
DAY = 86_400
ANSWERS_LIVE = DAY
EVENTS_LIVE = 30 * DAY


def new_id(prefix: str, length: int = 24) -> str:
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))


def blank(kind: Any) -> Thing:
    """Every field the SDK's resource class declares, empty."""
    hints = {name: hint for name, hint in kind.__annotations__.items() if not name.startswith("_")}
    return {name: empty(hint) for name, hint in hints.items() if name not in ("OBJECT_NAME", "deleted")}


def empty(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, StripeObject):
        return blank(hint) if "__annotations__" in vars(hint) else {}
    text = str(hint)
    if text.startswith("typing.List"):
        return []
    if "UntypedStripeObject" in text and not text.startswith("typing.Optional"):
        return {}
    return False if hint is bool else None


class Store:
    """All state. `base` is the server's own address; times are Unix seconds; `ahead` moves the clock in tests."""

    def __init__(self, *, base: str = "", clock: Callable[[], float] = time.time) -> None:
        self.base = base
        self.clock = clock
        self.on_event: Callable[[Thing], None] = lambda event: None
        self.request: Thing = {"id": None, "idempotency_key": None}
        self.version = 0
        self.clear()

    def clear(self) -> None:
        self.things: dict[str, Thing] = {}
        self.private: dict[str, Thing] = {}
        self.events: dict[str, Thing] = {}
        self.answers: dict[str, Thing] = {}
        self.outbox: list[Thing] = []
        self.ahead = 0
        self.version += 1

    def now(self) -> int:
        return int(self.clock()) + self.ahead

    def add(self, kind: Any, prefix: str, **values: Any) -> Thing:
        """A new object of an SDK resource class, in the SDK's shape."""
        thing = {
            **blank(kind),
            "id": new_id(prefix),
            "object": kind.OBJECT_NAME,
            "created": self.now(),
            "livemode": False,
            "metadata": {},
            **values,
        }
        self.things[thing["id"]] = thing
        return thing

    def find(self, kind: str, key: str, *, param: str = "id", status: int = 404) -> Thing:
        thing = self.things.get(key)
        if thing is None or thing["object"] != kind:
            raise no_such(kind, key, param=param, status=status)
        return thing

    def named(self, kind: str, key: str, *, param: str | None = None) -> Thing:
        """An object that another request names in one of its parameters; a deleted one is no longer there."""
        thing = self.find(kind, key, param=param or kind, status=400)
        if thing.get("deleted"):
            raise no_such(kind, key, param=param or kind, status=400)
        return thing

    def of_kind(self, kind: str) -> Iterator[Thing]:
        """Newest first; deleted objects are left out."""
        found = list((self.events if kind == "event" else self.things).values())
        return (thing for thing in reversed(found) if thing["object"] == kind and not thing.get("deleted"))

    def emit(self, name: str, thing: Thing, previous: Thing | None = None) -> None:
        data = {"object": copy.deepcopy(thing), **({"previous_attributes": previous} if previous else {})}
        event: Thing = {
            "id": new_id("evt_"),
            "object": "event",
            "api_version": stripe.api_version,
            "created": self.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": dict(self.request),
            "type": name,
        }
        self.events[event["id"]] = event
        self.on_event(event)

    def change(self, thing: Thing, values: Thing) -> Thing:
        """Sets fields and returns the earlier values of those that differ; metadata is merged as Stripe merges it."""
        if "metadata" in values:
            values = {**values, "metadata": merged(thing["metadata"], values["metadata"])}
        previous = {name: thing.get(name) for name, value in values.items() if thing.get(name) != value}
        thing.update(values)
        return previous

    def save(self, path: Path) -> None:
        """Writes the whole state beside the file first, so that a crash never leaves half of it."""
        self.forget_old()
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(json.dumps({name: getattr(self, name) for name in KEPT}, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)

    def load(self, path: Path) -> None:
        """Reads a saved state; a missing file is a first start. Raises ValueError when the file is something else."""
        if not path.exists():
            return
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            values = {name: kept[name] for name in KEPT}
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is not a saved state: {error}") from None
        vars(self).update(values)

    def forget_old(self) -> None:
        now = self.now()
        self.answers = {key: kept for key, kept in self.answers.items() if kept["at"] > now - ANSWERS_LIVE}
        self.events = {key: event for key, event in self.events.items() if event["created"] > now - EVENTS_LIVE}


def merged(old: dict[str, str], new: dict[str, str] | str | None) -> dict[str, str]:
    """An empty value removes one key, an empty metadata removes all."""
    if not new or isinstance(new, str):
        return {}
    return {key: value for key, value in {**old, **checked_metadata(new)}.items() if value != ""}


def checked_metadata(metadata: dict[str, str]) -> dict[str, str]:
    if len(metadata) > 50:
        raise Problem("Metadata can have up to 50 keys.", param="metadata")
    for key, value in metadata.items():
        if len(key) > 40:
            raise Problem(f"Metadata keys can be up to 40 characters: {key[:60]}", param="metadata")
        if len(value) > 500:
            raise Problem("Metadata values can have up to 500 characters.", param=f"metadata[{key}]")
    return metadata
