"""The real site on this machine: web, worker and the local card page, each a process, on a demo world of its own."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from config.start.machine import GUNICORN
from tests import databases
from tests.journeys import furnished
from tests.peers import mail, ports
from tests.peers.stripe.running import Peer, stripe_peer

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds for what the site does by itself: starting, settling, writing letters."""
Unlock = Callable[[], AbstractContextManager[Any]]


def until(look: Callable[[], T], *, seconds: float = PATIENCE, what: str = "") -> T:
    """The first answer of `look` that is true; the last one is shown when there is none in time."""
    late = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < late, f"{what or 'It'} did not come in {seconds:.0f} s: {found!r}"
        time.sleep(0.1)
    return found


@dataclass
class House:
    """A running site. `rows()` opens its database to this process; `asleep()` keeps its worker from working."""

    folder: Path
    address: str
    card: Peer
    postman: mail.Postman
    worker: "subprocess.Popen[bytes]"
    unlock: Unlock

    @contextmanager
    def rows(self) -> Iterator[None]:
        with self.unlock(), databases.visiting(str(self.folder / "atrium.sqlite3")):
            yield

    @contextmanager
    def asleep(self) -> Iterator[None]:
        until(self._falls_asleep, what="A moment at which the worker writes nothing")
        try:
            yield
        finally:
            self.worker.send_signal(signal.SIGCONT)

    def _falls_asleep(self) -> bool:
        """Stopped in the middle of a transaction it would keep everybody else from writing: then it goes on."""
        self.worker.send_signal(signal.SIGSTOP)
        if _can_be_written(self.folder / "atrium.sqlite3"):
            return True
        self.worker.send_signal(signal.SIGCONT)
        return False

    @contextmanager
    def quiet_card(self) -> Iterator[None]:
        """Webhooks are kept back inside the block and come after it."""
        self.card.hold()
        try:
            yield
        finally:
            self.card.release()

    def password(self) -> str:
        return (self.folder / "demo-password").read_text().strip()


def _can_be_written(database: Path) -> bool:
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as rows:
        try:
            rows.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def _environment(folder: Path, port: int, card: Peer, mail_port: int) -> dict[str, str]:
    root = settings.ROOT
    return {
        **os.environ, "VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'atrium.sqlite3'}",
        "PORT": str(port),
        "SECRET_KEY": settings.SECRET_KEY, "SITE_ADDRESS": f"http://127.0.0.1:{port}", "STRIPE_SECRET_KEY": card.key,
        "STRIPE_API_BASE": card.base, "STRIPE_WEBHOOK_SECRET": card.secret,
        "BROKER_URL": "", "PYTHONWARNINGS": "ignore",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}", "PYTHONPATH": f"{root}{os.pathsep}{root / 'site'}",
    }  # fmt: skip


@contextmanager
def _running(folder: Path, name: str, env: dict[str, str], *words: str) -> "Iterator[subprocess.Popen[bytes]]":
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=settings.ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(address: str, web: "subprocess.Popen[bytes]", folder: Path) -> bool:
    assert web.poll() is None, (folder / "web.log").read_text()[-4000:]
    try:
        with urlopen(f"{address}/en/", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def house(folder: Path, unlock: Unlock) -> Iterator[House]:
    """Everything a visitor meets, started in `folder` and stopped at the end."""
    with unlock():
        furnished.copy(folder)
    port = ports.free()
    address = f"http://127.0.0.1:{port}"
    with (
        stripe_peer(f"{address}/card/webhook/", known=folder / "card-payments.json") as card,
        mail.server() as (postman, mail_port),
    ):
        env = _environment(folder, port, card, mail_port)
        with (
            _running(folder, "web", env, *GUNICORN) as web,
            _running(folder, "worker", env, "manage.py", "tick", "--forever") as worker,
        ):
            until(lambda: _answers(address, web, folder), seconds=180, what="The home page")
            yield House(folder, address, card, postman, worker, unlock)
