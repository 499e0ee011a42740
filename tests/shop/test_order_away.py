"""Stripe falls silent at each step of the order of a basket: the client is told, nothing is half written, trying again
works, and nothing is charged or given back twice.
"""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

import clock
from booking.models import Booking
from ledger.queries import balance
from shop import card, verbs
from shop.models import Payment, Refund
from shop.verbs.refunding import Item, refund
from tests.shop.buying import Visitor
from tests.shop.shopper import left
from tests.shop.test_checkout import orders
from tests.shop.till import MINUTE, Till

Order = get_model("order", "Order")
TRIES = {"error": 2, "drop": 2, "busy": 1, "timeout": 2}
"""Each kind of silence, and how often the SDK asks before it gives up."""
pytestmark = pytest.mark.parametrize("kind", TRIES)
SUM = 1040
"""A deposit of 400 and two jars of 320."""


@pytest.fixture(autouse=True)
def impatient(settings: Any) -> None:
    settings.STRIPE_PATIENCE = 0.4
    card._client_for.cache_clear()


class Buyer:
    def __init__(self, till: Till, jar: Any, kind: str) -> None:
        self.till, self.kind, self.visitor = till, kind, Visitor(till.world, till.browser)
        self.visitor.books()
        self.visitor.put(jar, 2)

    def silence(self, path: str, method: str, *, times: int = 1, after: bool = False) -> None:
        self.till.peer.fault(
            self.kind, times=times * TRIES[self.kind], path=path, method=method, after_work=after, seconds=1.0
        )

    def presses(self) -> Any:
        """The button of the checkout, and what the browser is led to."""
        return self.till.come_back(orders(self.visitor, delivery="visit", means="card").url)

    def orders(self) -> Payment:
        assert orders(self.visitor, delivery="visit", means="card").url.startswith(self.till.peer.base)
        return Payment.objects.get()

    def page(self, more: str = "") -> str:
        with clock.standing_at(self.till.now):
            return self.visitor.get(f"order/{Order.objects.get().number}/{more}").get_text(" ")

    def stands_once(self) -> None:
        """The whole order is paid, and paid once."""
        booking, order = Booking.objects.get(), Order.objects.get()
        assert (booking.state, self.till.charged(), balance("card:UAH")) == ("confirmed", SUM, -SUM)
        assert (self.till.purse(booking), balance(f"order:{order.number}")) == (400, 640)


@pytest.fixture
def buyer(till: Till, jar: Any, kind: str) -> Buyer:
    return Buyer(till, jar, kind)


@pytest.mark.parametrize("after", [False, True])
def test_no_payment_page_can_be_opened(till: Till, buyer: Buyer, jar: Any, after: bool) -> None:
    buyer.silence("checkout/sessions", "POST", times=2, after=after)
    answer = buyer.presses()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Nothing has been charged, and your order waits until 9:10" in answer.content.decode()
    assert (Order.objects.count(), left(jar), Booking.objects.get().state) == (1, 3, "held")
    assert "Awaiting payment" in buyer.page()
    till.peer.clear_faults()
    payment = Payment.objects.get()
    again = till.come_back(f"/en/card/pay/{payment.key}/")
    assert (again.status_code, again.url) == (302, till.fresh(payment).session_url)
    till.come_back(till.pay(payment))
    buyer.stands_once()
    assert len(till.peer.client().v1.checkout.sessions.list().data) == 1


def test_nothing_is_heard_of_a_payment_on_the_way_back(till: Till, buyer: Buyer) -> None:
    address = till.pay(buyer.orders())
    buyer.silence("checkout/sessions", "GET")
    back = till.come_back(address)
    assert "paid=processing" in back.url and "still answering" in buyer.page("?paid=processing")
    assert "Awaiting payment" in buyer.page(), "nothing is promised that is not known"
    till.peer.clear_faults()
    till.come_back(address)
    assert "Thank you" in buyer.page("?paid=done")
    buyer.stands_once()


def test_the_worker_asks_again_about_a_payment_that_nobody_came_back_from(till: Till, buyer: Buyer) -> None:
    till.pay(buyer.orders())
    till.pass_time(2 * MINUTE)
    buyer.silence("checkout/sessions", "GET")
    till.work()
    assert Booking.objects.get().state == "held"
    till.peer.clear_faults()
    till.pass_time(2 * MINUTE)
    till.work()
    buyer.stands_once()


@pytest.mark.parametrize("after", [False, True])
def test_money_that_goes_back_is_sent_once_whatever_is_not_answered(
    till: Till, buyer: Buyer, jar: Any, after: bool
) -> None:
    till.come_back(till.pay(buyer.orders()))
    order = Order.objects.get()
    line = order.lines.get(session=None).pk
    buyer.silence("refunds", "POST", after=after)
    refund(order, [Item(line, 1)], reason="asked", by=till.world.staff, now=till.now)
    till.work()
    assert Refund.objects.get().state == "waiting" and balance("returning:UAH") == 320
    assert "Back: Card" in buyer.page() and "on its way" in buyer.page()
    till.peer.clear_faults()
    till.pass_time(2 * MINUTE)
    till.work()
    assert (Refund.objects.get().state, till.charged(), balance("returning:UAH")) == ("sent", Decimal(SUM - 320), 0)
    assert left(jar) == 4 and verbs.send_refunds(now=till.now) == 0
    assert "on its way" not in buyer.page()
