"""Calls within calls do not ask the system for memory at every turn, however deep."""

import resource
from threading import Thread

from config.roomy import roomy

DEEP, TURNS = 300, 50


def _leaf() -> None:
    return


def _calls(depth: int) -> None:
    for _ in range(TURNS):
        _leaf()
    if depth:
        _calls(depth - 1)


def _asked() -> int:
    """Pieces of memory that this process was given in the meantime."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    thread = Thread(target=roomy(_calls), args=(DEEP,))
    thread.start()
    thread.join()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_calls_at_any_depth_lie_in_one_piece() -> None:
    assert min(_asked() for _ in range(3)) < TURNS


def test_what_is_roomy_takes_and_answers_the_same() -> None:
    assert roomy(lambda a, *, b: (a, b))(1, b=2) == (1, 2)
