"""The payment of a basket: its page names the order, and leads back to the order's own page."""

from typing import Any

import pytest

from booking.links import address as booking_address
from shop import card, links, verbs
from shop.delivery import Carriage
from shop.homes import home_of
from shop.models import Payment, Purchase
from tests.shop.shopper import Shopper
from tests.shop.till import HOUR, MINUTE, Till

PICKUP = Carriage(Purchase.PICKUP)
pytestmark = pytest.mark.urls("tests.shop.urls")


def ordered(till: Till, shopper: Shopper, jar: Any) -> Payment:
    shopper.takes(jar)
    _, payment = shopper.orders(carriage=PICKUP)
    assert payment
    verbs.pay_address(payment, now=till.now)
    return till.fresh(payment)


def test_the_payment_page_names_the_order_and_leads_back_to_it(till: Till, shopper: Shopper, jar: Any) -> None:
    payment = ordered(till, shopper, jar)
    lines = till.peer.client().v1.checkout.sessions.line_items.list(payment.session_id)
    assert lines.data[0].description == f"Order {payment.order.number}"
    answer = till.come_back(till.pay(payment))
    assert answer.url == f"{links.order_address(payment.order, 'en')}&paid=done"
    assert till.fresh(payment.order).status == "Paid"


def test_a_second_payment_finds_nothing_to_pay(till: Till, shopper: Shopper, jar: Any) -> None:
    payment = ordered(till, shopper, jar)
    till.come_back(till.pay(payment))
    assert verbs.pay_address(payment, now=till.now) == links.order_address(payment.order)


def test_nobody_can_pay_on_for_what_has_been_given_up(till: Till, shopper: Shopper, jar: Any) -> None:
    payment = ordered(till, shopper, jar)
    till.pass_time(HOUR)
    assert verbs.pay_address(payment, now=till.now) == links.order_address(payment.order)
    assert verbs.expire_orders(now=till.now) == 1


def test_a_payment_service_that_is_away_says_how_long_the_order_waits(
    till: Till, shopper: Shopper, jar: Any, settings: Any
) -> None:
    shopper.takes(jar)
    _, payment = shopper.orders(carriage=PICKUP)
    settings.STRIPE_PATIENCE = 0.4
    card._client_for.cache_clear()
    till.peer.fault("timeout", times=4, path="checkout/sessions", method="POST", seconds=1.0)
    answer = till.browser.get(verbs.pages.address_to_pay(payment, now=till.now).removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 503 and b"your order waits until 9:30" in answer.content


def test_the_rest_of_a_session_is_paid_from_its_own_page(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    payment = ordered(till, shopper, jar)
    till.come_back(till.pay(payment))
    rest = verbs.bill(till.fresh(booking), now=till.now)
    assert rest and home_of(rest).address("en") == booking_address(booking, "en")


def test_two_sessions_are_one_payment(till: Till, shopper: Shopper) -> None:
    shopper.books()
    shopper.books(start=till.now + 26 * HOUR)
    _, payment = shopper.orders()
    assert payment and payment.amount == 800
    assert verbs.pay_address(payment, now=till.now).startswith(till.peer.base)


@pytest.mark.parametrize("given", ["", "x", "ABC"])
def test_a_stranger_does_not_guess_the_link(till: Till, shopper: Shopper, jar: Any, given: str) -> None:
    order = ordered(till, shopper, jar).order
    assert links.check(order.number, links.token(order)) and not links.check(order.number, given)


def test_an_order_that_lapses_closes_its_page(till: Till, shopper: Shopper, jar: Any) -> None:
    payment = ordered(till, shopper, jar)
    till.pass_time(31 * MINUTE)
    verbs.expire_orders(now=till.now)
    verbs.expire_sessions(now=till.now)
    assert till.peer.client().v1.checkout.sessions.retrieve(payment.session_id).status == "expired"


def test_an_order_of_sessions_alone_is_not_given_up_when_its_hold_would_have_ended(
    till: Till, shopper: Shopper
) -> None:
    booking = shopper.books()
    order, payment = shopper.orders()
    assert payment and verbs.pay_address(payment, now=till.now)
    till.come_back(till.pay(payment))
    till.pass_time(HOUR)
    assert verbs.expire_orders(now=till.now) == 0
    assert (till.fresh(booking).state, till.fresh(order).status) == ("confirmed", "Pending")
