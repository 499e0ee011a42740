"""Many hands at one certificate, in real processes: it never gives more than it holds."""

from decimal import Decimal
from functools import partial

import pytest

from ledger.queries import balance, trial_balance
from shop.models import Gift
from shop.verbs import gifts
from tests.shop.crowd import together
from tests.shop.gifts.given import PASSING, bought, drafted, fund, left, pot, spend
from tests.world import World

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_fifty_who_spend_one_certificate_never_get_more_than_it_holds(world: World) -> None:
    gift = bought(world.now, 1000)
    pot()
    told = together([partial(spend, gift, 90, world.now, f"race{n}") for n in range(50)])
    assert told.count(None) == 11
    assert set(told) == {None, "Refused: gift_not_covering"}
    assert (left(gift), balance("order:A"), trial_balance()) == (10, 990, [])


def test_many_who_settle_one_certificate_make_it_live_once(world: World) -> None:
    gift = drafted(world.now)
    fund(gift, world.now)
    told = together([lambda: gifts.paid(gift, now=world.now)] * 8)
    assert sorted(told) == [False] * 7 + [True]


def test_passing_on_and_spending_that_meet_lose_nothing(world: World) -> None:
    pot()
    for n in range(6):
        gift = bought(world.now, 1000)
        told = together([
            lambda gift=gift: gifts.pass_on(gift, PASSING, by=None, now=world.now).pk,
            partial(spend, gift, 1000, world.now, f"meet{n}"),
        ])  # fmt: skip
        heirs = Gift.objects.filter(passed_from=gift)
        assert (told[1] is None) != heirs.exists(), told
        assert left(gift) == 0
    assert trial_balance() == []


def test_a_purchase_given_back_and_a_redemption_that_meet_cannot_both_win(world: World) -> None:
    pot()
    for n in range(6):
        gift = bought(world.now, 1000)
        told = together([partial(_returned, gift, world), partial(spend, gift, 600, world.now, f"back{n}")])
        assert sum(one is None for one in told) == 1, told
        assert left(gift) in (0, 400)
    assert trial_balance() == []


def _returned(gift: Gift, world: World) -> None:
    from django.db import transaction

    from ledger.verbs import move, open_account

    with transaction.atomic():
        gifts.take_out(gift, Decimal(1000), by=None, now=world.now)
        purse, back = open_account(gift.account), open_account("returning:UAH")
        move(Decimal(1000), source=purse, target=back, reason="refund", ref=str(gift.key), now=world.now)
