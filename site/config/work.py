"""Deferred work: the jobs of the table TICK, one by one. Celery, cron and `tick --forever` all come through here."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from config.models import Heartbeat

FAILED = -1
"""In the report: the job raised; the log has its traceback."""
PULSE, OFTEN = "worker", timedelta(seconds=10)
log = logging.getLogger("atrium.work")


def drain_once(*, now: datetime) -> dict[str, int]:
    """Runs every job once; job -> how many rows it did, or FAILED. A job that raises does not stop the others."""
    report = {path: _guarded(path, now) for path in settings.TICK}
    _beat(report, now)
    return report


def _guarded(path: str, now: datetime) -> int:
    try:
        return int(import_string(path)(now=now))
    except Exception:  # whatever it is, the next job has people waiting too
        log.exception("Job %s failed", path)
        return FAILED


def _beat(report: dict[str, int], now: datetime) -> None:
    last = Heartbeat.objects.filter(name=PULSE).first()
    if last is None:
        Heartbeat.objects.update_or_create(name=PULSE, defaults={"at": now, "report": report})
    elif last.at <= now - OFTEN or _failing(last.report) != _failing(report):
        Heartbeat.objects.filter(name=PULSE, at__lte=now).update(at=now, report=report)


def _failing(report: dict[str, int]) -> list[str]:
    return sorted(path for path, done in report.items() if done == FAILED)


def pulse(*, now: datetime) -> tuple[float | None, list[str]]:
    """Seconds since the worker was last alive (None: never), and the jobs that failed then."""
    last = Heartbeat.objects.filter(name=PULSE).first()
    return ((now - last.at).total_seconds(), _failing(last.report)) if last else (None, [])


def nudge() -> None:
    """Asks a worker to drain now instead of at its next beat. A lost nudge is harmless, so nothing waits for it."""
    from config.celery import drain  # a house without a broker never loads Celery

    try:
        drain.apply_async(retry=False, ignore_result=True, expires=60)
    except Exception as error:  # the broker is away; the rows are kept, and the beat comes
        log.warning("No nudge: %r", error)


def nudge_on_fact(verb: str, subject: models.Model, *, by: Any, now: datetime, data: dict[str, Any]) -> None:
    """Reaction to every fact: one nudge for a transaction, after it is committed, where there is a broker."""
    if settings.BROKER_URL and all(call is not nudge for _, call, *_ in transaction.get_connection().run_on_commit):
        transaction.on_commit(nudge)
