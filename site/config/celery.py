"""The Celery app: `celery -A config worker -B`. Its one task drains the rows; nothing is kept in the broker."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import broker

app = Celery("atrium")
app.conf.update(
    broker_url=settings.BROKER_URL or None,
    broker_transport_options=broker.options(settings.BROKER_URL) if settings.BROKER_URL else {},
    broker_connection_timeout=5,
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_default_queue="atrium",
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,  # its queue would bear the host's name, which may be too long for PostgreSQL
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    beat_scheduler="celery.beat:Scheduler",  # every worker has a beat, so none may keep a file
    beat_schedule={"drain": {"task": "drain", "schedule": settings.BEAT, "options": {"expires": settings.BEAT}}},
    timezone="UTC",
)


@worker_init.connect
@beat_init.connect
def ready(**_: Any) -> None:
    broker.prepare(settings.BROKER_URL)


@app.task(name="drain")
def drain() -> dict[str, int]:
    """Every job of the table once."""
    import clock
    from config.work import drain_once  # models, which need the apps

    return drain_once(now=clock.now())
