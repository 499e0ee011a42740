"""Ports of this machine."""

import random
import socket

OURS = range(12_000, 32_000)
"""Below those that the system gives to connections that go out: none of these takes the port before it is used."""


def free() -> int:
    """A port of 127.0.0.1 on which nobody listens now. Drawn by lot, so that two who ask at once get two."""
    return next(filter(_can_be_had, iter(lambda: random.choice(OURS), 0)))


def _can_be_had(number: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
        return True
