"""The real server on loopback, with the bench's settings."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from config.start.machine import GUNICORN
from tests.peers import ports

PATIENCE = 120.0


def environment(folder: Path, database: str, **more: str) -> dict[str, str]:
    root = settings.ROOT
    return {
        **os.environ, "VAR_DIR": str(folder), "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "TRUSTED_PROXIES": "1", "BROKER_URL": "", "STRIPE_SECRET_KEY": "", "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": f"{root}{os.pathsep}{root / 'site'}",
    } | more  # fmt: skip


def _alive(port: int, path: str) -> bool:
    try:
        asked = HTTPConnection("127.0.0.1", port, timeout=5)
        asked.request("GET", path)
        return asked.getresponse().status == 200
    except OSError:
        return False


class Site(NamedTuple):
    port: int
    pid: int

    def processor(self) -> float:
        """Seconds of processor that its workers have used so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        ticks = (_ticks(Path(f"/proc/{child}/stat").read_text()) for child in children)
        return sum(ticks) / os.sysconf("SC_CLK_TCK")


def _ticks(stat: str) -> int:
    """User's and system's, from the fields after the name in brackets."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def busy() -> str:
    """What else the machine had to do, for whoever wonders at a figure."""
    return f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"


@contextmanager
def served(folder: Path, database: str = "", *, workers: int = 2, threads: int = 4) -> Iterator[Site]:
    """A site on this VAR_DIR; it is stopped at the end."""
    port = ports.free()
    env = environment(
        folder, database or f"sqlite:///{folder / 'atrium.sqlite3'}", PORT=str(port), SITE_ADDRESS=f"http://127.0.0.1:{port}",
        WEB_CONCURRENCY=str(workers), WEB_THREADS=str(threads),
    )  # fmt: skip
    with (folder / "web.log").open("ab") as log:
        web = subprocess.Popen([sys.executable, *GUNICORN], cwd=settings.ROOT, env=env, stdout=log, stderr=log)
        try:
            wait(web, port, folder)
            yield Site(port, web.pid)
        finally:
            stop(web)


def stop(web: "subprocess.Popen[bytes]") -> None:
    web.terminate()
    try:
        web.wait(20)
    except subprocess.TimeoutExpired:
        web.kill()
        web.wait()


def wait(web: "subprocess.Popen[bytes]", port: int, folder: Path, path: str = "/healthz") -> None:
    """Until it answers. RuntimeError: it has ended, or does not answer in time."""
    late = time.monotonic() + PATIENCE
    while not _alive(port, path):
        if web.poll() is not None or time.monotonic() > late:
            raise RuntimeError(f"The site did not start: {(folder / 'web.log').read_text()[-3000:]}")
        time.sleep(0.1)
