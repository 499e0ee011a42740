"""Staff give a fee back from the page of the order: of one who did not come, or who cancelled too late."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from booking import verbs as bookings
from booking.core.decisions import Refused
from booking.models import Booking
from ledger.queries import balance
from shop.models import Purchase
from shop.queries import money
from shop.verbs import cancel_unpaid
from shop.verbs.refunding import Item, refund
from tests.shop.purse import fill, held
from tests.shop.shopper import Shopper, settle
from tests.shop.till import HOUR, MINUTE, Till
from tests.staff.desk import come, somebody


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


class Late:
    """A session for 1200, of whose deposit of 400 a certificate has paid 150 and the card 250."""

    def __init__(self, till: Till, shopper: Shopper) -> None:
        self.till, self.booking = till, shopper.books()
        self.order, payment = shopper.orders(fill("rose", 150, till.now))
        settle(till, payment)
        self.booking.refresh_from_db()
        self.line = self.order.lines.get().pk

    def misses(self) -> Booking:
        self.till.pass_time(self.booking.start - self.till.now + 20 * MINUTE)
        bookings.miss(booking=self.booking, by=self.till.world.expert, now=self.till.now)
        return self.booking

    def cancels(self) -> Booking:
        self.till.pass_time(self.booking.start - self.till.now - HOUR)
        bookings.cancel(booking=self.booking, by=self.till.world.client, now=self.till.now)
        return self.booking

    def back(self, amount: int | None = None) -> list[tuple[str, Decimal]]:
        items = [Item(self.line, amount=None if amount is None else Decimal(amount))]
        made = refund(self.order, items, reason="ill", by=self.till.world.staff, now=self.till.now)
        return [(row.payment.means, row.amount) for row in made]


@pytest.fixture
def late(till: Till, shopper: Shopper) -> Late:
    return Late(till, shopper)


@pytest.mark.parametrize("how", ["misses", "cancels"])
def test_a_fee_walks_back_to_where_it_came_from(till: Till, late: Late, how: str) -> None:
    booking = getattr(late, how)()
    assert balance("fees:UAH") == 400
    assert late.back(300) == [("card", 250), ("gift", 50)]
    assert (balance("fees:UAH"), held("rose"), balance("returning:UAH"), till.purse(booking)) == (100, 50, 250, 0)
    assert late.back() == [("gift", 100)]
    assert (balance("fees:UAH"), money(till.fresh(booking)).fee) == (0, 0)
    with pytest.raises(Refused, match="return_too_much"):
        late.back(1)


def test_what_was_paid_for_the_fee_afterwards_comes_back_first(till: Till, late: Late) -> None:
    booking = late.misses()
    settle(till, till.payment(booking, purpose="fee"))
    assert balance("fees:UAH") == 1200
    assert late.back(900) == [("card", 800), ("card", 100)]
    assert late.back() == [("card", 150), ("gift", 150)]
    assert (balance("fees:UAH"), balance("returning:UAH"), held("rose")) == (0, 1050, 150)


def test_who_gets_his_fee_back_is_not_asked_for_the_rest_of_it(till: Till, late: Late) -> None:
    booking = late.misses()
    asked = till.payment(booking, purpose="fee")
    assert (asked.amount, asked.state, money(booking).fee_due) == (800, "open", 800)
    late.back(100)
    assert (till.fresh(asked).state, money(booking).fee_due, money(booking).fee) == ("void", 0, 300)
    till.pass_time(HOUR)
    till.work()
    assert (till.fresh(asked).state, balance("fees:UAH")) == ("void", 300)


def test_who_pays_a_fee_that_is_not_asked_for_any_more_gets_it_back(till: Till, late: Late) -> None:
    asked = till.payment(late.misses(), purpose="fee")
    late.back()
    settle(till, asked)
    assert till.fresh(asked).refunds.get().amount == 800
    assert balance("fees:UAH") == 0


def test_reception_gives_a_fee_back_on_the_order_s_page(till: Till, late: Late) -> None:
    late.misses()
    come(till.browser, somebody(till.world, "reception"))
    row = Purchase.objects.get(order=late.order)
    address = reverse("orders:return", args=[row.pk])
    assert "Take back" in till.browser.get(reverse("orders:inspect", args=[row.pk])).content.decode()
    asked = till.browser.get(address).content.decode()
    assert "Fee kept: " in asked and "₴400" in asked
    told = {f"take_{late.line}": "on", "reason": "ill", "sure": "card::250.00;gift:•••• rose:150.00"}
    assert till.browser.post(address, told).status_code == 302
    assert (balance("fees:UAH"), held("rose")) == (0, 150)
    assert till.browser.get(address).content.decode().count("Fee kept: ") == 0


def test_nothing_else_of_an_order_that_is_over_is_given_back(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    order, _ = shopper.orders()
    cancel_unpaid(order, by=None, now=till.now)
    for item in (Item(order.lines.get().pk, 1), Item(None, amount=Decimal(1))):
        with pytest.raises(Refused, match="already_over"):
            refund(order, [item], reason="x", by=None, now=till.now)
