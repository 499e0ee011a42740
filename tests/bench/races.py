"""Where B1 is run: SQLite and PostgreSQL, two processes and two processes of four threads."""

from collections.abc import Iterator
from pathlib import Path

from tests.bench import crowd, world
from tests.bench.served import served
from tests.bench.table import Row
from tests.journeys import furnished
from tests.peers import postgres

SHAPES = {"2 processes": 1, "2 processes × 4 threads": 4}
FEWER = 20_000
"""Bookings of the world on PostgreSQL, which is built anew for each run."""


def on_sqlite(folder: Path) -> Iterator[Row]:
    for number, (shape, threads) in enumerate(SHAPES.items()):
        with served(folder, threads=threads) as site:
            seen = crowd.race(site, crowd.offered(site.port, world.MARK)[number * 20 :])
        yield crowd.row(f"SQLite, {shape}", seen, limited=False)


def on_postgres(folder: Path) -> Iterator[Row]:
    with postgres.server() as address:
        furnished.manage("migrate", VAR_DIR=str(folder), DATABASE_URL=address)
        world.large(bookings=FEWER, VAR_DIR=str(folder), DATABASE_URL=address)
        for number, (shape, threads) in enumerate(SHAPES.items()):
            with served(folder, address, threads=threads) as site:
                seen = crowd.race(site, crowd.offered(site.port, world.MARK)[number * 20 :])
            yield crowd.row(f"PostgreSQL, {shape}", seen, limited=True)
