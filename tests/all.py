"""Everything that has to hold before a change is taken: `make test`, and what CI runs. Stops at the first failure."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.peers import chromium, postgres

ROOT = Path(__file__).resolve().parents[1]
PY = sys.executable
PYTEST = (PY, "-m", "pytest", "-q")
PROMISES = ("tests/booking", "tests/ledger", "tests/notifications", "tests/shop")
"""Rooms whose promises rest on the database: tried on PostgreSQL too."""
PRODUCTION = {
    "PRODUCTION": "yes", "SECRET_KEY": secrets.token_urlsafe(60), "ALLOWED_HOSTS": "atrium.example.com",
    "SITE_ADDRESS": "https://atrium.example.com", "STRIPE_SECRET_KEY": "sk_live_for_the_check",
    "STRIPE_WEBHOOK_SECRET": "whsec_for_the_check", "EMAIL_URL": "smtp+tls://name:word@mail.example.com:587",
}  # fmt: skip
OURS = ("booking", "shop", "loyalty", "site/accounts", "site/config", "site/ledger", "site/notifications", "site/pages")
ALONE = tuple(f"site/{file.name}" for file in sorted((ROOT / "site").glob("*.py")))
LINT: dict[str, tuple[str, ...]] = {
    "ruff": (PY, "-m", "ruff", "check", "."),
    "format": (PY, "-m", "ruff", "format", "--check", "."),
    "types": (PY, "-m", "mypy", *OURS, *ALONE),
}
CHECKS: dict[str, tuple[str, ...]] = {
    "migrations are complete": (PY, "manage.py", "makemigrations", "--check", "--dry-run"),
    "fit for production": (PY, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
}
TESTS: dict[str, tuple[str, ...]] = {
    "tests on SQLite": (*PYTEST, "-n", "2", "-m", "not broker", "--ignore", "tests/journeys"),
    "tests on PostgreSQL": (PY, "-m", "tests.peers.postgres", "--", *PYTEST, "-n", "2", *PROMISES),
    "journeys in Chromium": (*PYTEST, "tests/journeys"),
}
EXTRA: dict[str, dict[str, str]] = {"fit for production": PRODUCTION}


def _step(name: str, command: tuple[str, ...], place: str) -> int:
    print(f"\n== {name}: {' '.join(command[1:])}", flush=True)
    began = time.monotonic()
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", "VAR_DIR": place}
    code = subprocess.call(command, cwd=ROOT, env={**os.environ, **paths, **EXTRA.get(name, {})})
    if name not in TESTS:
        print(f"== {name}: {'failed' if code else 'good'}, {time.monotonic() - began:.0f} s", flush=True)
    return code


def main(only: str = "") -> int:
    if only != "lint":
        postgres.binaries(), chromium.path()
    with tempfile.TemporaryDirectory(prefix="atrium-test-") as place:
        steps = LINT if only == "lint" else LINT | CHECKS | TESTS
        return next((code for name, command in steps.items() if (code := _step(name, command, place))), 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
