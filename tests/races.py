"""Real processes that do the same thing at the same moment, round after round."""

import logging
import multiprocessing
import time
from collections.abc import Callable
from typing import Any

from django.db import connections

log = logging.getLogger("atrium.races")
Act = Callable[[int, int], Any]
"""(number of the one who acts, number of the round) -> what came of it. What it raises fails the race."""
LONGEST = 120
"""Seconds that a whole race may take."""


def race(act: Act, *, people: int, rounds: int = 1) -> list[list[Any]]:
    """Each round's answers in the sequence of the people. The test's database, one connection a process."""
    connections.close_all()  # a forked connection would be shared
    context = multiprocessing.get_context("fork")
    gate, answers = context.Barrier(people), context.Queue()
    crowd = [
        context.Process(target=_run, args=(act, number, rounds, gate, answers), daemon=True) for number in range(people)
    ]
    begun = time.monotonic()
    for one in crowd:
        one.start()
    found = [answers.get(timeout=LONGEST) for _ in range(people * rounds)]
    for one in crowd:
        one.join(LONGEST)
    assert [one.exitcode for one in crowd] == [0] * people
    slowest = max(waited for _, _, waited, _ in found)
    log.info("%s: %.2f s a round, longest wait %.2f s", act.__name__, (time.monotonic() - begun) / rounds, slowest)
    failed = [answer for *_, answer in found if isinstance(answer, _Failure)]
    assert not failed, failed
    found.sort(key=lambda row: row[0])
    return [[answer for _, n, _, answer in found if n == round_] for round_ in range(rounds)]


class _Failure(str):
    """An error that nobody expected."""


def _run(act: Act, number: int, rounds: int, gate: Any, answers: Any) -> None:
    connections.close_all()  # a browser's loop gives the parent other connections than its children inherit
    for round_ in range(rounds):
        gate.wait(LONGEST)
        begun = time.monotonic()
        try:
            answer = act(number, round_)
        except Exception as error:  # told to the test, which fails with it
            answer = _Failure(f"{type(error).__name__}: {error}")
        answers.put((number, round_, time.monotonic() - begun, answer))
    connections.close_all()
