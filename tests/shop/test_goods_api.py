"""Goods as programs are told them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.api import shapes
from tests.booking.api.program import Program, codes, fields
from tests.shop.shelf import order
from tests.shop.wares import good, shelf
from tests.world import World


@pytest.fixture
def program(client: Client, world: World) -> Program:
    care, move = shelf(now=world.now), shelf("movement", "For movement", "Для руху", now=world.now)
    told: dict[str, Any] = {"now": world.now}
    good("cream", "Hand cream", "Крем для рук", on=care, services=[world.service], grams=110, **told)
    good("soap", "Soap", "Мило", on=care, price=160, pieces=0, **told)
    mat = good("mat", "Mat", "Килимок", on=move, price=None, **told)
    good("mat-large", "Large", "Великий", on=move, of=mat, price=1150, **told)
    return Program(client)


def found(program: Program, **asked: Any) -> list[str]:
    answer = program.get("goods", **asked)
    assert answer.status_code == 200, answer.content
    return [one["code"] for one in answer.json()["items"]]


def test_goods_are_told_whole(program: Program, world: World) -> None:
    told = program.get("goods").json()
    shapes.Goods.model_validate(told)
    assert [one["code"] for one in told["items"]] == ["cream", "soap", "mat"]
    cream = told["items"][0]
    assert (cream["price_from"], cream["in_stock"], cream["services"]) == ("320.00", 5, ["session"])
    assert cream["url"].endswith("/en/shop/care/cream/")
    whole = program.get("goods/mat").json()
    shapes.GoodWhole.model_validate(whole)
    assert [(one["code"], one["price"], one["in_stock"]) for one in whole["variants"]] == [("mat-large", "1150.00", 5)]


def test_what_is_promised_to_orders_is_not_told_as_there(program: Program, world: World) -> None:
    from shop.models import Good

    order(world, Good.objects.get(code="cream").product, 2)
    assert program.get("goods/cream").json()["in_stock"] == 3


@pytest.mark.parametrize(("asked", "who"), [
    ({"category": "care"}, ["cream", "soap"]), ({"price_max": "200"}, ["soap"]),
    ({"in_stock": "true"}, ["cream", "mat"]),
    ({"service": "session"}, ["cream"]), ({"service": "nothing"}, []), ({"q": "креми"}, ["cream"]),
    ({"q": "сопа"}, []), ({"sort": "cheap"}, ["soap", "cream", "mat"]), ({"sort": "dear"}, ["mat", "cream", "soap"]),
    ({"q": "мила", "sort": "best"}, ["soap"]), ({"size": 1, "page": 2}, ["soap"]), ({"page": 99}, []),
])  # fmt: skip
def test_goods_can_be_filtered_searched_and_paged(program: Program, asked: dict[str, Any], who: list[str]) -> None:
    assert found(program, **asked) == who


@pytest.mark.parametrize(("asked", "field", "code"), [
    ({"category": "nowhere"}, "category", "unknown_category"), ({"price_max": "cheap"}, "price_max", "amount_number"),
    ({"size": "0"}, "size", "party"), ({"sort": "beauty"}, "sort", "format"),
    ({"colour": "red"}, "colour", "unknown_field"),
    ({"in_stock": "maybe"}, "in_stock", "yes_no"),
])  # fmt: skip
def test_what_is_not_understood_is_said(program: Program, asked: dict[str, str], field: str, code: str) -> None:
    answer = program.get("goods", **asked)
    assert (answer.status_code, fields(answer), codes(answer)) == (422, [field], [code])


@pytest.mark.parametrize("code", ["nothing", "mat-large", "%00", "x" * 300])
def test_what_is_not_on_sale_is_not_there(program: Program, code: str) -> None:
    answer = program.get(f"goods/{code}")
    assert (answer.status_code, codes(answer)) in ((404, ["unknown_good"]), (404, ["unknown_address"]))


def test_names_are_in_the_language_of_the_reader(program: Program) -> None:
    program.language = "uk"
    assert program.get("goods/cream").json()["name"] == "Крем для рук"


def test_more_goods_ask_no_more_of_the_database(program: Program, world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            program.get("goods", size=100)
        return len(queries)

    few = asked()
    care = shelf(now=world.now)
    for n in range(10):
        good(f"more-{n}", f"More {n}", f"Ще {n}", on=care, now=world.now, services=[world.service])
    assert asked() == few <= 10
