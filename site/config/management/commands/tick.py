"""`tick`: all deferred work once, for cron. `tick --forever`: again and again until told to stop."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

import clock
from config.work import FAILED, drain_once

log = logging.getLogger("atrium.work")


class Command(BaseCommand):
    help = "Does the deferred work: messages, lapsed holds, refunds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="go on until SIGTERM or Ctrl-C")
        parser.add_argument("--every", type=float, default=1.0, metavar="S", help="seconds between two rounds")

    def handle(self, *, forever: bool, every: float, **options: Any) -> None:
        if every <= 0:
            raise CommandError("--every must be more than 0 seconds")
        if forever:
            self._go_on(every)
        elif failed := [path for path, done in drain_once(now=clock.now()).items() if done == FAILED]:
            raise CommandError(f"Failed, the traceback is above: {', '.join(failed)}")

    def _go_on(self, every: float) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                drain_once(now=clock.now())
            except Exception:  # the database is away for a moment: the clock goes on
                log.exception("A round failed")
            stop.wait(every)
