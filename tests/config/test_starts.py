"""What a start costs, by the clock on the wall: nothing else may run beside it."""

import os
import re
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from config.furnish import people
from tests.config import processes
from tests.journeys import furnished

pytestmark = pytest.mark.alone
SECONDS, MEGABYTES, SECONDS_TO_STOP = 10, 800, 5
SECONDS_FIRST, SECONDS_TO_INSTALL = 180, 30


class Site(NamedTuple):
    parent: Any
    family: list[int]
    took: float
    said: str
    env: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The demo world, started for the second time, ready to serve and its worker at work."""
    folder: Path = tmp_path_factory.mktemp("second")
    with django_db_blocker.unblock():
        furnished.copy(folder)
    env = processes.made(folder)
    began = time.monotonic()
    with processes.served(env) as parent:
        said = processes.wait_open(parent)
        assert processes.in_time(lambda: processes.is_ready(env["PORT"]), within=60)
        took = time.monotonic() - began
        yield Site(parent, processes.whole_family(parent.pid), took, said, env)


def test_a_second_start_takes_less_than_ten_seconds(site: Site) -> None:
    assert site.took < SECONDS, f"{site.took:.1f} s, while others kept {os.getloadavg()[0]:.1f} processors busy"


def test_the_addresses_that_are_printed_answer(site: Site) -> None:
    told = dict(re.findall(r"^  ([\w ]+?) {2,}(http://\S+)", site.said, re.MULTILINE))
    web = f"http://127.0.0.1:{site.env['PORT']}"
    ours = {"the site": f"{web}/", "staff": f"{web}/cms/", "the API": f"{web}/api/v1/docs", "health": f"{web}/readyz"}
    assert told == ours | {"test cards": f"http://127.0.0.1:{site.env['CARD_PORT']}"}
    assert "no money moves" in site.said
    for name, address in told.items():
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200, name


def test_the_sign_ins_that_are_printed_name_everybody_and_the_second_factor(site: Site) -> None:
    assert re.search(r"^Everybody's password: \S+$", site.said, re.MULTILINE)
    for role, code in people.SHOWN.items():
        assert re.search(rf"^  {role} +{code}@atrium\.example$", site.said, re.MULTILINE), role
    assert site.said.count("otpauth://totp/") == len(people.STAFF) and "second factor" in site.said
    for code in people.STAFF:
        assert re.search(rf"^  {code}:( [a-z2-7]{{8}}){{{people.BACKUP_CODES}}}$", site.said, re.MULTILINE), code


def test_what_a_first_start_makes_leaves_time_for_the_packages_within_its_three_minutes(site: Site) -> None:
    """Counted in seconds of a processor, which others do not lengthen; installing waits for the network meanwhile."""
    assert furnished.worked() + site.took < SECONDS_FIRST - SECONDS_TO_INSTALL


def test_all_processes_together_take_less_than_800_megabytes(site: Site) -> None:
    assert sum(map(processes.megabytes, [site.parent.pid, *site.family])) < MEGABYTES


def test_ctrl_c_stops_everything_promptly(site: Site) -> None:
    site.parent.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert site.parent.wait(30) == 0
    assert processes.gone(site.family, within=30)
    assert time.monotonic() - began < SECONDS_TO_STOP
