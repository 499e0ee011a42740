"""What every page owes everybody: axe finds nothing by day or by night, and nothing is wider than the window."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
REMEMBERING = """() => {
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (known.has(text)) return Object.assign(this, known.get(text));
    read.call(this, text);
    const {r, g, b, alpha} = this;
    known.set(text, {r, g, b, alpha});
    return this;
  };
}"""
"""A page has a dozen colours, and axe reads each of them a thousand times: a fifth of what it does."""
RUN = "(options) => axe.run(document, options).then(found => found.violations)"
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SCHEMES = {"light": 390, "dark": 1280}
"""By day on a telephone, by night on a desk: every rule, and both layouts."""
WIDTHS = (320, 390, 768, 1280)
MOST_SHIFT = 0.02
OVERHANG = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= edge) return [];
  return [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > edge + 1)
    .slice(0, 5).map(one => one.outerHTML.slice(0, 90));
}"""
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
  })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 400);
})"""


def _bring_axe(page: Page) -> None:
    """Once for what the window shows: it is half a megabyte to be read."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        page.evaluate(REMEMBERING)


def _axe(page: Page, scheme: str) -> list[str]:
    page.set_viewport_size({"width": SCHEMES[scheme], "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    options = {"resultTypes": ["violations"], "runOnly": ALL}
    found: list[dict[str, Any]] = page.evaluate(RUN, options)
    return [
        f"{scheme}: {one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0].get('failureSummary', '')}"
        for one in found
    ]


def _overhang(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 844})
    wide: list[str] = page.evaluate(OVERHANG)
    return [f"wider than {width}: {one}" for one in wide]


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open; its window and its scheme are as before afterwards."""
    usual = page.viewport_size
    _bring_axe(page)
    found = [fault for scheme in SCHEMES for fault in _axe(page, scheme)]
    found += [fault for width in WIDTHS for fault in _overhang(page, width)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    if usual:
        page.set_viewport_size(usual)
    return found


def shift(page: Page) -> float:
    """How much of the page has jumped since it was opened, as browsers count it (CLS)."""
    page.wait_for_load_state("networkidle")
    return float(page.evaluate(SHIFTS))
