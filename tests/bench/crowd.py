"""B1: forty at once for one slot, round after round, against the real server."""

import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import islice
from statistics import median
from typing import Any

from tests.bench.served import Site, busy
from tests.bench.table import Row

PEOPLE, ROUNDS = 40, 20
LIMIT = 0.5
"""Seconds a round, on PostgreSQL."""
LONGEST = 120


@dataclass
class Answers:
    """What came back in one round."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    unexplained: int = 0
    processor: float = 0.0
    """Seconds of processor that the site's workers used."""

    @property
    def right(self) -> bool:
        return self.statuses == {201: 1, 409: PEOPLE - 1} and not self.unexplained


def offered(port: int, mark: str) -> list[tuple[str, str]]:
    """(service, resource) codes that begin with the mark, as the API tells them."""
    asking = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    asking.request("GET", "/api/v1/services?size=100")
    told = json.loads(asking.getresponse().read())["items"]
    pairs = ((one["code"], who) for one in told for who in one["resources"])
    return sorted(pair for pair in pairs if all(code.startswith(mark) for code in pair))


def free_slots(port: int, offers: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Free starts of one after another, three of each."""
    asking = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    for service, resource in offers:
        asking.request("GET", f"/api/v1/slots?service={service}&resource={resource}&days=10")
        times = json.loads(asking.getresponse().read())["resources"][0]["times"]
        for start in times[5:20:5]:
            yield {"service": service, "resource": resource, "start": start, "consent": True, "name": "Forty People"}


def _post(connection: HTTPConnection, body: dict[str, Any], number: int) -> tuple[int, dict[str, Any]]:
    headers = {
        "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4()), "Accept-Language": "en",
        "X-Forwarded-For": f"198.51.100.{number + 1}",
    }  # fmt: skip
    connection.request("POST", "/api/v1/bookings", json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def one_round(port: int, asked: dict[str, Any]) -> Answers:
    """All connections stand before the first one asks."""
    gate, found = threading.Barrier(PEOPLE + 1), [None] * PEOPLE
    phone = "+380 44 000 00 00"

    def act(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
        connection.connect()
        body = asked | {"email": f"{uuid.uuid4().hex}@example.org", "phone": phone}
        gate.wait(LONGEST)
        found[number] = _post(connection, body, number)  # type: ignore[call-overload]
        connection.close()

    crowd = [threading.Thread(target=act, args=(number,)) for number in range(PEOPLE)]
    for one in crowd:
        one.start()
    gate.wait(LONGEST)
    began = time.perf_counter()
    for one in crowd:
        one.join()
    return _read(found, time.perf_counter() - began)


def _read(found: list[Any], seconds: float) -> Answers:
    told = Answers(seconds)
    for answer in found:
        status, body = answer or (0, {})
        reasons = [reason["code"] for reason in body.get("reasons", ())]
        told.statuses[status] += 1
        told.reasons.update(reasons)
        told.unexplained += status == 409 and not (reasons and body["alternatives"])
    return told


def race(site: Site, offers: list[tuple[str, str]]) -> list[Answers]:
    rounds = list(islice(free_slots(site.port, offers), ROUNDS + 1))
    assert len(rounds) == ROUNDS + 1, "the world has too few free times"
    one_round(site.port, rounds[0])  # wakes the server
    return [_timed(site, asked) for asked in rounds[1:]]


def _timed(site: Site, asked: dict[str, Any]) -> Answers:
    before = site.processor()
    answers = one_round(site.port, asked)
    answers.processor = site.processor() - before
    return answers


def row(what: str, seen: list[Answers], *, limited: bool) -> Row:
    statuses, reasons = sum((one.statuses for one in seen), Counter()), sum((one.reasons for one in seen), Counter())
    right, seconds = sum(one.right for one in seen), sorted(one.seconds for one in seen)
    middle, cost = seconds[len(seconds) // 2], median(one.processor for one in seen)
    told = ", ".join(f"{code} × {count}" for code, count in reasons.most_common())
    return Row(
        "B1", f"{PEOPLE} POSTs for one slot, {len(seen)} rounds, {what}",
        "one accepted each round, the others 409 with reasons and other times, no 5xx"
        + (f", ≤ {LIMIT} s a round" if limited else ""),
        f"{right} of {len(seen)} rounds right, statuses {dict(statuses)}, reasons {told}; "
        f"median {middle:.2f} s a round, longest {seconds[-1]:.2f} s",
        f"{middle / LIMIT:.1f} × {LIMIT} s; {PEOPLE / middle:.0f} answers a second",
        right == len(seen) and (not limited or middle <= LIMIT), broken=right != len(seen),
        why=f"a round takes {cost:.2f} s of processor, {cost / PEOPLE * 1e3:.0f} ms an answer; {busy()}",
    )  # fmt: skip
