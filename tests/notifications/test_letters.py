"""Letters as people read them: every letter, in both languages, from a living booking."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from booking import verbs as booking
from booking.models import Booking, Service
from notifications.lines import line, source
from notifications.models import Letter, Message
from notifications.notices import CLIENT, DROPS, IN_APP, NOTICES, SAID
from notifications.rendering import fill, paragraphs, write
from notifications.subjects import Telling, subject_of, telling
from notifications.verbs import deliver, load_letters, post
from tests.world import World
from words import HOLE, in_language, say

pytestmark = pytest.mark.django_db
MOVED = {
    "old_start": "2027-03-02T07:00:00Z", "old_end": "2027-03-02T07:20:00Z",
    "new_start": "2027-03-03T07:00:00Z", "new_end": "2027-03-03T07:20:00Z",
}  # fmt: skip
DATA: dict[str, dict[str, Any]] = {
    "booking_moved": MOVED,
    "expert_moved": MOVED,
    "booking_cancelled": {
        "paid": "400",
        "refund": "300",
        "fee": "100",
        "reason": "The expert is ill",
        "by_house": True,
    },
    "booking_missed": {"kept": "400", "due": "800", "refund": "0", "fee": "1200"},
}
EVERY = [(fact, notice) for fact, notices in NOTICES.items() for notice in notices]
TOLD = sorted(
    {(notice.to, notice.letter) for fact, notice in EVERY if fact.startswith(("booking.", "payment.", "fee."))}
)
"""Letters about bookings; the rooms that tell of other things try their own."""


def tell(row: Booking, letter: str, audience: str, now: datetime, language: str = "en") -> Telling:
    reader = subject_of(row).readers[audience]
    data = {"amount": "400", "outcome": "kept"} | DATA.get(letter, {})
    found = telling(
        f"booking:{row.code}", letter=letter, audience=audience, language=language, zone=reader.zone, data=data, now=now
    )
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize(("audience", "letter"), TOLD)
def test_every_letter_is_complete_in_every_language(
    make: Any, world: World, now: datetime, audience: str, letter: str, language: str
) -> None:
    row = make(service=world.service)
    state = {"booking_held": "held", "booking_expired": "expired"}.get(letter, row.state)
    Booking.objects.filter(pk=row.pk).update(state=state, expires_at=now + timedelta(minutes=5))
    with in_language(language):
        told = tell(row, letter, audience, now, language)
        written = write(Letter.objects.get(code=letter), told)
    for text in (written.subject, written.text, written.html.partition("</style>")[2]):
        assert not HOLE.search(text) and "None" not in text and not re.search(r": *$", text.partition("\n")[0])
    assert "\n" not in written.subject
    assert told.link in written.text and told.link.startswith("http")
    assert bool(re.search("[а-яіїєґ]", written.text.replace("Олена Гнатюк", ""))) == (language == "uk")


def test_every_letter_of_the_table_has_a_row_and_a_short_text() -> None:
    load_letters()
    letters = {notice.letter for _, notice in EVERY}
    assert letters <= set(Letter.objects.values_list("code", flat=True))
    assert {notice.letter for _, notice in EVERY if IN_APP in notice.channels} == set(SAID)
    for dropped in DROPS.values():
        assert dropped <= letters


def test_loading_letters_again_keeps_what_staff_have_written() -> None:
    load_letters()
    Letter.objects.filter(code="reminder_1h").update(subject={"en": "Soon", "uk": "Скоро"})
    Letter.objects.filter(code="fee_due").delete()
    assert load_letters() == 1
    assert Letter.objects.get(code="reminder_1h").subject.say("uk") == "Скоро"


def test_a_line_with_nothing_to_say_is_left_out() -> None:
    text = "What: {service}\n{who_line}\nPaid: {paid}. Left: {left}\n\n{reason}\n\nEnd."
    said = fill(text, {"service": "Talk", "who_line": "", "paid": "", "left": "", "reason": ""})
    assert paragraphs(said) == [["What: Talk"], ["End."]]


def test_what_people_write_is_never_read_as_a_placeholder() -> None:
    assert fill("{note}", {"note": "{secret} <b>", "secret": "x"}) == "{secret} <b>"


def test_markup_in_a_note_arrives_as_text(make: Any, now: datetime) -> None:
    row = make(note="<script>alert(1)</script>\nSubject: no")
    written = write(Letter.objects.get(code="expert_new_booking"), tell(row, "expert_new_booking", "expert", now))
    assert "<script>" not in written.html and "&lt;script&gt;" in written.html
    assert "Note: <script>alert(1)</script> Subject: no" in written.text


def test_a_name_with_a_line_break_does_not_make_a_header(make: Any, now: datetime, outbox: Any) -> None:
    row = make()
    Booking.objects.filter(pk=row.pk).update(name="Maria\nBcc: all@example.org")
    deliver(now=now)
    assert len(outbox) == 2 and all("\n" not in letter.subject for letter in outbox)


def test_the_clocks_are_those_of_the_place_and_online_those_of_the_client(make: Any, now: datetime) -> None:
    row = make()
    Booking.objects.filter(pk=row.pk).update(zone="America/New_York")
    assert "Kyiv time" in str(tell(row, "booking_confirmed", CLIENT, now).words["when"])
    Booking.objects.filter(pk=row.pk).update(format="online")
    assert "2:00–2:20, New York time" in str(tell(row, "booking_confirmed", CLIENT, now).words["when"])


def test_a_confidential_service_is_not_named_anywhere(make: Any, world: World, now: datetime, outbox: Any) -> None:
    Service.objects.filter(pk=world.free.pk).update(privacy=Service.CONFIDENTIAL)
    row = make()
    for hours in (48, 24, 1):
        deliver(now=row.start - timedelta(hours=hours))
    for letter in outbox:
        whole = f"{letter.subject} {letter.body} {letter.alternatives[0][0]} {letter.attachments}"
        assert "First meeting" not in whole and "Appointment at Atrium" in whole
        assert "Olena" not in whole or letter.to == ["expert@example.org"]
        assert "Koval" not in whole
    told = Message.objects.filter(channel="in_app", state=Message.SENT).values_list("context__told__text", flat=True)
    assert told and not any("First meeting" in text for text in told)


def test_a_first_name_is_used_only_where_the_person_has_given_it(make: Any, world: World, now: datetime) -> None:
    row = make()
    with in_language("uk"):
        letter = Letter.objects.get(code="booking_confirmed")
        assert "Вітаємо!" in write(letter, tell(row, "booking_confirmed", CLIENT, now)).text
        type(world.client).objects.filter(pk=world.client.pk).update(dear="Маріє")
        assert "Вітаємо, Маріє!" in write(letter, tell(row, "booking_confirmed", CLIENT, now)).text


def test_money_of_a_cancelled_booking_is_told_to_the_last_hryvnia(make: Any, world: World, now: datetime) -> None:
    row = make(service=world.service)
    text = write(Letter.objects.get(code="booking_cancelled"), tell(row, "booking_cancelled", CLIENT, now)).text
    for said in ("Paid: ₴400", "Returned: ₴300 to the card", "Kept: ₴100", "Cancelled by: Atrium", "The expert is ill"):
        assert said in text


def test_where_nothing_was_paid_nothing_is_said_of_money(make: Any, now: datetime, outbox: Any, world: World) -> None:
    row = make()
    booking.cancel(booking=row, by=world.client, now=now)
    deliver(now=now)
    body = next(letter.body for letter in outbox if letter.to == ["maria@example.org"])
    assert "₴" not in body and "Cancelled by: you" in body and "working days" not in body
    told = Message.objects.get(letter="booking_cancelled", channel="in_app").context["told"]
    assert told["text"].endswith("Nothing had been paid.")


def invitation(letter: Any) -> Any:
    [(_, content, kind)] = letter.attachments
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    assert kind == f"text/calendar; method={calendar['METHOD']}"
    return calendar["METHOD"], event


def test_the_calendar_file_follows_the_booking(make: Any, world: World, now: datetime, outbox: Any) -> None:
    row = make(hours=48)
    deliver(now=now)
    row = booking.move(booking=row, start=row.start + timedelta(hours=24), by=world.client, now=now)
    deliver(now=now)
    booking.cancel(booking=row, by=world.client, now=now)
    deliver(now=now)
    told = [invitation(letter) for letter in outbox if letter.to == ["maria@example.org"]]
    assert [method for method, _ in told] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for _, event in told]
    assert len({str(event["UID"]) for event in events}) == 1
    sequence = [event["SEQUENCE"] for event in events]
    assert sequence == sorted(set(sequence)), "each letter replaces the one before"
    assert events[0].decoded("DTSTART") == datetime(2027, 3, 3, 7, 0, tzinfo=UTC)
    assert events[1].decoded("DTSTART") == datetime(2027, 3, 4, 7, 0, tzinfo=UTC)


def test_a_missed_visit_says_what_is_kept_and_what_is_still_asked(make: Any, world: World, now: datetime) -> None:
    row = make(service=world.service)
    lines = str(tell(row, "booking_missed", CLIENT, now).words["money_line"])
    assert "₴400 of your payment is kept" in lines and "Please pay ₴800" in lines


def test_staff_are_written_to_when_money_is_stuck(make: Any, world: World, now: datetime, outbox: Any) -> None:
    type(world.place).objects.update(email="desk@example.org")
    row = make()
    post("payment.refund_failed", row, by=None, now=now, data={"amount": "400", "error": "bounced"})
    deliver(now=now)
    [letter] = [one for one in outbox if one.to == ["desk@example.org"]]
    assert row.code in letter.subject and "bounced" in letter.body


def test_every_ready_line_speaks_every_language() -> None:
    for key, entry in source()["lines"].items():
        for language in ("en", "uk"):
            with in_language(language):
                assert line(key, **dict.fromkeys(set(HOLE.findall(str(entry))) | {"n"}, 3))
    with in_language("uk"):
        assert [line("load", n=n).split()[-1] for n in (1, 3, 5)] == ["візит.", "візити.", "візитів."]
    assert say("notices.calendar_neutral") == "Appointment at Atrium"
