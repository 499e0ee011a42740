"""The structure that an empty house reads instead of running every migration."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from config import migrating


@pytest.fixture
def empty(django_db_blocker: Any) -> Iterator[Any]:
    """A database of SQLite with nothing in it."""
    settings = {**connection.settings_dict, "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {}}
    fresh = DatabaseWrapper(settings, alias="default")
    with django_db_blocker.unblock():
        yield fresh
        fresh.close()


def test_an_empty_database_of_sqlite_is_known_by_its_having_no_tables(empty: Any) -> None:
    assert migrating.is_empty(empty)
    migrating.load(empty)
    assert not migrating.is_empty(empty)


def test_what_is_read_is_what_is_written_down_again(empty: Any) -> None:
    migrating.load(empty)
    read = "\n".join(empty.connection.iterdump()) + "\n"
    assert migrating.differences(read) == []


def test_a_line_more_or_less_is_a_difference(empty: Any) -> None:
    text = migrating.FILE.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert f"-{lines[10]}" in migrating.differences("\n".join(lines[:10] + lines[11:]))
    assert "+CREATE TABLE more (id)" in migrating.differences(f"{text}CREATE TABLE more (id)\n")


def test_promises_of_the_database_come_with_it(empty: Any) -> None:
    """A constraint, and a trigger, which a text of tables alone would have lost."""
    migrating.load(empty)
    with empty.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        assert cursor.fetchone()[0] > 0
        with pytest.raises(sqlite3.IntegrityError):
            cursor.connection.execute("INSERT INTO wagtailcore_locale (id, language_code) VALUES (NULL, NULL)")


def test_it_is_written_by_sqlite_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(CommandError, match="DATABASE_URL"):
        call_command("structure", check=True)


def test_random_keys_and_moments_are_settled_one_by_one() -> None:
    a, b = "a" * 32, "b" * 32
    told = migrating._settled(f"'{a}','{b}','{a}','2027-03-01 07:00:00.123456'")
    assert told == f"'{1:032x}','{2:032x}','{1:032x}','2026-01-01 00:00:00.000000'"


def test_the_order_in_which_migrations_were_recorded_makes_no_difference() -> None:
    row = 'INSERT INTO "django_migrations" VALUES({},{});'
    one, other = (
        "\n".join([row.format(1, first), row.format(2, second)])
        for first, second in [("'a','0001'", "'b','0001'"), ("'b','0001'", "'a','0001'")]
    )
    assert migrating._settled(one) == migrating._settled(other) == one
