"""The demo world and the static files as a newcomer gets them: made once, kept beside the templates, copied."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings

import clock
from moments import local
from tests import databases

DAY = 24 * 3600
ROOM = settings.ROOT
FURNITURE = ("fixtures", "site/config/furnish")


def stamp(*what: str, files: Iterable[Path]) -> str:
    total = hashlib.sha256("|".join(what).encode())
    for file in sorted(file for file in files if file.is_file() and file.suffix != ".pyc"):
        total.update(str(file.relative_to(ROOM)).encode() + file.read_bytes())
    return total.hexdigest()[:12]


def _below(*folders: str) -> Iterable[Path]:
    return (file for folder in folders for file in (ROOM / folder).rglob("*"))


def manage(*words: str, **env: str) -> None:
    """Runs a command of the site in a process of its own; what it said is shown when it fails."""
    command = [sys.executable, "manage.py", *words, "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOM, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    assert not done.returncode, f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}"


def kept(kind: str, stamp: str, make: Callable[[Path], None]) -> Path:
    """The folder of this stamp, made if it is not there; those of other stamps go after a day."""
    folder = databases.CACHE / f"{kind}-{stamp}"
    with databases.alone(folder.name):
        if not folder.exists() or not databases.effort(folder).exists():
            work = folder.with_suffix(".tmp")
            for old in (work, folder):
                shutil.rmtree(old, ignore_errors=True)
            work.mkdir(parents=True)
            with databases.timed(folder):
                make(work)
            work.rename(folder)
    for other in databases.CACHE.glob(f"{kind}-*"):
        if other.is_dir() and other != folder and other.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _furnish(folder: Path, template: Path) -> None:
    shutil.copyfile(template, folder / "atrium.sqlite3")
    manage("furnish", VAR_DIR=str(folder), DATABASE_URL=f"sqlite:///{folder / 'atrium.sqlite3'}")


def world() -> Path:
    """Database, pictures and sign-ins of the demo world, as it is furnished today."""
    today = local(clock.now(), settings.HOUSE_ZONE).date().isoformat()
    template = databases.sqlite_template()
    this = stamp(today, databases.fingerprint(), files=_below(*FURNITURE))
    return kept("world", this, lambda folder: _furnish(folder, template))


def static() -> Path:
    """All style sheets, scripts and pictures, collected as for production."""
    files = [ROOM / "requirements.txt", *(file for file in _below("themes") if "static" in file.parts)]
    return kept("static", stamp(files=files), lambda folder: manage("collectstatic", "--noinput", VAR_DIR=str(folder)))


def copy(folder: Path) -> None:
    """A world of one's own in `folder`, a VAR_DIR from then on."""
    shutil.copytree(world(), folder, dirs_exist_ok=True)
    (folder / "static").symlink_to(static() / "static")


def worked() -> float:
    """Seconds of a processor that a first start takes for what it makes: database, demo world, static files."""
    made = (databases.sqlite_template(), world(), static())
    return sum(float(databases.effort(one).read_text()) for one in made)
