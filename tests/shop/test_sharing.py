"""Who pays what of an order: by card nothing twice, by a purse nothing beyond what it has."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shop.sharing import ZERO, Due, Shares, share, total, within_reach

SESSION = Due(1, Decimal(400), Decimal(800))
GOODS = Due(None, Decimal(410))
GIFT = Due(2, Decimal(500), by_card=True)
SUMS = some.decimals(0, 5000, places=2)
DUES = some.lists(
    some.builds(Due, line=some.integers(0, 9), now=SUMS, later=SUMS, by_card=some.booleans()),
    unique_by=lambda due: due.line, max_size=6,
)  # fmt: skip


def paid(*offers: int) -> Shares:
    return share([SESSION, GIFT, GOODS], [Decimal(offer) for offer in offers])


@pytest.mark.parametrize(
    ("offer", "gives", "now", "later"),
    [
        (0, {}, {1: 400, 2: 500, None: 410}, {1: 800}),
        (300, {1: 300}, {1: 100, 2: 500, None: 410}, {1: 800}),
        (600, {1: 400, None: 200}, {2: 500, None: 210}, {1: 800}),
        (1000, {1: 590, None: 410}, {2: 500}, {1: 610}),
        (9999, {1: 1200, None: 410}, {2: 500}, {}),
    ],
)
def test_a_purse_pays_first_what_is_due_now(offer: int, gives: dict, now: dict, later: dict) -> None:
    shares = paid(offer)
    assert (shares.given[0], shares.now, shares.later) == (gives, now, later)


def test_purses_are_asked_one_after_the_other() -> None:
    shares = paid(300, 200, 10)
    assert shares.given == ({1: 300}, {1: 100, None: 100}, {None: 10})
    assert shares.now == {2: 500, None: 300}


def test_a_certificate_is_out_of_reach() -> None:
    assert within_reach([SESSION, GIFT, GOODS]) == 1610


def test_lines_can_be_called_otherwise() -> None:
    shares = paid(600).renamed({1: 11, 2: 12, None: None})
    assert (shares.given[0], shares.now) == ({11: 400, None: 200}, {12: 500, None: 210})


@given(DUES, some.lists(SUMS, max_size=4))
def test_every_kopeck_is_paid_once(dues: list[Due], offers: list[Decimal]) -> None:
    shares = share(dues, offers)
    everything = [*shares.given, shares.now, shares.later]
    assert all(amount > 0 for sums in everything for amount in sums.values())
    assert sum(map(total, everything), ZERO) == sum((due.now + due.later for due in dues), ZERO)
    for due in dues:
        assert sum((sums.get(due.line, ZERO) for sums in everything), ZERO) == due.now + due.later


@given(DUES, some.lists(SUMS, max_size=4))
def test_no_purse_gives_more_than_it_offers_or_pays_for_money(dues: list[Due], offers: list[Decimal]) -> None:
    shares = share(dues, offers)
    by_card = {due.line for due in dues if due.by_card}
    for given_, offer in zip(shares.given, offers, strict=True):
        assert total(given_) <= offer
        assert not by_card & set(given_)


@given(DUES, some.lists(SUMS, max_size=4))
def test_nothing_waits_for_later_while_a_purse_could_pay_it(dues: list[Due], offers: list[Decimal]) -> None:
    shares = share(dues, offers)
    spared = sum(offers, ZERO) - sum(map(total, shares.given), ZERO)
    open_lines = {due.line for due in dues if not due.by_card}
    assert not spared or not open_lines & (set(shares.now) | set(shares.later))
    if any(line in shares.now for line in open_lines):
        assert all(given_.get(due.line, ZERO) <= due.now for due in dues for given_ in shares.given)
