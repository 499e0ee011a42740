"""Room for calls within calls.

Python 3.11 to 3.13 lay the frames of calls in pieces of 16 KB, and ask the system for each of them. The first call in a
piece takes it, and gives it back when it returns: whoever calls in a loop just there asks at every turn. A page or a
test of this house goes through several pieces, and a tenth of its time, for some a half, went into asking.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
PLACES = 2**16
"""Of 8 bytes. A piece is made larger for a call that needs more than 16 KB, and as much again is left for others."""


def roomy(call: Callable[P, T]) -> Callable[P, T]:
    """The same; all calls that it makes, in its thread, lie in one piece."""

    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        return call(*args, **kwargs)

    inside.__code__ = inside.__code__.replace(co_stacksize=PLACES)
    return inside
