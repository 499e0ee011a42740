"""Refunds and handing over at the same moment, in real processes: no account goes below zero, and nobody waits in a
circle.
"""

from decimal import Decimal
from typing import Any

import pytest

from booking.core.decisions import Refused
from ledger.queries import balance, trial_balance
from shop.models import Donation, Payment, Refund
from shop.verbs import donations, settle
from shop.verbs.gifts import donate
from shop.verbs.refunding import Item, refund
from tests.races import race
from tests.shop.donations.given import chosen, foundation, lies, put
from tests.shop.gifts.given import bought, left
from tests.shop.shopper import Shopper
from tests.shop.shopper import settle as settled
from tests.shop.till import Till

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ORDERS = 4


def told(act: Any) -> str:
    try:
        act()
    except Refused as refused:
        return str(refused)
    return "done"


def given(till: Till, jar: Any, paid: bool = True) -> list[tuple[Any, Payment]]:
    """Orders of a jar and a donation of 100 each."""
    jar.stockrecords.update(num_in_stock=10 * ORDERS)
    found = []
    for _ in range(ORDERS):
        shopper = Shopper(till)
        shopper.takes(jar)
        put(shopper.basket, till.now, 100)
        order, payment = shopper.orders()
        assert payment
        if paid:
            settled(till, payment)
        found.append((order, payment))
    return found


def test_refunds_and_handing_over_share_what_is_there(till: Till, jar: Any) -> None:
    orders = given(till, jar)

    def act(number: int, round_: int) -> str:
        if number == ORDERS:
            shown = Decimal(100 * (ORDERS - 1))
            to = {"currency": "UAH", "shown": shown, "note": "", "by": None, "now": till.now}
            return told(lambda: donations.hand_over(foundation(), **to))  # type: ignore[arg-type]
        order = orders[number][0]
        lines = [Item(line.pk, line.quantity) for line in order.lines.order_by("pk" if number % 2 else "-pk")]
        return told(lambda: refund(order, lines, reason="asked", by=None, now=till.now))

    (answers,) = race(act, people=ORDERS + 1)
    back = sum(Refund.objects.filter(line__donation__isnull=False).values_list("amount", flat=True), Decimal(0))
    assert lies() == 100 * ORDERS - back - balance("bank:UAH") >= 0
    assert set(answers) <= {"done", "donation_handed_over", "quote_changed"}
    assert (answers.count("done") >= 1, trial_balance()) == (True, [])


def test_paying_donating_and_giving_back_wait_for_nobody_in_a_circle(till: Till, jar: Any) -> None:
    waiting, paid = given(till, jar, paid=False), given(till, jar)
    certificates = [bought(till.now, 1000) for _ in range(ORDERS)]

    def act(number: int, round_: int) -> str:
        if number < ORDERS:
            payment = waiting[number][1]
            return settle(payment, intent_id=f"pi_{payment.pk}", amount=payment.amount, now=till.now)
        if number < 2 * ORDERS:
            order = paid[number - ORDERS][0]
            items = [Item(line.pk, line.quantity) for line in order.lines.all()]
            return told(lambda: refund(order, items, reason="asked", by=None, now=till.now))
        gift = certificates[number - 2 * ORDERS]
        how = {"shown": Decimal(1000), "amount": Decimal(60), "by": None, "now": till.now}
        return told(lambda: donate(gift, foundation(), **how))  # type: ignore[arg-type]

    (answers,) = race(act, people=3 * ORDERS)
    assert set(answers) <= {"bought", "done"}, answers
    assert (lies(), [left(gift) for gift in certificates]) == (100 * ORDERS + 60 * ORDERS, [940] * ORDERS)
    assert trial_balance() == []


def test_pressed_many_times_a_part_of_a_certificate_is_donated_once(till: Till) -> None:
    gift, to = bought(till.now, 1000), foundation()

    def act(number: int, round_: int) -> str:
        amount = {"shown": Decimal(1000), "amount": Decimal(400)}
        return told(lambda: donate(gift, to, by=None, now=till.now, **amount))

    (answers,) = race(act, people=6)
    assert sorted(answers) == ["done", *["quote_changed"] * 5]
    assert (left(gift), lies()) == (600, 400)


def test_of_two_orders_that_name_one_donation_one_gives_it(till: Till) -> None:
    donation, shoppers = chosen(till.now), [Shopper(till) for _ in range(4)]
    for shopper in shoppers:
        donations.put_donation(shopper.basket, donation, now=till.now)

    def act(number: int, round_: int) -> str:
        return told(shoppers[number].orders)

    (answers,) = race(act, people=4)
    assert answers.count("done") == 1 and set(answers) <= {"done", "foundation_closed", "already_ordered"}
    assert Donation.objects.exclude(line=None).count() == 1
