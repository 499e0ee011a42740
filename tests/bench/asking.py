"""A visitor that measures: kept connections, every answer read to its end and looked at."""

import statistics
import threading
import time
from collections.abc import Iterable, Sequence
from http.client import HTTPConnection
from typing import NamedTuple

from tests.bench.bare import ASKED, TOLD


class Times(NamedTuple):
    """Seconds."""

    p50: float
    p95: float


class Visitor:
    def __init__(self, port: int, name: str = "203.0.113.1") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"X-Forwarded-For": name, "Accept-Language": "en"}

    def get(self, path: str) -> float:
        """Seconds until the whole answer is there. AssertionError: it is not a 200."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        assert answer.status == 200, f"{path}: {answer.status} {body[:500]!r}"
        return took

    def queries(self, path: str) -> int:
        """How many queries the address costs once everything that is remembered is known."""
        self.get(path)
        self.connection.request("GET", path, headers=self.headers | {ASKED: "1"})
        answer = self.connection.getresponse()
        answer.read()
        return int(answer.headers[TOLD])


def times(seconds: Sequence[float]) -> Times:
    return Times(statistics.median(seconds), statistics.quantiles(seconds, n=20)[18])


def taking_turns(port: int, paths: Iterable[str], against: str) -> tuple[Times, Times]:
    """One visitor asks for each path and, in turn, for `against`: both meet the same machine. Their times."""
    visitor, own, other = Visitor(port), [], []
    for path in paths:
        own.append(visitor.get(path))
        other.append(visitor.get(against))
    return times(own), times(other)


def a_second(port: int, path: str, *, clients: int, seconds: float) -> float:
    """Answers a second to so many visitors at once."""
    until, counts, wrong = time.monotonic() + seconds, [0] * clients, list[BaseException]()

    def ask(number: int) -> None:
        visitor = Visitor(port, f"203.0.113.{number + 1}")
        try:
            while time.monotonic() < until:
                visitor.get(path)
                counts[number] += 1
        except BaseException as error:  # told below: a thread's error would be lost
            wrong.append(error)

    began = time.monotonic()
    crowd = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    if wrong:
        raise wrong[0]
    return sum(counts) / (time.monotonic() - began)
