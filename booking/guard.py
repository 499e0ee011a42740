"""The database's own word that no resource is promised twice: one constraint, both databases, no extension."""

from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor as Editor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Model

EXCLUDE = (
    "CONSTRAINT %(name)s EXCLUDE USING gist (int8range(resource_id, resource_id, '[]') WITH &&, "
    'tstzrange("start", "end") WITH &&) WHERE (live AND sole)'
)
TRIGGER = (
    "CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s WHEN NEW.live AND NEW.sole AND EXISTS ("
    "SELECT 1 FROM %(table)s AS o WHERE o.resource_id = NEW.resource_id AND o.live AND o.sole "
    'AND o."start" < NEW."end" AND o."end" > NEW."start"%(other)s) BEGIN SELECT RAISE(ABORT, \'%(message)s\'); END'
)
EVENTS = {"INSERT": "", 'UPDATE OF resource_id, "start", "end", live, sole': " AND o.id <> NEW.id"}


class NoOverlap(BaseConstraint):
    """Live rows of one sole resource never overlap: EXCLUDE on PostgreSQL, two triggers on SQLite.

    The triggers are made by the constraint, because Django remakes SQLite's tables and drops any other trigger.
    """

    def __eq__(self, other: object) -> bool:  # without it makemigrations sees a change each time
        return isinstance(other, NoOverlap) and other.name == self.name

    __hash__ = BaseConstraint.__hash__

    def _triggers(self, model: type[Model], quote: Callable[[str], str]) -> list[Statement]:
        table = Table(model._meta.db_table, quote)
        return [
            Statement(
                TRIGGER, table=table, name=quote(f"{self.name}_{event.split()[0].lower()}"), event=event,
                message=self.name, other=other,
            )
            for event, other in EVENTS.items()
        ]  # fmt: skip

    def constraint_sql(self, model: type[Model] | None, schema_editor: Editor | None) -> Any:
        assert model and schema_editor  # noqa: S101  both are optional in the base's signature only
        if schema_editor.connection.vendor == "postgresql":
            return Statement(EXCLUDE, name=schema_editor.quote_name(self.name))
        schema_editor.deferred_sql += self._triggers(
            model, schema_editor.quote_name
        )  # once the table has its last name
        return None

    def create_sql(self, model: type[Model] | None, schema_editor: Editor | None) -> Any:
        return self._alter("ADD %(constraint)s", model, schema_editor, self.constraint_sql(model, schema_editor))

    def remove_sql(self, model: type[Model] | None, schema_editor: Editor | None) -> Any:
        return self._alter("DROP CONSTRAINT %(constraint)s", model, schema_editor, self.name)

    def _alter(self, change: str, model: Any, editor: Any, constraint: Any) -> Statement:
        table = Table(model._meta.db_table, editor.quote_name)
        return Statement(f"ALTER TABLE %(table)s {change}", table=table, constraint=constraint)

    def validate(
        self, model: type[Model], instance: Any, exclude: Collection[str] | None = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        rivals = model._default_manager.using(using).filter(
            resource_id=instance.resource_id, live=True, sole=True, start__lt=instance.end, end__gt=instance.start
        )
        if instance.live and instance.sole and rivals.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code="overlap")


def violated(error: IntegrityError, name: str) -> bool:
    """Was it this constraint? PostgreSQL says so by name, SQLite by the trigger's message."""
    diag: Any = getattr(error.__cause__, "diag", None)
    return diag.constraint_name == name if diag else name in str(error)
