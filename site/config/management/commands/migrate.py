"""Django's `migrate`, in less time."""

import functools
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Migrating renders 38,000 model classes: a seventh of the time is the collector's, which finds nothing."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def _knowing_what_is_swapped() -> Iterator[None]:
    """Every class that is rendered empties the cache of this answer, though no setting has changed."""
    apps.get_swappable_settings_name = functools.cache(apps.get_swappable_settings_name)  # type: ignore[method-assign]
    try:
        yield
    finally:
        del apps.get_swappable_settings_name


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with _rarely_collecting(), _knowing_what_is_swapped():
            super().handle(*args, **options)
