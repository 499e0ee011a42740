"""Whatever is done in any sequence: what lies on a certificate is the sum of its transfers, and not below zero."""

from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from booking.core.decisions import Refused
from ledger.queries import statement, trial_balance
from ledger.verbs import move, open_account
from shop.models import Gift
from shop.verbs import gifts
from tests.shop.gifts.given import PASSING, bought, fresh, left, put_back, spend
from tests.world import World

ACTS = st.tuples(
    st.sampled_from(["take", "give back", "pass on", "refund", "redeem"]), st.integers(0, 5), st.integers(1, 900)
)


class Story:
    """`taken`: what each reference took, and from which certificate, and is still there."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, world.now
        self.gifts: list[Gift] = [bought(self.now, 1000)]
        self.taken: list[tuple[Gift, int, str]] = []

    def act(self, name: str, which: int, amount: int) -> None:
        gift = fresh(self.gifts[which % len(self.gifts)])
        with suppress(Refused):
            getattr(self, name.replace(" ", "_"))(gift, amount, str(uuid4()))

    def take(self, gift: Gift, amount: int, ref: str) -> None:
        spend(gift, amount, self.now, ref)
        self.taken.append((gift, amount, ref))

    def give_back(self, gift: Gift, amount: int, ref: str) -> None:
        if self.taken:
            source, sum_, taken = self.taken.pop()
            put_back(source, sum_, self.now, taken)

    def pass_on(self, gift: Gift, amount: int, ref: str) -> None:
        self.gifts.append(gifts.pass_on(gift, PASSING, by=None, now=self.now))

    def refund(self, gift: Gift, amount: int, ref: str) -> None:
        gifts.take_out(gift, Decimal(amount), by=None, now=self.now)
        target = open_account("returning:UAH")
        move(Decimal(amount), source=open_account(gift.account), target=target, reason="r", ref=ref, now=self.now)

    def redeem(self, gift: Gift, amount: int, ref: str) -> None:
        gifts.redeem(gift, Decimal(amount), note="tea", key=ref, by=None, now=self.now)


@pytest.mark.django_db
@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=14))
def test_what_lies_on_a_certificate_is_the_sum_of_its_transfers(world: World, acts: list[Any]) -> None:
    story = Story(world)
    for act in acts:
        story.act(*act)
        for gift in story.gifts:
            rows = statement(gift.account)
            came = sum(row.amount for row in rows if row.target.code == gift.account)
            went = sum(row.amount for row in rows if row.source.code == gift.account)
            assert left(gift) == came - went >= 0
    assert trial_balance() == []
