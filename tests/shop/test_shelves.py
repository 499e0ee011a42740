"""Until its pages look like the house, nobody is led to Oscar's storefront or finds it by guessing."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.shop.wares import good, shelf
from tests.world import World

ASIDE = ("dashboard/", "accounts/", "password-reset/", "<slug:shelf>/")
"""Staff's own, what leads to our accounts, and our own pages: told of in their own tests."""
KNOWN = [
    "", "catalogue/towel_1/", "catalogue/category/bath_1/", "catalogue/ranges/all/", "basket/",
    "basket/add/1/", "basket/saved/", "basket/vouchers/add/", "checkout/", "checkout/thank-you/",
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
    tried = {path.partition("/")[0] for path in KNOWN} | {"search"}
    assert {route.partition("/")[0] for route in storefront()} == tried


@pytest.mark.parametrize("code", ["en", "uk"])
@pytest.mark.parametrize("path", KNOWN)
def test_a_page_of_the_storefront_is_not_there(world: World, client: Client, code: str, path: str) -> None:
    for user in (None, world.client):
        if user:
            client.force_login(user)
        assert client.get(f"/{code}/shop/{path}").status_code == 404
        assert client.post(f"/{code}/shop/{path}").status_code == 404


def test_what_the_dashboard_calls_a_good_leads_to_the_page_of_the_house(world: World, client: Client) -> None:
    care = shelf(now=world.now)
    mat = good("mat", "Mat", "Килимок", on=care, now=world.now, price=None)
    large = good("mat-large", "Large", "Великий", on=care, of=mat, now=world.now)
    ways = {
        mat.product.get_absolute_url(): "/shop/care/mat/", large.product.get_absolute_url(): "/shop/care/mat/",
        care.category.get_absolute_url(): "/shop/care/", reverse("catalogue:index"): "/shop/",
        reverse("search:search") + "?q=mat": "/shop/?q=mat",
    }  # fmt: skip
    for theirs, ours in ways.items():
        answer = client.get(theirs)
        assert (answer.status_code, answer.headers.get("Location", "")[3:]) == (302, ours), theirs


def test_pages_lead_to_our_basket_and_not_to_oscar_s(world: World, client: Client) -> None:
    client.force_login(world.client)
    page = BeautifulSoup(client.get("/en/me/bookings/").content.decode(), "html.parser")
    assert page.select_one('header a[href="/en/basket/"]')
    assert not [link["href"] for link in page.select("a[href]") if "/shop/" in str(link["href"])]


def test_where_the_shelves_are_open_oscar_s_pages_are_there(world: World, client: Client, settings: Any) -> None:
    settings.SHELVES_OPEN = True
    client.force_login(world.client)
    assert client.get("/en/shop/catalogue/").status_code == 200
