"""Django's `migrate`, in less time."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from config import migrating

WHOLE = {"app_label": None, "plan": False, "check_unapplied": False, "fake": False, "prune": False}
"""Options of a run that makes the whole database."""


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if WHOLE.items() <= options.items() and migrating.is_empty(connection):
            migrating.load(connection)
        with migrating.quickly():
            super().handle(*args, **options)
