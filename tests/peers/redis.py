"""A Redis of one's own for as long as a block runs: nothing that it holds is written to a disk."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.peers import ports
from tests.peers.packages import Missing, install

COMMAND = "redis-server"
IN_MEMORY = ("--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--daemonize", "no", "--loglevel", "warning")
PATIENCE = 10.0


def path() -> str:
    """The program. Missing: none, and none may be installed."""
    if not shutil.which(COMMAND):
        install(COMMAND, wanted="Redis")
    if not (found := shutil.which(COMMAND)):
        raise Missing("Redis is missing: install the package redis-server.")
    return found


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def server() -> Iterator[str]:
    """Its address, redis://… . Missing: it does not start."""
    port = ports.free()
    process = subprocess.Popen([path(), "--port", str(port), *IN_MEMORY], stdout=subprocess.DEVNULL, cwd="/")
    until = time.monotonic() + PATIENCE
    try:
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > until:
                raise Missing(f"Redis does not start on port {port}.")
            time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()
