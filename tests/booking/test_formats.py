"""In person or online: a resource may do a service in fewer formats than the service has."""

from datetime import timedelta
from typing import Any

import pytest

from booking import calendars, showcase, verbs
from booking.blocks.cards import Frame
from booking.blocks.widget import Widget
from booking.core.decisions import Refused
from booking.horizon import Horizon
from booking.models import Resource
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
