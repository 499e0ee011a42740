"""`make bench`: builds its world, measures in one run, says of each goal what was seen and whether it is met.

`python -m tests.bench A1 P1` measures only those. Loopback only; everything it starts it stops.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GOALS = ("A1", "A3", "P1", "P2", "P3", "W2", "W1", "B5", "B1")


def _prepare(scratch: Path) -> None:
    sys.path.insert(1, str(ROOT / "site"))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "DATABASE_URL": f"sqlite:///{scratch / 'none.sqlite3'}",
        "VAR_DIR": str(scratch), "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }  # fmt: skip
    import django

    django.setup()


def _on_pages(folder: Path, wanted: set[str]) -> Iterable[object]:
    from tests.bench import crowd, lighthouse, neighbour, pages, weights, world
    from tests.bench.served import served

    alone: dict[str, Callable[[Any, int], object]] = {
        "P1": pages.experts, "P2": pages.expert, "P3": pages.goods,
    }  # fmt: skip
    many = {"W2": weights.rows, "W1": lighthouse.rows}
    peer = neighbour.shop(folder / "stock") if wanted & {"P1", "P3"} else nullcontext(0)
    with served(folder) as site:
        if "A3" in wanted:
            yield pages.free_times(site.port, crowd.offered(site.port, world.MARK))
        with peer as beside:
            for goal in filter(wanted.__contains__, alone):
                yield alone[goal](site, beside)
        for goal in filter(wanted.__contains__, many):
            yield from many[goal](site.port)


def _measure(folder: Path, wanted: set[str]) -> Iterable[object]:
    from tests.bench import ordering, pure, races, world

    if "A1" in wanted:
        yield from pure.rows()
    if wanted - {"A1"}:
        world.copy(folder)
    if wanted & {"A3", "P1", "P2", "P3", "W1", "W2"}:
        yield from _on_pages(folder, wanted)
    if "B5" in wanted:
        yield from ordering.row(folder)
    if "B1" in wanted:
        yield from races.on_sqlite(folder)
        yield from races.on_postgres(folder)


def main(*goals: str) -> int:
    """0: everything was measured, met or not. A promise broken by B1 ends with 1: that is no matter of speed."""
    unknown = set(goals) - set(GOALS)
    if unknown:
        print(f"No such goal: {', '.join(sorted(unknown))}. There are {', '.join(GOALS)}.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped then too
    began, rows = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="atrium-bench-") as place:
        _prepare(Path(place))
        from tests.bench import table

        print(
            f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; single figures move, ratios less\n",
            flush=True,
        )
        folder = Path(place, "site")
        folder.mkdir()
        for row in _measure(folder, set(goals) or set(GOALS)):
            rows.append(row)
            print(row.line(), end="\n\n", flush=True)
        print(f"{table.summary(rows)}; {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}")
    return int(any(row.broken for row in rows))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
