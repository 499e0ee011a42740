"""Bookings as people are shown them: every moment by the right clocks, every sum from the booking's own terms."""

from datetime import timedelta
from typing import Any

import pytest

from booking import shows, verbs
from booking.models import Booking
from tests.booking.acts import HOUR, at, hold, pay, promise, write
from tests.world import World
from words import in_language

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
MINUTE = timedelta(minutes=1)
URLS = {"longer": "/longer/", "let_go": "/go/", "look": "/look/"}
NBSP = "\xa0"


def rules(world: World, **named: dict[str, Any]) -> None:
    world.policy.rules = list(named.items())
    world.policy.save()


def plain(told: list[str]) -> list[str]:
    return [text.replace(NBSP, " ") for text in told]


# Whose clocks ------------------------------------------------------------------------------------------------


def test_a_meeting_in_a_place_is_told_by_its_clocks_and_one_online_by_the_clients(world: World) -> None:
    here = promise(world, at(2, 10), zone="America/New_York")
    far = promise(world, at(3, 10), zone="America/New_York", format="online")
    assert (shows.zone_of(here), shows.zone_of(far)) == ("Europe/Kyiv", "America/New_York")
    assert "10:00–10:50, Kyiv time" in shows.ticket(here, now=world.now)["state_text"]
    assert "3:00–3:50" in shows.ticket(far, now=world.now)["state_text"]


def test_where_it_is_names_the_room_and_the_street_or_says_online(world: World) -> None:
    world.resource.location = {"en": "Room 3", "uk": "Кабінет 3"}
    world.resource.save()
    here, far = promise(world, at(2, 10)), promise(world, at(3, 10), format="online")
    assert shows.where(here) == "Room 3, 1 Quiet St"
    assert "1 Quiet St" not in shows.where(far)
    with in_language("uk"):
        assert shows.where(here) == "Кабінет 3, вул. Тиха, 1"


def test_the_free_time_to_cancel_is_told_over_a_change_of_clocks(world: World) -> None:
    """Twelve hours before ten on the Sunday when three becomes four it is nine in the evening."""
    world.now = at(24, 9)
    booking = promise(world, at(29, 9, 30))
    Booking.objects.filter(pk=booking.pk).update(start=at(28, 10), end=at(28, 10, 50))
    booking.refresh_from_db()
    assert any("until 27 March, 21:00" in text for text in plain(shows.rules(booking, now=world.now)))


# What it costs to change one's mind --------------------------------------------------------------------------


def test_the_rules_are_those_it_was_made_under(world: World) -> None:
    booking = promise(world, at(2, 10), paid=400)
    rules(world, cancel_fee={"free_hours": 48, "percent": 100})
    booking.refresh_from_db()
    told = plain(shows.rules(booking, now=world.now))
    assert told == [
        "Free cancellation up to 12 hours before, until 22:00",
        "After that ₴600 is kept", "Can be moved 2 more times", "If you do not come, ₴1,200 is kept",
    ]  # fmt: skip


def test_when_the_free_time_is_over_the_fee_is_told_alone(world: World) -> None:
    booking = promise(world, at(2, 10), paid=400)
    told = plain(shows.rules(booking, now=at(2, 8)))
    assert told[0] == "Free cancellation is no longer possible: cancelling costs ₴600"
    assert not any("up to" in text for text in told)


def test_a_free_session_speaks_of_no_money(world: World) -> None:
    told = plain(shows.rules(promise(world, at(2, 10), service=world.free), now=world.now))
    assert told and not any("₴" in text for text in told)


def test_moves_are_counted_down_and_not_told_when_used_up(world: World) -> None:
    booking = promise(world, at(2, 10))
    assert shows.moves_left(booking) == 2
    booking.moves = 2
    assert shows.moves_left(booking) == 0
    assert not any("moved" in text for text in shows.rules(booking, now=world.now))
    booking.moves = 5
    assert shows.moves_left(booking) == 0


def test_without_a_limit_there_is_no_count_of_moves(world: World) -> None:
    rules(world, notice={"hours": 1})
    assert shows.moves_left(promise(world, at(2, 10))) is None


# What is possible now ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["cancel", "move"])
def test_only_what_is_confirmed_and_to_come_can_be_changed(world: World, verb: str) -> None:
    booking = promise(world, at(2, 10))
    assert shows.may(booking, verb, now=world.now)
    assert not shows.may(booking, verb, now=booking.start)
    for state in ("held", "cancelled", "completed", "missed", "expired", "started"):
        booking.state = state
        assert not shows.may(booking, verb, now=world.now), state


def test_moving_has_its_own_last_hour_and_cancelling_costs_instead(world: World) -> None:
    booking = promise(world, at(2, 10))
    late = booking.start - 12 * HOUR + MINUTE
    assert (shows.may(booking, "move", now=late), shows.may(booking, "cancel", now=late)) == (False, True)
    assert [reason.code for reason in shows.judged(booking, "move", now=late).refusals] == ["move_too_late"]


def test_the_notice_of_new_bookings_does_not_stop_a_move_from_being_offered(world: World) -> None:
    rules(world, notice={"hours": 30}, move_limit={"times": 1, "free_hours": 1})
    booking = promise(world, at(3, 10))
    assert shows.may(booking, "move", now=booking.start - 5 * HOUR)


# The clock of a held time ------------------------------------------------------------------------------------


def test_a_held_time_shows_its_clock_until_it_has_run_out(world: World) -> None:
    rules(world, hold_time={"minutes": 15})
    booking = hold(world, at(2, 10))
    shown = shows.hold(booking, now=world.now + 5 * MINUTE + timedelta(seconds=55), urls=URLS)
    assert shown and (shown["clock"], shown["left"], shown["total"], shown["until"]) == ("9:05", 545, 900, "9:15")
    assert shown["again_url"] == "/longer/"
    assert shows.hold(booking, now=world.now + 15 * MINUTE, urls=URLS) is None


def test_a_time_held_longer_is_not_offered_to_be_held_again(world: World) -> None:
    booking = hold(world, at(2, 10))
    verbs.hold_longer(booking=booking, now=world.now + MINUTE)
    booking.refresh_from_db()
    shown = shows.hold(booking, now=world.now + MINUTE, urls=URLS)
    assert shown and shown["again_url"] == "" and shown["left"] <= shown["total"]


def test_what_is_not_held_has_no_clock(world: World) -> None:
    assert shows.hold(promise(world, at(2, 10)), now=world.now, urls=URLS) is None


# Money and state in one sentence -----------------------------------------------------------------------------


def test_before_confirming_the_price_is_parted_into_now_and_later(world: World) -> None:
    assert "₴400 now, ₴800 after" in shows.summary(hold(world, at(2, 10)), now=world.now)["money"]
    world.service.prepay = "none"
    world.service.save()
    assert "₴1,200 at the desk" in shows.summary(hold(world, at(3, 10)), now=world.now)["money"]
    world.service.prepay = "full"
    world.service.save()
    assert shows.summary(hold(world, at(4, 10)), now=world.now)["money"] == ""


def test_a_lapsed_hold_says_when_it_lapsed(world: World) -> None:
    booking = write(world, hold(world, at(2, 10)))
    verbs.expire(booking=booking, now=world.now + 10 * MINUTE)
    booking.refresh_from_db()
    told = shows.state_text(booking, now=world.now + 20 * MINUTE)
    assert "9:10" in told and "10:50" not in told


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize(
    "state", ["held", "pending", "confirmed", "started", "completed", "cancelled", "rejected", "expired", "missed"]
)
def test_every_state_has_a_whole_sentence(world: World, state: str, language: str) -> None:
    booking = promise(world, at(2, 10))
    booking.state, booking.expires_at = state, world.now if state == "held" else None
    with in_language(language):
        told = shows.ticket(booking, now=world.now)
    assert told["state_text"] and "{" not in told["state_text"] + told["pay_text"]


def test_a_ticket_keeps_the_way_in_for_those_who_come(world: World) -> None:
    world.place.way_in = {"en": "The green door", "uk": "Зелені двері"}
    world.place.save()
    here, far = promise(world, at(2, 10)), promise(world, at(3, 10), format="online")
    assert shows.ticket(here, now=world.now)["way"] == "The green door"
    assert shows.ticket(far, now=world.now)["way"] == ""


def test_rules_are_told_while_they_can_still_be_used(world: World) -> None:
    booking = promise(world, at(2, 10))
    pay(booking, 400, now=world.now)
    assert shows.ticket(booking, now=world.now)["rules"]
    verbs.cancel(booking=booking, by=world.client, now=world.now)
    booking.refresh_from_db()
    assert shows.ticket(booking, now=world.now)["rules"] == []
