"""What staff do with a booking: asked first, done by a verb, told to the log; what is refused says why."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

import clock
from booking import sale, verbs
from booking.models import Booking, Occupancy
from ledger.queries import balance, trial_balance
from notifications.models import Message
from tests.staff.desk import booked, come, free_times, held, later, somebody
from tests.world import World


@pytest.fixture
def desk(client: Client, world: World) -> Client:
    """Somebody of reception, come in."""
    return come(client, somebody(world, "reception"))


@pytest.fixture(autouse=True)
def books(db: None) -> Iterator[None]:
    yield
    assert trial_balance() == []


def ask(client: Client, booking: Booking, name: str, **asked: str) -> Any:
    return client.get(reverse("bookings:act", args=[booking.pk, name]), asked)


def do(client: Client, booking: Booking, act: str, /, **told: str) -> Any:
    return client.post(reverse("bookings:act", args=[booking.pk, act]), {"sure": "1", **told})


def card(client: Client, booking: Booking) -> str:
    page = client.get(reverse("bookings:inspect", args=[booking.pk]))
    assert page.status_code == 200
    return str(page.content.decode())


def last(booking: Booking) -> ModelLogEntry:
    return ModelLogEntry.objects.for_instance(booking).order_by("-pk")[0]


def test_the_card_says_everything_about_a_booking(desk: Client, world: World) -> None:
    booking = booked(world)
    page = card(desk, booking)
    for told in (
        booking.code, "Confirmed", "Tuesday 2 March, 9:00–9:50, Kyiv time", "Olena Hnatiuk", "1 Quiet St",
        "Марія Коваль", "client@example.org", "+380 44 123-45-67", "₴1,200",
        "Free cancellation up to 12 hours before the start",
        "9:00–10:00",
        "Booking confirmed", "Time held", "Move", "Cancel for the house", "Send the link again",
    ):  # fmt: skip
        assert told in page, told


def test_the_card_tells_the_client_s_own_time_when_it_is_another(desk: Client, world: World) -> None:
    booking = booked(world)
    Booking.objects.filter(pk=booking.pk).update(zone="Europe/London", format="online")
    assert "7:00–7:50" in card(desk, booking)


def test_the_card_shows_no_script_of_the_client_s(desk: Client, world: World) -> None:
    booking = booked(world)
    Booking.objects.filter(pk=booking.pk).update(name="<script>alert(1)</script>", note="<img src=x onerror=alert(1)>")
    page = card(desk, booking) + desk.get("/cms/bookings/").content.decode() + desk.get("/cms/").content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


def test_actions_follow_the_state_and_the_hour(desk: Client, world: World) -> None:
    def names(booking: Booking) -> list[str]:
        page = desk.get(reverse("bookings:inspect", args=[booking.pk]))
        return [action["name"] for action in page.context["actions"]]

    assert names(held(world, at=free_times(world)[4])) == ["confirm", "link", "cancel"]
    booking = booked(world)
    assert names(booking) == ["move", "link", "cancel"]
    with clock.standing_at(booking.start - timedelta(minutes=10)):
        assert names(booking) == ["start", "move", "link", "cancel"]
    with clock.standing_at(later(world, booking)):
        assert names(booking) == ["start", "came", "missed", "move", "link", "cancel"]
    verbs.cancel(booking=booking, by=None, now=world.now, by_house=True)
    assert names(booking) == ["link"]


def test_cancelling_by_the_house_returns_everything_even_late(desk: Client, world: World) -> None:
    booking = booked(world, paid=1200)
    with clock.standing_at(booking.start - timedelta(hours=1)):
        asked = ask(desk, booking, "cancel").content.decode()
        assert "Goes back to the client" in asked and "₴1,200" in asked
        answer = do(desk, booking, "cancel", quoted="0", reason="The expert is ill")
    booking.refresh_from_db()
    assert answer.status_code == 302 and booking.state == "cancelled"
    assert not Occupancy.objects.filter(booking=booking, live=True).exists()
    told = last(booking)
    assert told.action == "booking.cancelled" and told.user.email == "reception@example.org"
    assert (told.data["old"], told.data["new"], told.data["refund"]) == ("confirmed", "cancelled", "1200.00")
    assert (
        told.data["reason"] == "The expert is ill" and told.data["ip"] == "127.0.0.1" and told.data["by_house"] is True
    )
    assert "Confirmed → Cancelled" in card(desk, booking) and "The expert is ill" in card(desk, booking)


def test_cancelling_needs_a_reason(desk: Client, world: World) -> None:
    booking = booked(world)
    answer = do(desk, booking, "cancel", quoted="0", reason=" ")
    booking.refresh_from_db()
    assert answer.status_code == 422 and "Write the reason" in answer.content.decode() and booking.state == "confirmed"


@pytest.mark.parametrize("quoted", ["600", "abc", ""])
def test_a_quote_that_was_not_shown_is_refused(desk: Client, world: World, quoted: str) -> None:
    booking = booked(world)
    answer = do(desk, booking, "cancel", quoted=quoted, reason="x")
    booking.refresh_from_db()
    assert answer.status_code == 422 and booking.state == "confirmed"


def test_moving_offers_the_free_times_and_takes_one(desk: Client, world: World) -> None:
    booking = booked(world)
    other = booked(world, at=free_times(world, ahead=2)[0])
    page = ask(desk, booking, "move")
    offered = [value for day in page.context["form"].strip() for value, _ in day["times"]]
    assert booking.start.isoformat() not in offered and other.start.isoformat() not in offered and len(offered) > 20
    was, start = booking.start, datetime.fromisoformat(offered[3])
    answer = do(desk, booking, "move", start=offered[3], reason="The room is repaired")
    booking.refresh_from_db()
    assert answer.status_code == 302 and booking.start == start and booking.moves == 0  # not counted against the client
    told = last(booking)
    assert told.action == "booking.moved" and told.data["old_start"] == was.isoformat().replace("+00:00", "Z")
    assert "The room is repaired" in card(desk, booking)


def test_a_time_that_is_taken_meanwhile_is_refused_with_the_reason(desk: Client, world: World) -> None:
    booking, other = booked(world), booked(world, at=free_times(world, ahead=2)[0])
    answer = do(desk, booking, "move", start=other.start.isoformat())
    was = booking.start
    booking.refresh_from_db()
    assert answer.status_code == 422 and booking.start == was
    assert 'role="alert"' in answer.content.decode() and "Olena Hnatiuk" in answer.content.decode()


@pytest.mark.parametrize(
    "start",
    ["", "tomorrow", "2027-03-03T10:00", "9999-99-99T00:00+02:00", "2027-03-07T10:00+02:00", "1999-01-01T10:00+02:00"],
)
def test_a_time_that_cannot_be_is_refused(desk: Client, world: World, start: str) -> None:
    booking = booked(world)
    was = booking.start
    answer = do(desk, booking, "move", start=start)
    booking.refresh_from_db()
    assert answer.status_code == 422 and booking.start == was and 'role="alert"' in answer.content.decode()


def test_staff_are_offered_times_inside_the_notice_and_may_take_them(desk: Client, world: World) -> None:
    booking = booked(world)
    today = ask(desk, booking, "move").context["form"].strip()[0]["times"]
    soon = datetime.fromisoformat(today[0][0])
    assert soon - world.now < timedelta(hours=3)  # which the policy asks of clients
    assert do(desk, booking, "move", start=today[0][0]).status_code == 302
    booking.refresh_from_db()
    assert booking.start == soon


@pytest.mark.parametrize("first", ["2027-03-10", "1999-01-01", "9999-12-31", "x", "2027-02-31", ""])
def test_days_of_a_move_can_be_leafed_through(desk: Client, world: World, first: str) -> None:
    assert ask(desk, booked(world), "move", **{"from": first}).status_code == 200


def test_began_and_came(desk: Client, world: World) -> None:
    booking = booked(world, paid=1200)
    with clock.standing_at(later(world, booking)):
        assert do(desk, booking, "start").status_code == 302
        assert do(desk, booking, "came").status_code == 302
    booking.refresh_from_db()
    assert booking.state == "completed" and balance("sales:UAH") == 1200
    actions = ModelLogEntry.objects.for_instance(booking).order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["booking.started", "booking.completed"]


def test_nobody_came_before_the_session_began(desk: Client, world: World) -> None:
    booking = booked(world)
    answer = desk.post(reverse("bookings:act", args=[booking.pk, "came"]), {"sure": "1"}, follow=True)
    booking.refresh_from_db()
    assert booking.state == "confirmed" and "Not now" in answer.content.decode()


def test_who_did_not_come_pays_the_fee_agreed(desk: Client, world: World) -> None:
    booking = booked(world, paid=400)
    with clock.standing_at(later(world, booking)):
        asked = ask(desk, booking, "missed").content.decode()
        assert "₴400" in asked and "₴800" in asked  # kept, and still to be paid
        assert do(desk, booking, "missed").status_code == 302
    booking.refresh_from_db()
    assert booking.state == "missed" and balance("fees:UAH") == 400


def test_the_fee_is_waived_with_a_reason_only(desk: Client, world: World) -> None:
    booking = booked(world, paid=400)
    with clock.standing_at(later(world, booking)):
        assert do(desk, booking, "missed", waive="on").status_code == 422
        booking.refresh_from_db()
        assert booking.state == "confirmed"
        assert do(desk, booking, "missed", waive="on", reason="The lift was broken").status_code == 302
    told = last(booking)
    assert told.data["waived"] is True and told.data["fee"] == "0" and told.data["reason"] == "The lift was broken"
    assert balance("fees:UAH") == 0


def test_a_held_time_is_confirmed_at_the_desk_and_stays_owed(desk: Client, world: World) -> None:
    booking = held(world)
    assert "₴1,200" in ask(desk, booking, "confirm").content.decode()
    answer = do(desk, booking, "confirm", name="Марія", email="maria@example.org", phone="+380441112233")
    booking.refresh_from_db()
    assert answer.status_code == 302 and booking.state == "confirmed" and booking.expires_at is None
    assert (booking.email, booking.client) == ("maria@example.org", world.client)
    money = sale.money(booking)
    assert (money.paid, money.due_now, money.due_later) == (0, 0, 1200)  # the deposit as well as the rest
    assert money.state == "at_desk"
    assert "To pay at the desk: ₴1,200" in card(desk, booking)
    assert last(booking).action == "booking.confirmed" and last(booking).user.email == "reception@example.org"


def test_a_time_that_has_lapsed_is_not_confirmed(desk: Client, world: World) -> None:
    booking = held(world)
    with clock.standing_at(booking.expires_at + timedelta(seconds=1)):  # type: ignore[operator]
        answer = do(desk, booking, "confirm", name="Марія", email="maria@example.org")
        booking.refresh_from_db()
        assert answer.status_code == 422 and booking.state == "held" and booking.email == "client@example.org"


@pytest.mark.parametrize(
    "told",
    [
        {"name": "", "email": "a@example.org"},
        {"name": "A", "email": "nowhere"},
        {"name": "я" * 10_000, "email": "a@b.org"},
    ],
)
def test_confirming_needs_to_know_for_whom(desk: Client, world: World, told: dict[str, str]) -> None:
    booking = held(world)
    assert do(desk, booking, "confirm", **told).status_code == 422
    booking.refresh_from_db()
    assert booking.state == "held" and booking.name == "Марія Коваль"


def test_the_link_is_sent_again(desk: Client, world: World) -> None:
    booking = booked(world)
    assert do(desk, booking, "link").status_code == 302
    assert last(booking).action == "booking.link_sent"
    assert Message.objects.filter(about=f"booking:{booking.code}", letter="booking_link").count() == 1


def test_two_at_the_desk_do_it_once(desk: Client, world: World) -> None:
    booking = booked(world)
    assert do(desk, booking, "cancel", quoted="0", reason="x").status_code == 302
    again = desk.post(
        reverse("bookings:act", args=[booking.pk, "cancel"]), {"sure": "1", "quoted": "0", "reason": "x"}, follow=True
    )
    assert "Not now" in again.content.decode()
    assert ModelLogEntry.objects.for_instance(booking).filter(action="booking.cancelled").count() == 1


@pytest.mark.parametrize("name", ["fly", "edit", "delete"])
def test_there_are_no_other_actions(desk: Client, world: World, name: str) -> None:
    where = reverse("bookings:act", args=[booked(world).pk, name])
    assert desk.get(where, follow=True).status_code == 404


def test_a_booking_that_is_not_there(desk: Client, world: World) -> None:
    assert desk.get(reverse("bookings:inspect", args=[99]), follow=True).status_code == 404
    assert desk.get(reverse("bookings:act", args=[99, "cancel"]), follow=True).status_code == 404
