"""Many hands on one shelf, in real processes: nothing is sold, written off or handed out twice."""

from functools import partial

import pytest
from oscar.core.loading import get_model

from booking.core.decisions import Refused
from shop import verbs
from shop.models import Movement
from shop.verbs import basket as baskets
from shop.verbs import stock
from shop.verbs.placing import Wishes, place
from tests.races import race
from tests.shop.crowd import together
from tests.shop.shelf import Order, buyer, left, on_shelf, order, stand
from tests.world import World

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
Basket = get_model("basket", "Basket")


def test_the_last_jar_is_sold_to_one(world: World) -> None:
    jars = [stand(f"jar-{n}", pieces=1) for n in range(5)]
    baskets_of = [[filled(world, jar) for jar in jars] for _ in range(20)]

    def buy(number: int, round_: int) -> str:
        try:
            place(baskets_of[number][round_], buyer=buyer(world), wishes=Wishes(desk=True), now=world.now)
        except Refused as refused:
            return f"{refused}:{refused.reasons[0].numbers['product'] == jars[round_].pk}"
        return "bought"

    for answers in race(buy, people=20, rounds=5):
        assert sorted(answers) == ["bought"] + ["stock_none:True"] * 19
    assert Order.objects.count() == 5
    assert [left(jar) for jar in jars] == [0] * 5
    assert Basket.objects.filter(status="Open").count() == 5 * 19, "the losers keep their baskets"


def filled(world: World, jar: object) -> object:
    basket = Basket.objects.create(owner=world.client)
    baskets.put_goods(basket, jar, 1, now=world.now)
    return basket


def test_sellers_and_writers_off_never_take_more_than_there_is(world: World) -> None:
    jar = stand(pieces=10)
    buys = [partial(bought, world, jar) for _ in range(8)]
    offs = [partial(written_off, world, jar) for _ in range(8)]
    told = together([job for pair in zip(buys, offs, strict=True) for job in pair])
    assert told.count("done") == 10, told
    shelf = jar.stockrecords.get()
    assert (left(jar), shelf.num_in_stock, shelf.num_allocated) == (0, told[::2].count("done"), told[::2].count("done"))


def bought(world: World, jar: object) -> str:
    order(world, jar)
    return "done"


def written_off(world: World, jar: object) -> str:
    verbs.write_off(product=jar, quantity=1, reason="Broken", now=world.now, by=None)
    return "done"


def test_a_line_is_handed_out_once_and_comes_back_once(world: World) -> None:
    jar = stand(pieces=10)
    line = order(world, jar, 4).order.lines.get()
    together([lambda: verbs.hand_out(line=line, quantity=4, now=world.now, by=None) and "done"] * 8)
    assert (on_shelf(jar), stock.with_buyer(line)) == (6, 4)
    together([lambda: verbs.take_back(line=line, quantity=4, now=world.now, by=None) and "done"] * 8)
    assert (on_shelf(jar), stock.with_buyer(line)) == (10, 0)
    assert Movement.objects.count() == 2


def test_batches_that_come_at_once_are_all_counted(world: World) -> None:
    jar = stand(pieces=0)
    told = together([partial(received, world, jar) for _ in range(12)])
    assert sorted(told) == list(range(3, 39, 3)), "each movement says what was on the shelf after it"
    assert on_shelf(jar) == 36


def received(world: World, jar: object) -> int:
    return verbs.receive(product=jar, quantity=3, now=world.now, by=None).left
