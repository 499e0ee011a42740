"""What is found by which words, on either database, and how fast among thousands."""

import time
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.models import Good, Sought
from shop.searching import found
from shop.showcase import on_sale
from shop.verbs.catalogue import index
from tests.shop.wares import good, shelf
from tests.staff.desk import come
from tests.staff.test_rows import SERVICE, edit
from tests.world import World, words


@pytest.fixture
def stock(world: World) -> datetime:
    care, move = shelf(now=world.now), shelf("movement", "For movement", "Для руху", now=world.now)
    told: dict[str, Any] = {"now": world.now}
    good("towels", "Muslin face towels", "Муслінові рушнички для обличчя", on=care, **told)
    good("hand", "Hand cream with oats", "Крем для рук із вівсом", on=care, **told, services=[world.service])
    good("sun", "Sun cream SPF 50", "Сонцезахисний крем SPF 50", on=care, **told)
    good("balls", "Pair of massage balls", "Пара масажних м’ячиків", on=move, **told,
         text=words("Natural rubber, quiet.", "Натуральний каучук, тихі навіть в офісі."))  # fmt: skip
    mat = good("mat", "Exercise mat", "Килимок для занять", on=move, **told, price=None, pieces=0)
    good("mat-large", "Large", "Великий", on=move, of=mat, **told)
    return world.now


def codes(text: str) -> list[str]:
    return [one.code for one in found(on_sale(), text).order_by("-rank", "pk")]


@pytest.mark.parametrize(("text", "who"), [
    ("рушників", ["towels"]), ("РУШНИК", ["towels"]), ("крему", ["hand", "sun"]), ("креми", ["hand", "sun"]),
    ("towel", ["towels"]), ("creams", ["hand", "sun"]), ("крем сонцезахисний", ["sun"]), ("spf", ["sun"]),
    ("м'ячики", ["balls"]), ("мʼячик", ["balls"]), ("килимки", ["mat"]), ("великі килимки", ["mat"]),
    ("каучуку", ["balls"]), ("сеанс", ["hand"]), ("movement", ["balls", "mat"]),
    ("крм", ["hand", "sun"]), ("рушнечки", ["towels"]), ("сонцезахістний", ["sun"]), ("exersise", ["mat"]),
    ("massge", ["balls"]), ("muslim", ["towels"]), ("сонц", ["sun"]), ("muslin creams", []), ("велосипед", []),
    ("", []), ("!?", []), ("' OR 1=1 --", []), ("%", []), ("_", []), ("x" * 300, []),
])  # fmt: skip
def test_words_find_goods(stock: datetime, text: str, who: list[str]) -> None:
    assert sorted(codes(text)) == sorted(who)


def test_a_name_counts_more_than_what_is_said_beside_it(stock: datetime) -> None:
    care = Good.objects.get(code="towels").shelf
    good("card", "Card", "Листівка", on=care, now=stock, text=words("About cream.", "Про крем."))
    assert codes("крем")[-1] == "card"


def test_the_index_follows_the_words(stock: datetime) -> None:
    row = Good.objects.get(code="hand")
    row.name = words("Soap", "Мило")
    row.save()
    index(row)
    assert (codes("крем"), codes("мила")) == (["sun"], ["hand"])
    assert Sought.objects.filter(good=row, stem="мил").count() == 1


def test_goods_are_found_by_the_name_that_staff_give_a_service_now(stock: datetime, world: World, client: Any) -> None:
    come(client, world.staff)
    named = {"code": world.service.code, "name_en": "Reflexology", "name_uk": "Рефлексологія"}
    assert edit(client, "service", world.service.pk, SERVICE | named | {"policy": world.policy.pk}).status_code == 302
    assert (codes("сеанс"), codes("рефлексології"), codes("reflexology")) == ([], ["hand"], ["hand"])


def test_a_renamed_good_and_its_variants_are_found_by_its_name_now(stock: datetime) -> None:
    row = Good.objects.get(code="mat")
    good("mat", "Rug", "Доріжка", on=row.shelf, now=stock, price=None, pieces=0)
    assert (codes("килимки"), codes("доріжки"), codes("великі доріжки")) == ([], ["mat"], ["mat"])
    assert Good.objects.get(code="mat-large").product.title == "Rug, Large"


def test_five_thousand_goods_are_searched_in_a_moment(world: World) -> None:
    """And in the same few queries."""
    first = good("first", "Hand cream", "Крем для рук", on=shelf(now=world.now), now=world.now, pieces=1)
    stems = [f"{a}{b}{c}" for a in "абвгдежзик" for b in "абвгдежзик" for c in "лмнопрстуф"]
    Sought.objects.bulk_create(
        Sought(good=first, stem=f"{stem}{n}", weight=1) for stem in stems for n in ("кон", "мет", "тур", "сан", "вол")
    )
    for text in ("крему", "рушнечки", "creem", "крем рук"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            begun = time.perf_counter()
            codes(text)
            assert time.perf_counter() - begun < 1, text
        assert len(asked) <= 7
