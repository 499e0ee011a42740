"""Counting tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.test import RequestFactory

from accounts import verbs
from accounts.limits import wait_in_words
from accounts.middleware import Patience
from accounts.models import Throttle
from tests.world import World
from words import in_language

WINDOW = {"limit": 3, "window_seconds": 60}


def waits(world: World, after: int = 0, key: str = "k") -> int | None:
    return verbs.tried(key, **WINDOW, now=world.now + timedelta(seconds=after))


def test_the_limit_is_reached_and_the_wait_is_told(world: World) -> None:
    assert [waits(world, after) for after in (0, 10, 20)] == [None] * 3
    assert waits(world, 25) == 35
    assert Throttle.objects.get().count == 3


def test_refused_tries_do_not_make_the_wait_longer(world: World) -> None:
    for after in range(60):
        waits(world, after)
    assert waits(world, 60) is None


def test_a_new_window_begins_with_its_first_try(world: World) -> None:
    for _ in range(3):
        waits(world)
    assert [waits(world, after) for after in (90, 91, 92)] == [None] * 3
    assert waits(world, 149) == 1 and waits(world, 150) is None


def test_the_last_moment_is_a_second_long(world: World) -> None:
    for _ in range(3):
        waits(world)
    assert verbs.tried("k", **WINDOW, now=world.now + timedelta(seconds=59, microseconds=999_999)) == 1


def test_keys_of_any_length_do_not_meet(world: World) -> None:
    for _ in range(3):
        waits(world, key="я" * 10_000)
    assert waits(world, key="я" * 10_000) and not waits(world, key="я" * 10_001)


def test_a_try_is_taken_back_and_never_below_none(world: World) -> None:
    waits(world)
    for _ in range(3):
        verbs.untried("k")
    assert Throttle.objects.get().count == 0


def test_spent_and_forgotten(world: World) -> None:
    for _ in range(3):
        assert not verbs.spent("k", limit=3, now=world.now)
        waits(world)
    assert verbs.spent("k", limit=3, now=world.now)
    verbs.forget("k")
    assert not Throttle.objects.exists()


def test_only_what_has_passed_is_swept(world: World) -> None:
    waits(world, 0, "old")
    waits(world, 30, "new")
    assert verbs.sweep(now=world.now + timedelta(seconds=60)) == 1
    assert Throttle.objects.count() == 1 and waits(world, 60, "new") is None


def test_a_try_is_one_statement_whether_first_or_next_or_of_a_new_window(
    world: World, django_assert_num_queries: Any
) -> None:
    for after in (0, 30, 60):
        with django_assert_num_queries(1):
            assert waits(world, after) is None
    assert Throttle.objects.get().count == 1


def test_too_many_is_answered_politely(rf: RequestFactory, world: World) -> None:
    for _ in range(3):
        verbs.hold_back("k", **WINDOW, now=world.now)
    with pytest.raises(verbs.TooMany) as error:
        verbs.hold_back("k", **WINDOW, now=world.now)
    request = rf.get("/en/")
    request.user = AnonymousUser()
    answer = Patience(lambda _: None).process_exception(request, error.value)  # type: ignore[arg-type, return-value]
    assert answer is not None and answer.status_code == 429 and answer.headers["Retry-After"] == "60"
    assert Patience(lambda _: None).process_exception(request, ValueError()) is None  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    ("seconds", "en", "uk"),
    [(1, "in 1 minute", "за 1 хвилину"), (61, "in 2 minutes", "за 2 хвилини"), (3600, "in 1 hour", "за 1 годину")],
)
def test_the_wait_in_words_is_rounded_up(seconds: int, en: str, uk: str) -> None:
    for code, words in (("en", en), ("uk", uk)):
        with in_language(code):
            assert wait_in_words(seconds).replace("\u00a0", " ") == words


@pytest.mark.django_db(transaction=True)
def test_of_forty_tries_at_once_exactly_the_limit_goes_through(now: datetime) -> None:
    def one(_: int) -> int | None:
        try:
            return verbs.tried("k", limit=5, window_seconds=60, now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as crowd:
        waited = list(crowd.map(one, range(40)))
    assert waited.count(None) == 5 and set(waited) == {None, 60}
    assert Throttle.objects.get().count == 5
