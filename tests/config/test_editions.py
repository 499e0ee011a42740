"""What pages are made of is kept until the database says that it has changed, and not a moment longer."""

import logging
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

import clock
import editions
from accounts.models import User
from booking.models import Offer, Resource, Review, Service
from config import watching
from config.models import Edition
from tests.races import race
from tests.world import World, words
from words import in_language

WRITERS = 3
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_every_watched_table_is_watched_by_the_database_itself(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        laid = {name for (name,) in cursor.fetchall()}
    wanted = {f"edition_{table}_{event.lower()}"[:63] for table in editions.tables() for event in watching.EVENTS}
    assert wanted <= laid


def _by_hand(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE booking_service SET minutes = 45 WHERE id = %s", [world.service.pk])


def _saved(world: World) -> None:
    world.resource.name = words("Olha", "Ольга")
    world.resource.save()


def _reviewed(world: World) -> None:
    Review.objects.bulk_create([Review(resource=world.resource, rating=5, live=True, written=world.now.date())])


COUNT: dict[str, Callable[[World], Any]] = {
    "saved": _saved,
    "by hand": _by_hand,
    "many at once": lambda world: Service.objects.update(price=Decimal(900)),
    "added": _reviewed,
    "taken away": lambda world: Offer.objects.filter(service=world.free).delete(),
}
DO_NOT: dict[str, Callable[[World], Any]] = {
    "the remembered next time": lambda world: Resource.objects.update(soonest=world.now, soonest_until=world.now),
    "a person who signs in": lambda world: User.objects.update(last_login=world.now),
}


@pytest.mark.parametrize("how", COUNT)
def test_a_change_by_any_path_is_another_edition(world: World, how: str) -> None:
    before = editions.edition()
    COUNT[how](world)
    assert editions.edition() != before


@pytest.mark.parametrize("how", DO_NOT)
def test_what_pages_read_anew_makes_no_edition(world: World, how: str) -> None:
    before = editions.edition()
    DO_NOT[how](world)
    assert editions.edition() == before


def test_a_change_that_is_taken_back_leaves_the_edition_as_it_was(world: World) -> None:
    before = editions.edition()
    with transaction.atomic():
        _saved(world)
        transaction.set_rollback(True)
    assert editions.edition() == before


def test_a_request_is_shown_one_edition(world: World) -> None:
    with editions.reading():
        before = editions.edition()
        _saved(world)
        assert editions.edition() == before
    assert editions.edition() != before


def _name(world: World) -> str:
    return editions.kept(("name",), lambda: str(Resource.objects.get(pk=world.resource.pk).name))


def test_what_is_kept_is_composed_once_an_edition_and_language(
    world: World, django_assert_num_queries: Callable[..., Any]
) -> None:
    assert _name(world) == "Olena Hnatiuk"
    with django_assert_num_queries(1):  # the edition alone
        assert _name(world) == "Olena Hnatiuk"
    with in_language("uk"):
        assert _name(world) == "Олена Гнатюк"
    _saved(world)
    assert _name(world) == "Olha"


def test_whoever_is_given_it_may_change_it(db: None) -> None:
    def read() -> list[int]:
        return editions.kept(("list",), lambda: [1, 2])

    read().append(3)
    assert read() == [1, 2]


def test_of_many_rows_only_those_that_are_missing_are_asked_for(db: None) -> None:
    asked: list[list[int]] = []

    def make(ids: list[int]) -> dict[int, str]:
        asked.append(ids)
        return {pk: f"row {pk}" for pk in ids if pk != 3}

    assert editions.kept_each(("rows",), [1, 3], make) == {1: "row 1"}
    assert editions.kept_each(("rows",), [3, 1, 2], make) == {1: "row 1", 2: "row 2"}
    assert asked == [[1, 3], [2]]


def test_whoever_still_composes_an_older_edition_leaves_a_newer_one_alone(db: None) -> None:
    """As threads do: one is still at work while another has seen a change."""
    older = editions.MEMORY.of("older")
    newer = editions.MEMORY.of("newer")
    older.keep(("name",), "Olena")
    assert (older.edition, newer.edition) == ("older", "newer")
    assert not newer and editions.MEMORY.of("newer") is newer


def test_memory_has_an_end(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "MOST", 100)
    for number in range(50):
        assert editions.kept(("long", number), lambda: "x" * 30) == "x" * 30
    assert len(editions.MEMORY.of(editions.edition())) <= 4


STRANGE: dict[str, tuple[Callable[[], Any], str]] = {
    "another table": (lambda: User.objects.count(), "accounts_user"),
    "the moment": (clock.now, "the clock"),
    "the moment, further in": (lambda: editions.kept(("inner",), clock.now), "the clock"),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_depends_on_anything_else_cannot_be_kept(world: World, what: str) -> None:
    make, named = STRANGE[what]
    with pytest.raises(editions.CannotBeKept, match=named):
        editions.kept(("strange",), make)
    with pytest.raises(editions.CannotBeKept, match=named):
        editions.kept_each(("strange",), [1], lambda ids: {1: make()})


@pytest.mark.parametrize("what", STRANGE)
def test_where_people_visit_it_is_made_anew_each_time_and_told(
    world: World, what: str, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.KEPT_STRICT = False
    make, named = STRANGE[what]
    made: list[Any] = []
    with caplog.at_level(logging.ERROR, "atrium.editions"):
        for _ in range(2):
            editions.kept(("strange",), lambda: made.append(make()))
            editions.kept_each(("strange",), [1], lambda ids: {1: made.append(make())})
    assert len(made) >= 4 and named in caplog.text


def test_rows_that_are_asked_for_are_always_the_present_ones(world: World) -> None:
    def soonest() -> list[Any]:
        return editions.asked(("soonest",), lambda: Resource.objects.filter(soonest=None).values_list("pk"))

    assert soonest() == [(world.resource.pk,)]
    Resource.objects.update(soonest=world.now)  # no other edition
    assert soonest() == []


def test_conditions_that_nothing_can_meet_find_nothing(db: None) -> None:
    assert editions.asked(("none",), lambda: Resource.objects.filter(pk__in=[]).values_list("pk")) == []


def test_many_traces_become_one_and_a_new_edition(world: World) -> None:
    assert watching.gather(now=world.now) == 0
    Edition.objects.bulk_create([Edition(stamp=watching.SPAN - 1) for _ in range(watching.MOST + 1)])
    before = editions.edition()
    assert watching.gather(now=world.now) > watching.MOST
    assert Edition.objects.count() == 1 and editions.edition() != before


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_no_process_holds_on_to_an_old_edition_whoever_writes_meanwhile(now: datetime, world: World) -> None:
    def act(number: int, round_: int) -> bool:
        """In every other round some write while all read; in those between, what is kept has to be what is there."""
        for n in range(20):
            if number < WRITERS and not round_ % 2:
                Service.objects.filter(pk=world.service.pk).update(minutes=number * 200 + round_ * 20 + n + 5)
            _minutes(world)
        return not round_ % 2 or _minutes(world) == Service.objects.get(pk=world.service.pk).minutes

    assert all(all(answers) for answers in race(act, people=2 * WRITERS, rounds=6))


def _minutes(world: World) -> int:
    return editions.kept(("minutes",), lambda: Service.objects.get(pk=world.service.pk).minutes)
