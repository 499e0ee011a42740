"""A new edition for whatever is written to a watched table: laid into the database, so that no path leads past it.

PostgreSQL adds a row for each statement, for which no writer waits on another; SQLite, which has one writer, changes
its only row. Which rows are seen decides the edition, so that a reader never takes an older state for a newer one.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.models import Sum
from django.db.models.signals import post_migrate, pre_migrate

import editions
from config.models import Edition

EVENTS = ("INSERT", "DELETE", "UPDATE")
SPAN = 10**12
"""Of a stamp; the sum of many is still a whole number of eight bytes."""
MOST = 1000
"""Rows after which they are made one."""
NAMES = {"edition": editions.TABLE, "span": SPAN}
FUNCTION = (
    "CREATE OR REPLACE FUNCTION {edition}_stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO {edition} (stamp) VALUES (floor(random() * {span})::bigint); RETURN NULL; END $$"
)
LAY = {
    "postgresql": 'CREATE TRIGGER {name} AFTER {event} ON "{table}" FOR EACH STATEMENT '
    "EXECUTE FUNCTION {edition}_stamp()",
    "sqlite": 'CREATE TRIGGER {name} AFTER {event} ON "{table}" '
    "BEGIN UPDATE {edition} SET stamp = ABS(RANDOM() % {span}); END",
}
LIFT = {"postgresql": 'DROP TRIGGER IF EXISTS {name} ON "{table}"', "sqlite": "DROP TRIGGER IF EXISTS {name}"}


def connect(config: Any) -> None:
    pre_migrate.connect(_lift, sender=config, dispatch_uid="watching.lift")
    post_migrate.connect(_lay, sender=config, dispatch_uid="watching.lay")


def gather(*, now: Any) -> int:
    """Many rows become one, which is another edition; says how many went."""
    rows = Edition.objects.all()
    if rows.count() <= MOST:
        return 0
    with transaction.atomic():
        pks = list(rows.values_list("pk", flat=True))
        gone = Edition.objects.filter(pk__in=pks)
        Edition.objects.create(stamp=(gone.aggregate(all=Sum("stamp"))["all"] or 0) % SPAN)
        count, _ = gone.delete()
    return count


def _triggers(using: str) -> Iterator[dict[str, Any]]:
    there = set(connections[using].introspection.table_names())
    for table, free in editions.tables().items():
        for event in EVENTS if table in there else ():
            yield NAMES | {
                "name": f"edition_{table}_{event.lower()}",
                "table": table,
                "event": _event(event, table, free),
            }


def _event(event: str, table: str, free: tuple[str, ...]) -> str:
    if event != "UPDATE" or not free:
        return event
    model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
    return "UPDATE OF " + ", ".join(f'"{one.column}"' for one in model._meta.local_fields if one.column not in free)


def _lift(using: str, **_: Any) -> None:
    with connections[using].cursor() as cursor:
        for names in _triggers(using):
            cursor.execute(LIFT[connections[using].vendor].format(**names))


def _lay(using: str, **_: Any) -> None:
    """A first row, and whatever is laid already is laid anew."""
    _lift(using)
    Edition.objects.using(using).exists() or Edition.objects.using(using).create(stamp=1)
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            cursor.execute(FUNCTION.format(**NAMES))
        for names in _triggers(using):
            cursor.execute(LAY[connections[using].vendor].format(**names))
