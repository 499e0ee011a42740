"""The server in a process of its own, for tests."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import stripe

ROOT = Path(__file__).resolve().parents[3]
KEY = "sk_test_local"
DIRECT = build_opener(ProxyHandler({}))


class Refused(Exception):
    """The control door said no; `error` is its error object."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.error = error


class Peer:
    """A running server: `base` is its address, `secret` signs the configured webhook."""

    def __init__(self, base: str, secret: str) -> None:
        self.base = base
        self.secret = secret
        self.key = KEY

    def client(self, *, retries: int = 0, timeout: float = 10) -> stripe.StripeClient:
        """The genuine SDK, pointed here."""
        http = stripe.RequestsClient(timeout=timeout)
        return stripe.StripeClient(
            self.key, base_addresses={"api": self.base}, max_network_retries=retries, http_client=http
        )

    def ask(self, name: str, **values: Any) -> Any:
        """Posts to the control door, or reads from it when there is nothing to say."""
        data = json.dumps(values).encode() if values else None
        return self.fetch(Request(f"{self.base}/_test/{name}", data=data))

    def fetch(self, request: Request) -> Any:
        try:
            with DIRECT.open(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise Refused(json.load(error)["error"]) from None

    def pay(self, session: str, card: str = "4242424242424242", *, check: str = "", email: str = "") -> str:
        """Pays a Checkout Session as a visitor would; returns the address he is sent to. `check`: complete or fail."""
        asked = {"session": session, "card": card, **({"check": check} if check else {}), "email": email}
        return str(self.ask("pay", **asked)["address"])

    def check(self, intent: str, answer: str = "complete") -> str:
        return str(self.ask("check", intent=intent, answer=answer)["address"])

    def fault(self, kind: str, **how: Any) -> None:
        """The next calls suffer: timeout, error, drop or busy; see faults.Fault for the rest."""
        self.ask("faults", kind=kind, **how)

    def clear_faults(self) -> None:
        self.ask("faults", clear=True)

    def point_webhooks_at(self, url: str) -> None:
        """Every event goes to this address, signed with `secret`."""
        self.ask("endpoint", url=url, secret=self.secret)

    def hold(self) -> None:
        self.ask("webhooks", hold=True)

    def release(self, *, reverse: bool = False) -> None:
        self.ask("webhooks", hold=False, reverse=reverse)

    def delay(self, seconds: float) -> None:
        self.ask("webhooks", delay=seconds)

    def send(self, events: Iterable[str], **forged: Any) -> list[dict[str, Any]]:
        """Sends stored events once more, in this order. `secret` or `at` (Unix seconds) forge the signature."""
        sent: list[dict[str, Any]] = self.ask("send", events=list(events), **forged)
        return sent

    def resend(self, event: str) -> list[dict[str, Any]]:
        return self.send([event])

    def move_clock(self, ahead: int) -> None:
        """The server's time runs this many seconds before the real one."""
        self.ask("clock", ahead=ahead)

    def reset(self, *, keep_endpoint: bool = True) -> None:
        self.ask("reset", keep_endpoint=keep_endpoint)

    @property
    def deliveries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("deliveries")
        return found

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Each call of the API: method, path below /v1/, idempotency key, status, fault."""
        found: list[dict[str, Any]] = self.ask("calls")
        return found

    def drained(self, *, timeout: float = 10) -> None:
        """Waits until no event is on its way any more."""
        until = time.monotonic() + timeout
        while waiting := self.ask("status")["waiting"]:
            if time.monotonic() > until:
                raise TimeoutError(f"{waiting} events are still waiting after {timeout} s")
            time.sleep(0.02)


@contextmanager
def stripe_peer(
    webhook: str | None = None,
    *,
    state: Path | None = None,
    known: Path | None = None,
    secret: str | None = None,
    port: int = 0,
) -> Iterator[Peer]:
    """Starts the server on a free port (or the one given) and stops it at the end."""
    secret = secret or f"whsec_{secrets.token_hex(16)}"
    process = start(webhook, {"--state": state, "--known": known}, secret, port)
    try:
        yield Peer(address_of(process), secret)
    finally:
        stop(process)


def start(webhook: str | None, files: dict[str, Path | None], secret: str, port: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.peers.stripe", "--with-parent", "--port", str(port)]
    command += ["--webhook", webhook, "--secret", secret] if webhook else []
    command += [word for name, file in files.items() if file for word in (name, str(file))]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"The test payment server did not start (exit code {process.wait()})")
    return line.split()[0]


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
