"""Bad input on the pages of booking: a clear word, nothing stored, never a fault of ours."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking import verbs
from booking.models import Booking
from tests.booking import bad
from tests.world import World

# Taking a time -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", bad.UNREADABLE.values(), ids=bad.UNREADABLE.keys())
def test_what_is_not_a_time_cannot_be_held(visitor: Client, unchanged: None, start: str) -> None:
    bad.refused(visitor.post(bad.HOLD, bad.WANTED | {"start": start}), 422)


@pytest.mark.parametrize("start", bad.IMPOSSIBLE.values(), ids=bad.IMPOSSIBLE.keys())
def test_a_time_that_nobody_can_have_is_refused(visitor: Client, unchanged: None, start: str) -> None:
    bad.refused(visitor.post(bad.HOLD, bad.WANTED | {"start": start}), 409)


WRONG_FIELDS = {
    "an unknown service": {"service": "none"}, "an unknown expert": {"resource": "none"}, "no service": {"service": ""},
    "a service that is a script": {"service": bad.SCRIPT}, "NUL in a name": {"resource": "olena\0"},
    "ten thousand letters": {"service": "a" * 10_000}, "an unknown format": {"format": "by_post"},
    "half a person": {"party": "0.5"}, "nobody": {"party": "0"}, "a crowd": {"party": "99999999999999999999"},
    "a number of people in words": {"party": "two"}, "SQL": {"resource": "olena' OR '1'='1"},
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_FIELDS.values(), ids=WRONG_FIELDS.keys())
def test_a_hold_with_a_wrong_field_is_refused(visitor: Client, unchanged: None, wrong: dict[str, str]) -> None:
    bad.refused(visitor.post(bad.HOLD, bad.WANTED | wrong), 422)


def test_more_people_than_a_session_takes_are_refused(visitor: Client, unchanged: None) -> None:
    bad.refused(visitor.post(bad.HOLD, bad.WANTED | {"party": "7"}), 409)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "../../etc/passwd", "\0", "a" * 10_000, "🌍"])
def test_a_zone_that_is_not_there_is_as_if_none_were_named(world: World, visitor: Client, zone: str) -> None:
    answer = visitor.post(bad.HOLD, bad.WANTED | {"tz": zone, "format": "online"})
    assert answer.status_code in (302, 422), answer.content
    assert not Booking.objects.exclude(zone="Europe/Kyiv").exists()


def test_the_price_is_never_the_visitors(world: World, visitor: Client) -> None:
    visitor.post(
        bad.HOLD,
        bad.WANTED | {"price": "1.00", "deposit": "0", "currency": "USD", "state": "confirmed", "code": "AAAAAAA"},
    )
    booking = Booking.objects.get()
    assert (booking.price, booking.deposit, booking.currency, booking.state) == (1200, 400, "UAH", "held")
    assert booking.code != "AAAAAAA"


BODIES: dict[str, tuple[Any, str]] = {
    "JSON": (b'{"service": "session"}', "application/json"), "broken JSON": (b"{", "application/json"),
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "not UTF-8": (b"service=\xff\xfe", "application/x-www-form-urlencoded"),
    "plain text": (b"service=session", "text/plain"),
    "a broken form": (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    "a form without its boundary": (b"service=session", "multipart/form-data"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("path", [bad.HOLD, "confirm", "move", "cancel"])
def test_a_body_of_another_kind_is_refused(
    world: World, visitor: Client, confirmed: Booking, body: bytes, kind: str, path: str
) -> None:
    paths = {"confirm": "confirm", "move": "booking_move", "cancel": "booking_cancel"}
    if path == "confirm":
        verbs.cancel(booking=confirmed, by=None, now=world.now)
        Booking.objects.all().delete()
        confirmed = bad.held(world, visitor)
    before = bad.rows()
    answer = visitor.post(
        reverse(paths[path], args=[confirmed.code]) if path in paths else path, body, content_type=kind
    )
    bad.refused(answer, 400, 415, 422)
    assert bad.rows() == before


def test_a_body_of_megabytes_is_refused(visitor: Client, unchanged: None) -> None:
    huge = b"service=session&note=" + b"x" * (3 * 1024 * 1024)
    bad.refused(visitor.post(bad.HOLD, huge, content_type="application/x-www-form-urlencoded"), 400, 413)


def test_ten_thousand_fields_are_refused(visitor: Client, unchanged: None) -> None:
    many = "&".join(f"f{n}=1" for n in range(10_000)).encode()
    bad.refused(visitor.post(bad.HOLD, many, content_type="application/x-www-form-urlencoded"), 400, 413)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "BREW"])
def test_a_hold_is_asked_for_by_post_alone(visitor: Client, unchanged: None, method: str) -> None:
    assert visitor.generic(method, bad.HOLD).status_code == 405


# For whom it is ------------------------------------------------------------------------------------------------------

WRONG_CONTACTS = {
    "no name": {"name": ""}, "spaces for a name": {"name": "   "}, "signs for a name": {"name": "!!!"},
    "a name of ten thousand letters": {"name": bad.LONG}, "NUL in a name": {"name": "Maria\0"},
    "a bell in a name": {"name": "Maria\x07"}, "no address": {"email": ""}, "half an address": {"email": "maria@"},
    "two addresses": {"email": "a@example.org,b@example.org"},
    "a long address": {"email": "a" * 10_000 + "@example.org"},
    "a line break in an address": {"email": "a@example.org\r\nBcc: b@example.org"},
    "a word for a phone": {"phone": "call me"},
    "a long phone": {"phone": "1" * 10_000},
    "a script for a phone": {"phone": bad.SCRIPT}, "no consent": {"consent": ""},
    "a note of ten thousand letters": {"note": bad.LONG}, "NUL in a note": {"note": "see\0you"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("wrong", WRONG_CONTACTS.values(), ids=WRONG_CONTACTS.keys())
def test_a_wrong_contact_is_pointed_at_and_nothing_typed_is_lost(
    world: World, visitor: Client, wrong: dict[str, str], language: str
) -> None:
    booking = bad.held(world, visitor)
    before = bad.rows()
    answer = visitor.post(f"/{language}/book/{booking.code}/", bad.CONTACT | {"note": "with a dog"} | wrong)
    bad.refused(answer, 422)
    assert list(answer.context["form"].errors) == list(wrong)
    assert ("with a dog" in answer.content.decode()) == ("note" not in wrong)
    booking.refresh_from_db()
    assert (booking.state, booking.name, booking.email) == ("held", "", "")
    assert bad.rows() == before


def test_a_name_with_pictures_is_a_name(world: World, visitor: Client) -> None:
    booking = bad.held(world, visitor, "intro")
    answer = visitor.post(reverse("confirm", args=[booking.code]), bad.CONTACT | {"name": bad.EMOJI}, follow=True)
    assert answer.status_code == 200
    assert Booking.objects.get().name == bad.EMOJI


def test_a_script_is_shown_as_text_wherever_it_is_shown(world: World, visitor: Client) -> None:
    """On the client's pages, the expert's, in letters and in calendars."""
    booking = bad.held(world, visitor, "intro")
    visitor.post(reverse("confirm", args=[booking.code]), bad.CONTACT | {"name": bad.SCRIPT, "note": bad.SCRIPT})
    Booking.objects.update(client=world.client)
    assert Booking.objects.get(name=bad.SCRIPT).state == "confirmed"
    visitor.force_login(world.client)
    pages = [reverse(name, args=[booking.code]) for name in ("booking", "booked", "booking_cancel", "booking_move")]
    shown = [visitor.get(page, follow=True) for page in [*pages, reverse("me_bookings")]]
    shown.append(visitor.post(pages[2], {"quoted": "x", "reason": bad.SCRIPT}))
    visitor.force_login(world.expert)
    shown.append(visitor.get(reverse("week")))
    assert {answer.status_code for answer in shown} == {200, 422}
    assert not [answer.request["PATH_INFO"] for answer in shown if b"<script>alert" in answer.content]
    assert "&lt;script&gt;alert" in shown[-1].content.decode()  # the expert sees it, as text


# Changing it ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", bad.UNREADABLE.values(), ids=bad.UNREADABLE.keys())
def test_a_booking_cannot_be_moved_to_what_is_not_a_time(visitor: Client, confirmed: Booking, start: str) -> None:
    before = bad.rows()
    bad.refused(visitor.post(reverse("booking_move", args=[confirmed.code]), {"start": start, "sure": "1"}), 422)
    assert bad.rows() == before
    assert Booking.objects.get().start == confirmed.start


@pytest.mark.parametrize("start", bad.IMPOSSIBLE.values(), ids=bad.IMPOSSIBLE.keys())
def test_a_booking_cannot_be_moved_to_a_time_that_nobody_can_have(
    visitor: Client, confirmed: Booking, start: str
) -> None:
    before = bad.rows()
    bad.refused(visitor.post(reverse("booking_move", args=[confirmed.code]), {"start": start, "sure": "1"}), 409)
    assert bad.rows() == before
    assert Booking.objects.get().start == confirmed.start


@pytest.mark.parametrize("quoted", bad.SUMS.values(), ids=bad.SUMS.keys())
def test_a_fee_that_is_no_sum_cancels_nothing(visitor: Client, confirmed: Booking, quoted: str) -> None:
    before = bad.rows()
    bad.refused(visitor.post(reverse("booking_cancel", args=[confirmed.code]), {"quoted": quoted}), 422)
    assert bad.rows() == before
    assert Booking.objects.get().state == "confirmed"


def test_a_fee_that_was_not_quoted_cancels_nothing(visitor: Client, confirmed: Booking) -> None:
    before = bad.rows()
    bad.refused(visitor.post(reverse("booking_cancel", args=[confirmed.code]), {"quoted": "13.00"}), 409)
    assert bad.rows() == before


def test_a_reason_of_ten_thousand_letters_cancels_nothing(visitor: Client, confirmed: Booking) -> None:
    bad.refused(
        visitor.post(reverse("booking_cancel", args=[confirmed.code]), {"quoted": "0", "reason": bad.LONG}), 422
    )
    assert Booking.objects.get().state == "confirmed"
