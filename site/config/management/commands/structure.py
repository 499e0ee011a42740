"""Writes down what all migrations make of an empty SQLite database, or compares."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import migrating

SHOWN = 20


class Command(BaseCommand):
    help = "Writes site/config/structure.sql anew from all migrations; needs SQLite, leaves the database alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare instead, and fail on a difference")

    def handle(self, *_: Any, check: bool, **__: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("The structure is that of SQLite: run this without DATABASE_URL.")
        connection.close()
        connection.settings_dict["NAME"] = ":memory:"
        fresh = migrating.made(connection)
        if not check:
            migrating.FILE.write_text(fresh, encoding="utf-8")
        elif found := migrating.differences(fresh):
            more = f"… and {len(found) - SHOWN} lines more" if len(found) > SHOWN else ""
            raise CommandError("\n".join(["Run `manage.py structure`:", *found[:SHOWN], more]))
