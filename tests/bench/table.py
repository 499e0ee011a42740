"""What was wanted, what was seen, and whether that is enough."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One goal. `ratio`: the figure in terms of what it is measured against. `why`: asked for when it is not met."""

    goal: str
    what: str
    wanted: str
    seen: str
    ratio: str
    met: bool
    why: str = ""
    broken: bool = False
    """A promise was not kept, whatever the speed."""

    def line(self) -> str:
        verdict = "met" if self.met else "NOT MET"
        told = {"goal": self.wanted, "seen": self.seen, "ratio": self.ratio, "why": self.why}
        lines = (f"{'':<13}{name:<7}{text}" for name, text in told.items() if text)
        return "\n".join((f"{self.goal:<3} {verdict:<8} {self.what}", *lines))


def summary(rows: Iterable[Row]) -> str:
    rows = list(rows)
    missed = [row.goal for row in rows if not row.met]
    return f"{len(rows) - len(missed)} of {len(rows)} lines met" + (f"; not met: {', '.join(missed)}" if missed else "")
