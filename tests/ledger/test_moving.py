from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.models import Account, Transfer
from ledger.queries import balance, statement, trial_balance
from ledger.verbs import Insufficient, move, open_account, reverse

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
CODES = ("card", "gift", "booking", "sales")
refs = count()

amounts = st.decimals(min_value="0.01", max_value="99999.99", places=2)
moves = st.tuples(st.just("move"), st.sampled_from(CODES), st.sampled_from(CODES), amounts, st.integers(0, 12))
undoings = st.tuples(st.just("reverse"), st.integers(0, 12))


def accounts():
    """Money comes from the card, which has no floor; the gift may be overdrawn by ten; the others never."""
    floors = {"card": None, "gift": Decimal(-10)}
    return {code: open_account(code, floor=floors.get(code, Decimal(0))) for code in CODES}


def go(amount, source, target, ref=None, **more):
    return move(
        Decimal(amount), source=source, target=target, reason="test", ref=ref or str(next(refs)), now=NOW, **more
    )


class Model:
    """The same books, kept in a dictionary."""

    def __init__(self):
        self.balances, self.done = dict.fromkeys(CODES, Decimal(0)), {}

    def move(self, key, source, target, amount):
        """What happens: "moved", "known", "refused"."""
        if source == target:
            return "refused"
        if key in self.done:
            return "known"
        floor = {"card": Decimal("-Infinity"), "gift": Decimal(-10)}.get(source, Decimal(0))
        if self.balances[source] - amount < floor:
            return "refused"
        self.balances[source] -= amount
        self.balances[target] += amount
        self.done[key] = (source, target, amount)
        return "moved"


def attempt(books, reason, ref, source, target, amount):
    before = Transfer.objects.count()
    try:
        if reason == "test":
            row = move(amount, source=books[source], target=books[target], reason="test", ref=ref, now=NOW)
        else:
            row = reverse(Transfer.objects.get(reason="test", ref=ref), now=NOW)
    except (Insufficient, ValueError):
        assert Transfer.objects.count() == before
        return "refused"
    assert (row.reason, row.ref) == (reason, ref)
    return "moved" if Transfer.objects.count() > before else "known"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(moves | undoings, max_size=25))
def test_books_agree_with_a_dictionary_whatever_is_moved_and_moved_back(db, steps):
    with transaction.atomic():
        books, model = accounts(), Model()
        for step in steps:
            ref = str(step[-1])
            if step[0] == "move":
                _, source, target, amount, _ = step
                key = ("test", ref)
            elif ("test", ref) in model.done:
                target, source, amount = model.done["test", ref]
                key = ("test.reversed", ref)
            else:
                continue
            assert attempt(books, key[0], ref, source, target, amount) == model.move(key, source, target, amount)
        assert {code: balance(code) for code in CODES} == model.balances
        assert sum(model.balances.values()) == 0
        assert trial_balance() == []
        transaction.set_rollback(True)


def test_a_repeated_reference_moves_once_and_returns_the_first_row():
    books = accounts()
    first = go(100, books["card"], books["gift"], ref="x")
    assert go(100, books["card"], books["gift"], ref="x") == first
    assert go(5, books["card"], books["sales"], ref="x") == first
    assert (balance("gift"), balance("sales"), Transfer.objects.count()) == (100, 0, 1)


def test_the_same_reference_for_another_reason_is_another_movement():
    books = accounts()
    go(100, books["card"], books["gift"], ref="x")
    move(Decimal(1), source=books["card"], target=books["gift"], reason="other", ref="x", now=NOW)
    assert balance("gift") == 101


def test_moving_back_happens_once_and_leaves_both_rows():
    books = accounts()
    row = go(100, books["card"], books["gift"])
    assert reverse(row, now=NOW) == reverse(row, now=NOW)
    assert (balance("card"), balance("gift"), Transfer.objects.count()) == (0, 0, 2)
    assert trial_balance() == []


def test_what_has_been_spent_cannot_be_moved_back():
    books = accounts()
    row = go(100, books["card"], books["booking"])
    go(60, books["booking"], books["sales"])
    with pytest.raises(Insufficient, match="booking cannot give 100"):
        reverse(row, now=NOW)
    assert (balance("booking"), trial_balance()) == (40, [])


def test_an_account_goes_down_to_its_floor_and_no_further():
    books = accounts()
    go(10, books["gift"], books["sales"])
    with pytest.raises(Insufficient) as refused:
        go("0.01", books["gift"], books["sales"])
    assert (refused.value.code, refused.value.amount, balance("gift")) == ("gift", Decimal("0.01"), -10)
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("parts", [("33.33", "286.67"), ("1.1", "2.2"), ("0.1", "0.2"), ("666.67", "33.33")])
def test_what_came_in_parts_is_taken_out_to_the_last_kopeck(parts):
    books = accounts()
    go(sum(map(Decimal, parts)), books["card"], books["booking"])
    for part in parts:
        go(part, books["booking"], books["sales"])
    for part in reversed(parts):
        go(part, books["sales"], books["card"])
    assert (balance("booking"), balance("sales"), balance("card"), trial_balance()) == (0, 0, 0, [])


@pytest.mark.parametrize("amount", [0, -1, "-0.01"])
def test_nothing_or_less_is_not_moved(amount):
    books = accounts()
    with pytest.raises(ValueError, match="positive amount"):
        go(amount, books["card"], books["gift"])
    assert Transfer.objects.count() == 0


def test_money_of_two_currencies_does_not_mix():
    books, dollars = accounts(), open_account("card:USD", currency="USD", floor=None)
    with pytest.raises(ValueError, match=r"card:USD holds USD, gift holds UAH"):
        go(1, dollars, books["gift"])
    assert Transfer.objects.count() == 0


def test_an_account_is_opened_once_and_keeps_its_first_terms():
    first = open_account("x", floor=None)
    assert open_account("x", floor=Decimal(5)) == first
    assert Account.objects.get(code="x").floor is None
    with pytest.raises(ValueError, match="x holds UAH"):
        open_account("x", currency="USD")


def test_an_account_that_was_never_opened_holds_nothing():
    assert balance("nobody") == 0


def test_a_statement_has_both_sides_newest_first():
    books = accounts()
    came, _, left = (
        go(n, books[a], books[b]) for n, a, b in ((9, "card", "gift"), (1, "card", "sales"), (2, "gift", "sales"))
    )
    assert list(statement("gift")) == [left, came]


def test_the_trial_balance_names_an_account_that_was_tampered_with():
    books = accounts()
    go(100, books["card"], books["gift"])
    Account.objects.filter(code="gift").update(balance=70)
    assert trial_balance() == [("gift", Decimal(70), Decimal(100))]


def test_the_database_itself_refuses_what_the_verbs_refuse():
    books = accounts()
    row = {"at": NOW, "source": books["card"], "target": books["gift"], "amount": 1, "reason": "r", "ref": "1"}
    Transfer.objects.create(**row)
    wrongs = ({}, {"ref": "2", "amount": 0}, {"ref": "3", "amount": -5}, {"ref": "4", "target": books["card"]})
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.create(**row | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(code="sales").update(balance=-1)
    with pytest.raises(ProtectedError):
        books["card"].delete()


def test_one_account_is_not_enough():
    books = accounts()
    with pytest.raises(ValueError, match="two accounts, not gift twice"):
        go(1, books["gift"], books["gift"])


def test_an_amount_finer_than_a_kopeck_is_not_moved():
    books = accounts()
    with pytest.raises(ValueError, match="kopeck"):
        go("0.001", books["card"], books["gift"])
    assert (Transfer.objects.count(), trial_balance()) == (0, [])


def test_a_failed_movement_leaves_the_transaction_around_it_whole():
    books = accounts()
    with transaction.atomic():
        go(5, books["card"], books["gift"])
        with pytest.raises(Insufficient):
            go(5, books["sales"], books["gift"])
        go(3, books["gift"], books["sales"])
    assert (balance("gift"), balance("sales"), trial_balance()) == (2, 3, [])
