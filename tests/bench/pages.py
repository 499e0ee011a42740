"""A3, P1 to P3: free times by the API, the list of experts, the page of one, the list of goods; in turn with `bare`."""

import os
import random
import statistics

from tests.bench.asking import Visitor, a_second, taking_turns
from tests.bench.neighbour import CATALOGUE
from tests.bench.served import Site, busy
from tests.bench.table import Row

BARE = "/bench/bare"
LIST, EXPERT, GOODS = "/en/experts/", "/en/experts/load-7/", "/en/shop/"
ASKS, ROUNDS, CLIENTS = 300, 3, 4
BREAD = 76.0
"""Answers a second of the Wagtail demo's bread page, measured on such a machine; it cannot be had here."""


def _slots(offers: list[tuple[str, str]]) -> list[str]:
    dice = random.Random(30)
    chosen = (dice.choice(offers) for _ in range(ASKS))
    return [f"/api/v1/slots?service={service}&resource={resource}&days=30" for service, resource in chosen]


def free_times(port: int, offers: list[tuple[str, str]]) -> Row:
    paths = _slots(offers)
    taking_turns(port, paths[:40], BARE)  # both workers have met the address once
    own, bare = taking_turns(port, paths, BARE)
    queries = max(Visitor(port).queries(path) for path in paths[:5])
    times_bare, tail = own.p50 / bare.p50, own.p95 / own.p50
    return Row(
        "A3", "GET /api/v1/slots, 30 days of a random expert of 100 with 100,000 bookings, one client",
        "p50 ≤ 4 × bare, p95 ≤ 3 × p50, ≤ 3 SQL",
        f"p50 {own.p50 * 1e3:.1f} ms, p95 {own.p95 * 1e3:.1f} ms, {queries} SQL; bare p50 {bare.p50 * 1e3:.1f} ms",
        f"{times_bare:.1f} × bare, p95 {tail:.1f} × p50", times_bare <= 4 and tail <= 3 and queries <= 3,
    )  # fmt: skip


def _rates(*pages: tuple[int, str]) -> list[float]:
    """Medians of answers a second of pages, by port and path, asked for in turn."""
    for port, path in pages:
        a_second(port, path, clients=CLIENTS, seconds=1.5)
    seen = [[a_second(port, path, clients=CLIENTS, seconds=2.5) for port, path in pages] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*seen, strict=True)]


def _cost(site: Site, path: str, answers: int = 40) -> float:
    """Seconds of processor for one answer."""
    visitor, before = Visitor(site.port), site.processor()
    for _ in range(answers):
        visitor.get(path)
    return (site.processor() - before) / answers


def _page(
    site: Site, goal: str, what: str, path: str, *, peer: str, wanted: float, most: int, rate: float = 0.0,
    neighbour: int = 0,
) -> Row:  # fmt: skip
    """`rate`: the peer's, known; or `neighbour`: the port where it stands and is asked in turn."""
    port, cost = site.port, _cost(site, path)
    queries = Visitor(port).queries(path)
    own, _ = taking_turns(port, [path] * 60, BARE)
    page, bare, *theirs = _rates((port, path), (port, BARE), *([(neighbour, CATALOGUE)] if neighbour else []))
    rate = theirs[0] if theirs else rate
    ratio = page / rate
    return Row(
        goal, what, f"≥ {wanted:.0f} × {peer} ({rate:.1f}/s) in answers a second, ≤ {most} SQL",
        f"{page:.0f}/s, p50 {own.p50 * 1e3:.1f} ms, {queries} SQL; bare {bare:.0f}/s",
        f"{ratio:.1f} × {peer}, 1/{bare / page:.1f} of bare", ratio >= wanted and queries <= most,
        f"an answer takes {cost * 1e3:.0f} ms of processor: {os.cpu_count()} cores to itself would give "
        f"{(os.cpu_count() or 1) / cost:.0f}/s; {busy()}",
    )  # fmt: skip


def experts(site: Site, neighbour: int) -> Row:
    return _page(
        site, "P1", "list of experts, 20 cards of 110, anonymous, no page cached, times read anew, 4 clients", LIST,
        peer="Oscar's stock catalogue", wanted=20, most=12, neighbour=neighbour,
    )  # fmt: skip


def expert(site: Site, _: int) -> Row:
    return _page(
        site, "P2", "page of an expert with 14 days of times, read anew, 4 clients", EXPERT,
        peer="the Wagtail demo's bread page", wanted=2, most=15, rate=BREAD,
    )  # fmt: skip


def goods(site: Site, neighbour: int) -> Row:
    return _page(
        site, "P3", "list of goods, 20 cards, what is left read anew, anonymous, no page cached, 4 clients", GOODS,
        peer="Oscar's stock catalogue", wanted=15, most=12, neighbour=neighbour,
    )  # fmt: skip
