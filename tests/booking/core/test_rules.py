from dataclasses import fields
from decimal import Decimal

import pytest

from booking.core.decisions import decide
from booking.core.rules import DEFAULTS, RULES, Buffers, Case, HoldLimit, HoldTime, Notice, find, for_house, read_rules

HOUR, DAY = 3_600, 86_400
START = 1_800_000_000
PRICE = Decimal("999.99")


def case(verb, now=START - 2 * DAY, minutes=60, **told):
    return Case(verb=verb, now=now, start=START, end=START + minutes * 60, price=PRICE, **told)


def refused(code, **numbers):
    return {"refusals": [(code, numbers)]}


def fee(amount, code, **numbers):
    return {"fee": Decimal(amount), "reasons": [(code, numbers)]}


def deposit(amount, kind, value):
    numbers = {"kind": kind, "value": Decimal(value), "amount": Decimal(amount)}
    return {"deposit": Decimal(amount), "reasons": [("deposit", numbers)]}


NOTHING: dict = {}
DAY_BEFORE = {"n": 24, "until": START - DAY}
LATE = {**DAY_BEFORE, "percent": Decimal(50)}

# rule: (parameters, case, what follows from it)
TRUTH = {
    "notice": [
        ({"hours": 3}, case("hold", START - 3 * HOUR), NOTHING),
        ({"hours": 3}, case("hold", START - 3 * HOUR + 1), refused("too_soon", n=3, earliest=START + 1)),
        ({"hours": 3}, case("move", START - HOUR), refused("too_soon", n=3, earliest=START + 2 * HOUR)),
        ({"hours": 3}, case("cancel", START - HOUR), NOTHING),
    ],
    "window": [
        ({"days": 7}, case("hold", START - 7 * DAY), NOTHING),
        ({"days": 7}, case("hold", START - 7 * DAY - 1), refused("too_far", n=7, opens=START - 7 * DAY)),
        ({"days": 7}, case("move", START - 8 * DAY), refused("too_far", n=7, opens=START - 7 * DAY)),
        ({"days": 7}, case("cancel", START - 8 * DAY), NOTHING),
    ],
    "length": [
        ({}, case("hold", minutes=7), NOTHING),
        ({"min_minutes": 60, "max_minutes": 60, "step_minutes": 60}, case("hold"), NOTHING),
        ({"min_minutes": 61}, case("hold"), refused("too_short", limit=61, asked=60)),
        ({"max_minutes": 59}, case("hold"), refused("too_long", limit=59, asked=60)),
        ({"step_minutes": 40}, case("hold"), refused("length_step", n=40, earlier=START + 2400, later=START + 4800)),
        ({"min_minutes": 61}, case("move"), NOTHING),
    ],
    "buffers": [({"before_minutes": 10, "after_minutes": 20}, case("hold"), NOTHING)],
    "hold_time": [({"minutes": 15}, case("hold"), NOTHING)],
    "active_limit": [
        ({"count": 2}, case("hold", active=1), NOTHING),
        ({"count": 2}, case("hold", active=2), refused("active_bookings", n=2)),
        ({"count": 2}, case("move", active=2), NOTHING),
    ],
    "hold_limit": [
        ({"count": 2}, case("hold", holds=1), NOTHING),
        ({"count": 2}, case("hold", holds=2), refused("active_holds", n=2)),
        ({}, case("hold", holds=3), refused("active_holds", n=3)),
    ],
    "deposit": [
        ({"kind": "none"}, case("hold"), NOTHING),
        ({"kind": "percent", "value": 50}, case("hold"), deposit("500.00", "percent", 50)),
        ({"kind": "amount", "value": "200"}, case("confirm"), deposit("200.00", "amount", 200)),
        ({"kind": "amount", "value": 2000}, case("hold"), deposit("999.99", "amount", 2000)),
        ({"kind": "full"}, case("hold"), deposit("999.99", "full", 0)),
        ({"kind": "full"}, case("move"), NOTHING),
    ],
    "cancel_fee": [
        ({"free_hours": 24, "percent": 50}, case("cancel", START - DAY), NOTHING),
        ({"free_hours": 24, "percent": 50}, case("cancel", START - DAY + 1), fee("500.00", "late_cancel", **LATE)),
        ({"free_hours": 24, "percent": 50}, case("cancel", START - HOUR, by_house=True), NOTHING),
        (
            {"free_hours": 24, "percent": 50, "first_waived": True},
            case("cancel", START - HOUR),
            fee("0", "late_cancel_waived", **LATE),
        ),
        (
            {"free_hours": 24, "percent": 50, "first_waived": True},
            case("cancel", START - HOUR, late_cancels=1),
            fee("500.00", "late_cancel", **LATE),
        ),
        ({"free_hours": 24, "percent": 50}, case("move", START - HOUR), NOTHING),
    ],
    "move_limit": [
        ({"times": 2, "free_hours": 24}, case("move", START - DAY, moves=1), NOTHING),
        ({"times": 2, "free_hours": 24}, case("move", START - DAY + 1), refused("move_too_late", **DAY_BEFORE)),
        ({"times": 2, "free_hours": 24}, case("move", moves=2), refused("moves_used", n=2)),
        ({"times": 2, "free_hours": 24}, case("move", START - HOUR, moves=9, by_house=True), NOTHING),
        (
            {"times": 2, "free_hours": 24},
            case("move", START - 3 * DAY, moved_from=START - 2 * DAY - 1),
            refused("move_too_late", n=24, until=START - 3 * DAY - 1),
        ),
        ({"times": 2}, case("move", START - 1), NOTHING),
        ({"times": 0}, case("cancel"), NOTHING),
    ],
    "no_show_fee": [
        ({"percent": "12.5"}, case("miss", START + HOUR), fee("125.00", "no_show", percent=Decimal("12.5"))),
        ({"percent": 100}, case("cancel", START - HOUR), NOTHING),
    ],
}
ROWS = [(name, *row) for name, rows in TRUTH.items() for row in rows]


def plain(reasons):
    return [(reason.code, dict(reason.numbers)) for reason in reasons]


def test_every_rule_has_its_truth_table():
    assert set(TRUTH) == set(RULES)


@pytest.mark.parametrize(("name", "parameters", "told", "expected"), ROWS)
def test_a_rule_decides_as_its_table_says(name, parameters, told, expected):
    decision = decide(read_rules([{"rule": name, **parameters}]), told)
    found = {"refusals": plain(decision.refusals), "reasons": plain(decision.reasons)}
    found |= {"fee": decision.fee, "deposit": decision.deposit, "approval": decision.approval}
    assert found == {"refusals": [], "reasons": [], "fee": 0, "deposit": 0, "approval": False, **expected}


@pytest.mark.parametrize("number", [50, "50", "50.0", 50.0, Decimal(50)])
def test_a_number_may_arrive_in_any_dress(number):
    assert find(read_rules([{"rule": "notice", "hours": number}]), Notice) == Notice(hours=50)
    fee_rule, *_ = read_rules([{"rule": "no_show_fee", "percent": number}])
    assert (fee_rule.percent, type(fee_rule.percent)) == (Decimal(50), Decimal)


def test_none_means_that_a_parameter_is_not_given():
    length, *_ = read_rules([{"rule": "length", "min_minutes": None, "max_minutes": 30}])
    assert length == RULES["length"](max_minutes=30)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"rule": "notise", "hours": 3}, ["'notise'", "notice"]),
        ({"hours": 3}, ["None", "notice"]),
        ({"rule": "notice", "hours": 3, "houers": 3}, ["'notice'", "'houers'", "hours"]),
        ({"rule": "notice"}, ["'notice'", "'hours'", "missing"]),
        ({"rule": "notice", "hours": None}, ["'notice'", "'hours'", "missing"]),
        ({"rule": "notice", "hours": "soon"}, ["'notice'", "'hours'", "'soon'"]),
        ({"rule": "notice", "hours": 1.5}, ["'notice'", "'hours'", "whole"]),
        ({"rule": "notice", "hours": -1}, ["'notice'", "'hours'", "0 or more"]),
        ({"rule": "notice", "hours": True}, ["'notice'", "'hours'", "number"]),
        ({"rule": "no_show_fee", "percent": "NaN"}, ["'no_show_fee'", "'percent'", "number"]),
        ({"rule": "no_show_fee", "percent": 101}, ["'no_show_fee'", "'percent'", "100 or less"]),
        (
            {"rule": "cancel_fee", "free_hours": 1, "percent": 1, "first_waived": "yes"},
            ["'first_waived'", "true or false"],
        ),
        ({"rule": "deposit", "kind": "half"}, ["'deposit'", "'half'", "percent"]),
    ],
)
def test_what_cannot_be_read_is_named(item, words):
    with pytest.raises(ValueError) as wrong:
        read_rules([item])
    assert all(word in str(wrong.value) for word in words), wrong.value


def test_what_a_policy_does_not_say_has_defaults():
    rules = read_rules([])
    assert rules == DEFAULTS
    assert find(rules, HoldTime).minutes == 10
    assert find((), Buffers) == Buffers(0, 0)
    assert not decide(rules, case("hold", holds=3)).allowed


def test_what_a_policy_says_replaces_the_default():
    rules = read_rules([{"rule": "hold_limit", "count": 5}, {"rule": "hold_time", "minutes": 20}])
    assert [rule for rule in rules if isinstance(rule, HoldLimit)] == [HoldLimit(5)]
    assert find(rules, HoldTime).minutes == 20
    assert decide(rules, case("hold", holds=4)).allowed


def test_a_rule_without_a_default_is_missed_aloud():
    with pytest.raises(LookupError, match="notice"):
        find(read_rules([]), Notice)


@pytest.mark.parametrize("name", RULES)
def test_every_parameter_of_a_rule_can_be_read_from_plain_data(name):
    plain_value = {"kind": "full", "first_waived": True}
    parameters = {field.name: plain_value.get(field.name, "1") for field in fields(RULES[name])}
    rule, *_ = read_rules([{"rule": name, **parameters}])
    assert type(rule) is RULES[name]
    assert hash(rule) == hash(RULES[name](**{key: getattr(rule, key) for key in parameters}))


def test_the_house_is_bound_by_every_rule_but_those_about_how_early_and_how_late():
    everything = read_rules([{"rule": "notice", "hours": 3}, {"rule": "window", "days": 30}])
    assert {rule.name for rule in everything} - {rule.name for rule in for_house(everything)} == {"notice", "window"}
