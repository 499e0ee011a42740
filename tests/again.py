"""What was built once in a database, laid there again in a moment: its rows, and the objects that stand for them."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

import editions

T = TypeVar("T")


class Table(NamedTuple):
    columns: list[str]
    rows: frozenset[tuple[Any, ...]]


def _names() -> Iterator[str]:
    """Tables of models, but those that databases fill by themselves: full-text search, and what was changed when."""
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return (name for name in found if not name.endswith("_fts") and name != editions.TABLE)


def _read(name: str) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
        return Table([column[0] for column in cursor.description], frozenset(cursor.fetchall()))


def _look() -> dict[str, Table]:
    return {name: _read(name) for name in _names()}


def _lay(name: str, table: Table) -> None:
    columns = ", ".join(map(connection.ops.quote_name, table.columns))
    places = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(name)} ({columns}) VALUES ({places})", sorted(table.rows, key=repr)
        )


def _count_on(tables: dict[str, Table]) -> None:
    """Numbers that the database gives from now on come after those that were laid."""
    laid: list[type[models.Model]] = [model for model in apps.get_models() if model._meta.db_table in tables]
    if statements := connection.ops.sequence_reset_sql(no_style(), laid):
        with connection.cursor() as cursor:
            cursor.execute(";".join(statements))


class Built(Generic[T]):
    """Builds when it is asked for the first time, and lays what came of it ever after.

    Building may only add rows; what it changes in rows that were there before is not seen.
    """

    def __init__(self, build: Callable[[], T]) -> None:
        before = _look()
        self.objects = copy.deepcopy(built := build())
        self.first: T | None = built
        added = {name: Table(table.columns, table.rows - before[name].rows) for name, table in _look().items()}
        self.tables = {name: table for name, table in added.items() if table.rows}

    def __call__(self) -> T:
        if (first := self.first) is not None:
            self.first = None
            return first
        with transaction.atomic():
            for name, table in self.tables.items():
                _lay(name, table)
            _count_on(self.tables)
        return copy.deepcopy(self.objects)
