"""A hundred who check out at once, in real processes: one order, right balances, and nobody waits for ever."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from accounts.models import User
from booking import verbs as bookings
from booking.core.decisions import Refused
from booking.models import Booking
from ledger.queries import trial_balance
from shop.delivery import Carriage
from shop.models import Payment, Purchase
from shop.quoting import Buyer, Wishes
from shop.till import Purse
from shop.verbs import basket as baskets
from shop.verbs.placing import place
from tests.races import race
from tests.shop.purse import fill, held
from tests.shop.shopper import Shopper, left
from tests.shop.till import TUESDAY_10, Till

Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HUNDRED, AT_ONCE = 100, 20
PICKUP = Carriage(Purchase.PICKUP)


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


def crowd(n: int) -> list[User]:
    return [User.objects.create_user(email=f"client{number}@example.org", password=None) for number in range(n)]


def buyer(user: User) -> Buyer:
    return Buyer(name="Maria Koval", email=user.email, phone="", language="en", user=user)


def full(till: Till, jar: Any, users: list[User]) -> list[int]:
    """A basket with a jar for each."""
    found = []
    for user in users:
        basket = Basket.objects.create(owner=user)
        baskets.put_goods(basket, jar, 1, now=till.now)
        found.append(basket.pk)
    return found


def test_a_hundred_on_the_last_time_and_the_last_jar_make_one_order(till: Till, jar: Any) -> None:
    """A process for each: whoever comes first has both, the others learn what is gone."""
    jar.stockrecords.update(num_in_stock=1)
    users = crowd(HUNDRED)
    carts = full(till, jar, users)
    fill("rose", 500, till.now)

    def act(number: int, round_: int) -> str:
        user, basket = users[number], Basket.objects.get(pk=carts[number])
        try:
            booking = bookings.hold(
                service=till.world.service, resource=till.world.resource, start=TUESDAY_10,
                person=bookings.Person(user), now=till.now,
            )  # fmt: skip
            baskets.put_session(basket, booking, now=till.now)
        except Refused:
            pass  # somebody holds it: the jar alone is wanted then
        try:
            wishes = Wishes(PICKUP, purses=(Purse("gift", "rose"),))
            return "ordered" if place(basket, buyer=buyer(user), wishes=wishes, now=till.now) else ""
        except Refused as refused:
            return str(refused)

    (answers,) = race(act, people=HUNDRED)
    told = Counter(answers)
    assert told["ordered"] == 1 == Order.objects.count() and set(told) <= {"ordered", "stock_none", "gift_spent"}, told
    assert left(jar) == 0 and Booking.objects.filter(start=TUESDAY_10, state="held").count() <= 1
    paid = sum(Payment.objects.filter(means="gift", state="paid").values_list("amount", flat=True), Decimal(0))
    assert (held("rose"), trial_balance()) == (500 - paid, [])


def test_many_who_spend_one_certificate_spend_it_once(till: Till, jar: Any) -> None:
    jar.stockrecords.update(num_in_stock=AT_ONCE)
    users = crowd(AT_ONCE)
    carts = full(till, jar, users)
    fill("rose", 500, till.now)
    fill("half", 300, till.now)

    def act(number: int, round_: int) -> str:
        names = ("rose", "half") if number % 2 else ("half", "rose")
        purses = tuple(Purse("gift", name) for name in names)
        wishes = Wishes(PICKUP, purses=purses)
        try:
            basket = Basket.objects.get(pk=carts[number])
            place(basket, buyer=buyer(users[number]), wishes=wishes, now=till.now, shown=None)
        except Refused as refused:
            return " ".join({reason.code for reason in refused.reasons})  # one for each certificate that is empty
        return "ordered"

    (answers,) = race(act, people=AT_ONCE)
    assert set(answers) <= {"ordered", "gift_spent"}, answers
    given = Payment.objects.filter(means="gift", state="paid").values_list("amount", flat=True)
    assert sum(given, Decimal(0)) == 800 - held("rose") - held("half")
    assert held("rose") >= 0 and held("half") >= 0 and trial_balance() == []


def test_one_basket_pressed_many_times_is_ordered_once(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    fill("rose", 100, till.now)

    def act(number: int, round_: int) -> str:
        basket = Basket.objects.get(pk=shopper.basket.pk)
        try:
            wishes = Wishes(PICKUP, purses=(Purse("gift", "rose"),))
            place(basket, buyer=shopper.buyer, wishes=wishes, now=till.now)
        except Refused as refused:
            return str(refused)
        return "ordered"

    (answers,) = race(act, people=8)
    assert Counter(answers) == {"ordered": 1, "already_ordered": 7}
    assert (held("rose"), left(jar), trial_balance()) == (0, 4, [])
