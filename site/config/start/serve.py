#!/usr/bin/env python3
"""From a fresh clone to a running site: `make run`. Needs Python 3.11 and nothing else.

Makes `.venv`, the database in VAR_DIR, the static files and the demo world, each only when it is missing or has
changed; then runs web, worker and, where there is no Stripe key, a card page for tests. Ctrl-C stops all of it.
`--install` stops after `.venv`; `--prepare` stops before the site is started; `--worker` is the worker alone, with the
packages of whatever Python was asked: what the Procfile runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import secrets
import signal
import subprocess
import sys
import time

import machine
from machine import GUNICORN, PYTHON, ROOT, Trouble, manage, on, port, setting, var

STOP_WITHIN, ANSWER_WITHIN = 10.0, 60.0


def card_page(web_port: int) -> list[list[str]]:
    """Where there is no Stripe key, a test page stands in for Stripe; web and worker are told of it.

    It remembers what was paid on it, and knows the payments of the demo world, so that all of it can be given back.
    """
    if setting("STRIPE_SECRET_KEY") or on("PRODUCTION"):
        return []
    own, secret = port("CARD_PORT", web_port + 1), f"whsec_local_{secrets.token_hex(16)}"
    os.environ |= {
        "STRIPE_SECRET_KEY": f"sk_test_local_{secrets.token_hex(12)}",
        "STRIPE_API_BASE": f"http://127.0.0.1:{own}",
        "STRIPE_WEBHOOK_SECRET": secret,
    }
    webhook = f"http://127.0.0.1:{web_port}/card/webhook/"
    memory = ["--known", str(var() / "card-payments.json"), "--state", str(var() / "card-page.json")]
    command = [PYTHON, "-m", "tests.peers.stripe", "--port", str(own), *memory]
    return [[*command, "--webhook", webhook, "--secret", secret]]


def worker(python: str = PYTHON) -> list[str]:
    """With a broker Celery's worker, its beat inside: several may ask for the same work, each row is done once."""
    if not setting("BROKER_URL"):
        return [python, *manage("tick", "--forever")[1:]]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", setting("LOG_LEVEL", "WARNING")]
    return [python, "-m", "celery", "-A", "config", "worker", "-B", "-P", "threads", "-c", "2", *quiet]


def _of_one_family() -> None:
    """Ctrl-C reaches the parent only, which stops the children in order; when the parent is killed, so are they."""
    with contextlib.suppress(AttributeError, OSError):  # PR_SET_PDEATHSIG is known to Linux only
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    os.setpgid(0, 0)


def _surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"}


def start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, env=_surroundings(), preexec_fn=_of_one_family, stdin=subprocess.DEVNULL)


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + STOP_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def answers(number: int) -> bool:
    try:
        asked = http.client.HTTPConnection(setting("HOST", "127.0.0.1"), number, timeout=2)
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    except OSError:
        return False


def welcome(number: int) -> None:
    at = setting("SITE_ADDRESS", f"http://127.0.0.1:{number}")
    doors = {"the site": "/", "staff": "/cms/", "the API": "/api/v1/docs", "health": "/readyz"}
    print("\nAtrium is open:")
    print("\n".join(f"  {name:<12}{at}{path}" for name, path in doors.items()))
    base = setting("STRIPE_API_BASE")
    if base:
        print(f"  {'test cards':<12}{base}  (no money moves: this page stands in for Stripe)")
    sign_ins = var() / "sign-ins.txt"
    if sign_ins.is_file():
        print("\n" + sign_ins.read_text(encoding="utf-8").rstrip())
    print("\nCtrl-C stops it.", flush=True)


def look_after(children: list[subprocess.Popen[bytes]], number: int) -> int:
    """Waits until somebody asks to stop (0) or a child ends by itself (1); says welcome once the site answers."""
    asked: list[int] = []
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, lambda got, _: asked.append(got))
    welcomed, late = False, time.monotonic() + ANSWER_WITHIN
    while not asked and all(child.poll() is None for child in children):
        if not welcomed and answers(number):
            welcome(number)
            welcomed = True
        if not welcomed and time.monotonic() > late:
            raise Trouble(f"The site does not answer on port {number} after {ANSWER_WITHIN:.0f} seconds.")
        time.sleep(0.1)
    ended = next((child for child in children if child.poll() is not None), None)
    if not asked and ended:
        print(f"{ended.args!r} ended by itself ({ended.returncode}); stopping the rest.", file=sys.stderr)
    return 0 if asked else 1


def run() -> int:
    number = port("PORT", 8000)  # before anything is installed: a taken port should cost nobody that wait
    os.environ["PORT"] = str(number)
    commands = [*card_page(number), [PYTHON, *GUNICORN], worker()]
    prepare()
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.extend(map(start, commands))
        return look_after(children, number)
    finally:
        stop(children)


def prepare() -> int:
    machine.install()
    machine.prepare()
    return 0


def install() -> int:
    machine.install()
    return 0


def work() -> int:
    """This process becomes the worker."""
    os.chdir(ROOT)
    command = worker(sys.executable)
    os.execve(command[0], command, _surroundings())


WISHES = {"": run, "--prepare": prepare, "--install": install, "--worker": work}


def main(wish: str = "") -> int:
    try:
        for look in (machine.look_at_python, machine.read_env_file, machine.look_at_disk):
            look()
        return WISHES[wish]()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
