"""`make run` as processes: the parent that was asked to serve, and all that it has started."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import machine
import serve

from tests.peers import ports

SERVE = [sys.executable, serve.__file__]
KILOBYTES = "Pss:"
"""Memory of a process, what it shares with others counted in parts."""


def procfile() -> dict[str, str]:
    """Process -> command, as a host of the site reads it."""
    lines = (machine.ROOT / "Procfile").read_text().splitlines()
    return {name: command.strip() for name, _, command in (line.partition(":") for line in lines)}


def made(folder: Path) -> dict[str, str]:
    """The environment of a start that finds in `folder` all that it would make."""
    book = {"database": machine._migrations(), "static": machine._static(), "world": "here"}
    (folder / "made.json").write_text(json.dumps(book))
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return kept | {"VAR_DIR": str(folder), "PORT": str(ports.free()), "CARD_PORT": str(ports.free())}


@contextmanager
def served(env: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(SERVE, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as parent:
        try:
            yield parent
        finally:
            parent.kill()


def wait_open(parent: "subprocess.Popen[str]") -> str:
    """What was printed until the site was open."""
    assert parent.stdout is not None
    said = []
    for line in parent.stdout:
        said.append(line)
        if line.startswith("Ctrl-C"):
            return "".join(said)
    raise AssertionError("".join(said))


def in_time(true: Callable[[], bool], within: float) -> bool:
    late = time.monotonic() + within
    while not (found := true()) and time.monotonic() < late:
        time.sleep(0.05)
    return found


def family(parent: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    children = [int(pid) for pid in found.stdout.split()]
    return children + [pid for child in children for pid in family(child)]


def whole_family(parent: int) -> list[int]:
    """Web with two workers, the worker, the card page: the second of web's may come after the first has answered."""
    assert in_time(lambda: len(family(parent)) >= 5, within=15), family(parent)
    return family(parent)


def gone(pids: list[int], within: float) -> bool:
    return in_time(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), within)


def is_ready(number: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{number}/readyz") as answer:
            return bool(json.load(answer)["ready"])
    except urllib.error.HTTPError:  # the worker has not made its first round
        return False


def megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(KILOBYTES)) / 1000
