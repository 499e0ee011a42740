"""Visitors who fill a basket, in one line each."""

from decimal import Decimal
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.models import Booking
from tests.shop.till import TUESDAY_10
from tests.world import World

Basket, Product = get_model("basket", "Basket"), get_model("catalogue", "Product")
ProductClass, StockRecord = get_model("catalogue", "ProductClass"), get_model("partner", "StockRecord")
Partner, Line = get_model("partner", "Partner"), get_model("basket", "Line")


def cream(title: str = "Cream", *, price: int = 320, left: int = 5, **more: Any) -> Any:
    """A thing on the shelf."""
    defaults = {"name": "Goods", "requires_shipping": True, "track_stock": True}
    kind, _ = ProductClass.objects.get_or_create(slug="goods", defaults=defaults)
    house, _ = Partner.objects.get_or_create(code="house", defaults={"name": "House"})
    product = Product.objects.create(product_class=kind, title=title, upc=title.lower()[:64], **more)
    StockRecord.objects.create(
        product=product, partner=house, partner_sku=product.upc, price=Decimal(price), price_currency="UAH",
        num_in_stock=left,
    )  # fmt: skip
    return product


class Visitor:
    """A browser of somebody who has not signed in, until he does."""

    def __init__(self, world: World, browser: Client, language: str = "en") -> None:
        self.world, self.browser, self.language = world, browser, language

    def get(self, path: str = "basket/", status: int = 200) -> BeautifulSoup:
        answer = self.browser.get(f"/{self.language}/{path}")
        assert answer.status_code == status
        return BeautifulSoup(answer.content.decode(), "html.parser")

    def post(self, path: str, **told: Any) -> Any:
        return self.browser.post(f"/{self.language}/{path}", told)

    def put(self, product: Any, quantity: Any = 1, **more: Any) -> Any:
        return self.post("basket/put/", product=product.pk, quantity=quantity, **more)

    def holds(self, start: Any = TUESDAY_10) -> Booking:
        """A time held from an expert's page."""
        told = {"service": "session", "resource": "olena", "start": start.isoformat()}
        answer = self.post("book/hold/", **told)
        assert answer.status_code == 302
        return Booking.objects.get(code=answer.url.split("/")[3])

    def books(self, start: Any = TUESDAY_10) -> Booking:
        """And put into the basket."""
        booking = self.holds(start)
        assert self.post(f"basket/time/{booking.code}/").url == f"/{self.language}/basket/"
        return booking

    @property
    def lines(self) -> list[tuple[str, int]]:
        """What the page shows, by name and quantity."""
        return [(_name(one), _quantity(one)) for one in self.get().select(".lines > li")]

    def line(self, number: int = 0) -> str:
        """The address of a line."""
        return str(self.get().select(".lines > li")[number].select("form")[-1]["action"])[4:]

    def signs_in(self, user: Any = None) -> None:
        self.browser.force_login(user or self.world.client)


def _name(line: Any) -> str:
    return " ".join(line.select_one("h2").get_text().split())


def _quantity(line: Any) -> int:
    shown = line.select_one("output")
    return int(shown.get_text()) if shown else 1


def expire_all(now: Any) -> None:
    bookings.expire_holds(now=now)
