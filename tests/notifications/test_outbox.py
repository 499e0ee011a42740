"""The outbox: written with the fact, each row once, and taken back when it stops being true."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from booking import verbs as booking
from booking.models import Booking
from facts import announce
from notifications.models import Message
from notifications.notices import DROPS, NOTICES
from notifications.verbs import deliver, drop, post, resend
from tests.world import World

pytestmark = pytest.mark.django_db
Waiting = Callable[..., list[str]]
HOUR = timedelta(hours=1)


def both(letter: str, audience: str) -> list[str]:
    return [f"{letter} {audience} email", f"{letter} {audience} in_app"]


def test_a_confirmed_booking_is_told_to_both_and_both_are_reminded(make: Any, waiting: Waiting) -> None:
    assert waiting(make()) == [
        *both("booking_confirmed", "client"), *both("expert_new_booking", "expert"),
        *both("expert_reminder", "expert"), *both("reminder_24h", "client"),
        *both("expert_reminder", "expert"), *both("reminder_1h", "client"),
    ]  # fmt: skip


def test_reminders_wait_for_a_day_and_an_hour_before(make: Any, now: datetime) -> None:
    row = make(hours=48)
    at = dict(Message.objects.filter(channel="email", audience="client").values_list("letter", "not_before"))
    assert at["reminder_24h"] == row.start - 24 * HOUR and at["reminder_1h"] == row.start - HOUR
    assert at["booking_confirmed"] == now


def test_what_was_booked_later_than_a_reminders_moment_is_not_reminded_of_then(make: Any, waiting: Waiting) -> None:
    assert not any(one.startswith("reminder_24h") for one in waiting(make(hours=6)))
    assert any(one.startswith("reminder_1h") for one in waiting(Booking.objects.get()))


def test_the_same_fact_told_again_writes_nothing_new(make: Any, now: datetime, world: World) -> None:
    row = make()
    before = Message.objects.count()
    for _ in range(2):
        post("booking.confirmed", row, by=world.client, now=now, data={"start": row.start, "price": row.price})
    assert Message.objects.count() == before


def test_a_booking_that_fails_leaves_no_messages(make: Any, now: datetime) -> None:
    row = make()
    before = Message.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        announce("booking.missed", row, by=None, now=now, kept="0", due="0")
        raise RuntimeError("and everything is undone")
    assert Message.objects.count() == before


def test_cancelling_takes_back_what_was_not_sent_and_tells_both(
    make: Any, waiting: Waiting, now: datetime, world: World
) -> None:
    row = make()
    booking.cancel(booking=row, by=world.client, now=now)
    assert waiting(row) == [*both("booking_cancelled", "client"), *both("expert_cancelled", "expert")]
    assert len(waiting(row, Message.DROPPED)) == 13


def test_moving_moves_the_reminders(make: Any, now: datetime, world: World) -> None:
    row = make(hours=48)
    booking.move(booking=row, start=row.start + 24 * HOUR, by=world.client, now=now)
    waits = Message.objects.filter(letter="reminder_24h", channel="email", state=Message.WAITING)
    assert [one.not_before for one in waits] == [now + 48 * HOUR]


def test_moving_there_and_back_reminds_once_of_the_first_time(make: Any, now: datetime, world: World) -> None:
    row = make(hours=48)
    first = row.start
    row = booking.move(booking=row, start=first + 24 * HOUR, by=world.client, now=now)
    booking.move(booking=row, start=first, by=world.client, now=now + HOUR)
    waits = Message.objects.filter(letter="reminder_24h", channel="email", state=Message.WAITING)
    assert [one.not_before for one in waits] == [first - 24 * HOUR]


def test_a_held_time_is_told_of_only_while_it_is_held(
    make: Any, waiting: Waiting, now: datetime, world: World, outbox: Any
) -> None:
    who = booking.Person(user=world.client, visitor="")
    row = booking.hold(service=world.service, resource=world.resource, start=now + 48 * HOUR, person=who, now=now)
    assert waiting(row) == ["booking_held client email"]
    deliver(now=now + timedelta(minutes=6))
    assert [letter.to for letter in outbox] == [[world.client.email]]


def test_a_guest_without_an_address_is_not_written_to(
    now: datetime, world: World, outbox: Any, waiting: Waiting
) -> None:
    who = booking.Person(user=None, visitor="v-2")
    row = booking.hold(service=world.service, resource=world.resource, start=now + 48 * HOUR, person=who, now=now)
    assert deliver(now=now + timedelta(minutes=6)) == 0 and outbox == []
    assert waiting(row, Message.DROPPED) == ["booking_held client email"]


def test_facts_that_nobody_is_told_of_write_nothing(make: Any, now: datetime) -> None:
    row = make()
    before = Message.objects.count()
    post("booking.started", row, by=None, now=now, data={})
    post("account.signed_in", row.client, by=None, now=now, data={})
    assert Message.objects.count() == before


def test_a_payment_is_told_by_what_came_of_it(make: Any, now: datetime) -> None:
    row = make()
    for number, (outcome, letter) in enumerate([("kept", "payment_received"), ("fee", "fee_charged")]):
        post("payment.received", row, by=None, now=now + number * HOUR, data={"outcome": outcome, "amount": 5})
        assert Message.objects.filter(letter=letter).count() == 2
    post("payment.late", row, by=None, now=now, data={"outcome": "twice", "amount": 5})
    assert not Message.objects.filter(letter__startswith="payment_late").exists()


def test_dropping_leaves_what_was_sent(make: Any, now: datetime, outbox: Any) -> None:
    row = make()
    sent = deliver(now=now)
    drop(about=f"booking:{row.code}")
    assert Message.objects.filter(state=Message.SENT).count() == sent == 4
    assert not Message.objects.filter(state=Message.WAITING).exists()


def test_sending_again_writes_a_letter_of_its_own(make: Any, now: datetime, outbox: Any) -> None:
    make()
    deliver(now=now)
    message = Message.objects.get(letter="booking_confirmed", channel="email")
    assert resend(message=message, now=now + HOUR)
    assert not resend(message=message, now=now + HOUR), "it is waiting already"
    deliver(now=now + HOUR)
    mine = [letter.extra_headers["Message-ID"] for letter in outbox if letter.to == ["maria@example.org"]]
    assert len(mine) == 2 and len(set(mine)) == 2


def test_every_fact_of_the_table_is_one_that_the_house_tells() -> None:
    from wagtail.log_actions import registry

    assert [fact for fact in (*NOTICES, *DROPS) if not registry.action_exists(fact)] == []
