"""The activity log is only ever written: each row knows where it came from, and the database refuses to change it.

What stays free: `label`, so that the name of a person who asks for it can go, and `content_type_id`, which Django
empties when a kind of row is no more. Migrations of the library may rework its tables, so the seal is lifted before and
laid again after every migration; on SQLite a remade table would have lost its triggers anyway.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate, pre_save
from wagtail.models import ModelLogEntry, PageLogEntry

from facts import origin

LOGS = (ModelLogEntry, PageLogEntry)
KEPT = ("action", "data", "timestamp", "uuid", "user_id", "content_changed", "deleted")
OWN = {ModelLogEntry: ("object_id",), PageLogEntry: ("page_id",)}
REFUSAL = "the activity log cannot be changed"
POSTGRES = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    'CREATE TRIGGER {name} BEFORE DELETE OR UPDATE OF {columns} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()',
)
SQLITE = (
    "CREATE TRIGGER {name}_delete BEFORE DELETE ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
    'CREATE TRIGGER {name}_update BEFORE UPDATE OF {columns} ON "{table}" '
    "BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
)
LAY = {"postgresql": POSTGRES, "sqlite": SQLITE}
LIFT = {
    "postgresql": ('DROP TRIGGER IF EXISTS {name} ON "{table}"',),
    "sqlite": ("DROP TRIGGER IF EXISTS {name}_delete", "DROP TRIGGER IF EXISTS {name}_update"),
}


def connect(config: Any) -> None:
    for log in LOGS:
        pre_save.connect(_mark, sender=log, dispatch_uid=f"sealed.{log.__name__}")
    pre_migrate.connect(_lift, sender=config, dispatch_uid="sealed.lift")
    post_migrate.connect(_lay, sender=config, dispatch_uid="sealed.lay")


def _mark(sender: Any, instance: Any, **_: Any) -> None:
    """Also what the library writes by itself carries the visitor's address."""
    if origin() and instance._state.adding:
        instance.data = {**(instance.data or {}), "ip": origin()}


def _run(table_of_statements: Mapping[str, tuple[str, ...]], using: str) -> None:
    connection = connections[using]
    tables = connection.introspection.table_names()
    for log in LOGS:
        table, columns = log._meta.db_table, ", ".join(f'"{name}"' for name in (*KEPT, *OWN[log]))
        if table not in tables:
            continue
        with connection.cursor() as cursor:
            for statement in table_of_statements[connection.vendor]:
                cursor.execute(statement.format(name=f"sealed_{table}", table=table, columns=columns, refusal=REFUSAL))


def _lift(using: str, **_: Any) -> None:
    _run(LIFT, using)


def _lay(using: str, **_: Any) -> None:
    _run(LIFT, using)
    _run(LAY, using)
