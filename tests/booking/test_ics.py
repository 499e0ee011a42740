from datetime import timedelta

import pytest
from icalendar import Calendar

from booking import links, verbs
from booking.ics import invitation
from booking.models import Service
from tests.booking.acts import at, promise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]


def read(booking, now, **more):
    calendar = Calendar.from_ical(invitation(booking, now=now, **more))
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_an_invitation_has_the_time_the_place_and_the_way_back(world):
    booking = promise(world, at(2, 10))
    method, event = read(booking, world.now, language="en")
    assert (method, str(event["STATUS"]), str(event["SUMMARY"])) == ("REQUEST", "CONFIRMED", "Session, Olena Hnatiuk")
    assert (event.decoded("DTSTART"), event.decoded("DTEND"), event.decoded("DTSTAMP")) == (
        booking.start, booking.end, world.now,
    )  # fmt: skip
    assert (str(event["LOCATION"]), str(event["URL"])) == ("1 Quiet St", links.address(booking))


def test_it_speaks_the_clients_language(world):
    booking = promise(world, at(2, 10), language="uk")
    assert str(read(booking, world.now)[1]["SUMMARY"]) == "Сеанс, Олена Гнатюк"


def test_every_move_replaces_what_was_sent_before_whoever_moved(world):
    booking = promise(world, at(2, 10))
    sent = [read(booking, world.now)]
    for start, by_house in ((at(3, 10), False), (at(4, 10), True)):
        verbs.move(booking=booking, start=start, by=None, now=world.now, by_house=by_house)
        sent.append(read(booking, world.now))
    verbs.cancel(booking=booking, by=None, now=world.now)
    sent.append(read(booking, world.now))
    numbers = [int(event["SEQUENCE"]) for _, event in sent]
    assert numbers == sorted(set(numbers))
    assert len({str(event["UID"]) for _, event in sent}) == 1
    assert [method for method, _ in sent] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]


def test_a_confidential_service_is_not_named_in_a_calendar(world):
    Service.objects.filter(pk=world.service.pk).update(privacy=Service.CONFIDENTIAL)
    booking = promise(world, at(2, 10), service=Service.objects.get(pk=world.service.pk))
    text = invitation(booking, now=world.now, language="en").decode()
    assert "Session" not in text
    assert "Olena" not in text


def test_an_online_session_has_no_place(world):
    assert "LOCATION" not in read(promise(world, at(2, 10), format="online"), world.now)[1]


def test_a_link_is_good_for_its_own_booking_only(world):
    first, second = promise(world, at(2, 10)), promise(world, at(3, 10))
    token = links.token(first)
    assert links.check(first.code, token)
    for code, given in ((second.code, token), (first.code, token[:-1]), (first.code, token + "x"), (first.code, "")):
        assert not links.check(code, given)
    assert links.token(first) == token


def test_a_wrong_token_of_any_letters_is_only_wrong(world):
    assert not links.check(promise(world, at(2, 10) + timedelta(days=1)).code, "щось інше")
