"""The basket's page: what comes in, what is changed in place, what is put back."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import clock
from booking.models import Booking
from tests.shop.buying import Basket, Line, Visitor, cream
from tests.shop.till import TUESDAY_10
from tests.world import World


@pytest.fixture
def visitor(world: World, client: Client) -> Visitor:
    return Visitor(world, client)


def test_an_empty_basket_says_so_and_writes_nothing(visitor: Visitor) -> None:
    assert "that is fine" in visitor.get().select_one(".empty").get_text()  # type: ignore[union-attr]
    assert Basket.objects.count() == 0


def test_goods_come_in_and_are_counted_together(visitor: Visitor) -> None:
    jar = cream()
    assert visitor.put(jar, 2).url == "/en/basket/"
    visitor.put(jar)
    assert visitor.lines == [("Cream", 3)]
    assert "₴960" in visitor.get().select_one(".totals").get_text()  # type: ignore[union-attr]


def test_goods_are_put_by_their_code_too(visitor: Visitor) -> None:
    cream()
    visitor.post("basket/put/", product="cream")
    assert visitor.lines == [("Cream", 1)]


def test_one_goes_back_to_where_the_thing_was_seen(visitor: Visitor) -> None:
    jar = cream()
    assert visitor.put(jar, next="/en/shop/cream/").url == "/en/shop/cream/"
    assert visitor.put(jar, next="https://elsewhere.example/").url == "/en/basket/"
    assert "In the basket: Cream" in visitor.get().get_text()


@pytest.mark.parametrize(
    "quantity", ["0", "-1", "1000000000", "many", "1.5", "<script>alert(1)</script>", "9" * 10_000]
)
def test_a_quantity_that_makes_no_sense_is_refused_in_words(visitor: Visitor, quantity: str) -> None:
    jar = cream()
    visitor.put(jar, quantity)
    page = visitor.get()
    assert ("from 1 to 99" in page.get_text(), page.select(".lines")) == (True, [])


@pytest.mark.parametrize("product", ["", "0", "999999", "-1", "nothing", "<script>", "9" * 10_000, "session-session"])
def test_an_unknown_product_is_not_there(visitor: Visitor, product: str) -> None:
    assert visitor.post("basket/put/", product=product).status_code == 404


def test_a_hidden_thing_and_a_session_are_not_put_as_goods(visitor: Visitor) -> None:
    assert visitor.put(cream("Secret", is_public=False)).status_code == 404
    visitor.books()
    session = Line.objects.get().product
    assert visitor.put(session).status_code == 404


def test_only_what_is_left_is_put(visitor: Visitor) -> None:
    jar = cream(left=2)
    visitor.put(jar, 5)
    assert "only 2 left" in visitor.get().get_text()
    assert visitor.lines == [("Cream", 2)]
    visitor.put(cream("Towel", left=0))
    assert "“Towel” has sold out" in visitor.get().get_text()
    assert visitor.lines == [("Cream", 2)]


def test_a_quantity_is_changed_in_place(visitor: Visitor) -> None:
    visitor.put(cream(left=3))
    path = visitor.line()
    visitor.post(path, quantity=3)
    assert visitor.lines == [("Cream", 3)]
    more = visitor.get().select_one(".step button[aria-label='One more']")
    assert more is not None and more.has_attr("disabled"), "there is no fourth"
    visitor.post(path, quantity=4)
    assert "only 3 left" in visitor.get().get_text()
    assert visitor.lines == [("Cream", 3)]


@pytest.mark.parametrize("quantity", ["-1", "1000000000000", "x", "", "2; drop table"])
def test_a_changed_quantity_that_makes_no_sense_changes_nothing(visitor: Visitor, quantity: str) -> None:
    visitor.put(cream())
    visitor.post(visitor.line(), quantity=quantity)
    assert "At least one." in visitor.get().get_text()
    assert visitor.lines == [("Cream", 1)]


def test_what_is_removed_can_be_put_back_once(visitor: Visitor) -> None:
    visitor.put(cream(), 2)
    visitor.post(visitor.line(), do="remove")
    assert "Removed: Cream" in visitor.get().get_text()
    assert visitor.lines == []
    visitor.post("basket/undo/")
    assert visitor.lines == [("Cream", 2)]
    visitor.post("basket/undo/")
    assert visitor.lines == [("Cream", 2)]


def test_a_session_that_is_removed_is_free_at_once_and_is_held_anew_when_put_back(visitor: Visitor) -> None:
    booking = visitor.books()
    visitor.post(visitor.line(), do="remove")
    assert Booking.objects.get(pk=booking.pk).state == "cancelled"
    visitor.post("basket/undo/")
    assert visitor.lines == [("Session, Olena Hnatiuk", 1)]
    assert Booking.objects.filter(state="held", start=TUESDAY_10).count() == 1


def test_what_was_removed_stays_away_when_somebody_was_faster(visitor: Visitor, world: World) -> None:
    visitor.books()
    visitor.post(visitor.line(), do="remove")
    Visitor(world, Client()).holds()
    visitor.post("basket/undo/")
    text = visitor.get().get_text()
    assert visitor.lines == []
    assert "Olena Hnatiuk is already booked" in text


def test_a_held_time_comes_from_its_own_page_with_what_was_written_there(visitor: Visitor) -> None:
    booking = visitor.holds()
    page = visitor.get(f"book/{booking.code}/")
    door = page.select_one("button[formaction]")
    assert door is not None and door["formaction"] == f"/en/basket/time/{booking.code}/"
    visitor.post(f"basket/time/{booking.code}/", name="Maria Koval", note="By the window", phone="1" * 1000)
    assert visitor.lines == [("Session, Olena Hnatiuk", 1)]
    kept = visitor.browser.session["contact"]
    assert (kept["name"], kept["note"], len(kept["phone"])) == ("Maria Koval", "By the window", 20)
    text = visitor.get().select_one(".totals").get_text()  # type: ignore[union-attr]
    assert "₴1,200" in text and "−₴800" in text and "₴400" in text, "the rest is paid for the visit"


def test_the_same_time_is_put_once(visitor: Visitor) -> None:
    booking = visitor.books()
    visitor.post(f"basket/time/{booking.code}/")
    assert len(visitor.lines) == 1


def test_a_stranger_can_neither_put_another_s_time_nor_touch_his_lines(visitor: Visitor, world: World) -> None:
    booking = visitor.books()
    line = Line.objects.get()
    stranger = Visitor(world, Client())
    assert stranger.post(f"basket/time/{booking.code}/").status_code == 404
    for told in ({"do": "remove"}, {"do": "longer"}, {"do": "again"}, {"quantity": 0}):
        stranger.post(f"basket/line/{line.pk}/", **told)
    assert Line.objects.count() == 1 and Booking.objects.get(pk=booking.pk).state == "held"
    assert stranger.lines == []


def test_a_session_is_not_doubled_by_its_quantity(visitor: Visitor) -> None:
    visitor.books()
    visitor.post(visitor.line(), quantity=5)
    assert Line.objects.get().quantity == 1


def test_an_unknown_change_is_not_there(visitor: Visitor) -> None:
    visitor.put(cream())
    assert visitor.post(visitor.line(), do="explode").status_code == 404
    assert visitor.browser.get("/en/basket/put/").status_code == 405


def test_a_time_that_was_ordered_on_its_own_leaves_the_basket(visitor: Visitor) -> None:
    booking = visitor.books()
    Booking.objects.filter(pk=booking.pk).update(state="confirmed")
    assert visitor.lines == []


def test_goods_that_have_gone_meanwhile_are_told_on_their_line(visitor: Visitor) -> None:
    jar = cream()
    visitor.put(jar, 3)
    jar.stockrecords.update(num_allocated=4)
    line = visitor.get().select_one(".lines > li")
    assert line is not None and "only 1 left" in line.get_text()
    visitor.post(visitor.line(), quantity=1)
    assert not visitor.get().select(".lines .notice")
    jar.stockrecords.update(num_allocated=5)
    assert "has sold out" in visitor.get().select_one(".lines > li").get_text()  # type: ignore[union-attr]


def test_baskets_are_throttled(visitor: Visitor) -> None:
    jar = cream()
    answers = {visitor.put(jar).status_code for _ in range(121)}
    assert answers == {302, 429}


def test_a_name_of_a_thing_is_never_markup(visitor: Visitor) -> None:
    visitor.put(cream("<script>alert(1)</script>"))
    assert not visitor.get().select("main script")
    visitor.post(visitor.line(), do="remove")
    assert not visitor.get().select("main script")


def queries(visitor: Visitor) -> int:
    with CaptureQueriesContext(connection) as asked:
        visitor.get()
    return len(asked)


def test_the_page_costs_as_many_queries_however_much_there_is(visitor: Visitor) -> None:
    visitor.put(cream("One"))
    visitor.get()
    few = queries(visitor)
    for number in range(8):
        visitor.put(cream(f"More {number}"))
    assert len(visitor.lines) == 9
    assert queries(visitor) == few < 20


def test_both_languages(world: World, now: datetime) -> None:
    visitor = Visitor(world, Client(), "uk")
    visitor.books()
    with clock.standing_at(now + timedelta(minutes=1)):
        text = visitor.get().get_text()
    assert "Кошик" in text and "Тримаємо до 9:10" in text and "Сеанс, Олена Гнатюк" in text
