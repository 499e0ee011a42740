"""Migrating in less time; and what all migrations make of an empty SQLite database, written down.

Running several hundred migrations takes a minute and a half, of which next to all is Django imagining every model as it
once was; an empty house reads `structure.sql` in a tenth of a second instead. `manage.py structure` writes the file
anew, `manage.py structure --check` compares it with what migrations make. Migrations that came after it was written are
run as usual, and so is whatever follows on migrating: rights, roles, first words. Other databases always migrate.
"""

import functools
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.migrations.executor import MigrationExecutor

FILE = Path(__file__).with_name("structure.sql")
MOMENT, KEY = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+"), re.compile(r"(?<=')[0-9a-f]{32}(?=')")
RECORD = re.compile(r"(INSERT INTO \"django_migrations\" VALUES\(\d+,)(.*)")
"""Of the day when it is written; random. The same migrations should give the same file."""


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Migrating renders 38,000 model classes: a seventh of the time is the collector's, which finds nothing."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def _knowing_what_is_swapped() -> Iterator[None]:
    """Every class that is rendered empties the cache of this answer, though no setting has changed."""
    apps.get_swappable_settings_name = functools.cache(apps.get_swappable_settings_name)  # type: ignore[method-assign]
    try:
        yield
    finally:
        del apps.get_swappable_settings_name


@contextmanager
def quickly() -> Iterator[None]:
    with _rarely_collecting(), _knowing_what_is_swapped():
        yield


def is_empty(connection: Any) -> bool:
    return connection.vendor == "sqlite" and not connection.introspection.table_names()


def load(connection: Any) -> None:
    """Into a database that `is_empty`, whole or not at all."""
    with connection.constraint_checks_disabled():  # a row may come before the table that it points to
        connection.connection.executescript(FILE.read_text(encoding="utf-8"))
        connection.connection.execute("PRAGMA writable_schema = RESET")  # the table of search is known only then
    connection.check_constraints()


def made(connection: Any) -> str:
    """Runs all migrations on an empty SQLite database, and nothing that follows on them; its text."""
    executor = MigrationExecutor(connection)
    with quickly():
        executor.migrate(executor.loader.graph.leaf_nodes())
    return _settled("\n".join(connection.connection.iterdump()) + "\n")


def _settled(text: str) -> str:
    keys: dict[str, str] = {}
    text = KEY.sub(lambda found: keys.setdefault(found[0], f"{len(keys) + 1:032x}"), text)
    return "\n".join(_in_order(MOMENT.sub("2026-01-01 00:00:00.000000", text).split("\n")))


def _in_order(lines: list[str]) -> list[str]:
    """Migrations that others replace are recorded in an order that differs from day to day: by name, then."""
    names = iter(sorted(found[2] for line in lines if (found := RECORD.match(line))))
    return [found[1] + next(names) if (found := RECORD.match(line)) else line for line in lines]


def differences(fresh: str) -> list[str]:
    """Lines that are in the file and not in `fresh`, and the other way about."""
    kept = FILE.read_text(encoding="utf-8") if FILE.is_file() else ""
    return list(unified_diff(kept.splitlines(), fresh.splitlines(), "structure.sql", "migrations", lineterm="", n=0))
