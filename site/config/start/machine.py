"""What `serve.py` needs before it serves: a machine to run on, and whatever is missing made. Standard library only."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
GUNICORN = ("-m", "gunicorn", "-c", "site/config/start/gunicorn.conf.py", "config.wsgi")
"""From ROOT."""
AFTER_MIGRATIONS = tuple(
    ROOT / file
    for file in (
        "site/accounts/roles.py", "site/config/sealed.py", "site/config/watching.py", "site/config/wiring.py",
        "fixtures/letters.yaml",
    )
)  # fmt: skip
"""What `migrate` writes once the tables stand: roles, the seal of the log, what is watched, the first letters."""
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-compile", "--quiet")
NEEDS, VERSION = (3, 11), ".".join(map(str, sys.version_info[:2]))
MEGABYTE = 1_000_000
ROOM_FOR_ALL, ROOM_TO_RUN = 1500 * MEGABYTE, 100 * MEGABYTE
YES = {"1", "true", "yes", "on", "y", "ok"}


class Trouble(Exception):
    """One line that says what is wrong and what to do."""


def read_env_file() -> None:
    """What `.env` says, where the environment does not."""
    file = ROOT / ".env"
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        name, sign, value = line.strip().partition("=")
        if sign and not name.startswith("#"):
            os.environ.setdefault(name.removeprefix("export ").strip(), value.strip().strip("\"'"))


def setting(name: str, otherwise: str = "") -> str:
    return os.environ.get(name) or otherwise


def on(name: str) -> bool:
    return setting(name).lower() in YES


def var() -> Path:
    return Path(setting("VAR_DIR", str(ROOT / "var"))).resolve()


# Is this a machine to run on? ------------------------------------------------------------------------


def look_at_python() -> None:
    if sys.version_info < NEEDS:
        raise Trouble(f"Python 3.11 or newer is needed, this is {VERSION}: run `make run PYTHON=python3.11`.")


def look_at_venv_module() -> None:
    try:
        __import__("ensurepip"), __import__("venv")  # Debian keeps them in a package of their own
    except ImportError:
        raise Trouble(f"Python’s venv module is missing: run `apt-get install python{VERSION}-venv`.") from None


def look_at_disk() -> None:
    place = var()
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe = place / ".probe"
        probe.write_bytes(b"\0" * MEGABYTE)
        probe.unlink()
    except OSError as error:
        raise Trouble(f"Cannot write to {place} ({error.strerror}): set VAR_DIR to another folder.") from None
    needed, free = (ROOM_TO_RUN if VENV.exists() else ROOM_FOR_ALL), shutil.disk_usage(place).free
    if free < needed:
        raise Trouble(f"Only {free // MEGABYTE} MB are free in {place}, {needed // MEGABYTE} MB are needed.")


def port(name: str, otherwise: int) -> int:
    """The port that `name` asks for, when nobody listens there."""
    text = setting(name, str(otherwise))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Trouble(f"{name}={text} is not a port: give a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((setting("HOST", "127.0.0.1"), int(text)))
        except OSError as error:
            why = error.strerror
            raise Trouble(f"Port {text} cannot be used ({why}): choose another, `{name}=8080 make run`.") from None
    return int(text)


# Making what is missing --------------------------------------------------------------------------------


def stamp(*what: Path | str) -> str:
    """Changes with any of these files or words."""
    total = hashlib.sha256()
    for one in what:
        total.update(one.read_bytes() if isinstance(one, Path) else one.encode())
    return total.hexdigest()[:16]


def step(words: str, *command: str) -> None:
    """Runs a command behind one line of words; what it prints is kept in a file and shown when it fails."""
    began = time.monotonic()
    print(f"  {words} … ", end="", flush=True)
    with (var() / "prepare.log").open("w+b") as log:
        code = subprocess.call(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        log.seek(0)
        tail = log.read().decode(errors="replace").strip().splitlines()[-20:]
    if code:
        print("failed")
        raise Trouble("\n".join([*tail, f"`{' '.join(command)}` failed; all it said is in {var() / 'prepare.log'}."]))
    print(f"{time.monotonic() - began:.0f} s")


def install() -> None:
    """`.venv` with exactly the pinned packages."""
    known, want = VENV / "requirements.stamp", stamp(ROOT / "requirements.txt", sys.version)
    if known.is_file() and known.read_text() == want:
        return
    if not Path(PYTHON).exists():
        look_at_venv_module()
        step("Making .venv", sys.executable, "-m", "venv", str(VENV))
    step("Installing packages (a minute or so)", PYTHON, *PIP, "-r", str(ROOT / "requirements.txt"))
    known.write_text(want)


def _migrations() -> str:
    files = [ROOT / "requirements.txt", *AFTER_MIGRATIONS, *sorted(ROOT.glob("[!.v]*/**/migrations/*.py"))]
    return stamp(*files, setting("DATABASE_URL"))


def _static() -> str:
    files = sorted(file for file in ROOT.glob("themes/*/static/**/*") if file.is_file())
    return stamp(ROOT / "requirements.txt", *(f"{file} {file.stat().st_mtime_ns}" for file in files))


def manage(*words: str) -> tuple[str, ...]:
    return (PYTHON, str(ROOT / "manage.py"), *words)


def prepare() -> None:
    """Database, static files, demo world: whatever is not there or has changed since."""
    book = var() / "made.json"
    made = json.loads(book.read_text()) if book.is_file() else {}
    if not setting("DATABASE_URL") and not (var() / "atrium.sqlite3").exists():
        made = {"static": made.get("static")}
    furnish = next(ROOT.glob("*/**/management/commands/furnish.py"), None)
    steps = {
        "database": (_migrations(), "Preparing the database", ["migrate"]),
        "static": (_static(), "Collecting pictures and styles", ["collectstatic", "--noinput"]),
        "world": (setting("DATABASE_URL", "here"), "Furnishing the demo world", ["furnish"]),
    }
    if furnish is None or on("PRODUCTION"):
        del steps["world"]
    for name, (want, words, command) in steps.items():
        if made.get(name) != want:
            step(words, *manage(*command, "--verbosity", "0"))
            made[name] = want
            book.write_text(json.dumps(made))
