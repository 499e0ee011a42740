"""What comes onto the shelf and leaves it: counted right, told, and never more than there is."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from oscar.core.loading import get_model
from wagtail.models import ModelLogEntry

from booking.core.decisions import Refused
from shop import verbs
from shop.models import Good, Movement, Shelf
from shop.verbs import stock
from shop.verbs.goods import fall
from tests.conftest import T0
from tests.shop.shelf import StockRecord, left, on_shelf, order, stand
from tests.world import World, build, words

Category = get_model("catalogue", "Category")


def facts(product: Any) -> list[tuple[str, Any]]:
    rows = ModelLogEntry.objects.for_instance(product).order_by("pk")
    return [(row.action, row.user) for row in rows]


def moved(product: Any) -> list[tuple[str, int, int]]:
    return list(Movement.objects.filter(product=product).order_by("pk").values_list("kind", "quantity", "left"))


def refusal(act: Callable[[], Any]) -> tuple[str, Any]:
    with pytest.raises(Refused) as refused:
        act()
    (reason,) = refused.value.reasons
    return reason.code, reason.numbers.get("n")


def test_a_batch_is_received_with_who_and_why(world: World) -> None:
    jar = stand(pieces=0)
    row = verbs.receive(product=jar, quantity=12, batch="Invoice 41", now=world.now, by=world.staff)
    assert (row.kind, row.quantity, row.left, row.reason, row.by) == ("received", 12, 12, "Invoice 41", world.staff)
    assert (row.change, str(row), row.order) == (12, "Cream +12", None)
    assert (left(jar), facts(jar)) == (12, [("stock.received", world.staff)])


def test_what_broke_is_written_off(world: World) -> None:
    jar = stand(pieces=5)
    row = verbs.write_off(product=jar, quantity=2, reason="Broken", now=world.now, by=world.staff)
    assert (row.change, row.left, on_shelf(jar)) == (-2, 3, 3)
    assert facts(jar) == [("stock.written_off", world.staff)]


def test_what_is_promised_to_orders_cannot_be_written_off(world: World) -> None:
    jar = stand(pieces=5)
    order(world, jar, 3)
    away = refusal(lambda: verbs.write_off(product=jar, quantity=3, reason="Old", now=world.now, by=world.staff))
    assert (away, on_shelf(jar), moved(jar)) == (("stock_promised", 2), 5, [])


def test_a_thing_without_a_price_has_no_shelf(world: World) -> None:
    jar = stand()
    jar.stockrecords.all().delete()
    with pytest.raises(StockRecord.DoesNotExist):
        verbs.receive(product=jar, quantity=1, now=world.now, by=world.staff)


def test_handing_out_takes_what_was_promised(world: World) -> None:
    jar = stand(pieces=5)
    line = order(world, jar, 3).order.lines.get()
    assert left(jar) == 2
    row = verbs.hand_out(line=line, quantity=1, now=world.now, by=world.staff)
    assert row is not None and (row.change, row.order.number) == (-1, line.order.number)
    verbs.hand_out(line=line, now=world.now, by=world.staff)
    assert (on_shelf(jar), left(jar), stock.with_buyer(line)) == (2, 2, 3)
    assert moved(jar) == [("handed_out", 1, 4), ("handed_out", 2, 2)]
    assert facts(jar) == [("stock.handed_out", world.staff)] * 2
    assert refusal(lambda: verbs.hand_out(line=line, now=world.now, by=world.staff)) == ("handed_out", None)


def test_nothing_is_handed_out_of_a_cancelled_order(world: World) -> None:
    jar = stand(pieces=5)
    line = order(world, jar, 3).order.lines.get()
    fall(line.order, now=world.now)
    assert refusal(lambda: verbs.hand_out(line=line, now=world.now, by=world.staff)) == ("handed_out", None)
    assert (on_shelf(jar), left(jar)) == (5, 5)


def test_a_number_corrected_by_hand_hands_nothing_out_that_is_not_there(world: World) -> None:
    jar = stand(pieces=5)
    line = order(world, jar, 3).order.lines.get()
    jar.stockrecords.update(num_in_stock=1)
    assert refusal(lambda: verbs.hand_out(line=line, now=world.now, by=world.staff)) == ("stock_promised", 0)
    line.refresh_from_db()
    assert line.num_allocated == 3, "nothing of it stays"


def test_goods_that_come_back_stand_on_the_shelf_again(world: World) -> None:
    jar = stand(pieces=5)
    line = order(world, jar, 3).order.lines.get()
    verbs.hand_out(line=line, now=world.now, by=world.staff)
    verbs.take_back(line=line, quantity=2, reason="Wrong size", now=world.now, by=world.staff)
    assert (on_shelf(jar), left(jar), stock.with_buyer(line)) == (4, 4, 1)
    more = refusal(lambda: verbs.take_back(line=line, quantity=2, now=world.now, by=world.staff))
    assert more == ("not_handed_out", 1)
    assert facts(jar)[-1] == ("stock.returned", world.staff)


def test_what_never_left_the_shelf_is_released(world: World) -> None:
    jar = stand(pieces=5)
    line = order(world, jar, 3).order.lines.get()
    verbs.release(line=line, quantity=2, now=world.now, by=world.staff)
    assert (on_shelf(jar), left(jar), moved(jar)) == (5, 4, [])
    assert facts(jar) == [("stock.released", world.staff)]
    more = refusal(lambda: verbs.release(line=line, quantity=2, now=world.now, by=world.staff))
    assert more == ("handed_out", None)


def test_what_is_not_counted_has_no_shelf_to_leave(world: World) -> None:
    voucher = stand("talk")
    voucher.product_class.track_stock = False
    voucher.product_class.save()
    line = order(world, voucher, 2).order.lines.get()
    assert verbs.hand_out(line=line, now=world.now, by=world.staff) is None
    assert verbs.take_back(line=line, quantity=1, now=world.now, by=world.staff) is None
    verbs.release(line=line, quantity=1, now=world.now, by=world.staff)
    assert on_shelf(voucher) == 5


def test_an_order_of_a_variant_that_is_given_up_frees_it(world: World) -> None:
    mat = stand("mat", pieces=0)
    large = stand("mat-large", pieces=4)
    type(large).objects.filter(pk=large.pk).update(structure="child", parent=mat, product_class=None)
    type(mat).objects.filter(pk=mat.pk).update(structure="parent")
    large = type(large).objects.get(pk=large.pk)
    placed = order(world, large, 3)
    assert left(large) == 1
    fall(placed.order, now=world.now)
    assert left(large) == 4


def good(product: Any) -> Good:
    shelf, _ = Shelf.objects.get_or_create(
        code="care", defaults={"name": words("Care", "Догляд"), "category": Category.add_root(name="Care")}
    )
    return Good.objects.create(product=product, code=product.upc, shelf=shelf, name=words("Cream", "Крем"))


def test_the_warehouse_is_told_once_of_what_runs_low(world: World) -> None:
    jar = stand(pieces=5, low_stock_threshold=2)
    row = good(jar)
    assert verbs.tell_low(now=world.now) == 0
    order(world, jar, 3)
    assert [verbs.tell_low(now=world.now) for _ in range(2)] == [1, 0]
    row.refresh_from_db()
    assert (row.low_since, facts(jar)) == (world.now, [("stock.low", None)])
    verbs.receive(product=jar, quantity=10, now=world.now, by=world.staff)
    verbs.tell_low(now=world.now)
    row.refresh_from_db()
    assert row.low_since is None
    verbs.write_off(product=jar, quantity=10, reason="Flood", now=world.now, by=world.staff)
    assert verbs.tell_low(now=world.now) == 1


class TestCounts(TestCase):
    """Whatever is done, and in whatever sequence, the last movement says what is on the shelf."""

    @given(st.lists(st.tuples(st.sampled_from(["in", "off", "buy", "out", "back", "free"]), st.integers(1, 6))))
    def test_the_shelf_is_the_sum_of_its_movements(self, acts: list[tuple[str, int]]) -> None:
        world, lines = build(T0), []
        jar = stand(pieces=0)
        for act, n in acts:
            try:
                if act == "buy":
                    lines.append(order(world, jar, n).order.lines.get())
                else:
                    self.do(act, n, jar, lines[-1] if lines else None, world)
            except Refused:
                continue
        shelf = jar.stockrecords.get()
        assert 0 <= (shelf.num_allocated or 0) <= shelf.num_in_stock
        rows = Movement.objects.filter(product=jar)
        assert shelf.num_in_stock == sum(row.change for row in rows)
        assert shelf.num_in_stock == (rows.order_by("-pk").values_list("left", flat=True).first() or 0)

    @staticmethod
    def do(act: str, n: int, jar: Any, line: Any, world: World) -> None:
        said: dict[str, Any] = {"now": world.now, "by": world.staff, "quantity": n}
        if act == "in":
            verbs.receive(product=jar, **said)
        elif act == "off":
            verbs.write_off(product=jar, reason="Old", **said)
        elif line:
            {"out": verbs.hand_out, "back": verbs.take_back, "free": verbs.release}[act](line=line, **said)  # type: ignore[operator]
