"""A neighbour in the same run: a shop as Oscar's manual sets it up, twenty things with a picture each.

It has settings, a database and workers of its own and nothing of this house. Its thumbnails and its search, that of
Oscar's sandbox, need libraries that the house does not, fetched once and kept below var/.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.bench import served
from tests.peers import ports

CATALOGUE = "/catalogue/"
LIBRARIES = ("sorl-thumbnail==13.4.0", "Whoosh==2.7.4")
WORKERS = ("--workers", "2", "--threads", "4", "--log-level", "warning")


def _library() -> Path:
    home: Path = settings.ROOT / "var" / "bench" / "+".join(LIBRARIES)
    if not home.exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(home), *LIBRARIES]
        subprocess.run(command, check=True, capture_output=True)
    return home


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.stock.settings", "STOCK_DIR": str(folder),
        "STOCK_KEY": secrets.token_hex(32), "PYTHONPATH": f"{settings.ROOT}{os.pathsep}{_library()}",
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip


def _run(env: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, *words], cwd=settings.ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"`{' '.join(words)}` failed: {done.stderr[-2000:]}")


@contextmanager
def shop(folder: Path) -> Iterator[int]:
    """The port of the shop, made in `folder`; it is stopped at the end."""
    folder.mkdir()
    env, port = _environment(folder), ports.free()
    _run(env, "-m", "django", "migrate", "--verbosity", "0")
    _run(env, "-m", "tests.bench.stock.fill", str(settings.ROOT / "fixtures" / "images"))
    _run(env, "-m", "django", "rebuild_index", "--noinput", "--verbosity", "0")
    command = [sys.executable, "-m", "gunicorn", *WORKERS, "-b", f"127.0.0.1:{port}", "tests.bench.stock.wsgi"]
    with (folder / "web.log").open("ab") as log:
        web = subprocess.Popen(command, cwd=settings.ROOT, env=env, stdout=log, stderr=log)
        try:
            served.wait(web, port, folder, CATALOGUE)
            yield port
        finally:
            served.stop(web)
