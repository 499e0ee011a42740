"""Another time for a session in the basket: the old one is given up only when the new one is taken."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

import clock
from booking import verbs as bookings
from booking.models import Booking
from shop.verbs import basket as baskets
from tests.shop.buying import Visitor, cream
from tests.shop.crowd import ENDS, KILLED, breaks
from tests.shop.shopper import Shopper
from tests.shop.till import HOUR, MINUTE, TUESDAY_10, Till
from tests.world import World

LATER = TUESDAY_10 + HOUR


@pytest.fixture
def visitor(till: Till, world: World, client: Client) -> Visitor:
    return Visitor(world, client)


def door(visitor: Visitor) -> str:
    link = visitor.get().select_one(".lines a[href$='/time/']")
    assert link
    return str(link["href"])[4:]


def states() -> dict[datetime, str]:
    return {row.start: row.state for row in Booking.objects.order_by("pk")}


@pytest.mark.parametrize(("language", "said"), [("en", "Change time"), ("uk", "Змінити час")])
def test_another_time_is_chosen_and_taken(till: Till, world: World, language: str, said: str) -> None:
    visitor = Visitor(world, Client(), language)
    visitor.books()
    visitor.put(cream())
    assert said in visitor.get().get_text(" ")
    path = door(visitor)
    page = visitor.get(path)
    assert page.select("#times button[name=start]") and "10:00" in page.select_one(".card.offer").get_text()  # type: ignore[union-attr]
    answer = visitor.post(path, start=LATER.isoformat())
    assert answer.status_code == 302 and f"/{language}/basket/#line-" in answer.url
    assert states() == {TUESDAY_10: "cancelled", LATER: "held"}
    assert "11:00" in visitor.get().select(".lines > li")[0].get_text() and len(visitor.lines) == 2


def test_a_time_that_overlaps_the_old_one_can_be_taken(visitor: Visitor) -> None:
    visitor.books()
    assert visitor.post(door(visitor), start=(TUESDAY_10 + 30 * MINUTE).isoformat()).status_code == 302
    assert Booking.objects.get(state="held").start == TUESDAY_10 + 30 * MINUTE


def test_a_time_that_is_taken_leaves_the_old_one(visitor: Visitor, world: World, now: datetime) -> None:
    visitor.books()
    bookings.hold(
        service=world.service, resource=world.resource, start=LATER, person=bookings.Person(world.stranger), now=now
    )
    answer = visitor.post(door(visitor), start=LATER.isoformat())
    page = BeautifulSoup(answer.content.decode(), "html.parser")
    assert answer.status_code == 409 and page.select("[role=alert]")
    assert states() == {TUESDAY_10: "held", LATER: "held"} and len(visitor.lines) == 1
    offers = page.select("form:has([name=start][type=hidden])")
    taken = {str(one["name"]): str(one["value"]) for one in offers[0].select("input")}
    assert visitor.post(str(offers[0]["action"])[4:], **taken).status_code == 302, "what is offered can be had"


def test_a_lapsed_time_is_told_of_in_the_basket(visitor: Visitor, now: datetime) -> None:
    visitor.books()
    path = door(visitor)
    with clock.standing_at(now + timedelta(minutes=11)):
        assert visitor.browser.get(f"/en/{path}").url == "/en/basket/"
        assert visitor.post(path, start=LATER.isoformat()).url == "/en/basket/"
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("start", ["", "soon", "2027-03-02", "9" * 400])
def test_a_time_that_is_none_changes_nothing(visitor: Visitor, start: str) -> None:
    visitor.books()
    assert visitor.post(door(visitor), start=start).status_code == 422
    assert states() == {TUESDAY_10: "held"}


def test_a_stranger_changes_nothing(visitor: Visitor, world: World) -> None:
    visitor.books()
    path, other = door(visitor), Visitor(world, Client())
    assert other.browser.get(f"/en/{path}").url == "/en/basket/"
    assert other.post(path, start=LATER.isoformat()).url == "/en/basket/"
    assert states() == {TUESDAY_10: "held"}


def test_goods_have_no_time(visitor: Visitor) -> None:
    visitor.put(cream())
    assert not visitor.get().select("a[href$='/time/']")
    number = int(visitor.line().strip("/").split("/")[-1])
    assert visitor.browser.get(f"/en/basket/line/{number}/time/").url == "/en/basket/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("point", ["booking.verbs.cancel:after", "booking.verbs.hold:after"])
def test_a_change_that_broke_has_not_happened(till: Till, shopper: Shopper, point: str, how: str) -> None:
    shopper.books()
    line = next(iter(shopper.basket.all_lines()))

    def change() -> Any:
        baskets.change_time(
            shopper.basket, line, start=LATER, person=shopper.buyer.person, by=till.world.client, now=till.now
        )

    assert breaks(change, point, how) == KILLED
    assert states() == {TUESDAY_10: "held"}
    change()
    assert states() == {TUESDAY_10: "cancelled", LATER: "held"}
