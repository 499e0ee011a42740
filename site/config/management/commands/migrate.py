"""Django's `migrate`, in less time."""

import gc
from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    """Migrating renders 38,000 model classes: a seventh of the time is the collector's, which finds nothing."""

    def handle(self, *args: Any, **options: Any) -> None:
        usual = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(200_000, 50, 1000)
        try:
            super().handle(*args, **options)
        finally:
            gc.set_threshold(*usual)
            gc.unfreeze()
