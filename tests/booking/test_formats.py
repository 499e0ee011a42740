"""In person or online: a resource may do a service in fewer formats than the service has."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from booking import calendars, queries, showcase, verbs
from booking.blocks.cards import Frame
from booking.blocks.widget import Widget
from booking.core.decisions import Refused
from booking.horizon import Horizon
from booking.models import Booking, Resource
from booking.queries.people import Wish, bookable
from booking.queries.terms import offer_called
from tests.world import WEEKDAYS, World

pytestmark = pytest.mark.django_db


def widget(world: World, **asked: str) -> Widget:
    return Widget("/x/", list(showcase.offers().filter(service=world.service)), asked, Frame(world.now, "en"))


def test_an_offer_has_the_services_formats_unless_it_has_its_own(world: World, in_person: Resource) -> None:
    assert offer_called("session", "olena").ways == ["on_site", "online"]
    assert offer_called("session", in_person.code).ways == ["on_site"]


def test_the_widget_offers_only_what_the_chosen_person_does(world: World, in_person: Resource) -> None:
    both, one = widget(world, expert="olena", format="online"), widget(world, expert="danylo", format="online")
    assert ([f["value"] for f in both.whole()["formats"]], both.format) == (["on_site", "online"], "online")
    assert ([f["value"] for f in one.whole()["formats"]], one.format) == (["on_site"], "on_site")


def test_whoever_works_in_person_only_is_not_found_online(world: World, in_person: Resource) -> None:
    def found(*formats: str) -> set[str]:
        return {row.code for row in bookable(Wish(formats=formats))}

    assert (found("online"), found("on_site"), found()) == ({"olena"}, {"olena", "danylo"}, {"olena", "danylo"})


def test_a_format_that_the_person_does_not_have_is_refused(world: World, in_person: Resource) -> None:
    asked = {"service": world.service, "start": world.now + timedelta(days=1, hours=2), "now": world.now}
    with pytest.raises(Refused) as refused:
        verbs.hold(resource=in_person, person=verbs.Person(world.client), format="online", **asked)
    assert [(r.code, r.numbers["format"]) for r in refused.value.reasons] == [("format_unavailable", "on_site")]
    assert verbs.hold(resource=world.resource, person=verbs.Person(world.client), format="online", **asked)


def test_hours_kept_for_online_are_not_his_who_works_in_person_only(world: World, in_person: Resource) -> None:
    for row in (world.resource, in_person):
        calendars.set_hours(
            resource=row, weekly=WEEKDAYS, since=world.now.date(), by=None, now=world.now, online_only=[0]
        )
    offers = {one.resource.code: one for one in showcase.offers().filter(service=world.service)}
    free = Horizon(list(offers.values()), now=world.now)
    first = {code: free.first(offer) for code, offer in offers.items()}
    assert first["olena"] and first["danylo"] and first["danylo"] - first["olena"] > timedelta(hours=12)
    window: dict[str, Any] = {"start": world.now, "until": world.now + timedelta(hours=12), "now": world.now}
    assert set(showcase.soonest_within(list(offers.values()), **window)) == {world.resource.pk}


@pytest.fixture
def mornings_online(world: World, in_person: Resource) -> Resource:
    """Mondays are kept for online by both; one of them works in person only."""
    for row in (world.resource, in_person):
        hours: dict[str, Any] = {"weekly": WEEKDAYS, "since": world.now.date(), "by": None, "now": world.now}
        calendars.set_hours(resource=row, online_only=[0], **hours)
    return in_person


def test_without_a_format_nobody_is_free_in_hours_that_are_not_his(
    world: World, mornings_online: Resource, client: Client
) -> None:
    today = {"service": "session", "resource": "any", "from": world.now.date().isoformat(), "days": 1}
    rows = client.get("/api/v1/slots", today).json()["resources"]
    assert {row["code"]: bool(row["times"]) for row in rows} == {"olena": True, "danylo": False}
    offers = showcase.offers().filter(service=world.service)
    free = queries.next_free(list(offers), now=world.now)
    monday, later = (free[pk] for pk in (world.resource.pk, mornings_online.pk))
    assert monday and later and (monday.date(), later > monday + timedelta(hours=12)) == (world.now.date(), True)


def test_every_time_that_is_shown_without_a_format_can_be_had_without_one(
    world: World, mornings_online: Resource, client: Client
) -> None:
    """In the first format in which it is free then."""
    asked = {"service": "session", "resource": "olena", "from": world.now.date().isoformat(), "days": 2}
    rows = client.get("/api/v1/slots", asked).json()["resources"][0]["times"]
    held = {}
    for start in (rows[0], rows[-1]):
        answer = client.post("/en/book/hold/", {"service": "session", "resource": "olena", "start": start})
        assert answer.status_code == 302, start
        held[start] = Booking.objects.latest("pk").format
    assert list(held.values()) == ["online", "on_site"]


@pytest.mark.parametrize("format", ["on_site", "online"])
def test_what_is_offered_instead_has_the_format_that_was_wanted(world: World, client: Client, format: str) -> None:
    """In the house's own zone too, and it is taken in it."""
    start = world.now + timedelta(days=1, hours=1)
    verbs.hold(
        service=world.service, resource=world.resource, start=start, person=verbs.Person(world.client), now=world.now
    )
    told = {"service": "session", "resource": "olena", "start": start.isoformat(), "format": format}
    page = BeautifulSoup(client.post("/en/book/hold/", told).content.decode(), "html.parser")
    found = [one for one in page.select("form") if one.select_one("input[name=start]")]
    assert {one.select_one("input[name=format]")["value"] for one in found} == {format}  # type: ignore[index]
    fields = {str(one["name"]): str(one["value"]) for one in found[0].select("input[name]") if one.get("value")}
    assert client.post("/en/book/hold/", fields).status_code == 302
    assert Booking.objects.latest("pk").format == format


def test_a_wish_that_the_service_does_not_know_is_answered_with_its_usual_format(world: World) -> None:
    start = world.now + timedelta(days=1, hours=1)
    found = queries.alternatives(
        world.service, world.resource, start, now=world.now, zone="Europe/Kyiv", format="by_post"
    )
    assert found and {one.format for one in found} == {"on_site"}
