import pickle
from dataclasses import dataclass
from decimal import Decimal

import pytest

from booking.core.decisions import Approve, Deposit, Fee, Reason, Refuse, Refused, decide, kopecks
from booking.core.rules import Case

START = 1_000_000


@dataclass(frozen=True)
class Says:
    """A rule for tests: one verdict, whatever the case."""

    verdict: object
    verbs: frozenset[str] = frozenset({"hold"})

    def judge(self, case):
        return self.verdict


def a_case(verb="hold", now=0, **told):
    return Case(verb=verb, now=now, start=START, end=START + 3600, **told)


def test_without_rules_everything_is_allowed_and_free():
    decision = decide([], a_case())
    assert decision.allowed
    assert (decision.fee, decision.deposit, decision.approval, decision.reasons) == (0, 0, False, ())


def test_every_refusal_is_told_not_only_the_first():
    decision = decide([Says(Refuse(Reason("a"))), Says(None), Says(Refuse(Reason("b")))], a_case())
    assert not decision.allowed
    assert [reason.code for reason in decision.refusals] == ["a", "b"]


def test_the_largest_fee_and_the_largest_deposit_are_taken_and_any_approval_is_enough():
    rules = [
        Says(Fee(Decimal(5), Reason("five"))),
        Says(Fee(Decimal(7), Reason("seven"))),
        Says(Deposit(Decimal(9), Reason("nine"))),
        Says(Deposit(Decimal(2), Reason("two"))),
        Says(Approve(Reason("ask"))),
    ]
    decision = decide(rules, a_case())
    assert (decision.fee, decision.deposit, decision.approval) == (7, 9, True)
    assert [reason.code for reason in decision.reasons] == ["five", "seven", "nine", "two", "ask"]


def test_a_rule_judges_only_the_verbs_that_it_governs():
    assert decide([Says(Refuse(Reason("no")), verbs=frozenset({"move"}))], a_case("hold")).allowed


@pytest.mark.parametrize(
    ("verb", "now", "told", "codes"),
    [
        ("hold", START, {}, []),
        ("hold", START + 1, {}, ["past"]),
        ("hold", START + 1, {"by_house": True}, ["past"]),
        ("move", START - 1, {}, []),
        ("move", START + 1, {"moved_from": START + 100}, ["past"]),
        ("move", START - 50, {"moved_from": START - 100}, ["already_over"]),
        ("move", START - 50, {"moved_from": START - 100, "by_house": True}, []),
        ("move", START + 1, {}, ["already_over", "past"]),
        ("cancel", START - 1, {}, []),
        ("cancel", START, {}, ["already_over"]),
        ("cancel", START, {"by_house": True}, []),
        ("complete", START + 1, {}, []),
    ],
)
def test_what_has_passed_is_refused_without_any_rule(verb, now, told, codes):
    assert [reason.code for reason in decide([], a_case(verb, now, **told)).refusals] == codes


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("2.675", "2.68"), ("2.6749", "2.67"), ("3", "3.00")]
)
def test_money_is_rounded_half_up_to_kopecks(amount, rounded):
    assert str(kopecks(Decimal(amount))) == rounded


def test_a_refusal_carries_its_reasons_and_what_could_be_done_instead():
    refused = Refused(Reason("busy", {"from": 1}), Reason("step"), alternatives=["later"])
    assert [reason.code for reason in refused.reasons] == ["busy", "step"]
    assert refused.alternatives == ("later",)
    assert str(refused) == "busy, step"


def test_a_refusal_survives_the_way_to_another_process():
    sent = Refused(Reason("busy", {"from": 1}), alternatives=[7])
    arrived = pickle.loads(pickle.dumps(sent))
    assert (arrived.reasons, arrived.alternatives) == (sent.reasons, sent.alternatives)


def test_a_refusal_without_a_reason_cannot_be_made():
    with pytest.raises(ValueError, match="at least one reason"):
        Refused()
