"""The browser of the journeys: `python -m tests.peers.chromium` prints where it is, and installs it first if it may."""

import os
import shutil

from tests.peers.packages import Missing, install

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def _found() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def path() -> str:
    """The binary of Chromium (CHROMIUM in the environment wins). Missing: none, and none may be installed."""
    if not _found():
        install("chromium", wanted="Chromium")
    if not (binary := _found()):
        raise Missing("Chromium is missing: install the package chromium, or set CHROMIUM to its binary.")
    return binary


if __name__ == "__main__":
    print(path())
