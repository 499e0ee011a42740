"""A donation given back by staff, and what is handed over to its foundation: never more than lies there."""

from decimal import Decimal
from typing import Any

import pytest

from booking.core.decisions import Refused
from ledger.models import Transfer
from ledger.queries import balance, trial_balance
from shop.models import Refund
from shop.verbs import donations
from shop.verbs.refunding import Going, Item, preview, refund
from tests.shop.donations.given import comes, facts, foundation, lies, put
from tests.shop.donations.test_given import gives
from tests.shop.gifts.given import said_no
from tests.shop.shopper import Shopper, settle
from tests.shop.till import Till


class Given:
    """300 given by card, alone in its order."""

    def __init__(self, till: Till, shopper: Shopper) -> None:
        self.till = till
        self.donation, self.order, payment = gives(shopper)
        settle(till, payment)
        self.item = Item(self.order.lines.get().pk)

    def back(self, amount: int | None = None) -> list[tuple[str, Decimal]]:
        item = Item(self.item.line, amount=None if amount is None else Decimal(amount))
        rows = refund(self.order, [item], reason="asked", by=self.till.world.staff, now=self.till.now)
        return [(row.payment.means, row.amount) for row in rows]

    def hand_over(self, shown: int) -> Decimal:
        return donations.hand_over(
            foundation(),
            currency="UAH",
            shown=Decimal(shown),
            note="No 17",
            by=self.till.world.staff,
            now=self.till.now,
        )


@pytest.fixture
def given(till: Till, shopper: Shopper) -> Given:
    return Given(till, shopper)


def test_it_goes_back_from_the_foundation_to_the_card(given: Given) -> None:
    assert preview(given.order, [given.item], by=None, now=given.till.now) == [Going("card", "", Decimal(300))]
    assert lies() == 300, "what is only looked at has not happened"
    assert given.back() == [("card", 300)]
    assert (lies(), balance("returning:UAH"), balance(given.donation.account)) == (0, 300, 0)
    assert facts(given.donation) == ["donation.given", "donation.returned"]


def test_a_part_goes_back_and_then_another_and_never_more_than_was_given(given: Given) -> None:
    comes(1000, given.till.now)
    assert [given.back(100), given.back(50)] == [[("card", 100)], [("card", 50)]]
    with pytest.raises(Refused) as no:
        given.back(151)
    assert said_no(no) == "donation_handed_over" and lies() == 1150
    assert given.back() == [("card", 150)] and lies() == 1000
    with pytest.raises(Refused):
        given.back()


def test_what_was_handed_over_does_not_come_back(given: Given) -> None:
    assert given.hand_over(300) == 300
    assert (lies(), balance("bank:UAH")) == (0, 300)
    with pytest.raises(Refused) as no:
        given.back()
    assert said_no(no) == "donation_handed_over" and not Refund.objects.exists()
    comes(120, given.till.now)
    assert given.back() == [("card", 120)] and lies() == 0


def test_handing_over_twice_hands_over_once(given: Given) -> None:
    given.hand_over(300)
    for shown, reason in ((300, "quote_changed"), (0, "nothing_to_hand_over")):
        with pytest.raises(Refused) as no:
            given.hand_over(shown)
        assert said_no(no) == reason
    comes(300, given.till.now)
    assert given.hand_over(300) == 300 and balance("bank:UAH") == 600


def test_who_handed_over_and_when_is_written(given: Given) -> None:
    given.hand_over(300)
    row = Transfer.objects.get(reason="donation.handed_over")
    assert (row.by, row.at, row.amount) == (given.till.world.staff, given.till.now, 300)
    assert facts(foundation()) == ["donation.handed_over"]


def test_a_mixed_order_loses_its_donation_alone(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    put(shopper.basket, till.now)
    order, payment = shopper.orders()
    assert payment
    settle(till, payment)
    line = order.lines.get(donation__isnull=False).pk
    (row,) = refund(order, [Item(line)], reason="asked", by=None, now=till.now)
    assert (row.amount, lies(), balance(f"order:{order.number}"), trial_balance()) == (300, 0, 320, [])


def test_an_order_that_falls_takes_back_what_the_foundation_still_has(till: Till, shopper: Shopper, jar: Any) -> None:
    """As when a session of it is not agreed to: what was handed over meanwhile stays given."""
    from shop.verbs.goods import fall
    from shop.verbs.sales import locked_order

    shopper.takes(jar)
    put(shopper.basket, till.now)
    order, payment = shopper.orders()
    assert payment
    settle(till, payment)
    donations.hand_over(foundation(), currency="UAH", shown=Decimal(300), note="", by=None, now=till.now)
    comes(100, till.now)
    fall(locked_order(order.pk), now=till.now)
    assert (lies(), balance("returning:UAH"), trial_balance()) == (0, 420, [])
