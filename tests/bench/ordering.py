"""B5: a whole order of a session, a thing and a certificate, against Oscar's bare `place_order` of three things."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.apps.order.utils import OrderCreator
from oscar.apps.shipping.methods import NoShippingRequired
from oscar.core.loading import get_class, get_model
from oscar.core.prices import Price

import clock
from booking import verbs as bookings
from booking.models import Booking, Offer
from booking.queries import days
from fields import Words
from shop.delivery import Carriage
from shop.models import GiftDesign, Purchase
from shop.order.utils import OrderNumberGenerator
from shop.partner.strategy import House
from shop.quoting import Buyer, Wishes
from shop.verbs import basket as baskets
from shop.verbs import gifts
from shop.verbs.placing import place
from tests.bench import world
from tests.bench.table import Row

Basket, Product = get_model("basket", "Basket"), get_model("catalogue", "Product")
ProductClass, Partner = get_model("catalogue", "ProductClass"), get_model("partner", "Partner")
StockRecord = get_model("partner", "StockRecord")
Calculator = get_class("checkout.calculators", "OrderTotalCalculator")
ORDERS, WANTED = 40, 0.7


def row(folder: Path) -> Iterator[Row]:
    with world.rows(folder):
        now, things = clock.now(), [_thing(number) for number in range(3)]
        bare = [_full(things, now) for _ in range(ORDERS)]
        ours = [_mixed(things[0], number, offer, now) for number, offer in enumerate(_offers())]
        asks = [_statements(lambda: _bare(bare.pop())), _statements(lambda: _place(*ours.pop(), now=now))]
        theirs, seen = _seconds([
            (partial(_bare, one), partial(_place, *own, now=now)) for one, own in zip(bare, ours, strict=True)
        ])  # fmt: skip
    ratio = theirs / seen
    yield Row(
        "B5", "whole order: session, thing and certificate", f"≥ {WANTED} × Oscar's bare place_order",
        f"{1 / seen:.1f}/s, Oscar {1 / theirs:.1f}/s", f"{ratio:.2f}", ratio >= WANTED,
        f"{asks[1]} statements, Oscar {asks[0]}: ours reads and locks the hold, quotes, ties three rows, writes "
        "the fact and the letter and asks for the payment in the same transaction",
    )  # fmt: skip


def _seconds(pairs: list[tuple[Callable[[], Any], ...]]) -> list[float]:
    """Median of either kind, done in turns so that the machine's other work slows both; the first ones unmeasured."""
    taken = [[_taken(job) for job in pair] for pair in pairs]
    return [statistics.median(kind) for kind in zip(*taken[5:], strict=True)]


def _taken(job: Callable[[], Any]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def _statements(job: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        job()
    return len(asked)


def _thing(number: int) -> Any:
    kind, _ = ProductClass.objects.get_or_create(slug="bench", defaults={"name": "Bench", "track_stock": True})
    product = Product.objects.create(product_class=kind, title=f"Thing {number}", upc=f"bench-{number}")
    partner, _ = Partner.objects.get_or_create(code="bench", defaults={"name": "Bench"})
    StockRecord.objects.create(
        product=product, partner=partner, partner_sku=product.upc, price=Decimal(300), price_currency="UAH",
        num_in_stock=10_000,
    )  # fmt: skip
    return product


def _full(things: list[Any], now: datetime) -> Any:
    basket = Basket.objects.create()
    for thing in things:
        baskets.put_goods(basket, thing, 1, now=now)
    return Basket.objects.get(pk=basket.pk)


def _bare(basket: Any) -> Any:
    basket.strategy = House(now=clock.now())
    free = Price(currency="UAH", excl_tax=Decimal(0), incl_tax=Decimal(0))
    return OrderCreator().place_order(
        basket=basket, total=Calculator().calculate(basket, free), shipping_method=NoShippingRequired(),
        shipping_charge=free, user=AnonymousUser(), order_number=OrderNumberGenerator().order_number(basket),
    )  # fmt: skip


def _offers() -> list[Offer]:
    rows = Offer.objects.filter(resource__code__startswith=world.MARK, service__price__gt=0)
    return list(rows.select_related("service", "resource__place").order_by("pk")[:ORDERS])


def _mixed(thing: Any, number: int, offer: Offer, now: datetime) -> tuple[Any, Buyer]:
    buyer = Buyer(f"Buyer {number}", f"buyer{number}@example.org", "", "en", visitor=f"bench-{number}")
    basket = Basket.objects.create()
    baskets.put_goods(basket, thing, 1, now=now)
    baskets.put_session(basket, _held(offer, buyer, now), now=now)
    gifts.put_gift(basket, gifts.draft(_wish(), by=None, language="en", now=now), now=now)
    return Basket.objects.get(pk=basket.pk), buyer


def _held(offer: Offer, buyer: Buyer, now: datetime) -> Booking:
    zone = offer.resource.place.zone
    found = days(offer.service, offer.resource, zone=zone, now=now, count=21)
    start = next(at for day in found for at in day.times)
    return bookings.hold(
        service=offer.service, resource=offer.resource, offer=offer, start=start, person=buyer.person, now=now
    )


def _wish() -> gifts.Wish:
    design, _ = GiftDesign.objects.get_or_create(code="bench", defaults={"name": Words({"en": "Bench"})})
    return gifts.Wish(design=design, amount=Decimal(500), giver="Maria", recipient="Andrii")


def _place(basket: Any, buyer: Buyer, *, now: datetime) -> Any:
    return place(basket, buyer=buyer, wishes=Wishes(Carriage(Purchase.PICKUP)), now=now)
