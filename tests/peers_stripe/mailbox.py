"""A site's webhook address: keeps what arrives, and answers as told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe


class Mailbox:
    """`answers` are the statuses for the next letters, then 200. `letters` are (body, signature header) pairs."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[int] = []
        self.letters: list[tuple[bytes, str]] = []

    def events(self, secret: str) -> list[stripe.Event]:
        """What arrived, each verified by the genuine SDK."""
        return [stripe.Webhook.construct_event(body, mark, secret) for body, mark in self.letters]

    def types(self, secret: str) -> list[str]:
        return [event.type for event in self.events(secret)]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    server = ThreadingHTTPServer(("127.0.0.1", 0), door_of(box))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    box.url = f"http://127.0.0.1:{server.server_port}/webhook"
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def door_of(box: Mailbox) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.letters.append((body, self.headers["Stripe-Signature"]))
            self.send_response(box.answers.pop(0) if box.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Tests read the letters instead."""

    return Door
