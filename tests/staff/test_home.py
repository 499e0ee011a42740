"""The first page of staff: today's visits, holds that are not paid, and what did not go through."""

from datetime import timedelta

from django.test import Client

import clock
from booking.models import Booking
from notifications.models import Message
from tests.staff.desk import booked, come, free_times, held, somebody
from tests.world import World


def failed(world: World) -> None:
    Message.objects.create(
        channel="email", letter="booking_confirmed", language="en", zone="Europe/Kyiv", about="booking:X", key="x",
        not_before=world.now, state=Message.FAILED,
    )  # fmt: skip


def test_today_s_visits_and_unpaid_holds_are_counted_and_led_to(client: Client, world: World) -> None:
    visit, hold = booked(world), held(world, at=free_times(world)[4])
    come(client, somebody(world, "reception"))
    with clock.standing_at(visit.start - timedelta(hours=1)):
        Booking.objects.filter(pk=hold.pk).update(expires_at=visit.start)
        page = client.get("/cms/")
        visits, holds = page.context["panels"][0].get_context_data()["cards"]
        assert (visits["count"], holds["count"]) == (1, 1)
        assert "9:00 · Марія Коваль · Olena Hnatiuk" in page.content.decode()
        for card, booking in ((visits, visit), (holds, hold)):
            assert [one.code for one in client.get(card["url"]).context["object_list"]] == [booking.code]
            assert client.get(card["lines"][0]["url"]).status_code == 200


def test_what_did_not_go_through_is_shown_only_when_there_is_some(client: Client, world: World) -> None:
    come(client, somebody(world, "reception"))
    assert "not delivered" not in client.get("/cms/").content.decode()
    failed(world)
    page = client.get("/cms/")
    assert "message was not delivered" in page.content.decode()
    assert client.get(page.context["panels"][0].get_context_data()["cards"][-1]["url"]).status_code == 200


def test_it_speaks_ukrainian(client: Client, world: World) -> None:
    come(client, somebody(world, "reception"))
    client.cookies["django_language"] = "uk"
    failed(world)
    page = client.get("/cms/").content.decode()
    assert "візитів сьогодні" in page and "повідомлення не доставлено" in page


def test_whoever_has_nothing_to_do_with_bookings_sees_none(client: Client, world: World) -> None:
    booked(world)
    come(client, somebody(world, "editor"))
    failed(world)
    page = client.get("/cms/").content.decode()
    assert "visit today" not in page and "visits today" not in page and "not delivered" not in page
