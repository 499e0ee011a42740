"""What was bought: the order's page, its receipt, the list of purchases."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

import clock
from booking import verbs as bookings
from booking.models import Booking
from shop import verbs
from shop.links import order_address
from shop.models import Payment, Purchase
from shop.verbs.refunding import Item, refund
from tests.shop.buying import Visitor, cream
from tests.shop.test_checkout import ABOUT, orders
from tests.shop.till import HOUR, MINUTE, Till
from tests.world import World

Order = get_model("order", "Order")


@pytest.fixture
def visitor(till: Till, world: World, client: Client) -> Visitor:
    return Visitor(world, client)


def bought(visitor: Visitor, **told: Any) -> Any:
    """A session and two jars, ordered but not paid."""
    visitor.books()
    visitor.put(cream(), 2)
    orders(visitor, **{"delivery": "visit", "means": "card"} | told)
    return Order.objects.get()


def pay(order: Any, now: datetime) -> None:
    payment = Payment.objects.get(order=order, state=Payment.OPEN)
    verbs.settle(payment, intent_id=f"pi_{payment.pk}", amount=payment.amount, now=now)


def text(visitor: Visitor, order: Any, more: str = "") -> str:
    return visitor.get(f"order/{order.number}/{more}").get_text(" ")


def test_an_order_waits_for_its_money_and_says_until_when(visitor: Visitor) -> None:
    order = bought(visitor)
    told = text(visitor, order)
    assert "Awaiting payment" in told and "We keep everything for you until 9:10" in told
    assert "Session, Olena Hnatiuk" in told and "Cream" in told and "× 2" in told and "₴1,840" in told
    page = visitor.get(f"order/{order.number}/")
    assert page.select_one(f"a[href='/en/card/pay/{Payment.objects.get().key}/']")
    assert not page.select("a[href$='/receipt/']")


def test_a_paid_order_thanks_and_shows_who_paid_what(visitor: Visitor, now: datetime) -> None:
    order = bought(visitor)
    pay(order, now)
    told = text(visitor, order, "?paid=done")
    assert "Thank you" in told and "maria@example.org" in told and "Card" in told and "₴1,040" in told
    page = visitor.get(f"order/{order.number}/")
    assert "Later" in page.get_text() and "₴800" in page.get_text(), "the rest of the session"
    session = page.select_one(".lines a[href*='/booking/']")
    assert session is not None and Booking.objects.get().code in str(session["href"])
    assert not page.select("form[action$='/cancel/']")


@pytest.mark.parametrize(
    "came, words", [("processing", "The bank is still answering"), ("failed", "The payment did not go through")]
)
def test_what_became_of_a_payment_is_told(visitor: Visitor, came: str, words: str) -> None:
    order = bought(visitor)
    assert words in text(visitor, order, f"?paid={came}")


def test_thanks_are_not_given_before_the_money(visitor: Visitor) -> None:
    order = bought(visitor)
    assert "Thank you" not in text(visitor, order, "?paid=done")


PATHS = ("", "receipt/", "receipt.pdf")


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_finds_nothing(visitor: Visitor, world: World, now: datetime, path: str) -> None:
    order = bought(visitor)
    pay(order, now)
    strangers = [Visitor(world, Client()), Visitor(world, Client())]
    strangers[1].signs_in(world.stranger)
    for stranger in strangers:
        assert stranger.browser.get(f"/en/order/{order.number}/{path}").status_code == 404
        assert stranger.browser.get(f"/en/order/{order.number}/{path}?t=guess").status_code == 404
    assert visitor.browser.get(f"/en/order/{order.number}/{path}").status_code == 200


@pytest.mark.parametrize("path", ["cancel/", "again/"])
def test_a_stranger_changes_nothing(visitor: Visitor, world: World, path: str) -> None:
    order = bought(visitor)
    stranger = Visitor(world, Client())
    assert stranger.post(f"order/{order.number}/{path}").status_code == 404
    order.refresh_from_db()
    assert order.status == "Pending"


@pytest.mark.parametrize("number", ["", "x", "AAAAAAAAA", "1" * 500, "<script>", "%00"])
def test_a_number_that_is_none_is_not_there(visitor: Visitor, number: str) -> None:
    assert visitor.browser.get(f"/en/order/{number}/").status_code == 404


def test_the_signed_link_of_a_letter_opens_it_anywhere(visitor: Visitor, world: World) -> None:
    order = bought(visitor)
    other = Client()
    path = order_address(order).removeprefix("http://127.0.0.1:8000")
    answer = other.get(path)
    assert answer.url == f"/en/order/{order.number}/", "the token does not stay in the address"
    assert other.get(answer.url).status_code == 200


def test_a_client_sees_his_own_orders_wherever_he_signs_in(visitor: Visitor, world: World) -> None:
    visitor.signs_in()
    order = bought(visitor)
    elsewhere = Visitor(world, Client())
    elsewhere.signs_in()
    assert "Session, Olena Hnatiuk" in text(elsewhere, order)


def test_an_order_that_is_not_paid_can_be_given_up(visitor: Visitor, now: datetime) -> None:
    order = bought(visitor)
    visitor.post(f"order/{order.number}/cancel/")
    order.refresh_from_db()
    assert (order.status, Booking.objects.get().state, Payment.objects.get().state) == (
        "Cancelled",
        "cancelled",
        "void",
    )
    assert get_model("partner", "StockRecord").objects.get(partner_sku="cream").net_stock_level == 5
    assert "The order is cancelled" in text(visitor, order)
    assert not visitor.get(f"order/{order.number}/").select("form[action$='/cancel/']")


def test_a_paid_order_is_not_given_up_here(visitor: Visitor, now: datetime) -> None:
    order = bought(visitor)
    pay(order, now)
    visitor.post(f"order/{order.number}/cancel/")
    order.refresh_from_db()
    assert (order.status, Booking.objects.get().state) == ("Pending", "confirmed")
    assert "cannot be cancelled here" in text(visitor, order)


def test_what_is_being_packed_is_not_given_up(visitor: Visitor, now: datetime) -> None:
    visitor.put(cream())
    orders(visitor, delivery="pickup", means="desk", shown="0")
    order = Order.objects.get()
    verbs.pack(order, by=None, now=now)
    assert not visitor.get(f"order/{order.number}/").select("form[action$='/cancel/']")
    visitor.post(f"order/{order.number}/cancel/")
    order.refresh_from_db()
    assert (order.status, Purchase.objects.get().stage) == ("Pending", "packing")


def test_goods_that_wait_at_the_desk_can_be_given_up(visitor: Visitor) -> None:
    visitor.put(cream())
    orders(visitor, delivery="pickup", means="desk", shown="0")
    order = Order.objects.get()
    visitor.post(f"order/{order.number}/cancel/")
    order.refresh_from_db()
    assert order.status == "Cancelled"


def test_a_lapsed_order_says_so_and_its_things_go_into_the_basket_again(visitor: Visitor, now: datetime) -> None:
    order = bought(visitor)
    with clock.standing_at(now + 11 * MINUTE):
        bookings.expire_holds(now=now + 11 * MINUTE)
        assert "Nobody paid in time" in text(visitor, order)
        assert visitor.post(f"order/{order.number}/again/").url == "/en/basket/"
        assert visitor.lines == [("Session, Olena Hnatiuk", 1), ("Cream", 2)]
    assert Booking.objects.filter(state="held").count() == 1


def test_what_cannot_be_had_again_is_told(visitor: Visitor, world: World, now: datetime) -> None:
    order = bought(visitor)
    with clock.standing_at(now + 11 * MINUTE):
        bookings.expire_holds(now=now + 11 * MINUTE)
        Visitor(world, Client()).holds()
        visitor.post(f"order/{order.number}/again/")
        assert "Olena Hnatiuk is already booked" in visitor.get().get_text()
        assert visitor.lines == [("Cream", 2)]


def test_late_money_is_told_where_it_goes(visitor: Visitor, now: datetime) -> None:
    visitor.put(cream(), 2)
    orders(visitor, delivery="pickup", means="card")
    order, later = Order.objects.get(), now + HOUR
    with clock.standing_at(later):
        verbs.expire_orders(now=later)
        get_model("partner", "StockRecord").objects.update(num_in_stock=0)
        payment = Payment.objects.get()
        verbs.settle(payment, intent_id="pi_late", amount=payment.amount, now=later)
        told = text(visitor, order)
    assert "when the order had been given up already" in told and "₴640" in told and "on its way" in told


def test_what_came_back_is_shown(visitor: Visitor, world: World, now: datetime) -> None:
    visitor.signs_in()
    order = bought(visitor)
    pay(order, now)
    bookings.cancel(booking=Booking.objects.get(), by=world.client, now=now)
    told = text(visitor, order)
    assert "Back: Card" in told and "−₴400" in told and "Cancelled" in told


def test_what_was_returned_is_not_owed_any_more(visitor: Visitor, world: World, now: datetime) -> None:
    order = bought(visitor)
    pay(order, now)
    jars = order.lines.get(session=None).pk
    refund(order, [Item(jars, 1)], reason="asked", by=world.staff, now=now)
    for more in ("", "receipt/"):
        told = " ".join(text(visitor, order, more).split())
        assert "Returned −₴320 Price now ₴1,520" in told and "₴800" in told and "₴1,120" not in told
    assert "Returned: 1" in text(visitor, order)
    refund(order, [Item(jars, 1)], reason="asked", by=world.staff, now=now)
    told = " ".join(text(visitor, order).split())
    assert "Returned: 2" in told and "Later ₴800" in told, "the rest of the session, and nothing else"


def test_what_somebody_has_cancelled_is_not_told_as_unpaid(visitor: Visitor, world: World, now: datetime) -> None:
    order = bought(visitor)
    verbs.cancel_unpaid(order, reason="broken", whose="house", by=world.staff, now=now)
    told = text(visitor, order)
    assert "This order is cancelled" in told and "Nobody paid" not in told


def test_purchases_are_listed_newest_first_a_page_at_a_time(visitor: Visitor, world: World) -> None:
    visitor.signs_in()
    assert "will be listed here" in visitor.get("me/purchases/").get_text()
    jar = cream(left=50)
    for _ in range(21):
        visitor.put(jar)
        orders(visitor, delivery="pickup", means="desk", shown="0")
    first, second = visitor.get("me/purchases/"), visitor.get("me/purchases/?page=2")
    assert (len(first.select(".visit")), len(second.select(".visit"))) == (20, 1)
    assert first.select_one(".tabs [aria-current]").get_text() == "Purchases"  # type: ignore[union-attr]
    assert visitor.get("me/purchases/?page=nonsense").select(".visit")


def test_purchases_are_their_client_s_alone(visitor: Visitor, world: World) -> None:
    visitor.signs_in()
    bought(visitor)
    stranger = Visitor(world, Client())
    assert stranger.browser.get("/en/me/purchases/").status_code == 302
    stranger.signs_in(world.stranger)
    assert not stranger.get("me/purchases/").select(".visit")


def test_the_sum_of_an_order_is_the_sum_of_its_lines(visitor: Visitor) -> None:
    order = bought(visitor)
    assert order.total_incl_tax == Decimal(1840)
    assert ABOUT["email"] in text(visitor, order)


@pytest.mark.parametrize(
    "stage, words", [("packing", "Being packed"), ("ready", "Ready at reception"), ("sent", "Sent")]
)
def test_how_far_the_goods_have_come_is_told(visitor: Visitor, now: datetime, stage: str, words: str) -> None:
    order = bought(visitor)
    pay(order, now)
    Purchase.objects.filter(order=order).update(stage=stage, parcel="20450000000000")
    told = text(visitor, order)
    assert words in told and "Parcel 20450000000000" in told
