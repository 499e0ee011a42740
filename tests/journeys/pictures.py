"""The pictures of the README, taken of the real site: `python -m tests.journeys.pictures`."""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
RECEPTION = "reception@atrium.example"
FOLDER = ROOT / "themes" / "pictures"
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True}
"""is_mobile: no scroll bar in the picture."""


def _home(visitor: Any) -> None:
    visitor.goes("")


def _experts(visitor: Any) -> None:
    visitor.goes("experts/")


def _expert(visitor: Any) -> None:
    visitor.opens("ivanna", "career-session")


def _confirm(visitor: Any) -> None:
    visitor.opens("ivanna", "career-session")
    visitor.chooses_day(3)
    visitor.takes_time()


def _shop(visitor: Any) -> None:
    visitor.goes("shop/")


def _gift(visitor: Any) -> None:
    visitor.goes("gift/")


def _basket(visitor: Any) -> None:
    visitor.goes("shop/")
    visitor.page.locator("main .goods a").first.click()
    visitor.button("goods.put").click()
    visitor.opens("ivanna", "career-session")
    visitor.chooses_day(3)
    visitor.takes_time()
    visitor.presses("basket.with_goods")


def _me(visitor: Any) -> None:
    visitor.signs_in("emma@atrium.example")
    visitor.goes("me/bookings/")


def _staff(visitor: Any) -> None:
    from tests.journeys import books

    books.speaks(visitor.house, RECEPTION, visitor.language)
    visitor.goes("/account/login/?next=/cms/")
    visitor.enters(RECEPTION)
    visitor.enters_code(RECEPTION)
    visitor.button("staff.menu.booking").click()
    visitor.follows("staff.menu.bookings")


class Picture(NamedTuple):
    how: dict[str, Any]
    leads: Callable[[Any], None]


PICTURES = {
    "home": Picture(DESK, _home), "experts": Picture(DESK, _experts), "expert": Picture(PHONE, _expert),
    "confirm": Picture(PHONE, _confirm), "shop": Picture(DESK, _shop), "gift": Picture(DESK, _gift),
    "basket": Picture(PHONE, _basket), "me": Picture(DESK, _me), "staff": Picture(DESK, _staff),
}  # fmt: skip


def _take(house: Any, browser: Any, name: str, picture: Picture) -> None:
    from tests.journeys.visitor import Visitor

    context = browser.new_context(locale="en-GB", timezone_id="Europe/Kyiv", reduced_motion="reduce", **picture.how)
    visitor = Visitor(house, context.new_page(), "en")
    visitor.page.set_default_timeout(60_000)
    picture.leads(visitor)
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.evaluate("() => document.activeElement.blur()")
    visitor.page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def main() -> int:
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import FLAGS
    from tests.journeys.house import house
    from tests.peers import chromium

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, house(Path(place), nullcontext) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.path(), args=FLAGS)
        for name, picture in PICTURES.items():
            _take(site, browser, name, picture)
            print(FOLDER / f"{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    import django

    django.setup()
    sys.exit(main())
