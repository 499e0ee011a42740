"""What a start costs, by the clock on the wall: nothing else may run beside it."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.config import processes
from tests.journeys import furnished

pytestmark = pytest.mark.alone
SECONDS, MEGABYTES, SECONDS_TO_STOP = 10, 800, 5


class Site(NamedTuple):
    parent: Any
    family: list[int]
    took: float


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The demo world, started for the second time, ready to serve and its worker at work."""
    folder: Path = tmp_path_factory.mktemp("second")
    with django_db_blocker.unblock():
        furnished.copy(folder)
    env = processes.made(folder)
    began = time.monotonic()
    with processes.served(env) as parent:
        processes.wait_open(parent)
        assert processes.in_time(lambda: processes.is_ready(env["PORT"]), within=60)
        took = time.monotonic() - began
        yield Site(parent, processes.whole_family(parent.pid), took)


def test_a_second_start_takes_less_than_ten_seconds(site: Site) -> None:
    assert site.took < SECONDS, f"{site.took:.1f} s, while others kept {os.getloadavg()[0]:.1f} processors busy"


def test_all_processes_together_take_less_than_800_megabytes(site: Site) -> None:
    assert sum(map(processes.megabytes, [site.parent.pid, *site.family])) < MEGABYTES


def test_ctrl_c_stops_everything_promptly(site: Site) -> None:
    site.parent.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert site.parent.wait(30) == 0
    assert processes.gone(site.family, within=30)
    assert time.monotonic() - began < SECONDS_TO_STOP
