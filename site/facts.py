"""Facts: what has happened, told once. One call writes the audit row and runs what follows from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.module_loading import import_string
from wagtail.log_actions import log, registry

_ORIGIN: ContextVar[str] = ContextVar("origin", default="")


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    """Facts told inside carry this IP address."""
    token = _ORIGIN.set(address)
    try:
        yield
    finally:
        _ORIGIN.reset(token)


def origin() -> str:
    """The IP address of the visitor being served, or nothing outside a request."""
    return _ORIGIN.get()


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Only what JSON can keep; moments as ISO 8601, money as text, rows as their codes."""
    encoder = DjangoJSONEncoder()

    def one(value: Any) -> Any:
        if isinstance(value, models.Model):
            return str(value)
        return value if isinstance(value, str | int | bool | dict | list | None) else encoder.default(value)

    return {key: one(value) for key, value in data.items()}


def announce(verb: str, subject: models.Model, *, by: Any, now: datetime, **data: Any) -> None:
    """Writes one audit row for `verb` and runs its reactions, which may only write rows.

    `by`: the user who acted, None for a guest or the clock. `now`: aware UTC. `data`: old and new values, reason,
    amounts; no personal data. Raises TransactionManagementError outside a transaction, and whatever Wagtail raises
    for a verb that no room has registered.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{verb} announced outside a transaction")
    kept = _plain(data) | ({"ip": _ORIGIN.get()} if _ORIGIN.get() else {})
    who = by if getattr(by, "pk", None) else None
    row = log(instance=subject, action=verb, user=who, data=kept, title=str(subject)[:255], timestamp=now)
    if row is None:  # a lazy stand-in such as request.user
        raise LookupError(f"{verb}: the activity log does not know {type(subject).__name__}, give it the row itself")
    for path in (*settings.REACTIONS.get("*", ()), *settings.REACTIONS.get(verb, ())):
        import_string(path)(verb, subject, by=by, now=now, data=data)


def last(verb: str, subject: models.Model) -> datetime | None:
    """When this fact was last told of the subject; None if never."""
    rows = registry.get_logs_for_instance(subject).filter(action=verb).order_by("-timestamp")
    found: datetime | None = rows.values_list("timestamp", flat=True).first()
    return found
