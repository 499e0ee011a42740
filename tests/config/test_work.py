"""Deferred work: one job that fails does not stop the others, and the house says how its worker is."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from config import work
from config.models import Heartbeat

ran: list[str] = []


def first(*, now: datetime) -> int:
    ran.append("first")
    return 2


def broken(*, now: datetime) -> int:
    raise RuntimeError("the card house does not answer")


def last(*, now: datetime) -> int:
    ran.append("last")
    return 0


JOBS = [f"{__name__}.{name}" for name in ("first", "broken", "last")]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    ran.clear()


@pytest.mark.django_db
def test_a_job_that_fails_is_logged_and_the_others_run(settings: Any, now: datetime, caplog: Any) -> None:
    settings.TICK = JOBS
    with caplog.at_level(logging.ERROR, "atrium.work"):
        report = work.drain_once(now=now)
    assert ran == ["first", "last"]
    assert list(report.values()) == [2, work.FAILED, 0]
    assert "the card house does not answer" in caplog.text and "Traceback" in caplog.text


@pytest.mark.django_db
def test_one_round_for_cron_fails_when_a_job_failed(settings: Any, now: datetime) -> None:
    settings.TICK = JOBS
    with pytest.raises(CommandError, match="broken"):
        call_command("tick")
    assert ran == ["first", "last"]


@pytest.mark.django_db
def test_a_pause_of_nothing_is_refused() -> None:
    with pytest.raises(CommandError, match="more than 0"):
        call_command("tick", "--forever", "--every", "0")


@pytest.mark.django_db
def test_the_heartbeat_is_written_now_and_then_but_a_failure_at_once(settings: Any, now: datetime) -> None:
    settings.TICK = JOBS[:1]
    work.drain_once(now=now)
    work.drain_once(now=now + timedelta(seconds=3))
    assert Heartbeat.objects.get().at == now
    settings.TICK = JOBS
    work.drain_once(now=now + timedelta(seconds=4))
    assert work.pulse(now=now + timedelta(seconds=9)) == (5.0, [JOBS[1]])
    work.drain_once(now=now + timedelta(seconds=15))
    assert Heartbeat.objects.get().at == now + timedelta(seconds=15)


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "status"), [(None, 503), (119, 200), (121, 503)])
def test_ready_means_that_the_worker_was_alive_within_two_minutes(
    client: Client, now: datetime, settings: Any, age: int | None, status: int
) -> None:
    settings.TICK = []
    if age is not None:
        work.drain_once(now=now - timedelta(seconds=age))
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json()["ready"] is (status == 200)
    assert answer.json()["migrations_missing"] == 0


@pytest.mark.django_db
def test_alive_asks_nothing_of_anybody(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_many_facts_of_one_transaction_nudge_once(
    settings: Any, now: datetime, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    nudges: list[int] = []
    monkeypatch.setattr(work, "nudge", lambda: nudges.append(1))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for _ in range(3):
            work.nudge_on_fact("booking.confirmed", Heartbeat(), by=None, now=now, data={})
    assert nudges == [1]


@pytest.mark.django_db
def test_without_a_broker_nobody_is_nudged(
    settings: Any, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    settings.BROKER_URL = ""
    with django_capture_on_commit_callbacks() as waiting, transaction.atomic():
        work.nudge_on_fact("booking.confirmed", Heartbeat(), by=None, now=now, data={})
    assert waiting == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("../settings.py", 400), ("documents/secret.pdf", 404), ("nothing.webp", 404)]
)
def test_no_file_but_an_uploaded_picture_is_handed_out(client: Client, path: str, status: int) -> None:
    assert client.get(f"/media/{path}").status_code == status


@pytest.mark.django_db
def test_an_uploaded_picture_is_handed_out(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "one.webp").write_bytes(b"RIFF")
    answer = client.get("/media/one.webp")
    assert b"".join(answer.streaming_content) == b"RIFF"
    assert "max-age=86400" in answer["Cache-Control"]
    answer.close()
