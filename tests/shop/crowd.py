"""Real processes, each with its own connection: many at once, or one that dies in the middle."""

import multiprocessing
import os
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.db import OperationalError, connections

from shop import card

FORK = multiprocessing.get_context("fork")
PATIENCE = 60
KILLED = 9
Job = Callable[[], Any]


def _apart() -> None:
    """A forked process must not speak through its parent's sockets."""
    connections.close_all()
    card._client_for.cache_clear()


def _run(job: Job, start: Any, answers: Any, place: int) -> None:
    _apart()
    start.wait(PATIENCE)
    try:
        answer: Any = job()
    except Exception as error:
        answer = f"{type(error).__name__}: {error}" if _expected(error) else traceback.format_exc()
    answers.put((place, answer))
    answers.close()
    answers.join_thread()
    os._exit(0)


def _expected(error: Exception) -> bool:
    return type(error).__name__ == "Refused"


def together(jobs: list[Job]) -> list[Any]:
    """What each job answered, all begun at one moment, in their order; a refusal answers with its name."""
    _apart()
    start, answers = FORK.Barrier(len(jobs)), FORK.Queue()
    crowd = [FORK.Process(target=_run, args=(job, start, answers, place)) for place, job in enumerate(jobs)]
    for one in crowd:
        one.start()
    found = dict(answers.get(timeout=PATIENCE) for _ in crowd)
    for one in crowd:
        one.join(PATIENCE)
    return [found[place] for place in range(len(jobs))]


def _die() -> None:
    os._exit(KILLED)


def _fail() -> None:
    raise OperationalError("the database went away")


ENDS: dict[str, Callable[[], None]] = {"killed": _die, "database error": _fail}


def break_at(point: str, how: str) -> None:
    """Makes the function named by `point` ("shop.card.open_page:after") end this process, or fail, before or after."""
    path, _, when = point.partition(":")
    module, _, name = path.rpartition(".")
    home = import_module(module)
    real, end = getattr(home, name), ENDS[how]

    def broken(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            end()
        answer = real(*args, **kwargs)
        end()
        return answer

    setattr(home, name, broken)


def breaks(job: Job, point: str, how: str) -> int:
    """Does the job in a process that breaks at the point; its exit code. 0: the point was never reached."""
    _apart()
    process = FORK.Process(target=_broken, args=(job, point, how))
    process.start()
    process.join(PATIENCE)
    return int(process.exitcode or 0)


def _broken(job: Job, point: str, how: str) -> None:
    _apart()
    break_at(point, how)
    try:
        job()
    except OperationalError:
        os._exit(KILLED)
    os._exit(0)
