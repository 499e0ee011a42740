"""Shelves and goods: kept by the verbs, together with the rows of Oscar's under them."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from booking.core.decisions import Refused
from shop import showcase, verbs
from shop.models import Good
from shop.verbs import basket as baskets
from shop.verbs.catalogue import keep_good
from tests.shop.shelf import Basket, facts_of, left
from tests.shop.wares import good, shelf
from tests.staff.desk import booked
from tests.world import World, words
from words import in_language, say

Product, StockRecord = get_model("catalogue", "Product"), get_model("partner", "StockRecord")


def test_a_good_is_a_product_of_oscars_that_can_be_bought(world: World) -> None:
    care = shelf(now=world.now)
    row = good("cream", "Cream", "Крем", on=care, now=world.now, services=[world.service], low=2)
    stock = row.product.stockrecords.get()
    assert (row.product.title, row.product.upc) == ("Cream", "cream")
    assert list(row.product.categories.all()) == [care.category]
    assert (stock.price, stock.price_currency, stock.low_stock_threshold, left(row.product)) == (320, "UAH", 2, 5)
    basket = Basket.objects.create(owner=world.client)
    assert baskets.put_goods(basket, row.product, 2, now=world.now).quantity == 2
    assert facts_of(row) == ["good.changed"] and facts_of(care) == ["shelf.changed"]


def test_keeping_a_good_again_changes_it_and_leaves_what_lies_there(world: World) -> None:
    care, calm = shelf(now=world.now), shelf("calm", "Calm", "Спокій", now=world.now)
    first = good("cream", "Cream", "Крем", on=care, now=world.now)
    again = good("cream", "Soap", "Мило", on=calm, now=world.now, price=Decimal(99), pieces=0, public=False)
    assert (again.pk, again.product_id, left(again.product)) == (first.pk, first.product_id, 5)
    product = Product.objects.get(upc="cream")
    assert (product.title, product.is_public, list(product.categories.all())) == ("Soap", False, [calm.category])
    assert (product.stockrecords.get().price, list(showcase.on_sale())) == (99, [])


def test_a_good_with_variants_costs_from_the_cheapest_and_counts_them_all(world: World) -> None:
    care = shelf(now=world.now)
    mat = good("mat", "Mat", "Килимок", on=care, now=world.now, price=None)
    good("mat-small", "Small", "Малий", on=care, of=mat, now=world.now, price=Decimal(900), pieces=2)
    large = good("mat-large", "Large", "Великий", on=care, of=mat, now=world.now, price=Decimal(1200), pieces=3)
    (row,) = showcase.on_sale()
    assert (row.code, row.price, row.dearest, row.free) == ("mat", 900, 1200, 5)
    assert [(one.code, one.price, one.free) for one in showcase.variants(row)] == [
        ("mat-small", 900, 2), ("mat-large", 1200, 3),
    ]  # fmt: skip
    assert (large.product.title, large.product.structure) == ("Mat, Large", "child")
    with in_language("uk"):
        assert str(large) == "Килимок, Великий"
    basket = Basket.objects.create(owner=world.client)
    assert baskets.put_goods(basket, large.product, 3, now=world.now).quantity == 3


def test_what_lies_on_the_shelf_itself_gets_no_variants(world: World) -> None:
    care = shelf(now=world.now)
    mat = good("mat", "Mat", "Килимок", on=care, now=world.now)
    with pytest.raises(Refused, match="variant_of_stocked"):
        good("mat-large", "Large", "Великий", on=care, of=mat, now=world.now)
    assert (Good.objects.count(), Product.objects.count()) == (1, 1)
    verbs.write_off(product=mat.product, quantity=5, reason="Sold as variants", now=world.now, by=None)
    good("mat-large", "Large", "Великий", on=care, of=mat, now=world.now)
    assert not StockRecord.objects.filter(product=mat.product).exists()


@pytest.mark.parametrize(("free", "tag", "stock"), [
    (0, "Sold out", "Sold out"), (-1, "Sold out", "Sold out"), (1, "Only 1 left", "Only 1 left"),
    (5, "5 left", "5 left"), (6, None, "6 in stock"), (24, None, "24 in stock"),
])  # fmt: skip
def test_what_is_left_is_said_in_words(free: int, tag: str | None, stock: str) -> None:
    with in_language("en"):
        told = showcase.tag(free)
        assert (told and told["text"], showcase.stock(free)["text"]) == (tag, stock)


def test_what_goes_with_most_of_the_services_comes_first_and_what_is_gone_not_at_all(world: World) -> None:
    care, told = shelf(now=world.now), {"now": world.now}
    good("one", "One", "Один", on=care, services=[world.service], **told)
    good("both", "Both", "Обидва", on=care, services=[world.service, world.free], **told)
    good("gone", "Gone", "Нема", on=care, services=[world.service], pieces=0, **told)
    good("none", "None", "Жоден", on=care, **told)
    ids = [world.service.pk, world.free.pk]
    assert [one.code for one in showcase.going_with(ids, most=4)] == ["both", "one"]


def test_a_name_in_one_language_is_enough(world: World) -> None:
    row: Any = keep_good(
        code="tea", shelf=shelf(now=world.now), name=words("", "Чай"), text=words("", ""), unit=words("", ""),
        price=Decimal(90), now=world.now, by=None,
    )  # fmt: skip
    assert row.product.title == "Чай"


def test_the_page_after_booking_shows_what_people_take_with_such_a_visit(world: World, client: Any) -> None:
    good("cream", "Cream", "Крем", on=shelf(now=world.now), now=world.now, services=[world.service])
    booking = booked(world)
    client.force_login(world.client, backend="accounts.backends.EmailBackend")
    with in_language("en"):
        page = client.get(reverse("booked", args=[booking.code])).content.decode()
        assert say("confirmation.goods_too") in page and 'href="/en/shop/care/cream/"' in page
