"""Programs are told of the formats that each person has."""

from booking.models import Offer, Resource
from tests.booking.api.program import Program
from tests.world import World


def test_programs_are_told_of_each_persons_formats(world: World, in_person: Resource, program: Program) -> None:
    def able(**asked: str) -> list[str]:
        return [one["code"] for one in program.get("experts", **asked).json()["items"]]

    assert (sorted(able()), able(format="online")) == (["danylo", "olena"], ["olena"])
    told = program.get("services", format="online").json()["items"]
    assert {one["code"]: one["resources"] for one in told} == {"session": ["olena"], "intro": ["olena"]}


def test_a_service_that_everybody_does_in_person_is_not_told_as_online(world: World, program: Program) -> None:
    Offer.objects.filter(service=world.service).update(formats=["on_site"])
    told = {one["code"]: one["formats"] for one in program.get("services").json()["items"]}
    assert told == {"session": ["on_site"], "intro": ["on_site", "online"]}


def test_free_times_online_are_those_of_people_who_meet_online(
    world: World, in_person: Resource, program: Program
) -> None:
    asked = {"service": "session", "resource": "any", "format": "online", "days": 2}
    assert [one["code"] for one in program.get("slots", **asked).json()["resources"]] == ["olena"]
    answer = program.get("slots", **asked | {"resource": "danylo"})
    assert answer.status_code == 422
    assert (answer.json()["reasons"][0]["field"], answer.json()["reasons"][0]["numbers"]) == (
        "format", {"types": "on_site"},
    )  # fmt: skip
