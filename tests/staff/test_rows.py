"""Resources, services, prices, places, directions and reviews: written by staff, told to the log."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from booking.models import Direction, Occupancy, Offer, Resource, Review, Service
from booking.queries.terms import price_of
from booking.verbs import Person, hold
from tests.staff.desk import booked, come, somebody
from tests.world import World, words

RESOURCE = {
    "code": "room", "kind": "room", "name_en": "Linden", "name_uk": "Липа", "capacity": "1", "party_min": "1",
    "party_max": "6",
    "attributes": "screen, whiteboard", "zone": "Europe/Kyiv", "live": "on",
}  # fmt: skip
SERVICE = {
    "code": "talk", "name_en": "Talk", "name_uk": "Розмова", "kind": "person", "minutes": "50", "step": "30",
    "before": "0",
    "after": "10",
    "price": "900", "currency": "UAH", "formats": ["online"], "party_min": "1", "party_max": "1", "prepay": "policy",
    "prepay_value": "0", "privacy": "open", "bookable": "on",
}  # fmt: skip


def add(client: Client, kind: str, told: dict[str, Any]) -> Any:
    return client.post(reverse(f"{kind}:add"), told)


def edit(client: Client, kind: str, pk: int, told: dict[str, Any]) -> Any:
    return client.post(reverse(f"{kind}:edit", args=[pk]), told)


def change(row: Any) -> dict[str, Any]:
    entry = ModelLogEntry.objects.for_instance(row).filter(action="wagtail.edit").order_by("-pk")[0]
    return {"old": entry.data.get("old"), "new": entry.data.get("new"), "by": entry.user.email, "ip": entry.data["ip"]}


def test_a_resource_is_added_in_both_languages(inside: Client, world: World) -> None:
    answer = add(
        inside,
        "resource",
        RESOURCE | {"place": world.place.pk, "directions": [world.direction.pk], "languages": ["uk"]},
    )
    assert answer.status_code == 302
    room = Resource.objects.get(code="room")
    assert (
        room.name == {"en": "Linden", "uk": "Липа"}
        and room.attributes == ["screen", "whiteboard"]
        and room.languages == ["uk"]
    )
    assert list(room.directions.all()) == [world.direction]


def test_the_list_is_searched_in_any_language_and_case(inside: Client, world: World) -> None:
    Resource.objects.create(code="room", kind="room", name=words("Linden", "Липа"), place=world.place)
    for asked, codes in {"гнатюк": {"olena"}, "HNATIUK": {"olena"}, "липа": {"room"}, "": {"olena", "room"}}.items():
        found = inside.get(reverse("resource:index"), {"q": asked}).context["object_list"]
        assert {one.code for one in found} == codes, asked


def test_the_log_tells_what_each_field_was_and_became(inside: Client, world: World) -> None:
    person = world.resource
    told = RESOURCE | {
        "code": "olena", "kind": "person", "name_en": "Olena Hnatiuk", "name_uk": "Олена Гнатюк",
        "place": world.place.pk,
        "party_max": "2",
        "attributes": "", "directions": [world.direction.pk], "languages": ["uk"], "person": "expert@example.org",
    }  # fmt: skip
    assert edit(inside, "resource", person.pk, told).status_code == 302
    seen = change(person)
    assert seen["old"] == {"party_max": "1", "languages": "uk, en"} and seen["new"] == {
        "party_max": "2",
        "languages": "uk",
    }
    assert seen["by"] == "staff@example.org" and seen["ip"] == "127.0.0.1"
    person.refresh_from_db()
    assert person.user == world.expert


@pytest.mark.parametrize(
    ("field", "value", "remedy"),
    [
        ("code", "olena", "already exists"), ("code", "<b>", "slug"), ("capacity", "0", "greater than or equal to 1"),
        ("person", "nobody@example.org", "Make the account first"),
        ("person", "expert@example.org", "belongs to another expert"),
        ("zone", "Mars/Olympus", "valid choice"), ("party_min", "9", "smaller than the smallest"), ("name_en", "", ""),
    ],
)  # fmt: skip
def test_a_resource_that_cannot_be_is_refused_with_a_remedy(
    inside: Client, world: World, field: str, value: str, remedy: str
) -> None:
    told = RESOURCE | {"place": world.place.pk} | {field: value} | ({"name_uk": ""} if field == "name_en" else {})
    answer = add(inside, "resource", told)
    assert answer.status_code == 200 and remedy in answer.content.decode()
    assert not Resource.objects.filter(code="room").exists() and Resource.objects.count() == 1


def test_a_resource_changes_its_size_with_what_is_booked_or_says_why_not(inside: Client, world: World) -> None:
    first = booked(world)
    olena = {"code": "olena", "kind": "person", "place": world.place.pk, "person": "expert@example.org"}
    assert edit(inside, "resource", world.resource.pk, RESOURCE | olena | {"capacity": "5"}).status_code == 302
    told = change(world.resource)
    assert (told["old"]["capacity"], told["new"]["capacity"]) == ("1", "5")
    world.resource.refresh_from_db()
    second = hold(
        service=world.service, resource=world.resource, start=first.start, person=Person(visitor="v2"), now=world.now
    )
    answer = edit(inside, "resource", world.resource.pk, RESOURCE | olena | {"capacity": "1"})
    assert answer.status_code == 200 and "2 places are booked" in answer.content.decode()
    assert set(Occupancy.objects.values_list("booking", "sole")) == {(first.pk, False), (second.pk, False)}
    world.resource.refresh_from_db()
    assert world.resource.capacity == 5


def test_the_zone_stays_while_there_are_hours(inside: Client, world: World) -> None:
    told = RESOURCE | {"code": "olena", "kind": "person", "place": world.place.pk, "zone": "America/New_York"}
    assert edit(inside, "resource", world.resource.pk, told).status_code == 302
    world.resource.refresh_from_db()
    assert world.resource.zone == "Europe/Kyiv"


def test_a_service_and_its_price_by_resource(inside: Client, world: World) -> None:
    assert add(inside, "service", SERVICE | {"policy": world.policy.pk}).status_code == 302
    service = Service.objects.get(code="talk")
    assert service.formats == ["online"] and price_of(service, world.resource) is None
    assert (
        add(
            inside, "prices", {"service": service.pk, "resource": world.resource.pk, "price": "750", "live": "on"}
        ).status_code
        == 302
    )
    assert price_of(service, world.resource) == 750
    offer = Offer.objects.get(service=service)
    assert (
        edit(
            inside,
            "prices",
            offer.pk,
            {"service": service.pk, "resource": world.resource.pk, "price": "", "live": "on"},
        ).status_code
        == 302
    )
    assert price_of(service, world.resource) == 900 and change(offer)["old"] == {"price": "750.00"}
    again = add(inside, "prices", {"service": service.pk, "resource": world.resource.pk})
    assert again.status_code == 200 and Offer.objects.filter(service=service).count() == 1


def test_a_resource_may_do_a_service_in_some_of_its_formats(inside: Client, world: World) -> None:
    offer = Offer.objects.get(service=world.service)
    told = {"service": world.service.pk, "resource": world.resource.pk, "live": "on"}
    assert edit(inside, "prices", offer.pk, told | {"formats": ["on_site"]}).status_code == 302
    assert Offer.objects.get(pk=offer.pk).ways == ["on_site"]
    world.service.formats = ["on_site"]
    world.service.save()
    answer = edit(inside, "prices", offer.pk, told | {"formats": ["online"]})
    assert answer.status_code == 200 and "The service itself has only: in person" in answer.content.decode()
    assert Offer.objects.get(pk=offer.pk).formats == ["on_site"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", "0"),
        ("price", "-1"),
        ("price", "NaN"),
        ("price", "1e99"),
        ("step", "1"),
        ("party_min", "5"),
        ("formats", []),
        ("prepay", "gold"),
    ],
)
def test_a_service_that_cannot_be_is_refused(inside: Client, world: World, field: str, value: Any) -> None:
    assert add(inside, "service", SERVICE | {"policy": world.policy.pk, field: value}).status_code == 200
    assert not Service.objects.filter(code="talk").exists()


def test_a_percent_in_advance_is_a_percent(inside: Client, world: World) -> None:
    answer = add(inside, "service", SERVICE | {"policy": world.policy.pk, "prepay": "percent", "prepay_value": "101"})
    assert "between 0 and 100" in answer.content.decode() and not Service.objects.filter(code="talk").exists()


def test_prices_are_found_by_service_and_person(inside: Client, world: World) -> None:
    def found(**asked: Any) -> int:
        return len(inside.get(reverse("prices:index"), asked).context["object_list"])

    assert (found(), found(q="Session"), found(q="Гнатюк"), found(resource="Olena"), found(resource="Nobody")) == (
        2,
        1,
        2,
        2,
        0,
    )


def test_a_direction_and_a_place_are_edited(inside: Client, world: World) -> None:
    assert add(inside, "direction", {"code": "rest", "name_en": "Rest", "name_uk": "Відпочинок"}).status_code == 302
    assert Direction.objects.get(code="rest").name["uk"] == "Відпочинок"
    told = {
        "code": "house",
        "name_en": "House",
        "name_uk": "Дім",
        "address_en": "2 Quiet St",
        "address_uk": "вул. Тиха, 2",
        "zone": "Europe/Kyiv",
    }
    assert edit(inside, "place", world.place.pk, told).status_code == 302
    assert "2 Quiet St" in change(world.place)["new"]["address"]


def test_what_is_used_is_not_deleted(inside: Client, world: World) -> None:
    booked(world)
    for kind, pk in (("service", world.service.pk), ("resource", world.resource.pk), ("place", world.place.pk)):
        page = inside.get(reverse(f"{kind}:delete", args=[pk]))
        assert page.status_code in (200, 302)
        inside.post(reverse(f"{kind}:delete", args=[pk]))
    assert (
        Service.objects.filter(pk=world.service.pk).exists() and Resource.objects.filter(pk=world.resource.pk).exists()
    )


def test_a_review_appears_when_somebody_has_read_it(client: Client, world: World) -> None:
    come(client, somebody(world, "marketer"))
    review = Review.objects.create(
        resource=world.resource, rating=5, text=words("Calm", "Спокійно"), written="2027-02-01"
    )
    page = client.get(reverse("review:index"), {"live": "false"}).content.decode()
    assert "Calm" in page
    told = {"live": "on", "rating": "5", "text_en": "Calm", "text_uk": "Спокійно", "written": "2027-02-01"}
    assert edit(client, "review", review.pk, told).status_code == 302
    review.refresh_from_db()
    assert review.live and change(review) == {
        "old": {"live": "False"},
        "new": {"live": "True"},
        "by": "marketer@example.org",
        "ip": "127.0.0.1",
    }
    assert edit(client, "review", review.pk, told | {"rating": "6"}).status_code == 200


def test_whoever_may_change_services_does_not_delete_them(client: Client, world: World) -> None:
    come(client, somebody(world, "marketer"))
    client.post(reverse("service:delete", args=[world.free.pk]))
    assert Service.objects.filter(pk=world.free.pk).exists()
    client.post(reverse("prices:add"), {"service": world.free.pk, "resource": world.resource.pk, "price": "1"})
    assert not Offer.objects.filter(price=Decimal(1)).exists()
