"""Open and taken time, and whose, as numbers. By hand: the ORM is slower to compose it than the database to answer.

Moments come back as UTC seconds, counted by the database, so that nothing has to be converted row by row.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

SECONDS = {"sqlite": "CAST(strftime('%%s', {}) AS INTEGER)", "postgresql": "CAST(EXTRACT(EPOCH FROM {}) AS bigint)"}
BOTH = (
    "SELECT resource_id, 0, {start}, {end}, CASE WHEN online_only THEN 1 ELSE 0 END FROM booking_openspan "
    'WHERE resource_id IN ({pks}) AND "end" > %s AND start < %s '
    "UNION ALL SELECT resource_id, 1, {start}, {end}, units FROM booking_occupancy "
    'WHERE live AND resource_id IN ({pks}) AND "end" > %s AND start < %s AND (expires_at IS NULL OR expires_at > %s)'
)
OTHERS = " AND (booking_id IS NULL OR booking_id <> %s)"
ABLE = (
    "SELECT o.resource_id, r.capacity FROM booking_offer o JOIN booking_resource r ON r.id = o.resource_id "
    "WHERE o.service_id = %s AND o.live AND r.live {format}ORDER BY o.resource_id <> %s, r.sort_order, r.id LIMIT %s"
)
IN_FORMAT = """AND (CAST(o.formats AS text) = '[]' OR CAST(o.formats AS text) LIKE %s) """
Rows = list[tuple[int, int, int, int, int]]


def read(resources: Collection[int], start: datetime, end: datetime, *, now: datetime, ignoring: int | None) -> Rows:
    """What touches [start, end), one row each, in no order; lapsed holds and the booking `ignoring` left out.

    Open: (resource, 0, from, until, 1 if online only else 0). Taken: (resource, 1, from, until, units).
    """
    if not resources:
        return []
    seconds = SECONDS[connection.vendor]
    sql = (BOTH + (OTHERS if ignoring else "")).format(
        start=seconds.format("start"), end=seconds.format('"end"'), pks=", ".join(["%s"] * len(resources))
    )
    window = [*resources, _kept(start), _kept(end)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*window, *window, _kept(now), *([ignoring] if ignoring else [])])
        rows: Rows = cursor.fetchall()
    return rows


def able(service: int, format: str | None, *, first: int, most: int) -> dict[int, int]:
    """Capacity of each resource that can be booked for the service in that format (None: in any), `first` before all.

    At `most` so many.
    """
    sql = ABLE.format(format=IN_FORMAT if format else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, [service, *([f'%"{format}"%'] if format else []), first, most])
        return dict(cursor.fetchall())


def _kept(moment: datetime) -> Any:
    """As the database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)
