"""Bad input to the API: the field and its remedy in one shape, nothing stored, never a fault of ours."""

import json
from typing import Any

import pytest

from booking.models import Booking
from tests.booking import bad
from tests.booking.api.program import BOOK, FREE, Program, codes, fields
from wire import Trouble

WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown service": ({"service": "none"}, "service", "unknown_service"),
    "an unknown expert": ({"resource": "none"}, "resource", "unknown_resource"),
    "a number for a service": ({"service": 7}, "service", "plain_text"),
    "a list for a name": ({"name": ["Maria"]}, "name", "plain_text"),
    "nothing for a name": ({"name": None}, "name", "plain_text"),
    "no name": ({"name": ""}, "name", "unsuitable"),
    "signs for a name": ({"name": "!!!"}, "name", "unsuitable"),
    "a long name": ({"name": "я" * 121}, "name", "unsuitable"),
    "a name of ten thousand letters": ({"name": bad.LONG}, "name", "name_long"),
    "NUL in a name": ({"name": "Maria\0"}, "name", "signs"),
    "half a sign in a name": ({"name": "\ud83c"}, "name", "signs"),
    "half an address": ({"email": "maria@"}, "email", "unsuitable"),
    "a line break in an address": ({"email": "a@example.org\r\nBcc: b@example.org"}, "email", "signs"),
    "a word for a phone": ({"phone": "call me"}, "phone", "unsuitable"),
    "a script for a phone": ({"phone": bad.SCRIPT}, "phone", "unsuitable"),
    "no consent": ({"consent": False}, "consent", "unsuitable"),
    "consent in words": ({"consent": "yes"}, "consent", "yes_no"),
    "a note of ten thousand letters": ({"note": bad.LONG}, "note", "name_long"),
    "NUL in a note": ({"note": "see\0you"}, "note", "signs"),
    "an unknown format": ({"format": "by_post"}, "format", "format"),
    "half a person": ({"party": 0.5}, "party", "whole_number"),
    "nobody": ({"party": 0}, "party", "party"),
    "a crowd": ({"party": 10**30}, "party", "party"),
    "an unknown language": ({"language": "fr"}, "language", "format"),
    "an unknown zone": ({"tz": "Europe/Atlantis"}, "tz", "zone"),
    "a path for a zone": ({"tz": "../../etc/passwd"}, "tz", "zone"),
    "another currency": ({"currency": "USD"}, "currency", "currency"),
    "a price in words": ({"price": "free"}, "price", "amount_number"),
    "a price that is not a number": ({"price": "NaN"}, "price", "amount_number"),
    "a price as a number": ({"price": 1200.0}, "price", "plain_text"),
    "a field of ours": ({"state": "confirmed"}, "state", "unknown_field"),
    "a deposit of one's own": ({"deposit": "0"}, "deposit", "unknown_field"),
}  # fmt: skip


@pytest.fixture
def known(program: Program) -> dict[str, int]:
    return bad.rows()


def refused(response: Any, status: int) -> str:
    assert response.status_code == status, response.content
    Trouble.model_validate(response.json())
    said = bad.words_of(response)
    assert len(said) > 10
    return said


@pytest.mark.parametrize(("wrong", "field", "code"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_field_is_named_with_its_remedy(
    program: Program, known: dict[str, int], wrong: dict[str, Any], field: str, code: str
) -> None:
    said = []
    for program.language in ("en", "uk"):
        response = program.book(FREE | wrong)
        said.append(refused(response, 422))
        assert (fields(response), codes(response)) == ([field], [code])
    assert said[0] != said[1]
    assert bad.rows() == known


@pytest.mark.parametrize("start", bad.UNREADABLE.values(), ids=bad.UNREADABLE.keys())
def test_what_is_not_a_time_is_not_understood(program: Program, known: dict[str, int], start: str) -> None:
    response = program.book(FREE, start=start)
    refused(response, 422)
    assert (fields(response), codes(response)) == (["start"], ["instant"])
    assert bad.rows() == known


@pytest.mark.parametrize("start", [0, 1803974400, None, True, ["2027-03-02"], {"at": "noon"}])
def test_a_time_of_another_kind_is_not_understood(program: Program, known: dict[str, int], start: Any) -> None:
    assert codes(program.book(FREE, start=start)) == ["plain_text"]
    assert bad.rows() == known


@pytest.mark.parametrize("start", bad.IMPOSSIBLE.values(), ids=bad.IMPOSSIBLE.keys())
def test_a_time_that_nobody_can_have_is_refused(program: Program, known: dict[str, int], start: str) -> None:
    refused(program.book(FREE, start=start), 409)
    assert {name: n for name, n in bad.rows().items() if name != "IdempotentAnswer"} == {
        name: n for name, n in known.items() if name != "IdempotentAnswer"
    }


def test_every_missing_field_is_named_at_once(program: Program, known: dict[str, int]) -> None:
    response = program.book({})
    refused(response, 422)
    assert set(fields(response)) == {"service", "resource", "start", "name", "email", "phone", "consent"}
    assert set(codes(response)) == {"required"}
    assert bad.rows() == known


JSON = "application/json"
BODIES: dict[str, tuple[bytes, str, int, str]] = {
    "broken": (b'{"service": ', JSON, 400, "json"),
    "nothing": (b"", JSON, 422, "required"),
    "words": (b"hello", JSON, 400, "json"),
    "not UTF-8": (b'{"service": "\xff"}', JSON, 400, "json"), "NaN": (b'{"party": NaN}', JSON, 400, "json"),
    "an endless number": (b'{"party": ' + b"9" * 10_000 + b"}", JSON, 400, "json"),
    "a bottomless list": (b"[" * 60_000, JSON, 400, "json"), "a list": (b"[1, 2]", JSON, 422, "object"),
    "a text": (b'"service"', JSON, 422, "object"),
    "null": (b"null", JSON, 422, "object"),
    "a number": (b"1", JSON, 422, "object"),
    "a form": (b"service=session", "application/x-www-form-urlencoded", 415, "content_type"),
    "XML": (b"<book/>", "application/xml", 415, "content_type"),
    "64 kB and one": (b'{"note": "' + b"x" * 65_536 + b'"}', JSON, 413, "too_large"),
    "megabytes": (b'{"note": "' + b"x" * 3_000_000 + b'"}', JSON, 413, "too_large"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "status", "code"), BODIES.values(), ids=BODIES.keys())
def test_a_body_that_cannot_be_read_is_refused(
    program: Program, known: dict[str, int], body: bytes, kind: str, status: int, code: str
) -> None:
    response = program.post("bookings", body, kind=kind, **{"Idempotency-Key": "one"})
    refused(response, status)
    assert codes(response) == [code]
    assert bad.rows() == known


def test_a_name_with_pictures_is_a_name(program: Program) -> None:
    assert program.booked(name=bad.EMOJI)["name"] == bad.EMOJI
    assert Booking.objects.get().name == bad.EMOJI


def test_a_script_is_only_text(program: Program) -> None:
    told = program.booked(name=bad.SCRIPT, note=bad.SCRIPT)
    answer = program.get(f"bookings/{told['code']}", token=told["token"])
    assert (answer.json()["name"], answer["Content-Type"]) == (bad.SCRIPT, "application/json")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("start", bad.UNREADABLE.values(), ids=bad.UNREADABLE.keys())
def test_a_booking_is_not_moved_to_what_is_not_a_time(program: Program, start: str) -> None:
    told = program.booked()
    before = bad.rows()
    refused(program.post(f"bookings/{told['code']}/move", {"start": start}, token=told["token"]), 422)
    assert bad.rows() == before


@pytest.mark.parametrize("start", bad.IMPOSSIBLE.values(), ids=bad.IMPOSSIBLE.keys())
def test_a_booking_is_not_moved_to_a_time_that_nobody_can_have(program: Program, start: str) -> None:
    told = program.booked()
    before = bad.rows()
    refused(program.post(f"bookings/{told['code']}/move", {"start": start}, token=told["token"]), 409)
    assert bad.rows() == before


@pytest.mark.parametrize("quoted", [*bad.SUMS.values(), 0, None, ["0"]])
def test_a_fee_that_is_no_sum_cancels_nothing(program: Program, quoted: Any) -> None:
    told = program.booked()
    before = bad.rows()
    response = program.post(f"bookings/{told['code']}/cancel", {"quoted": quoted}, token=told["token"])
    refused(response, 422)
    assert fields(response) == ["quoted"]
    assert bad.rows() == before


def test_a_fee_that_was_not_quoted_cancels_nothing(program: Program) -> None:
    told = program.booked()
    before = bad.rows()
    refused(program.post(f"bookings/{told['code']}/cancel", {"quoted": "13.00"}, token=told["token"]), 409)
    assert bad.rows() == before


@pytest.mark.parametrize("verb", ["approve", "complete", "miss", "confirm", "expire", "Cancel", "%00", "move/again"])
def test_what_only_the_house_may_do_is_not_there(program: Program, verb: str) -> None:
    told = program.booked()
    response = program.post(f"bookings/{told['code']}/{verb}", {}, token=told["token"])
    refused(response, 404)
    assert codes(response) == ["unknown_address"]
    assert Booking.objects.get().state == "confirmed"


@pytest.mark.parametrize("verb", ["confirm", "", "move", "hold"])
def test_only_what_can_be_quoted_is_quoted(program: Program, verb: str) -> None:
    told = program.booked()
    response = program.get(f"bookings/{told['code']}/quote", token=told["token"], verb=verb)
    refused(response, 422)
    assert fields(response) == ["verb"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "BREW", "HEAD"])
@pytest.mark.parametrize(
    "path", ["services", "experts", "resources", "slots", "bookings", "bookings/AAAAAAA", "bookings/AAAAAAA/move"]
)
def test_a_method_that_an_address_does_not_have_is_refused(program: Program, path: str, method: str) -> None:
    response = program.client.generic(method, f"/api/v1/{path}")
    assert response.status_code == 405
    assert response["Allow"] in ("GET", "POST")
    if method != "HEAD":
        assert codes(response) == ["method"]


@pytest.mark.parametrize("path", ["", "nothing", "bookings/", "../../etc/passwd", "%00", "services/1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_is_not_there_is_said_in_the_same_shape(program: Program, path: str, method: str) -> None:
    response = program.client.generic(method, f"/api/v1/{path}", json.dumps(BOOK), content_type=JSON)
    refused(response, 404)
    assert codes(response) == ["unknown_address"]


@pytest.mark.parametrize(
    "language", ["", "xx", "uk;q=broken", "*", "🌻".encode().decode("latin-1"), "en," * 3000, "../uk"]
)
def test_a_language_that_cannot_be_read_is_answered_all_the_same(program: Program, language: str) -> None:
    program.language = language
    assert program.get("services").status_code == 200
    assert program.get("slots").json()["reasons"][0]["text"]
