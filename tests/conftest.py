"""What every test may ask for."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from django.utils.translation import deactivate
from hypothesis import settings as examples
from xdist.scheduler import LoadScopeScheduling

import clock
import editions
from config.roomy import roomy
from tests import databases
from tests.world import World, build

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop in this thread

examples.register_profile("house", deadline=None, database=None, print_blob=True)
examples.load_profile("house")  # no deadline: how long an example takes depends on who else is at work

FURNISHED = "tests/pages/"
T0 = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Kyiv, four weeks before the clocks change."""


class OneHouse(LoadScopeScheduling):
    """Whoever has furnished the house keeps it: it takes as long as a hundred tests. All others go where they can."""

    def _split_scope(self, nodeid: str) -> str:
        return FURNISHED if nodeid.startswith(FURNISHED) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    return OneHouse(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_collection_finish() -> None:
    """What was loaded by now stays to the end: nobody need look through it for what may go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    runner: Any = item.config.pluginmanager.get_plugin("runner")
    return roomy(runner.pytest_runtest_protocol)(item=item, nextitem=nextitem)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        renew = (databases.sqlite if connection.vendor == "sqlite" else databases.postgres)(
            f"test_{worker}_{os.getpid()}"
        )
    # not flush(): it takes the rows that migrations wrote with it
    TransactionTestCase._fixture_teardown = lambda self: renew()  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    """Each test begins as a house that has just been started, whoever came before: nothing is remembered, and it speaks
    its own language."""
    editions.MEMORY.forget()
    deactivate()


@pytest.fixture
def now() -> Iterator[datetime]:
    """The clock stands at T0."""
    with clock.standing_at(T0):
        yield T0


@pytest.fixture
def world(db: None, now: datetime) -> World:
    """A house with an expert, a client, a stranger and a member of staff."""
    return build(now)
