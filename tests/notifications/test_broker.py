"""The Procfile's worker with Celery for real, its broker PostgreSQL or Redis, and a mail server that can wait."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from booking.models import Booking
from notifications.models import Message
from notifications.verbs import load_letters
from tests.config import processes
from tests.notifications.conftest import booked, copies
from tests.peers import mail, ports, redis
from tests.peers.mail import Postman
from tests.world import build

pytestmark = [
    pytest.mark.broker,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the workers need PostgreSQL: tests.peers.postgres"),
]
PATIENCE = 60
STALE = 3
Env = dict[str, str]


def real_now() -> datetime:
    """The workers are processes of their own and see the real clock."""
    return datetime.now(UTC)


@pytest.fixture
def place() -> str:
    known = connection.settings_dict
    return f"{known['USER']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


@pytest.fixture(params=["pgmq", "redis"])
def broker(request: pytest.FixtureRequest, place: str) -> Iterator[str]:
    """Its address: queues in the database of the house, or a Redis."""
    with redis.server() if request.param == "redis" else nullcontext(f"pgmq://{place}") as address:
        yield address


@pytest.fixture
def env(tmp_path: Path, postman: tuple[Postman, int], place: str, broker: str) -> Env:
    return os.environ | {
        "PYTHONPATH": f"{settings.ROOT}{os.pathsep}{settings.ROOT / 'site'}", "VAR_DIR": str(tmp_path), "BEAT": "1",
        "DATABASE_URL": f"postgres://{place}", "BROKER_URL": broker, "STALE_CLAIM": str(STALE),
        "LOG_LEVEL": "INFO",
        "EMAIL_URL": f"smtp://127.0.0.1:{postman[1]}",
    }  # fmt: skip


@pytest.fixture
def postman() -> Iterator[tuple[Postman, int]]:
    with mail.server() as found:
        yield found


@pytest.fixture
def worker(env: Env, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a worker as the Procfile does; whatever is left of them is killed in the end."""
    started: list[subprocess.Popen[bytes]] = []
    command = [sys.executable, *processes.procfile()["worker"].split()[1:]]

    def start(**more: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=settings.ROOT, env=env | more, stdout=log, stderr=log, process_group=0
            )
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(true: Callable[[], Any], tmp_path: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            logs = "\n".join(log.read_text()[-3000:] for log in sorted(tmp_path.glob("worker-*.log")))
            raise AssertionError(f"It did not come true in {PATIENCE} s. The workers said:\n{logs}")
        time.sleep(0.1)


def due_reminders(count: int, frozen: datetime) -> None:
    """`count` reminders that are due now, of a booking that begins tomorrow at this time."""
    row = booked(build(frozen), frozen)
    load_letters()
    start = real_now() + timedelta(hours=24)
    Booking.objects.filter(pk=row.pk).update(start=start, end=start + timedelta(minutes=20))
    Message.objects.exclude(letter="reminder_24h", channel="email").delete()
    Message.objects.update(not_before=real_now())
    copies(count)


def states() -> set[str]:
    return set(Message.objects.values_list("state", flat=True))


def test_beat_and_worker_send_a_reminder(worker: Any, postman: Any, tmp_path: Path, now: datetime) -> None:
    due_reminders(1, now)
    worker()
    until(lambda: states() == {Message.SENT}, tmp_path)
    [letter] = postman[0].taken
    assert str(letter["Subject"]).startswith("Tomorrow at") and letter["To"] == "maria@example.org"


def test_a_worker_killed_in_the_middle_loses_nothing_and_sends_nothing_twice(
    worker: Any, postman: Any, tmp_path: Path, now: datetime
) -> None:
    due_reminders(12, now)
    office: Postman = postman[0]
    office.pause_after = 4
    first = worker()
    until(office.seen.is_set, tmp_path)
    kill(first)
    assert Message.SENDING in states() and Message.WAITING in states(), "it died in the middle"
    taken = len(office.taken)
    office.pause_after = None
    worker()
    until(lambda: states() == {Message.SENT}, tmp_path)
    assert 4 <= taken < 12 and len(office.taken) == 12
    written = [f"<{stamp}@127.0.0.1>" for stamp in Message.objects.values_list("stamp", flat=True)]
    assert sorted(office.ids()) == sorted(written), "each of them once"
    assert Message.objects.filter(attempts=2).exists(), "what was under way was taken over"


def test_a_nudge_wakes_the_worker_without_waiting_for_the_beat(
    worker: Any, postman: Any, tmp_path: Path, env: Env, now: datetime
) -> None:
    due_reminders(1, now)
    worker(BEAT="3600")
    until(lambda: "ready." in (tmp_path / "worker-0.log").read_text(), tmp_path)
    assert nudge(env).stderr == ""
    until(lambda: states() == {Message.SENT}, tmp_path)
    assert len(postman[0].taken) == 1


def nudge(env: Env) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", "from config.work import nudge; nudge()"]
    return subprocess.run(command, cwd=settings.ROOT, env=env, capture_output=True, text=True, timeout=60, check=True)


def test_a_nudge_to_a_broker_that_is_away_harms_nobody(env: Env) -> None:
    away = re.sub(r":\d+/", f":{ports.free()}/", env["BROKER_URL"])
    said = nudge(env | {"BROKER_URL": away})
    assert "No nudge" in said.stderr
