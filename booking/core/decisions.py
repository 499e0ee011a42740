"""Rules judge a case; their verdicts fold into one decision, each verdict with its own reason.

A reason is a code and numbers, never words: the same reason is said to clients and staff in every language.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol, TypeVar

ZERO = Decimal(0)
KOPECK = Decimal("0.01")


@dataclass(frozen=True)
class Reason:
    """Why: a code, and the plain values its sentence needs (instants in UTC seconds)."""

    code: str
    numbers: Mapping[str, Any] = field(default_factory=dict, hash=False)


class Refused(Exception):
    """What was asked cannot be done. Carries every reason, and what could be done instead."""

    def __init__(self, *reasons: Reason, alternatives: Sequence[Any] = ()) -> None:
        if not reasons:
            raise ValueError("a refusal needs at least one reason")
        super().__init__(*reasons)
        self.reasons = reasons
        self.alternatives = tuple(alternatives)

    def __str__(self) -> str:
        return ", ".join(reason.code for reason in self.reasons)


@dataclass(frozen=True)
class Refuse:
    reason: Reason


@dataclass(frozen=True)
class Fee:
    amount: Decimal
    reason: Reason


@dataclass(frozen=True)
class Deposit:
    amount: Decimal
    reason: Reason


@dataclass(frozen=True)
class Approve:
    reason: Reason


Verdict = Refuse | Fee | Deposit | Approve


class Timed(Protocol):
    """What every case has, whatever its rules ask besides. Instants in UTC seconds."""

    @property
    def verb(self) -> str: ...
    @property
    def now(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def present_start(self) -> int: ...
    @property
    def by_house(self) -> bool: ...


AnyCase = TypeVar("AnyCase", bound=Timed)
Judged = TypeVar("Judged", bound=Timed, contravariant=True)


class Judge(Protocol[Judged]):
    @property
    def verbs(self) -> frozenset[str]: ...
    def judge(self, case: Judged) -> Verdict | None: ...


@dataclass(frozen=True)
class Decision:
    """`refusals` say why not; `reasons` explain the fee, the deposit and the approval."""

    refusals: tuple[Reason, ...]
    fee: Decimal
    deposit: Decimal
    approval: bool
    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        return not self.refusals


def decide(rules: Iterable[Judge[AnyCase]], case: AnyCase) -> Decision:
    """The rules that govern the case's verb, all of them together: the largest fee, the largest deposit, any approval.

    Two refusals need no rule: `past` (a start before now), `already_over` (a client cancels or moves what has begun).
    """
    verdicts = [*_out_of_time(case), *_verdicts(rules, case)]
    return Decision(
        refusals=tuple(verdict.reason for verdict in verdicts if isinstance(verdict, Refuse)),
        fee=max((verdict.amount for verdict in verdicts if isinstance(verdict, Fee)), default=ZERO),
        deposit=max((verdict.amount for verdict in verdicts if isinstance(verdict, Deposit)), default=ZERO),
        approval=any(isinstance(verdict, Approve) for verdict in verdicts),
        reasons=tuple(verdict.reason for verdict in verdicts if not isinstance(verdict, Refuse)),
    )


def kopecks(amount: Decimal) -> Decimal:
    """The one rounding of money: to 0.01, halves away from zero."""
    return amount.quantize(KOPECK, rounding=ROUND_HALF_UP)


def _verdicts(rules: Iterable[Judge[AnyCase]], case: AnyCase) -> list[Verdict]:
    given = (rule.judge(case) for rule in rules if case.verb in rule.verbs)
    return [verdict for verdict in given if verdict is not None]


def _begun(case: Timed) -> bool:
    return not case.by_house and case.now >= case.present_start


def _past(case: Timed) -> bool:
    return case.start < case.now


BUILT_IN: Sequence[tuple[str, frozenset[str], Callable[[Timed], bool]]] = (
    ("already_over", frozenset({"cancel", "move"}), _begun),
    ("past", frozenset({"hold", "move"}), _past),
)


def _out_of_time(case: Timed) -> list[Verdict]:
    return [Refuse(Reason(code)) for code, verbs, refuses in BUILT_IN if case.verb in verbs and refuses(case)]
