"""The minutes of a hold: shown from the first look, once made longer, given up at a press; only by who holds it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

import clock
from booking.models import Booking
from tests.booking import bad
from tests.booking.acts import told
from tests.world import World
from words import say

MINUTE = timedelta(minutes=1)


@pytest.fixture
def booking(world: World, visitor: Client) -> Booking:
    """Held by the visitor for ten minutes."""
    return bad.held(world, visitor, "intro")


def post(client: Client, name: str, booking: Booking, **more: Any) -> Any:
    return client.post(reverse(name, args=[booking.code]), **more)


def look(client: Client, booking: Booking) -> Any:
    """The clock on the confirm page."""
    page = client.get(reverse("confirm", args=[booking.code])).content.decode()
    return BeautifulSoup(page, "html.parser").select_one("[data-hold]")


def ends(booking: Booking) -> datetime:
    found = Booking.objects.get(pk=booking.pk).expires_at
    assert found
    return found


def test_the_minutes_left_are_shown_as_they_are(world: World, visitor: Client, booking: Booking) -> None:
    for passed, left, text in ((0, 600, "10:00"), (3, 420, "7:00"), (9, 60, "1:00")):
        with clock.standing_at(world.now + passed * MINUTE):
            hold = look(visitor, booking)
        assert (int(hold["data-left"]), hold.select_one("[data-clock]").text) == (left, text)
        assert (hold.progress["value"], hold.progress["max"]) == (str(left), "600")
        assert say("confirm.held_until", until="9:10") in hold.text, "without a script the words say it"


@pytest.mark.parametrize("code", ["en", "uk"])
def test_its_words_for_two_minutes_one_and_none_are_on_the_page(visitor: Client, booking: Booking, code: str) -> None:
    page = visitor.get(f"/{code}/book/{booking.code}/").content.decode()
    hold = BeautifulSoup(page, "html.parser").select_one("[data-hold]")
    assert hold and len({str(hold["data-two"]), str(hold["data-one"])}) == 2
    assert hold.template and hold.template.a and hold.template.a["href"], "where to look again"
    assert BeautifulSoup(page, "html.parser").select("button[data-needs-hold]")


def test_it_is_made_longer_once(world: World, visitor: Client, booking: Booking) -> None:
    with clock.standing_at(world.now + 8 * MINUTE):
        assert look(visitor, booking).select_one(f'form[action="{reverse("hold_longer", args=[booking.code])}"]')
        assert post(visitor, "hold_longer", booking).headers["Location"] == reverse("confirm", args=[booking.code])
        assert ends(booking) == world.now + 18 * MINUTE
        assert not look(visitor, booking).select('form[action$="/longer/"]')
    with clock.standing_at(world.now + 15 * MINUTE):
        assert post(visitor, "hold_longer", booking).status_code == 302
    assert ends(booking) == world.now + 18 * MINUTE
    assert [one.action for one in told(booking)] == ["booking.held", "booking.held_longer"]


def test_what_has_ended_is_not_made_longer_but_offered_again(world: World, visitor: Client, booking: Booking) -> None:
    with clock.standing_at(world.now + 10 * MINUTE):
        answer = post(visitor, "hold_longer", booking)
    assert answer.status_code == 409 and Booking.objects.get().state == "expired"
    assert "2027-03-02T08:00:00+00:00" in answer.content.decode(), "the same time, one press away"


def test_it_is_given_up_at_a_press_and_free_for_others(world: World, visitor: Client, booking: Booking) -> None:
    answer = post(visitor, "let_go", booking, follow=True)
    assert say("countdown.let_go_done") in answer.content.decode()
    assert Booking.objects.get().state == "cancelled"
    assert Client().post(bad.HOLD, bad.WANTED | {"service": "intro"}).status_code == 302


def test_a_promise_is_not_given_up_by_that_door(visitor: Client, confirmed: Booking) -> None:
    assert post(visitor, "let_go", confirmed).status_code == 302
    assert Booking.objects.get().state == "confirmed"


@pytest.mark.parametrize("name", ["hold_longer", "let_go"])
@pytest.mark.parametrize("who", ["client", "stranger", "expert", "staff", ""])
def test_nobody_else_touches_it(world: World, booking: Booking, name: str, who: str) -> None:
    other = Client()
    if who:
        other.force_login(getattr(world, who), backend="accounts.backends.EmailBackend")
    assert post(other, name, booking).status_code == 404
    assert (Booking.objects.get().state, ends(booking)) == ("held", world.now + 10 * MINUTE)


@pytest.mark.parametrize("name", ["hold_longer", "let_go"])
def test_a_link_alone_changes_nothing(visitor: Client, booking: Booking, name: str) -> None:
    assert visitor.get(reverse(name, args=[booking.code])).status_code == 405
    assert Booking.objects.get().state == "held"
