"""A PostgreSQL of one's own for as long as a command runs: `python -m tests.peers.postgres -- command…`.

Started from the system's binaries in a new folder on a free port, with DATABASE_URL set for the command. Nothing that
it writes survives, so it need not wait for the disk.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.peers import ports
from tests.peers.packages import Missing, install

OWNER = "postgres"  # the server refuses to run as root
HURRY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def _newest() -> Path | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name))
    on_path = shutil.which("initdb")
    return places[-1] if places else Path(on_path).parent if on_path else None


def binaries() -> Path:
    """The folder of initdb and pg_ctl, newest version. Missing: none, and none may be installed."""
    if not _newest():
        install("postgresql", wanted="PostgreSQL")
    if not (place := _newest()):
        raise Missing("PostgreSQL is missing: install the package postgresql.")
    return place


def _run(*command: str) -> None:
    as_owner = {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, cwd="/", **as_owner
    )  # type: ignore[call-overload]
    if done.returncode:
        raise Missing(f"`{' '.join(command)}` failed: {done.stderr.strip()[-600:]}")


@contextmanager
def _folder() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="atrium-pg-"))
    if os.geteuid() == 0:
        os.chown(place, pwd.getpwnam(OWNER).pw_uid, -1)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The address of the server's first database, `postgres://…`; anybody on this machine may make more of them."""
    commands, port = binaries(), ports.free()
    with _folder() as place:
        data = str(place / "data")
        _run(str(commands / "initdb"), "-D", data, "-A", "trust", "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = f"-p {port} -k {place} -c listen_addresses=127.0.0.1 {HURRY}"
        _run(str(commands / "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", str(place / "log"), "-o", options, "start")
        try:
            yield f"postgres://{OWNER}@127.0.0.1:{port}/{OWNER}"
        finally:
            _run(str(commands / "pg_ctl"), "-D", data, "-m", "immediate", "stop")


def main(*command: str) -> int:
    with server() as address:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": address})


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(*(words[1:] if words[:1] == ["--"] else words)))
