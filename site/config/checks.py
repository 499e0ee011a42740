"""System checks: what must not reach production, and tables whose paths lead nowhere. Each has an id and a remedy."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.utils.module_loading import import_string

WIRING = ("REACTIONS", "TICK", "TILL", "SALE", "FACES", "LETTER_SUBJECTS", "DOOR_POST", "POINTS_HINT")
"""Settings that hold dotted paths, in whatever shape."""
TEST_KEYS = ("sk_test_", "rk_test_")
QUIET_POST = ("console", "dummy", "filebased", "locmem")


def _hosts() -> list[str]:
    return list(settings.ALLOWED_HOSTS)


PRODUCTION: dict[str, tuple[Callable[[], bool], str, str]] = {
    "E001": (
        lambda: len(settings.SECRET_KEY) < 50 or settings.SECRET_KEY.startswith("missing-"),
        "SECRET_KEY is missing or short",
        "Set SECRET_KEY to at least 50 random characters.",
    ),
    "E002": (
        lambda: not _hosts() or "*" in _hosts(),
        "ALLOWED_HOSTS is empty or lets every name in",
        "Set ALLOWED_HOSTS to the names of the site, separated by commas.",
    ),
    "E003": (
        lambda: not settings.STRIPE_SECRET_KEY or settings.STRIPE_SECRET_KEY.startswith(TEST_KEYS),
        "STRIPE_SECRET_KEY is missing, or a test key, with which nobody is charged",
        "Set STRIPE_SECRET_KEY to the live key of your Stripe account.",
    ),
    "E004": (
        lambda: not settings.STRIPE_WEBHOOK_SECRET,
        "STRIPE_WEBHOOK_SECRET is missing",
        "Make a webhook for /card/webhook/ in Stripe and set STRIPE_WEBHOOK_SECRET to its signing secret.",
    ),
    "E005": (
        lambda: bool(settings.STRIPE_API_BASE),
        "STRIPE_API_BASE leads away from Stripe",
        "Remove STRIPE_API_BASE: it is for the local test page.",
    ),
    "E006": (
        lambda: any(f".{kind}." in settings.EMAIL_BACKEND for kind in QUIET_POST),
        "EMAIL_URL is missing, or letters go nowhere",
        "Set EMAIL_URL, for example smtp+tls://name:password@mail.example.com:587.",
    ),
    "E007": (
        lambda: not settings.SITE_ADDRESS.startswith("https://"),
        "SITE_ADDRESS does not begin with https://",
        "Set SITE_ADDRESS to the address that people see, for example https://atrium.example.com.",
    ),
    "E008": (lambda: bool(settings.DEBUG), "DEBUG is on", "Remove DEBUG: it shows the house's insides to visitors."),
}
"""Id -> (is it wrong, what is wrong, remedy): looked at when PRODUCTION is on."""


def _error(number: str, what: str, remedy: str) -> Error:
    return Error(what, hint=remedy, id=f"atrium.{number}")


@register(Tags.security)
def production(**_: Any) -> list[CheckMessage]:
    """Missing keys and unsafe settings."""
    if not settings.PRODUCTION:
        return []
    return [_error(number, what, remedy) for number, (wrong, what, remedy) in PRODUCTION.items() if wrong()]


def _paths(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield from [table] if table else []
        return
    for one in table.values() if isinstance(table, dict) else table:
        yield from _paths(one)


def _leads_nowhere(path: str) -> str:
    try:
        import_string(path)
    except ImportError as error:
        return str(error)
    return ""


@register()
def wiring(**_: Any) -> list[CheckMessage]:
    """Every dotted path of the wiring leads to something."""
    found = [(name, path, _leads_nowhere(path)) for name in WIRING for path in _paths(getattr(settings, name))]
    return [
        _error("E009", f"{name} names {path}, which cannot be imported: {why}", "Correct the path in config/wiring.py.")
        for name, path, why in found
        if why
    ]


@register()
def watched(**_: Any) -> list[CheckMessage]:
    """Models that are watched, and their columns that do not count."""
    return [
        _error("E011", f"WATCHED names {wrong}, which there is not", "Correct the name in config/wiring.py.")
        for label, free in settings.WATCHED.items()
        for wrong in _unknown(label, free)
    ]


def _unknown(label: str, free: Sequence[str]) -> list[str]:
    try:
        columns = {field.column for field in apps.get_model(label)._meta.local_fields}
    except (LookupError, ValueError):
        return [label]
    return [f"{label}.{name}" for name in free if name not in columns]


@register(Tags.database)
def weekdays(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Weekly rules name their days: numbers mean other days to the scheduler when a rule begins in mid-week."""
    rules = apps.get_model("schedule", "Rule")
    made = [name for name in databases or [] if rules._meta.db_table in connections[name].introspection.table_names()]
    return [
        _error("E010", f"Rule “{rule.name}” has numbers for weekdays: {rule.params}", "Write MO,TU,… instead of 0,1,….")
        for name in made
        for rule in rules._default_manager.using(name).filter(params__regex=r"byweekday:[^;]*[0-9]")
    ]
