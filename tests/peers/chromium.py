"""The browser of the journeys: `python -m tests.peers.chromium` prints where it is, and installs it first if it may."""

import os
import shutil

from tests.peers.packages import Missing, install

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""The first is the browser without its own windows: nobody looks at them, and they cost as much as the pages."""


def _found() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def path() -> str:
    """The binary of Chromium (CHROMIUM in the environment wins). Missing: none, and none may be installed."""
    if not _found():
        install(NAMES[0], wanted="Chromium")
    if not (binary := _found()):
        raise Missing(f"Chromium is missing: install the package {NAMES[0]}, or set CHROMIUM to its binary.")
    return binary


if __name__ == "__main__":
    print(path())
