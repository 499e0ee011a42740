"""Open and taken time as numbers. Written by hand: the ORM is slower to compose these two than the database to answer.

Moments come back as UTC seconds, counted by the database, so that nothing has to be converted row by row.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

SECONDS = {"sqlite": "CAST(strftime('%%s', {}) AS INTEGER)", "postgresql": "CAST(EXTRACT(EPOCH FROM {}) AS bigint)"}
OPEN = (
    "SELECT resource_id, {start}, {end}, online_only FROM booking_openspan "
    'WHERE resource_id IN ({pks}) AND "end" > %s AND start < %s'
)
TAKEN = (
    "SELECT resource_id, {start}, {end}, units FROM booking_occupancy "
    'WHERE live AND resource_id IN ({pks}) AND "end" > %s AND start < %s AND (expires_at IS NULL OR expires_at > %s)'
)
OTHERS = " AND (booking_id IS NULL OR booking_id <> %s)"
Rows = list[tuple[int, int, int, Any]]


def opened(resources: Collection[int], start: datetime, end: datetime) -> Rows:
    """(resource, from, until, online only) of what touches [start, end)."""
    return _read(OPEN, resources, start, end)


def taken(resources: Collection[int], start: datetime, end: datetime, *, now: datetime, ignoring: int | None) -> Rows:
    """(resource, from, until, units) of what touches [start, end); lapsed holds and the booking `ignoring` left out."""
    if ignoring is None:
        return _read(TAKEN, resources, start, end, now)
    return _read(TAKEN + OTHERS, resources, start, end, now, ignoring)


def _read(query: str, resources: Collection[int], start: datetime, end: datetime, *more: Any) -> Rows:
    if not resources:
        return []
    seconds = SECONDS[connection.vendor]
    sql = query.format(
        start=seconds.format("start"), end=seconds.format('"end"'), pks=", ".join(["%s"] * len(resources))
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*resources, *map(_kept, (start, end, *more))])
        rows: Rows = cursor.fetchall()
    return rows


def _kept(value: Any) -> Any:
    """As the database keeps it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
