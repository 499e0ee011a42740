"""Until its pages look like the house, nobody is led to Oscar's storefront or finds it by guessing."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.world import World

ASIDE = ("dashboard/", "accounts/", "password-reset/")
"""Staff's own, and what leads to our accounts: told of in their own tests."""
KNOWN = [
    "", "catalogue/", "catalogue/towel_1/", "catalogue/category/bath_1/", "catalogue/ranges/all/", "basket/",
    "basket/add/1/", "basket/saved/", "basket/vouchers/add/", "checkout/", "checkout/thank-you/", "search/?q=a",
    "offers/", "offers/ten/", "wishlists/abc/",
]  # fmt: skip


def patterns(under: Any, prefix: str = "") -> Iterator[str]:
    for one in under:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, path)
        elif isinstance(one, URLPattern):
            yield path


def storefront() -> list[str]:
    """Every route below /shop/ that is not aside, as it is written, without the language."""
    found = {route.partition("shop/")[2] for route in patterns(get_resolver().url_patterns) if route[3:8] == "shop/"}
    return sorted(route for route in found if not route.startswith(ASIDE))


def test_the_addresses_tried_here_are_all_that_oscar_has() -> None:
    assert {route.partition("/")[0] for route in storefront()} == {path.partition("/")[0] for path in KNOWN}


@pytest.mark.parametrize("code", ["en", "uk"])
@pytest.mark.parametrize("path", KNOWN)
def test_a_page_of_the_storefront_is_not_there(world: World, client: Client, code: str, path: str) -> None:
    for user in (None, world.client):
        if user:
            client.force_login(user)
        assert client.get(f"/{code}/shop/{path}").status_code == 404
        assert client.post(f"/{code}/shop/{path}").status_code == 404


def test_pages_lead_to_our_basket_and_not_to_oscar_s(world: World, client: Client) -> None:
    client.force_login(world.client)
    page = BeautifulSoup(client.get("/en/me/bookings/").content.decode(), "html.parser")
    assert page.select_one('header a[href="/en/basket/"]')
    assert not [link["href"] for link in page.select("a[href]") if "/shop/" in str(link["href"])]


def test_where_the_shelves_are_open_oscar_s_pages_are_there(world: World, client: Client, settings: Any) -> None:
    settings.SHELVES_OPEN = True
    client.force_login(world.client)
    assert client.get("/en/shop/catalogue/").status_code == 200
