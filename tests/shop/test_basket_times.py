"""Held times in a basket: they lapse, are taken again, and follow whoever signs in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from bs4 import Tag
from django.test import Client

import clock
from booking import verbs as bookings
from booking.models import Booking
from tests.accounts.doors import try_password
from tests.shop.buying import Line, Visitor, cream
from tests.shop.till import HOUR, MINUTE, TUESDAY_10
from tests.world import World

LATER = 11 * MINUTE
Sweep = Callable[[datetime], object]


@pytest.fixture
def visitor(world: World, client: Client) -> Visitor:
    return Visitor(world, client)


def not_swept(now: datetime) -> None:
    """The clock has not come round yet."""


def swept(now: datetime) -> None:
    bookings.expire_holds(now=now)


def trouble(visitor: Visitor) -> Tag:
    found = visitor.get().select_one(".lines .notice")
    assert found is not None
    return found


KEPT = {"en": "Held until 9:10", "uk": "Тримаємо до 9:10"}


@pytest.mark.parametrize("language", KEPT)
def test_the_line_of_a_time_counts_down_and_says_until_when(world: World, now: datetime, language: str) -> None:
    visitor = Visitor(world, Client(), language)
    visitor.books()
    for passed, left, text in ((0, 600, "10:00"), (7, 180, "3:00")):
        with clock.standing_at(now + passed * MINUTE):
            hold = visitor.get().select_one(".lines [data-hold]")
            assert hold is not None and KEPT[language] in hold.get_text()
            shown = hold.select_one("[data-clock]")
            assert shown and (hold["data-left"], shown.get_text()) == (str(left), text)


@pytest.mark.parametrize("sweep", [not_swept, swept])
def test_a_lapsed_time_stays_says_so_and_can_be_taken_again(visitor: Visitor, now: datetime, sweep: Sweep) -> None:
    lost = visitor.books()
    with clock.standing_at(now + LATER):
        sweep(now + LATER)
        notice = trouble(visitor)
        assert "We held this time for 10 minutes" in notice.get_text() and "Take this time again" in notice.get_text()
        assert len(notice.select("form")) == 3, "the same time and two others"
        visitor.post(visitor.line(), do="again")
        assert not visitor.get().select(".lines .notice")
    held = Booking.objects.get(state="held", expires_at__gt=now + LATER)
    assert (held.start, held.pk != lost.pk) == (TUESDAY_10, True)
    assert (Line.objects.count(), Booking.objects.get(pk=lost.pk).state) == (1, "expired")


def test_a_lapsed_time_that_is_gone_has_three_others_one_press_away(
    visitor: Visitor, world: World, now: datetime
) -> None:
    visitor.books()
    with clock.standing_at(now + LATER):
        Visitor(world, Client()).holds()
        notice = trouble(visitor)
        assert "Take this time again" not in notice.get_text()
        forms = notice.select("form")
        assert len(forms) == 3
        for form in forms:
            told = {str(one["name"]): str(one["value"]) for one in form.select("input[name]")}
            assert (told["do"], form["action"]) == ("again", f"/en/{visitor.line()}")
        visitor.post(visitor.line(), **told)
        assert not visitor.get().select(".lines .notice")
    held = Booking.objects.get(state="held", visitor=visitor.browser.session["visitor"])
    assert held.start == datetime.fromisoformat(told["start"])


def test_who_presses_again_too_late_is_told_why_and_what_works(visitor: Visitor, world: World, now: datetime) -> None:
    visitor.books()
    with clock.standing_at(now + LATER):
        path = visitor.line()
        Visitor(world, Client()).holds()
        answer = visitor.post(path, do="again")
        page = answer.content.decode()
        assert answer.status_code == 409 and "This will not work" in page and "Take this time" in page
        assert visitor.lines == [("Session, Olena Hnatiuk", 1)], "it does not disappear"


@pytest.mark.parametrize("start", ["", "never", "2027-03-02", "<script>", "2027-03-02T09:00:00", "1" * 10_000])
def test_a_time_that_makes_no_sense_changes_nothing(visitor: Visitor, now: datetime, start: str) -> None:
    visitor.books()
    with clock.standing_at(now + LATER):
        visitor.post(visitor.line(), do="again", start=start)
        assert "Choose a time from the list" in visitor.get().get_text()
        assert trouble(visitor)


def test_an_unknown_person_means_the_one_who_was_chosen(visitor: Visitor, now: datetime) -> None:
    visitor.books()
    with clock.standing_at(now + LATER):
        visitor.post(visitor.line(), do="again", resource="nobody")
    assert Booking.objects.get(state="held", expires_at__gt=now + LATER).resource.code == "olena"


def test_a_time_that_is_still_held_is_not_taken_twice(visitor: Visitor) -> None:
    visitor.books()
    visitor.post(visitor.line(), do="again")
    assert Booking.objects.count() == 1


def test_a_time_is_held_longer_once(visitor: Visitor, now: datetime) -> None:
    booking = visitor.books()
    with clock.standing_at(now + 5 * MINUTE):
        visitor.post(visitor.line(), do="longer")
        booking.refresh_from_db()
        assert booking.expires_at == now + 15 * MINUTE
        assert "for 10 more minutes" not in visitor.get().get_text()
        visitor.post(visitor.line(), do="longer")
        booking.refresh_from_db()
        assert booking.expires_at == now + 15 * MINUTE


def test_a_lapsed_time_is_not_held_longer(visitor: Visitor, now: datetime) -> None:
    visitor.books()
    with clock.standing_at(now + LATER):
        visitor.post(visitor.line(), do="longer")
        assert trouble(visitor)


def test_what_has_lapsed_counts_nothing(visitor: Visitor, now: datetime) -> None:
    visitor.books()
    visitor.put(cream())
    with clock.standing_at(now + LATER):
        text = visitor.get().select_one(".totals").get_text()  # type: ignore[union-attr]
    assert "₴320" in text and "1,200" not in text


def test_a_visitor_who_signs_in_keeps_goods_and_times(visitor: Visitor, world: World) -> None:
    booking = visitor.books()
    visitor.put(cream(), 2)
    visitor.signs_in()
    assert visitor.lines == [("Session, Olena Hnatiuk", 1), ("Cream", 2)]
    booking.refresh_from_db()
    assert (booking.client, booking.state) == (world.client, "held")
    other = Visitor(world, Client())
    other.signs_in()
    assert other.lines == visitor.lines, "the same account in another browser"


def test_two_baskets_become_one_and_nothing_is_doubled(visitor: Visitor, world: World) -> None:
    jar, towel = cream(), cream("Towel")
    mine = Visitor(world, Client())
    mine.signs_in()
    mine.put(jar, 2)
    visitor.put(jar)
    visitor.put(towel)
    visitor.signs_in()
    assert visitor.lines == [("Cream", 2), ("Towel", 1)]
    assert "previous session" not in visitor.get().get_text(), "Oscar's own words are not ours"


def test_another_s_time_does_not_come_into_his_basket(visitor: Visitor, world: World) -> None:
    """A line that names it, however it got there, is taken out before anything is shown or done."""
    booking = visitor.books()
    stranger = Visitor(world, Client())
    stranger.signs_in(world.stranger)
    stranger.put(cream())
    Line.objects.filter(product__sellable__service=booking.service).update(
        basket=Line.objects.get(product__upc="cream").basket
    )
    assert stranger.lines == [("Cream", 1)]
    assert Booking.objects.get(pk=booking.pk).state == "held"


def test_the_count_is_told_by_a_cookie_and_pages_are_the_same_for_all(visitor: Visitor, world: World) -> None:
    visitor.put(cream(), 3)
    assert visitor.browser.cookies["basket"].value == "3"
    page, other = visitor.get("basket/"), Visitor(world, Client()).get("basket/")
    assert page.select_one("header") == other.select_one("header")
    visitor.post(visitor.line(), do="remove")
    assert visitor.browser.cookies["basket"].value == ""


def test_the_count_follows_signing_in_and_out(visitor: Visitor, world: World) -> None:
    mine = Visitor(world, Client())
    mine.signs_in()
    mine.put(cream(), 4)
    assert try_password(visitor.browser, "client@example.org").status_code == 302
    assert visitor.browser.cookies["basket"].value == "4"
    visitor.browser.post("/account/logout/")
    assert visitor.browser.cookies["basket"].value == ""


def test_a_hold_that_was_let_go_on_its_own_page_leaves_the_basket(visitor: Visitor) -> None:
    booking = visitor.books()
    visitor.post(f"book/{booking.code}/let-go/")
    assert visitor.lines == []


def test_a_lapsed_hold_is_told_by_its_own_page_when_it_is_put_late(visitor: Visitor, now: datetime) -> None:
    booking = visitor.holds()
    with clock.standing_at(now + HOUR):
        assert visitor.post(f"basket/time/{booking.code}/").url == f"/en/book/{booking.code}/"
        assert visitor.lines == []
