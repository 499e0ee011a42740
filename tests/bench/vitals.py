"""LCP, CLS and long tasks as Chromium's own observers tell them: not Lighthouse, and no slowed phone."""

from typing import Any

from tests.bench.table import Row
from tests.bench.weights import PHONE, browser

WATCH = """
window.seen = {lcp: 0, cls: 0, tbt: 0};
const watch = (type, note) =>
    new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
watch('largest-contentful-paint', one => { seen.lcp = one.startTime; });
watch('layout-shift', one => { if (!one.hadRecentInput) seen.cls += one.value; });
watch('longtask', one => { seen.tbt += Math.max(0, one.duration - 50); });
"""
SLOWED = 4


def _seen(address: str, cookie: str) -> dict[str, float]:
    with browser() as own:
        page = own.new_page(viewport=PHONE, extra_http_headers={"Cookie": cookie} if cookie else {})
        wire = page.context.new_cdp_session(page)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.add_init_script(WATCH)
        page.goto(address, wait_until="networkidle")
        told: dict[str, Any] = page.evaluate("seen")
        return told


def row(name: str, address: str, cookie: str = "") -> Row:
    seen = _seen(address, cookie)
    good = seen["lcp"] <= 2000 and seen["tbt"] <= 100 and seen["cls"] <= 0.02
    return Row(
        "W1", f"{name} in Chromium with a {SLOWED} times slower processor",
        "LCP ≤ 2.0 s, TBT ≤ 100 ms, CLS ≤ 0.02; Lighthouse's scores",
        f"LCP {seen['lcp'] / 1000:.2f} s, TBT {seen['tbt']:.0f} ms, CLS {seen['cls']:.3f}",
        f"LCP {seen['lcp'] / 2000:.2f} of the most", False,
        ("the figures are good, but " if good else "") + "Lighthouse's scores were not measured: there is no npm here",
    )  # fmt: skip
