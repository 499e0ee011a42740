"""Messages in the client area: one's own, as they were told, new until they are read."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking import verbs as booking
from notifications import queries
from notifications.models import Message
from notifications.verbs import deliver
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(make: Any, now: datetime, outbox: Any) -> Any:
    row = make()
    deliver(now=now)
    return row


@pytest.fixture
def mine(world: World) -> Client:
    client = Client()
    client.force_login(world.client)
    return client


def test_a_client_finds_what_was_written_to_him(told: Any, mine: Client) -> None:
    page = mine.get(reverse("me_messages")).content.decode()
    assert "Booked: First meeting, Wednesday 3 March, 9:00–9:20, Kyiv time" in page and "1 new message" in page
    assert f"/booking/{told.code}/" in page


def test_opening_the_page_does_not_read_the_messages(told: Any, mine: Client, world: World) -> None:
    mine.get(reverse("me_messages"))
    assert queries.unread(world.client) == 1


def test_one_is_read_or_all_of_them(told: Any, mine: Client, world: World, now: datetime) -> None:
    booking.cancel(booking=told, by=world.client, now=now)
    deliver(now=now)
    one = queries.inbox(world.client).first()
    assert one and mine.post(reverse("me_message_read", args=[one.pk])).status_code == 302
    assert queries.unread(world.client) == 1
    mine.post(reverse("me_messages_read"))
    assert queries.unread(world.client) == 0


def test_a_stranger_neither_sees_nor_reads_them(told: Any, world: World) -> None:
    stranger = Client()
    stranger.force_login(world.stranger)
    assert "First meeting" not in stranger.get(reverse("me_messages")).content.decode()
    for one in Message.objects.filter(channel="in_app"):
        stranger.post(reverse("me_message_read", args=[one.pk]))
    assert queries.unread(world.client) == 1


def test_who_has_not_signed_in_is_asked_to(told: Any, client: Client) -> None:
    for answer in (client.get(reverse("me_messages")), client.post(reverse("me_messages_read"))):
        assert answer.status_code == 302 and "/account/login/" in answer["Location"]


def test_what_was_told_stays_as_it_was_told(told: Any, world: World, mine: Client, now: datetime) -> None:
    booking.move(booking=told, start=told.start + timedelta(hours=24), by=world.client, now=now)
    deliver(now=now)
    page = mine.get(reverse("me_messages")).content.decode()
    assert "Booked: First meeting, Wednesday 3 March" in page
    assert "Was Wednesday 3 March, 9:00–9:20, Kyiv time, now Thursday 4 March" in page


def test_a_guest_has_no_inbox_and_gets_letters_only(make: Any, now: datetime, outbox: Any) -> None:
    make(guest=True)
    deliver(now=now)
    assert not Message.objects.filter(channel="in_app", audience="client", state=Message.SENT).exists()
    assert ["maria@example.org"] in [letter.to for letter in outbox]


def test_reminders_find_a_guest_who_has_become_a_client(make: Any, now: datetime, outbox: Any, world: World) -> None:
    row = make(guest=True, email=world.client.email)
    type(world.client).objects.filter(pk=world.client.pk).update(email_verified_at=now)
    world.client.refresh_from_db()
    booking.attach(user=world.client, now=now)
    deliver(now=row.start - timedelta(hours=1))
    assert [one.letter for one in queries.inbox(world.client)] == ["reminder_1h"]


def test_an_empty_inbox_says_so(mine: Client, world: World) -> None:
    assert "There are no messages yet." in mine.get(reverse("me_messages")).content.decode()
