"""Runs the test payment server: `python -m tests.peers.stripe --port 8420 [--webhook URL --secret whsec_…]`."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from . import endpoints, known
from .app import make_app
from .problems import Problem
from .store import Store

HOST = "127.0.0.1"


def read_arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.peers.stripe", description=__doc__)
    parser.add_argument("--port", type=int, default=8420, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--webhook", help="address that receives every event")
    parser.add_argument("--secret", help="signing secret of that address, whsec_…")
    parser.add_argument("--state", type=Path, help="file that keeps the state between runs")
    parser.add_argument("--known", type=Path, help="file that tells of payments made before")
    parser.add_argument("--with-parent", action="store_true", help="stop when the process that started it is gone")
    arguments = parser.parse_args(given)
    if bool(arguments.webhook) != bool(arguments.secret):
        parser.error("--webhook and --secret go together")
    if arguments.state and not arguments.state.parent.is_dir():
        parser.error(f"--state: there is no folder {arguments.state.parent}")
    return arguments


async def serve(arguments: argparse.Namespace) -> None:
    """Until a signal to stop arrives. The first line printed is the address."""
    store = Store()
    app = make_app(store, state=arguments.state)
    if arguments.known:
        known.admit(store, arguments.known)
    if arguments.webhook:
        endpoints.configure(store, url=arguments.webhook, secret=arguments.secret)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, arguments.port, shutdown_timeout=1)
        await site.start()
        store.base = f"http://{HOST}:{port_of(runner)}"
        sys.stdout.write(f"{store.base} is a test payment server; no real money moves\n")
        sys.stdout.flush()
        await stopped(with_parent=arguments.with_parent)
    finally:
        await runner.cleanup()


def port_of(runner: web.AppRunner) -> int:
    return int(runner.addresses[0][1])


async def stopped(*, with_parent: bool) -> None:
    stop, parent = asyncio.Event(), os.getppid()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    while not stop.is_set() and not (with_parent and os.getppid() != parent):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=1)


def main() -> int:
    arguments = read_arguments()
    try:
        asyncio.run(serve(arguments))
    except OSError as error:
        sys.stderr.write(f"The test payment server cannot use port {arguments.port}: {error.strerror}\n")
        return 1
    except (Problem, ValueError) as error:
        sys.stderr.write(f"The test payment server cannot start: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
