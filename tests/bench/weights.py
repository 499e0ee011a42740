"""W2: what a first visit weighs, as Chromium received it."""

import gzip
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.bench.table import Row
from tests.peers import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
PHONE = {"width": 390, "height": 844}
PAGES = {
    "home": "/en/",
    "home in Ukrainian": "/uk/",
    "experts": "/en/experts/",
    "expert": "/en/experts/solomiia/",
    "experts in Ukrainian": "/uk/experts/",
}
KB = 1000
MOST = {"Script": 25 * KB, "Stylesheet": 15 * KB, "first view": 120 * KB}
STAFF_MOST = 110 * KB


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        own = driver.chromium.launch(executable_path=chromium.path(), headless=True, args=FLAGS)
        try:
            yield own
        finally:
            own.close()


def received(own: Browser, address: str) -> Counter[str]:
    """Bytes over the wire by kind of resource, headers included, of a visitor who has nothing yet."""
    page = own.new_page(viewport=PHONE)
    wire, kinds, bytes_ = page.context.new_cdp_session(page), dict[str, str](), Counter[str]()
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))

    def came(told: dict[str, Any]) -> None:
        bytes_[kinds.get(told["requestId"], "Other")] += int(told["encodedDataLength"])

    wire.on("Network.loadingFinished", came)
    page.goto(address, wait_until="networkidle")
    page.close()
    return bytes_


def _row(name: str, bytes_: Counter[str]) -> Row:
    view = sum(size for kind, size in bytes_.items() if kind != "Image")
    seen = {"Script": bytes_["Script"], "Stylesheet": bytes_["Stylesheet"], "first view": view}
    rest = ", ".join(f"{kind} {size / KB:.1f}" for kind, size in sorted(bytes_.items()) if kind not in seen)
    return Row(
        "W2", f"weight of {name}, a first visit at 390 px, gzip",
        "JavaScript ≤ 25 kB, CSS ≤ 15 kB, first view without pictures ≤ 120 kB",
        f"JavaScript {seen['Script'] / KB:.1f} kB, CSS {seen['Stylesheet'] / KB:.1f} kB, "
        f"first view {view / KB:.1f} kB ({rest})",
        ", ".join(f"{kind} {size / MOST[kind]:.2f} of the most" for kind, size in seen.items()),
        all(size <= MOST[kind] for kind, size in seen.items()),
    )  # fmt: skip


def staff() -> Row:
    """All scripts of the house itself, whichever page asks for them; the CMS brings its own besides."""
    files = sorted({file.name: file for theme in settings.STATICFILES_DIRS for file in theme.rglob("*.js")}.values())
    size = sum(len(gzip.compress(file.read_bytes())) for file in files)
    return Row(
        "W2", "staff pages: every script of ours together", f"≤ {STAFF_MOST / KB:.0f} kB gzip",
        f"{size / KB:.1f} kB in {len(files)} files",
        f"{size / STAFF_MOST:.2f} of the most", size <= STAFF_MOST,
    )  # fmt: skip


def rows(port: int) -> Iterator[Row]:
    with browser() as own:
        for name, path in PAGES.items():
            yield _row(name, received(own, f"http://127.0.0.1:{port}{path}"))
    yield staff()
