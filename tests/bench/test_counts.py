"""What the measured pages ask of the database does not grow with what they show. Fast: no server, no load."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from booking.models import Occupancy, Offer, OpenSpan, Resource
from config.furnish.tree import locales
from pages.models import ExpertPage, ExpertsPage, HomePage
from tests.world import World

LIST, EXPERT, SLOTS = "/en/experts/", "/en/experts/olena/", "/api/v1/slots?service=session&resource=olena&days=30"
MOST = {LIST: 12, EXPERT: 15, SLOTS: 3}


@pytest.fixture
def tree(world: World) -> Iterator[World]:
    """A home page, the list and the page of one expert."""
    english, root = locales(), Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="House", slug="house", locale=english))
    people = home.add_child(instance=ExpertsPage(title="Experts", slug="experts", locale=english))
    people.add_child(instance=ExpertPage(title="Olena", slug="olena", locale=english, resource=world.resource))
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()
    yield world
    Site.clear_site_root_paths_cache()


def cost(path: str) -> int:
    """Queries of the second request: what the process remembers, it knows by then."""
    visitor = Client()
    visitor.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(path).status_code == 200
    return len(asked)


def fill(world: World, now: datetime, experts: int = 19) -> None:
    """As many experts more, each with a page and open hours."""
    parent = ExpertsPage.objects.get()
    for number in range(experts):
        one = Resource.objects.create(code=f"more-{number}", name={"en": f"More {number}"}, place=world.place)
        Offer.objects.create(resource=one, service=world.service)
        OpenSpan.objects.create(resource=one, start=now + timedelta(days=2), end=now + timedelta(days=2, hours=8))
        page = ExpertPage(title=f"More {number}", slug=one.code, locale=parent.locale, resource=one)
        parent.add_child(instance=page)


def take(world: World, now: datetime, minutes: int, *, every: int) -> None:
    """The first expert's next weeks: so many minutes of each hour, or of each `every` hours."""
    hours = [now + timedelta(hours=number) for number in range(0, 24 * 25, every)]
    Occupancy.objects.bulk_create(
        Occupancy(resource=world.resource, start=at, end=at + timedelta(minutes=minutes)) for at in hours
    )


@pytest.mark.parametrize("path", MOST)
def test_a_full_house_costs_as_many_queries_as_an_empty_one(path: str, tree: World, now: datetime) -> None:
    few = cost(path)
    fill(tree, now)
    take(tree, now, 5, every=3)
    assert cost(path) <= few <= MOST[path]


@pytest.mark.parametrize("path", MOST)
def test_somebody_who_is_taken_to_the_last_minute_costs_no_more_than_is_allowed(
    path: str, tree: World, now: datetime
) -> None:
    fill(tree, now)
    take(tree, now, 60, every=1)
    assert cost(path) <= MOST[path]


def test_the_list_shows_what_was_counted(tree: World, now: datetime) -> None:
    fill(tree, now)
    assert Client().get(LIST).content.count(b"<article") >= 20
