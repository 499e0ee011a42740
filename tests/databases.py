"""A migrated template database, made once a set of migrations, copied for each run, worker and committing test."""

import atexit
import fcntl
import hashlib
import importlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from config.start.machine import AFTER_MIGRATIONS
from tests import restored

CACHE = Path(os.environ.get("TEMPLATE_DIR", settings.ROOT / "var" / "test-templates"))
SUFFIXES = ("", "-wal", "-shm")
Renew = Callable[[], None]


def fingerprint() -> str:
    """Changes with any migration of any installed app, and with what is written after them."""
    stamp = hashlib.sha256(b"".join([connection.vendor.encode(), *(file.read_bytes() for file in AFTER_MIGRATIONS)]))
    for config in sorted(apps.get_app_configs(), key=lambda c: c.label):
        home = settings.MIGRATION_MODULES.get(config.label)
        folder = Path(importlib.import_module(home).__path__[0]) if home else Path(config.path, "migrations")
        for file in sorted(folder.glob("*.py")):
            stamp.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    return stamp.hexdigest()[:12]


@contextmanager
def alone(name: str) -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@contextmanager
def timed(made: Path) -> Iterator[None]:
    """Notes beside `made` how many seconds of a processor the block took: what it takes on a machine that is idle."""
    before = sum(os.times()[:4])
    yield
    effort(made).write_text(f"{sum(os.times()[:4]) - before:.1f}")


def effort(made: Path) -> Path:
    return made.with_suffix(".seconds")


@contextmanager
def visiting(name: str) -> Iterator[None]:
    """Inside the block this process reads and writes that database, after it its own again."""
    usual = str(connection.settings_dict["NAME"])
    use(name)
    try:
        yield
    finally:
        use(usual)


def _migrate() -> None:
    call_command("migrate", verbosity=0)


def _unlink(database: Path) -> None:
    for suffix in SUFFIXES:
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def _make_sqlite(template: Path) -> None:
    work = template.with_suffix(".tmp")
    _unlink(work)
    use(str(work))
    _migrate()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(template)])  # a plain copy would miss what is still in the -wal file
    connections.close_all()
    _unlink(work)


def sqlite_template() -> Path:
    stamp = fingerprint()
    template = CACHE / f"{stamp}.sqlite3"
    with alone(stamp):
        if not template.exists() or not effort(template).exists():
            template.unlink(missing_ok=True)
            with timed(template):
                _make_sqlite(template)
    return template


def sqlite(mine: str) -> Renew:
    template, copy = sqlite_template(), CACHE / f"{mine}.sqlite3"

    def renew() -> None:
        connections.close_all()
        _unlink(copy)
        shutil.copyfile(template, copy)

    renew()
    use(str(copy))
    atexit.register(_unlink, copy)
    return renew


def _run(*statements: str) -> None:
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _template_exists(name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name])
        return cursor.fetchone() is not None


def postgres_template() -> str:
    template = f"template_{fingerprint()}"
    with alone(template):
        if not _template_exists(template):
            _run(f'DROP DATABASE IF EXISTS "{template}"', f'CREATE DATABASE "{template}"')
            use(template)
            _migrate()
            _run(f'ALTER DATABASE "{template}" IS_TEMPLATE true')
    return template


def postgres(mine: str) -> Renew:
    template = postgres_template()
    drop = f'DROP DATABASE IF EXISTS "{mine}" WITH (FORCE)'

    _run(drop, f'CREATE DATABASE "{mine}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    use(mine)
    restored.keep()
    atexit.register(_run, drop)
    return restored.restore
