"""What a policy can say: one frozen record per rule, each knowing the verbs it governs and its own reason.

Hours, days and minutes are whole; percents and amounts are Decimal; instants are UTC seconds.
A case that moves a booking has the wanted time in `start`, the time being left in `moved_from`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from booking.core.decisions import ZERO, Deposit, Fee, Reason, Refuse, Verdict, kopecks
from booking.core.terms import Percent, fill

MINUTE, HOUR, DAY = 60, 3_600, 86_400
HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything that rules may ask about one verb on one booking."""

    verb: str
    now: int
    start: int
    end: int
    price: Decimal = ZERO
    active: int = 0  # the client's active bookings, this one aside
    holds: int = 0  # the person's live unpaid holds, this one aside
    moves: int = 0  # moves already made
    late_cancels: int = 0  # late cancellations so far
    by_house: bool = False  # staff or the expert cancels or moves: no fee, no time limit
    moved_from: int | None = None  # the start that a move leaves; None: `start` itself

    @property
    def present_start(self) -> int:
        return self.start if self.moved_from is None else self.moved_from


class Rule:
    """A rule that judges nothing is a setting: the engine or a verb reads it with `find`."""

    name: ClassVar[str]
    verbs: ClassVar[frozenset[str]] = frozenset()

    def judge(self, case: Case) -> Verdict | None:
        return None


AnyRule = TypeVar("AnyRule", bound=Rule)


@dataclass(frozen=True)
class Notice(Rule):
    name: ClassVar[str] = "notice"
    verbs: ClassVar[frozenset[str]] = frozenset({"hold", "move"})
    hours: int

    def judge(self, case: Case) -> Verdict | None:
        earliest = case.now + self.hours * HOUR
        soon = case.now <= case.start < earliest  # of a start in the past enough is said without this rule
        return Refuse(Reason("too_soon", {"n": self.hours, "earliest": earliest})) if soon else None


@dataclass(frozen=True)
class Window(Rule):
    name: ClassVar[str] = "window"
    verbs: ClassVar[frozenset[str]] = frozenset({"hold", "move"})
    days: int

    def judge(self, case: Case) -> Verdict | None:
        opens = case.start - self.days * DAY
        return Refuse(Reason("too_far", {"n": self.days, "opens": opens})) if case.now < opens else None


@dataclass(frozen=True)
class Length(Rule):
    name: ClassVar[str] = "length"
    verbs: ClassVar[frozenset[str]] = frozenset({"hold"})
    min_minutes: int | None = None
    max_minutes: int | None = None
    step_minutes: int | None = None

    def judge(self, case: Case) -> Verdict | None:
        seconds = case.end - case.start
        asked = seconds // MINUTE
        if self.min_minutes and seconds < self.min_minutes * MINUTE:
            return Refuse(Reason("too_short", {"limit": self.min_minutes, "asked": asked}))
        if self.max_minutes and seconds > self.max_minutes * MINUTE:
            return Refuse(Reason("too_long", {"limit": self.max_minutes, "asked": asked}))
        step = (self.step_minutes or 0) * MINUTE
        if step and seconds % step:
            earlier = case.end - seconds % step  # the nearest ends that the step allows
            return Refuse(Reason("length_step", {"n": self.step_minutes, "earlier": earlier, "later": earlier + step}))
        return None


@dataclass(frozen=True)
class Buffers(Rule):
    name: ClassVar[str] = "buffers"
    before_minutes: int = 0
    after_minutes: int = 0


@dataclass(frozen=True)
class HoldTime(Rule):
    name: ClassVar[str] = "hold_time"
    minutes: int = 10


@dataclass(frozen=True)
class ActiveLimit(Rule):
    name: ClassVar[str] = "active_limit"
    verbs: ClassVar[frozenset[str]] = frozenset({"hold"})
    count: int

    def judge(self, case: Case) -> Verdict | None:
        return Refuse(Reason("active_bookings", {"n": self.count})) if case.active >= self.count else None


@dataclass(frozen=True)
class HoldLimit(Rule):
    name: ClassVar[str] = "hold_limit"
    verbs: ClassVar[frozenset[str]] = frozenset({"hold"})
    count: int = 3

    def judge(self, case: Case) -> Verdict | None:
        return Refuse(Reason("active_holds", {"n": self.count})) if case.holds >= self.count else None


DEPOSIT_KINDS = ("none", "percent", "amount", "full")


@dataclass(frozen=True)
class DepositRule(Rule):
    name: ClassVar[str] = "deposit"
    verbs: ClassVar[frozenset[str]] = frozenset({"hold", "confirm"})
    kind: str
    value: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.kind not in DEPOSIT_KINDS:
            raise ValueError(f"kind must be one of {', '.join(DEPOSIT_KINDS)}, not {self.kind!r}")

    def judge(self, case: Case) -> Verdict | None:
        if self.kind == "none":
            return None
        asked = {"percent": share(case.price, self.value), "amount": kopecks(self.value), "full": case.price}[self.kind]
        amount = min(asked, case.price)
        return Deposit(amount, Reason("deposit", {"kind": self.kind, "value": self.value, "amount": amount}))


@dataclass(frozen=True)
class CancelFee(Rule):
    name: ClassVar[str] = "cancel_fee"
    verbs: ClassVar[frozenset[str]] = frozenset({"cancel"})
    free_hours: int
    percent: Percent
    first_waived: bool = False

    def judge(self, case: Case) -> Verdict | None:
        until = case.start - self.free_hours * HOUR
        if case.by_house or case.now <= until:
            return None
        numbers = {"n": self.free_hours, "until": until, "percent": self.percent}
        if self.first_waived and case.late_cancels == 0:
            return Fee(ZERO, Reason("late_cancel_waived", numbers))
        return Fee(share(case.price, self.percent), Reason("late_cancel", numbers))


@dataclass(frozen=True)
class MoveLimit(Rule):
    name: ClassVar[str] = "move_limit"
    verbs: ClassVar[frozenset[str]] = frozenset({"move"})
    times: int
    free_hours: int = 0

    def judge(self, case: Case) -> Verdict | None:
        until = case.present_start - self.free_hours * HOUR
        if case.by_house:
            return None
        if case.moves >= self.times:
            return Refuse(Reason("moves_used", {"n": self.times}))
        if case.now > until:
            return Refuse(Reason("move_too_late", {"n": self.free_hours, "until": until}))
        return None


@dataclass(frozen=True)
class NoShowFee(Rule):
    name: ClassVar[str] = "no_show_fee"
    verbs: ClassVar[frozenset[str]] = frozenset({"miss"})
    percent: Percent

    def judge(self, case: Case) -> Verdict | None:
        return Fee(share(case.price, self.percent), Reason("no_show", {"percent": self.percent}))


KINDS: tuple[type[Rule], ...] = (
    Notice, Window, Length, Buffers, HoldTime, ActiveLimit, HoldLimit, DepositRule, CancelFee, MoveLimit, NoShowFee,
)  # fmt: skip
RULES: dict[str, type[Rule]] = {kind.name: kind for kind in KINDS}
DEFAULTS: tuple[Rule, ...] = (Buffers(), HoldTime(), HoldLimit())  # in force where a policy does not say otherwise


def share(price: Decimal, percent: Decimal) -> Decimal:
    return kopecks(price * percent / HUNDRED)


def read_rules(raw: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Rules from plain data, {"rule": name, **parameters}, with the DEFAULTS that the data does not override.

    Numbers may be int, Decimal, float or text ("50", "50.0"); None means: not given.
    ValueError names the rule, and the parameter that is unknown, missing or wrong.
    """
    told = tuple(_read_rule(item) for item in raw)
    names = {rule.name for rule in told}
    return told + tuple(rule for rule in DEFAULTS if rule.name not in names)


def find(rules: Iterable[Rule], kind: type[AnyRule]) -> AnyRule:
    """The first rule of the kind, or its default; LookupError if it is absent and has no default."""
    for rule in (*rules, *DEFAULTS):
        if isinstance(rule, kind):
            return rule
    raise LookupError(f"no {kind.name!r} among the rules, and it has no default")


def for_house(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules without those that only clients must keep: how late and how early a time may be taken."""
    return tuple(rule for rule in rules if not isinstance(rule, Notice | Window))


def _read_rule(item: Mapping[str, Any]) -> Rule:
    name = item.get("rule")
    if name not in RULES:
        raise ValueError(f"unknown rule {name!r}; the rules are: {', '.join(RULES)}")
    given = {key: value for key, value in item.items() if key != "rule"}
    try:
        return fill(RULES[name], given)
    except ValueError as wrong:
        raise ValueError(f"rule {name!r}: {wrong}") from wrong
