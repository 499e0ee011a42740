"""A mail server on this machine: keeps what it takes, refuses whom it is told to refuse."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller

from tests.peers import ports


class Postman:
    """`taken`: letters accepted, in order. `refuse`: address -> answer. `answer`: to every letter instead of taking it.

    After `pause_after` letters the next ones are neither taken nor refused, and `seen` says that one is waiting.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.answer: str = ""
        self.pause_after: int | None = None
        self.seen = Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        while self.pause_after is not None and len(self.taken) >= self.pause_after:
            self.seen.set()
            await asyncio.sleep(0.05)
            if server.transport is None or server.transport.is_closing():
                return "451 gone"  # whoever was sending has died: the letter was never taken
        if self.answer:
            return self.answer
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"

    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.taken]


@contextmanager
def server() -> Iterator[tuple[Postman, int]]:
    """The postman and the port he listens on, 127.0.0.1."""
    postman = Postman()
    controller = Controller(postman, hostname="127.0.0.1", port=ports.free())
    controller.start()
    try:
        yield postman, controller.port
    finally:
        controller.stop()
