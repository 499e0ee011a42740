"""Delivery: over real SMTP, retried with pauses, given up in the end, and never stopped by one bad letter."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from booking import verbs as booking
from notifications import channels
from notifications.models import Letter, Message
from notifications.verbs import deliver
from notifications.verbs.delivering import BACK_OFF
from tests.peers.mail import Postman
from tests.world import World

pytestmark = pytest.mark.django_db
CLIENT = "maria@example.org"


def mine() -> Message:
    return Message.objects.get(letter="booking_confirmed", channel="email")


def test_a_letter_arrives_with_text_html_and_a_calendar_file(make: Any, postman: Postman, now: datetime) -> None:
    make()
    assert deliver(now=now) == 4
    [letter] = [one for one in postman.taken if one["To"] == CLIENT]
    kinds = [part.get_content_type() for part in letter.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert letter["Message-ID"] == f"<{mine().stamp}@127.0.0.1>"
    assert mine().state == Message.SENT and mine().sent_at == now


def test_a_ukrainian_subject_arrives_as_it_was_written(make: Any, postman: Postman, now: datetime) -> None:
    row = make()
    type(row).objects.filter(pk=row.pk).update(language="uk")
    deliver(now=now)
    [letter] = [one for one in postman.taken if one["To"] == CLIENT]
    assert letter["Subject"].strip().startswith("Записано: Знайомство, середа, 3 березня")
    assert "Ваше бронювання підтверджено." in letter.get_body(("plain",)).get_content()


def test_an_address_that_does_not_exist_is_not_tried_again(make: Any, postman: Postman, now: datetime) -> None:
    postman.refuse[CLIENT] = "550 5.1.1 no such person"
    make()
    assert deliver(now=now) == 3, "the others are sent"
    assert (mine().state, mine().attempts) == (Message.FAILED, 1)
    assert "550" in mine().error and "no such person" in mine().error


def test_a_busy_server_is_tried_again_with_longer_and_longer_pauses(make: Any, postman: Postman, now: datetime) -> None:
    make()
    postman.answer = "451 4.3.2 try later"
    at = now
    for pause in BACK_OFF:
        deliver(now=at)
        assert (mine().state, mine().not_before) == (Message.WAITING, at + pause)
        assert deliver(now=at + pause - timedelta(seconds=1)) == 0, "not before the pause is over"
        at += pause
    deliver(now=at)
    assert (mine().state, mine().attempts) == (Message.FAILED, 5) and "451" in mine().error


def test_a_server_that_comes_back_gets_the_same_letter_once(make: Any, postman: Postman, now: datetime) -> None:
    make()
    postman.answer = "451 4.3.2 try later"
    deliver(now=now)
    postman.answer = ""
    deliver(now=now + timedelta(minutes=1))
    deliver(now=now + timedelta(minutes=2))
    assert sorted(postman.ids()) == sorted({f"<{mine().stamp}@127.0.0.1>", *postman.ids()})
    assert len(postman.taken) == 2 and mine().error == ""


def test_no_server_at_all_is_waited_for(make: Any, settings: Any, now: datetime) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make()
    assert deliver(now=now) == 2, "what stays inside the site is told"
    assert mine().state == Message.WAITING and "refused" in mine().error


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(
    make: Any, postman: Postman, now: datetime, caplog: Any
) -> None:
    Letter.objects.filter(code="booking_confirmed").update(body={"en": "Bring your {passport}.", "uk": "{passport}"})
    make()
    deliver(now=now)
    assert mine().state == Message.WAITING and "passport" in mine().error and "Traceback" in caplog.text
    assert [one["To"] for one in postman.taken] == ["expert@example.org"]


def test_a_claim_of_a_worker_that_died_is_taken_over_with_the_same_message_id(
    make: Any, postman: Postman, now: datetime, settings: Any
) -> None:
    make()
    Message.objects.filter(pk=mine().pk).update(state=Message.SENDING, claimed_at=now, attempts=1)
    deliver(now=now + timedelta(seconds=settings.STALE_CLAIM - 1))
    assert CLIENT not in [one["To"] for one in postman.taken]
    deliver(now=now + timedelta(seconds=settings.STALE_CLAIM))
    assert f"<{mine().stamp}@127.0.0.1>" in postman.ids() and mine().state == Message.SENT


def test_whoever_lost_his_claim_does_not_mark_the_row(make: Any, now: datetime, monkeypatch: Any) -> None:
    def late(*_: Any) -> dict[str, str]:
        Message.objects.filter(pk=mine().pk).update(claimed_at=now + timedelta(hours=1))
        return {"subject": "late"}

    make()
    monkeypatch.setitem(channels.CHANNELS, "email", late)
    deliver(now=now)
    assert mine().state == Message.SENDING and "told" not in mine().context


def test_a_reminder_that_says_tomorrow_is_not_sent_on_the_day(make: Any, postman: Postman, now: datetime) -> None:
    row = make(hours=48)
    deliver(now=row.start - timedelta(hours=5))
    subjects = [str(one["Subject"]) for one in postman.taken]
    assert not any(subject.startswith("Tomorrow") for subject in subjects)
    deliver(now=row.start - timedelta(hours=1))
    assert any(str(one["Subject"]).startswith("In an hour") for one in postman.taken)


def test_both_reminders_come_in_their_time(make: Any, postman: Postman, now: datetime) -> None:
    row = make(hours=48)
    for hours in (24, 1):
        deliver(now=row.start - timedelta(hours=hours))
    told = [(one["To"], str(one["Subject"]).split(":")[0]) for one in postman.taken if one["To"] == CLIENT]
    assert told[-2:] == [(CLIENT, "Tomorrow at 9"), (CLIENT, "In an hour")]


def test_nothing_is_said_of_a_booking_that_is_gone(make: Any, postman: Postman, now: datetime) -> None:
    row = make()
    due = Message.objects.filter(letter="reminder_24h")
    due.update(about="booking:NOSUCH")
    deliver(now=row.start - timedelta(hours=24))
    assert set(due.values_list("state", flat=True)) == {Message.DROPPED}


def test_a_cancelled_letter_takes_the_time_out_of_the_calendar(
    make: Any, postman: Postman, now: datetime, world: World
) -> None:
    row = make()
    booking.cancel(booking=row, by=world.client, now=now, by_house=True, reason="The expert is ill")
    deliver(now=now)
    [letter] = [one for one in postman.taken if one["To"] == CLIENT]
    [calendar] = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "CANCEL" and "METHOD:CANCEL" in calendar.get_content()
    assert "The expert is ill" in letter.get_body(("plain",)).get_content()
