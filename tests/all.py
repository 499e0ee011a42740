"""Everything that has to hold before a change is taken: `make test`, and what CI runs. Stops at the first failure."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from tests.peers import chromium, postgres, redis

ROOT = Path(__file__).resolve().parents[1]
PY = sys.executable
PYTEST = (PY, "-m", "pytest", "-q")
BESIDE = ("-n", "2")
IN_TWO = (*BESIDE, "--dist", "worksteal")
"""For journeys, of which a few are long."""
PROMISES = (
    "tests/booking", "tests/ledger", "tests/loyalty", "tests/notifications", "tests/shop",
    "tests/accounts/test_tries.py", "tests/staff/test_activity.py", "tests/config/test_opening.py",
    "tests/config/test_editions.py", "tests/config/test_renewing.py", "tests/pages/test_listing.py",
)  # fmt: skip
"""What rests on the database, tried on PostgreSQL too: whole rooms; counting of tries, the seal of the log, roles that
are made by migrating, what pages keep, what tests leave behind, and search without regard to case in a
furnished house."""
FURNISHED_ONCE = (*BESIDE, "--dist", "loadscope")
"""Tests of one furnished house go to one worker."""
SAID = (
    "tests/booking/core", "tests/booking/api/test_openapi.py", "tests/booking/api/test_words.py",
    "tests/booking/test_area_pages.py", "tests/booking/test_calendar_file.py", "tests/booking/test_countdown.py",
    "tests/booking/test_ics.py", "tests/booking/test_shows.py", "tests/loyalty/test_area.py",
    "tests/loyalty/test_core.py", "tests/notifications/test_inbox.py", "tests/notifications/test_letters.py",
    "tests/shop/gifts/test_block.py", "tests/shop/gifts/test_letters.py", "tests/shop/gifts/test_paper.py",
    "tests/shop/test_basket.py", "tests/shop/test_basket_times.py", "tests/shop/test_consent.py",
    "tests/shop/test_earning_told.py", "tests/shop/test_late_pages.py", "tests/shop/test_order_letters.py",
    "tests/shop/test_order_pages.py", "tests/shop/test_orders.py", "tests/shop/test_receipts.py",
    "tests/shop/test_shelves.py", "tests/shop/test_stems.py",
)  # fmt: skip
"""In those rooms, what is reckoned without a database or only said and shown: one database is enough."""
PRODUCTION = {
    "PRODUCTION": "yes", "SECRET_KEY": secrets.token_urlsafe(60), "ALLOWED_HOSTS": "atrium.example.com",
    "SITE_ADDRESS": "https://atrium.example.com", "STRIPE_SECRET_KEY": "sk_live_for_the_check",
    "STRIPE_WEBHOOK_SECRET": "whsec_for_the_check", "EMAIL_URL": "smtp+tls://name:word@mail.example.com:587",
}  # fmt: skip
OURS = ("booking", "shop", "loyalty", "site/accounts", "site/config", "site/ledger", "site/notifications", "site/pages")
ALONE = tuple(f"site/{file.name}" for file in sorted((ROOT / "site").glob("*.py")))
Steps = dict[str, tuple[str, ...]]
LINT: Steps = {
    "ruff": (PY, "-m", "ruff", "check", "."),
    "format": (PY, "-m", "ruff", "format", "--check", "."),
    "types": (PY, "-m", "mypy", *OURS, *ALONE),
}
CHECKS: Steps = {
    "migrations are complete": (PY, "manage.py", "makemigrations", "--check", "--dry-run"),
    "fit for production": (PY, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
}
MAKE_READY: Steps = {
    "template and demo world on SQLite": (PY, "-m", "tests.ready"),
    "structure is what migrations make": (PY, "manage.py", "structure", "--check"),
}
MAKE_READY_TOO: Steps = {"template on PostgreSQL": (PY, "-m", "tests.ready")}
EXTRA: dict[str, dict[str, str]] = {"fit for production": PRODUCTION}
TESTS: Steps = {
    "tests on SQLite": (*PYTEST, *FURNISHED_ONCE, "-m", "not broker and not alone", "--ignore", "tests/journeys"),
    "tests on PostgreSQL": (*PYTEST, *FURNISHED_ONCE, *PROMISES, *(f"--ignore={one}" for one in SAID)),
    "journeys in Chromium": (*PYTEST, *IN_TWO, "tests/journeys"),
    "starts by the clock": (*PYTEST, "-m", "alone", "tests/config"),
}


SPEAKING = Lock()


class Runner(NamedTuple):
    place: str
    database: str = ""
    """Address of a PostgreSQL, for the steps that are named after it."""

    def _surroundings(self, name: str) -> dict[str, str]:
        usual = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", "VAR_DIR": self.place}
        elsewhere = {"DATABASE_URL": self.database} if "PostgreSQL" in name else {}
        everything = {**os.environ, **usual, **elsewhere, **EXTRA.get(name, {})}
        everything.pop("PYTHONDONTWRITEBYTECODE", None)  # each worker, each process, would read all sources anew
        return everything

    def aloud(self, name: str, command: tuple[str, ...]) -> int:
        began = _begins(name, command)
        code = subprocess.call(command, cwd=ROOT, env=self._surroundings(name))
        return _ends(name, code, began)

    def aside(self, name: str, command: tuple[str, ...]) -> int:
        """Beside others: what it said is shown in one piece when it is over."""
        began = time.monotonic()
        told = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        done = subprocess.run(command, cwd=ROOT, env=self._surroundings(name), check=False, **told)
        with SPEAKING:
            _begins(name, command)
            print(done.stdout, end="")
            return _ends(name, done.returncode, began)

    def side_by_side(self, *lanes: Steps) -> int:
        with ThreadPoolExecutor(len(lanes)) as pool:
            codes = pool.map(lambda steps: _until_one_fails(steps, self.aside), lanes)
            return next(filter(None, codes), 0)


def _begins(name: str, command: tuple[str, ...]) -> float:
    print(f"\n== {name}: {' '.join(command[1:])}", flush=True)
    return time.monotonic()


def _ends(name: str, code: int, began: float) -> int:
    print(f"== {name}: {'failed' if code else 'good'}, {time.monotonic() - began:.0f} s", flush=True)
    return code


def _until_one_fails(steps: Steps, run: Callable[[str, tuple[str, ...]], int]) -> int:
    return next((code for name, command in steps.items() if (code := run(name, command))), 0)


def main(only: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="atrium-test-") as place:
        if only == "lint":
            return _until_one_fails(LINT, Runner(place).aloud)
        chromium.path()
        redis.path()
        with postgres.server() as database:
            run = Runner(place, database)
            return run.side_by_side(MAKE_READY, LINT | CHECKS | MAKE_READY_TOO) or _until_one_fails(TESTS, run.aloud)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
