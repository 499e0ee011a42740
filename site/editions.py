"""What pages are made of changes rarely: what was composed of it is kept in memory until any of it changes.

The database says when: triggers (config/watching.py) stamp a new edition in the very transaction that writes a watched
table, by whatever path. What depends on the moment or on any other table is not kept: it is noticed while it is
composed, and tests fail for it.
"""

import logging
import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection

import clock
from words import language

T = TypeVar("T")
Key = tuple[Any, ...]
MOST = 32 * 1024 * 1024
"""Characters and bytes that one process remembers; then it begins anew."""
TABLE = "config_edition"
READ = re.compile(r'\b(?:FROM|JOIN)\s+"(\w+)"', re.IGNORECASE)
_read: ContextVar[list[str] | None] = ContextVar("edition", default=None)


log = logging.getLogger("atrium.editions")


class CannotBeKept(Exception):
    """What is composed to be kept depends on the moment, or on a table that is not watched."""


@cache
def tables() -> dict[str, tuple[str, ...]]:
    """Those that are watched -> columns that do not count: memories and stocks, which pages read anew."""
    return {apps.get_model(label)._meta.db_table: free for label, free in settings.WATCHED.items()}


@contextmanager
def reading() -> Iterator[None]:
    """One edition for all that is read within; for requests that only read."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


def edition() -> str:
    """Differs as soon as anything watched is written."""
    known = _read.get()
    if known:
        return known[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), SUM(stamp) FROM {TABLE}")  # noqa: S608  a name of our own
        found = "{}.{}".format(*cursor.fetchone())
    if known is not None:
        known.append(found)
    return found


class _Things(dict[Key, Any]):
    """What was composed in one edition. Text is kept as it is, all else as a copy."""

    def __init__(self, edition: str) -> None:
        super().__init__()
        self.edition, self.size = edition, 0

    def keep(self, key: Key, thing: Any) -> None:
        packed = thing if isinstance(thing, str) else pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
        self.size += len(packed)
        self[key] = packed


class _Memory:
    """Each process has its own. A thread with an older edition keeps writing among older things."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._things = _Things("")

    def of(self, edition: str) -> _Things:
        things = self._things
        if things.edition != edition or things.size > MOST:
            self._things = things = _Things(edition)
        return things


MEMORY = _Memory()


def _unpacked(thing: Any) -> Any:
    return pickle.loads(thing) if isinstance(thing, bytes) else thing  # noqa: S301  packed by this very process


def kept(key: Key, make: Callable[[], T]) -> T:
    """What `make` gave in this edition and language for this `key`, each time as a copy of one's own.

    None is not remembered: there is no end of what is not there.
    """
    memory, key = MEMORY.of(edition()), (language(), *key)
    if key in memory:
        return cast(T, _unpacked(memory[key]))
    found, whole = _made(make)
    if whole and found is not None:
        memory.keep(key, found)
    return found


def kept_each(key: Key, ids: Iterable[int], make: Callable[[list[int]], dict[int, T]]) -> dict[int, T]:
    """`kept` for many rows at once: `make` is asked once, for those that are missing; what it leaves out is nothing."""
    memory, keys = MEMORY.of(edition()), {pk: (language(), *key, pk) for pk in ids}
    missing = [pk for pk, name in keys.items() if name not in memory]
    if missing:
        made, whole = _made(lambda: make(missing))
        if not whole:
            return make(list(keys))
        for pk in missing:
            memory.keep(keys[pk], made.get(pk))
    found = {pk: _unpacked(memory[name]) for pk, name in keys.items()}
    return {pk: one for pk, one in found.items() if one is not None}


def asked(key: Key, query: Callable[[], Any]) -> list[Any]:
    """The rows of a queryset of plain values, read anew; its SQL is composed once.

    The ORM takes longer to compose a list than a database to answer it.
    """

    def composed() -> Any:
        try:
            return query().query.sql_with_params()
        except EmptyResultSet:  # conditions that nothing can meet
            return ()

    if not (found := kept(key, composed)):
        return []
    sql, numbers = found
    with connection.cursor() as cursor:
        cursor.execute(sql, numbers)
        return list(cursor.fetchall())


class Composed(dict[str, Any]):
    """What is `known` at once beside the rest, which is composed when any of it is first asked for."""

    def __init__(self, rest: Callable[[], dict[str, Any]], known: dict[str, Any]) -> None:
        super().__init__(known)
        self._rest = rest

    def __missing__(self, name: str) -> Any:
        return self._rest()[name]

    def __or__(self, more: Any) -> "Composed":  # type: ignore[override]
        return Composed(self._rest, {**self, **more})


def _made(make: Callable[[], T]) -> tuple[T, bool]:
    """What was made, and whether it can be kept."""
    strange: set[str] = set()

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        strange.update(set(READ.findall(sql)) - tables().keys() - {TABLE})
        return execute(sql, *rest)

    with connection.execute_wrapper(look), clock.noticing(strange):
        found = make()
    if not strange:
        return found, True
    told = f"what depends on this cannot be kept (config.wiring.WATCHED): {', '.join(sorted(strange))}"
    if settings.KEPT_STRICT:
        raise CannotBeKept(told)
    log.error(told)
    return found, False
