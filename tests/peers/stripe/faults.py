"""Faults on demand: the next calls of the API time out, fail, or lose their connection, before or after the work."""

from dataclasses import dataclass, replace

from .problems import Problem
from .store import Thing

KINDS = ("timeout", "error", "drop", "busy")
TYPES: dict[str, type | tuple[type, ...]] = {
    "kind": str,
    "times": int,
    "after_work": bool,
    "path": str,
    "method": str,
    "seconds": (int, float),
}
ANSWERS = {
    "error": Problem("An unknown error occurred.", status=500, kind="api_error"),
    "busy": Problem("Request rate limit exceeded.", status=429, code="rate_limit"),
}


@dataclass(frozen=True)
class Fault:
    """`kind`: no answer for `seconds`, HTTP 500, a cut connection, or HTTP 429. `after_work` says the work is done.

    `path` and `method` narrow it to calls whose path below `/v1/` begins so; empty fits all.
    """

    kind: str
    times: int = 1
    after_work: bool = False
    path: str = ""
    method: str = ""
    seconds: float = 100.0

    def fits(self, method: str, path: str) -> bool:
        return path.startswith(self.path) and self.method in ("", method)


class Faults:
    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, asked: Thing) -> Fault:
        """From the control door: unknown names and bad values are refused by name."""
        wrong = [name for name, value in asked.items() if not isinstance(value, TYPES.get(name, ()))]
        if wrong or asked.get("kind") not in KINDS:
            message = f"A fault needs a kind ({', '.join(KINDS)}) and may have {', '.join(TYPES)}; wrong here: "
            raise Problem(message + ", ".join(wrong or ["kind"]), param=(wrong or ["kind"])[0])
        fault = Fault(**asked)
        self.waiting.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this call, used up by one."""
        for place, fault in enumerate(self.waiting):
            if fault.fits(method, path):
                left = replace(fault, times=fault.times - 1)
                self.waiting[place : place + 1] = [left] if left.times > 0 else []
                return fault
        return None

    def clear(self) -> None:
        self.waiting.clear()
