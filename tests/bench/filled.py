"""A visitor with something in the basket, as a browser has put it there."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.bench.weights import PHONE, browser

SHOP = "/en/shop/"
THINGS = "main .goods h2 a, main .goods h3 a"
PUT = "form[action$='/basket/put/'] button"


def basket(port: int) -> tuple[str, str]:
    """The path of what he put in, the first thing of the shop, and his cookies as a header says them."""
    with browser() as own:
        page = own.new_page(viewport=PHONE)
        page.goto(f"http://127.0.0.1:{port}{SHOP}")
        page.locator(THINGS).first.click()
        path = urlsplit(page.url).path
        page.locator(PUT).first.click()
        expect(page.locator("[data-basket]")).to_have_text("1")
        cookies = page.context.cookies()
    return path, "; ".join(f"{one['name']}={one['value']}" for one in cookies)
