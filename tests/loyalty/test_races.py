"""One purse of points and many hands: real processes, each with its own connection."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from booking.core.decisions import Refused
from ledger.models import Transfer
from ledger.queries import balance, trial_balance
from ledger.verbs import open_account
from loyalty.models import Programme
from loyalty.queries import debt_code, purse_code
from loyalty.verbs import PointsMeans, award, expire_points, give
from tests.races import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
LATER = datetime(2028, 9, 2, 7, 0, tzinfo=UTC)


def person() -> User:
    return User.objects.get(email="client@example.org")


@pytest.fixture(autouse=True)
def rich() -> User:
    """120 points."""
    Programme.objects.create()
    user = User.objects.create_user(email="client@example.org", password="three plain words")
    give(user_id=user.pk, points=120, reason="a start", key="start", by=None, now=NOW)
    open_account("points:UAH", floor=None)
    return user


def spend(number: int, round_: int, *, ref: str = "") -> str:
    user = person()
    into = open_account(f"order:{number % 3}")
    try:
        PointsMeans().take(
            Decimal(10), source=str(user.pk), into=into, ref=ref or f"{round_}:{number}", user=user, by=user, now=NOW
        )
    except Refused as refused:
        return str(refused)
    return "spent"


def spend_one_reference(number: int, round_: int) -> str:
    return spend(number, round_, ref="the only one")


def earn_and_return(number: int, round_: int) -> Any:
    user, base = person(), Decimal(1000) if number % 2 else Decimal(0)
    return award(user_id=user.pk, ref="order:Z", base=base, by=None, now=NOW)


def expire_or_spend(number: int, round_: int) -> Any:
    return expire_points(now=LATER) if number % 2 else spend(number, round_)


def test_fifty_parallel_spends_never_go_below_zero(rich: User) -> None:
    (answers,) = race(spend, people=50)
    assert sorted(answers) == ["points_short"] * 38 + ["spent"] * 12
    assert (balance(purse_code(rich.pk)), balance("points:UAH"), trial_balance()) == (0, -120, [])


def test_one_payment_told_by_twenty_spends_once(rich: User) -> None:
    (answers,) = race(spend_one_reference, people=20)
    assert set(answers) == {"spent"}
    assert (balance(purse_code(rich.pk)), trial_balance()) == (110, [])


def test_earning_and_returning_at_once_end_in_one_of_the_two(rich: User) -> None:
    race(earn_and_return, people=16, rounds=2)
    assert balance(purse_code(rich.pk)) in (120, 170) and balance(debt_code(rich.pk)) == 0
    assert trial_balance() == []


def test_the_clock_and_a_spender_share_the_points_between_them(rich: User) -> None:
    (answers,) = race(expire_or_spend, people=16)
    spent = answers[::2].count("spent") * 10
    ended = sum(Transfer.objects.filter(reason="points.expired").values_list("amount", flat=True))
    assert (spent + ended, balance(purse_code(rich.pk)), trial_balance()) == (120, 0, [])
