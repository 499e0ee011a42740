"""One purse and many hands: real processes, each with its own connection."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ledger.models import Transfer
from ledger.queries import balance, trial_balance
from ledger.verbs import Insufficient, move, open_account
from tests.races import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)


def give(number, round_):
    source, target = open_account("purse"), open_account(f"pocket:{number % 3}")
    try:
        move(Decimal(10), source=source, target=target, reason="race", ref=f"{round_}:{number}", now=NOW)
    except Insufficient:
        return "insufficient"
    return "moved"


def to_and_fro(number, round_):
    pair = open_account("purse"), open_account("pocket:0")
    source, target = pair if number % 2 else pair[::-1]
    try:
        move(Decimal(1), source=source, target=target, reason="fro", ref=f"{round_}:{number}", now=NOW)
    except Insufficient:
        return "insufficient"
    return "moved"


def same_reference(number, round_):
    source, target = open_account("purse"), open_account(f"pocket:{number % 3}")
    return move(Decimal(10), source=source, target=target, reason="once", ref=str(round_), now=NOW).pk


def fill(amount):
    bank = open_account("bank", floor=None)
    for number in range(3):
        open_account(f"pocket:{number}")
    move(Decimal(amount), source=bank, target=open_account("purse"), reason="fill", ref=str(amount), now=NOW)


def test_fifty_hands_never_take_more_than_the_purse_holds():
    fill(120)
    (answers,) = race(give, people=50, rounds=1)
    assert sorted(answers) == ["insufficient"] * 38 + ["moved"] * 12
    assert (balance("purse"), trial_balance()) == (0, [])


def test_opposite_movements_do_not_wait_for_each_other_in_a_circle():
    fill(1000)
    for answers in race(to_and_fro, people=20, rounds=4):
        assert set(answers) <= {"moved", "insufficient"}
    assert trial_balance() == []


def test_one_reference_told_by_twenty_moves_once():
    fill(500)
    for answers in race(same_reference, people=20, rounds=3):
        assert len(set(answers)) == 1
    assert (balance("purse"), Transfer.objects.filter(reason="once").count(), trial_balance()) == (470, 3, [])
