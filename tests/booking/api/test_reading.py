"""What can be booked, by whom and when, as programs are told it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import editions
from booking import verbs
from booking.api import shapes
from booking.models import Direction, Offer, Resource, Review, Service
from booking.queries import slots
from tests.booking.api.program import Program, codes, fields
from tests.world import World, words


def test_services_are_told_with_those_who_offer_them(program: Program) -> None:
    told = program.get("services").json()
    shapes.Services.model_validate(told)
    assert [(one["code"], one["price_from"], one["resources"]) for one in told["items"]] == [
        ("session", "1200.00", ["olena"]), ("intro", "0.00", ["olena"]),
    ]  # fmt: skip


def test_names_are_in_the_language_of_the_reader(program: Program) -> None:
    program.language = "uk"
    assert program.get("services").json()["items"][0]["name"] == "Сеанс"


def test_a_language_that_nobody_speaks_here_is_answered_in_english(program: Program) -> None:
    program.language = "fr"
    assert program.get("services").json()["items"][0]["name"] == "Session"


def test_services_that_cannot_be_booked_online_are_not_told(world: World, program: Program) -> None:
    Service.objects.filter(pk=world.free.pk).update(bookable=False)
    assert [one["code"] for one in program.get("services").json()["items"]] == ["session"]


@pytest.mark.parametrize(
    ("filters", "found"), [
        ({"direction": "talk"}, 2), ({"kind": "person"}, 2), ({"kind": "room"}, 0), ({"format": "online"}, 2),
    ],
)  # fmt: skip
def test_services_can_be_filtered(program: Program, filters: dict[str, str], found: int) -> None:
    assert program.get("services", **filters).json()["total"] == found


def test_an_expert_is_told_with_the_next_free_time(world: World, program: Program) -> None:
    told = program.get("experts").json()
    shapes.Experts.model_validate(told)
    expert = told["items"][0]
    assert expert["next_free"] == "2027-03-01T12:00:00+02:00"  # three hours' notice at nine in the morning
    assert (expert["code"], expert["price_from"], expert["directions"]) == ("olena", "0.00", ["talk"])


def test_times_come_in_the_zone_that_was_asked_for(program: Program) -> None:
    told = program.get("experts", tz="America/New_York").json()["items"][0]
    assert (told["next_free"], told["tz"]) == ("2027-03-01T05:00:00-05:00", "America/New_York")


def test_stars_are_those_of_published_reviews(world: World, program: Program) -> None:
    for rating, live in ((5, True), (4, True), (1, False)):
        Review.objects.create(
            resource=world.resource, rating=rating, live=live, written=world.now.date(), text=words("x", "х")
        )
    told = program.get("experts").json()["items"][0]
    assert (told["rating"], told["reviews"]) == (4.5, 2)


@pytest.mark.parametrize(
    ("filters", "found"), [
        ({"direction": "talk"}, 1), ({"language": "uk"}, 1), ({"language": "fr"}, 0), ({"format": "online"}, 1),
        ({"price_max": "0"}, 1), ({"service": "session", "price_max": "1199.99"}, 0), ({"service": "session"}, 1),
        ({"service": "none"}, 0),
    ],
)  # fmt: skip
def test_experts_can_be_filtered(program: Program, filters: dict[str, str], found: int) -> None:
    assert program.get("experts", **filters).json()["total"] == found


def test_experts_are_found_by_words_of_any_language_and_case(world: World, program: Program) -> None:
    world.resource.save()  # into the index
    assert [program.get("experts", q=q).json()["total"] for q in ("гнатюк", "HNAT", "сеанс", "nobody")] == [1, 1, 1, 0]


def another(world: World, code: str, name: str, **more: Any) -> Resource:
    one = Resource.objects.create(code=code, name=words(name, name), place=world.place, languages=["uk"], **more)
    Offer.objects.create(resource=one, service=world.service)
    return one


@pytest.mark.parametrize(("sort", "first"), [("soonest", "zoya"), ("name", "anna"), ("price", "olena")])
def test_experts_can_be_put_in_order(world: World, program: Program, sort: str, first: str) -> None:
    another(world, "zoya", "Zoya", soonest=world.now)
    another(world, "anna", "Anna", soonest=world.now + timedelta(days=1))
    assert program.get("experts", sort=sort).json()["items"][0]["code"] == first


def test_lists_come_in_pages(world: World, program: Program) -> None:
    for n in range(4):
        another(world, f"more-{n}", f"More {n}")
    pages = [program.get("experts", size=2, page=page).json() for page in (1, 2, 3, 4)]
    assert [len(page["items"]) for page in pages] == [2, 2, 1, 0]
    assert len({item["code"] for page in pages for item in page["items"]}) == 5
    assert {(page["total"], page["pages"]) for page in pages} == {(5, 3)}


def test_resources_are_of_every_kind(world: World, program: Program) -> None:
    room = another(world, "maple", "Maple", kind="room", capacity=8)
    told = program.get("resources").json()
    shapes.Resources.model_validate(told)
    assert {one["code"] for one in told["items"]} == {"olena", room.code}
    assert [one["capacity"] for one in program.get("resources", kind="room").json()["items"]] == [8]
    assert {one["code"] for one in program.get("experts").json()["items"]} == {"olena"}


def test_slots_are_those_that_can_be_held(world: World, program: Program) -> None:
    told = program.get("slots", service="session", resource="olena", days=2, **{"from": "2027-03-02"}).json()
    shapes.Slots.model_validate(told)
    start = datetime(2027, 3, 1, 22, tzinfo=UTC)
    expected = slots(world.service, [world.resource], start=start, until=start + timedelta(days=2), now=world.now)
    times = [datetime.fromisoformat(at) for at in told["resources"][0]["times"]]
    assert times == expected[world.resource.pk]
    assert times
    assert (told["from"], told["until"], told["tz"]) == (
        "2027-03-02T00:00:00+02:00",
        "2027-03-04T00:00:00+02:00",
        "Europe/Kyiv",
    )


def test_a_held_time_is_not_among_the_slots(program: Program) -> None:
    asked = {"service": "intro", "resource": "olena", "from": "2027-03-02", "days": 1}
    before = program.get("slots", **asked).json()["resources"][0]["times"]
    taken = program.booked()["start"]
    assert taken in before
    assert taken not in program.get("slots", **asked).json()["resources"][0]["times"]


def test_slots_begin_at_the_moment_that_was_asked_for(program: Program) -> None:
    told = program.get(
        "slots", service="session", resource="olena", days=1, **{"from": "2027-03-02T15:10+02:00"}
    ).json()
    assert [at[11:16] for at in told["resources"][0]["times"]] == ["15:30", "16:00", "16:30", "17:00"]


def test_a_plus_that_became_a_space_is_still_an_offset(program: Program) -> None:
    path = "/api/v1/slots?service=session&days=1&from=2027-03-02T15:10+02:00"
    assert program.client.get(path).json()["from"] == "2027-03-02T15:10:00+02:00"


def test_slots_change_their_offset_where_the_clocks_change(program: Program) -> None:
    told = program.get("slots", service="session", days=4, **{"from": "2027-03-26"}).json()
    days = {at[:10]: at[-6:] for at in told["resources"][0]["times"]}
    assert days == {"2027-03-26": "+02:00", "2027-03-29": "+03:00"}


def test_any_tells_everybody_who_offers_the_service(world: World, program: Program) -> None:
    another(world, "zoya", "Zoya")
    told = program.get("slots", service="session", resource="any").json()["resources"]
    assert [one["code"] for one in told] == ["olena", "zoya"]
    assert told[0]["times"] and not told[1]["times"]


def test_slots_of_one_resource_take_three_queries_however_long(world: World, program: Program) -> None:
    for n in range(3):
        verbs.hold(
            service=world.free, resource=world.resource, start=datetime(2027, 3, 2 + n, 8, tzinfo=UTC), now=world.now,
            person=verbs.Person(None, f"somebody-{n}"),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        told = program.get("slots", service="session", resource="olena", days=60)
    assert told.status_code == 200
    assert len(asked) <= 3, [query["sql"] for query in asked]


def test_lists_take_the_same_queries_however_long(world: World, program: Program) -> None:
    def counted() -> int:
        editions.MEMORY.forget()
        with CaptureQueriesContext(connection) as asked:
            assert program.get("experts").status_code == 200
        return len(asked)

    counted()
    few = counted()
    for n in range(15):
        another(world, f"more-{n}", f"More {n}").directions.add(Direction.objects.get())
    assert counted() == few


@pytest.mark.parametrize(
    ("path", "asked", "field", "code"),
    [
        ("slots", {}, "service", "required"),
        ("slots", {"service": "none"}, "service", "unknown_service"),
        ("slots", {"service": "session", "resource": "none"}, "resource", "unknown_resource"),
        ("slots", {"service": "session", "days": "0"}, "days", "party"),
        ("slots", {"service": "session", "days": "61"}, "days", "party"),
        ("slots", {"service": "session", "days": "many"}, "days", "whole_number"),
        ("slots", {"service": "session", "from": "2027-02-30"}, "from", "date"),
        ("slots", {"service": "session", "from": "2027-13-01"}, "from", "date"),
        ("slots", {"service": "session", "from": "9999-01-01"}, "from", "date"),
        ("slots", {"service": "session", "from": ""}, "from", "date"),
        ("slots", {"service": "session", "from": "2027-03-02T10:00"}, "from", "date"),
        ("slots", {"service": "session", "tz": "Europe/Atlantis"}, "tz", "zone"),
        ("slots", {"service": "session", "tz": "../../etc/passwd"}, "tz", "zone"),
        ("slots", {"service": "session", "format": "by_post"}, "format", "format"),
        ("slots", {"service": "session", "color": "red"}, "color", "unknown_field"),
        ("slots", {"service": "ses\0sion"}, "service", "signs"),
        ("experts", {"price_max": "cheap"}, "price_max", "amount_number"),
        ("experts", {"price_max": "NaN"}, "price_max", "amount_number"),
        ("experts", {"price_max": "1e400"}, "price_max", "amount_number"),
        ("experts", {"language": "українська"}, "language", "language"),
        ("experts", {"direction": "alchemy"}, "direction", "unknown_direction"),
        ("experts", {"sort": "height"}, "sort", "format"),
        ("experts", {"page": "0"}, "page", "party"),
        ("experts", {"size": "101"}, "size", "party"),
        ("experts", {"kind": "room"}, "kind", "unknown_field"),
        ("experts", {"q": "x" * 81}, "q", "name_long"),
        ("resources", {"kind": "ghost"}, "kind", "format"),
        ("services", {"page": "9" * 30}, "page", "party"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_told_which_field_to_mend(
    program: Program, path: str, asked: dict[str, str], field: str, code: str
) -> None:
    for program.language in ("en", "uk"):
        response = program.get(path, **asked)
        assert (response.status_code, fields(response), codes(response)) == (422, [field], [code])
        text = response.json()["reasons"][0]["text"]
        assert text and any("а" <= letter <= "я" for letter in text) == (program.language == "uk")
