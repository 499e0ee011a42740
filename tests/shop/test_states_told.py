"""The state of an order that was given back, wholly or in part, and what can still be done with it: of every kind."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.core.decisions import Refused
from ledger.queries import balance
from shop import verbs
from shop.buying import told
from shop.delivery import Carriage
from shop.models import Gift, Purchase
from shop.verbs import gifts
from shop.verbs.cancelling import can_be_cancelled
from shop.verbs.refunding import Item, refund
from shop.verbs.sales import deal_seen
from tests.shop.donations.given import put
from tests.shop.gifts.given import drafted, left
from tests.shop.shopper import Shopper, settle
from tests.shop.till import Till

Order = get_model("order", "Order")
PICKUP = Carriage(Purchase.PICKUP)


def goods(till: Till, shopper: Shopper, jar: Any) -> Carriage:
    shopper.takes(jar, 2)
    return PICKUP


def gift(till: Till, shopper: Shopper, jar: Any) -> Carriage:
    gifts.put_gift(shopper.basket, drafted(till.now, by=till.world.client), now=till.now)
    return Carriage(Purchase.NOTHING)


def donation(till: Till, shopper: Shopper, jar: Any) -> Carriage:
    put(shopper.basket, till.now)
    return Carriage(Purchase.NOTHING)


def session(till: Till, shopper: Shopper, jar: Any) -> Carriage:
    shopper.books()
    return Carriage(Purchase.NOTHING)


def mixed(till: Till, shopper: Shopper, jar: Any) -> Carriage:
    for kind in (session, gift, donation, goods):
        carriage = kind(till, shopper, jar)
    return carriage


KINDS: dict[str, Callable[[Till, Shopper, Any], Carriage]] = {
    "goods": goods, "gift": gift, "donation": donation, "session": session, "mixed": mixed,
}  # fmt: skip


def paid(till: Till, shopper: Shopper, jar: Any, kind: str) -> Any:
    carriage = KINDS[kind](till, shopper, jar)
    order, payment = shopper.orders(carriage=carriage)
    assert payment
    settle(till, payment)
    return fresh(order)


def fresh(order: Any) -> Any:
    return told.with_all(Order.objects).get(pk=order.pk)


def back(till: Till, order: Any, *items: Item) -> Any:
    refund(order, items, reason="asked", by=till.world.staff, now=till.now)
    return fresh(order)


def whole(order: Any) -> list[Item]:
    return [Item(line.pk, line.quantity) for line in order.lines.order_by("pk")]


def doors(order: Any, language: str = "en") -> tuple[str, bool]:
    """What its buyer reads, and whether he is offered to cancel it; the page and the list agree."""
    browser = Client()
    browser.force_login(order.user)
    page = browser.get(f"/{language}/order/{order.number}/").content.decode()
    listed = browser.get(f"/{language}/me/purchases/").content.decode()
    state = told.state_of(order)
    word = {"en": STATES, "uk": STATES_UK}[language][state]
    assert word in page and word in listed
    return state, reverse("order-cancel", args=[order.number])[3:] in page


STATES = {
    "placed": "Order placed", "awaiting_payment": "Awaiting payment", "paid": "Paid", "returned": "Returned",
    "partly_returned": "Partly returned", "cancelled": "Cancelled", "received": "Received",
}  # fmt: skip
STATES_UK = {"returned": "Повернено", "partly_returned": "Частково повернено", "paid": "Оплачено"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_given_back_whole_is_returned_and_cannot_be_cancelled(
    till: Till, shopper: Shopper, jar: Any, kind: str
) -> None:
    order = paid(till, shopper, jar, kind)
    assert told.state_of(order) in {"paid", "placed"} and not can_be_cancelled(deal_seen(order))
    order = back(till, order, *whole(order))
    assert doors(order) == ("returned", False)
    assert (order.status, told.later(order), told.kept(order)) == ("Cancelled", 0, 0)
    with pytest.raises(Refused, match="already_over"):
        verbs.cancel_unpaid(order, by=order.user, now=till.now)


@pytest.mark.parametrize("kind", KINDS)
def test_the_client_reads_it_in_ukrainian(till: Till, shopper: Shopper, jar: Any, kind: str) -> None:
    order = paid(till, shopper, jar, kind)
    assert doors(back(till, order, *whole(order)), "uk") == ("returned", False)


def test_one_line_after_another_comes_to_the_same(till: Till, shopper: Shopper, jar: Any) -> None:
    order = paid(till, shopper, jar, "mixed")
    *first, last = whole(order)
    for item in first:
        order = back(till, order, item)
        assert doors(order) == ("partly_returned", False)
    assert doors(back(till, order, last)) == ("returned", False)


@pytest.mark.parametrize("kind", ["goods", "gift", "donation"])
def test_part_of_a_price_that_came_back_is_told_as_part(till: Till, shopper: Shopper, jar: Any, kind: str) -> None:
    order = paid(till, shopper, jar, kind)
    order = back(till, order, Item(order.lines.get().pk, 0, Decimal(50)))
    assert doors(order) == ("partly_returned", False) and order.status == "Paid"
    rest = back(till, order, Item(order.lines.get().pk, 2 if kind == "goods" else 0))
    assert doors(rest) == ("returned", False)


def test_a_session_that_was_held_and_given_back_is_returned(till: Till, shopper: Shopper, jar: Any) -> None:
    order = paid(till, shopper, jar, "session")
    booking = order.lines.get().session.booking
    till.pass_time(booking.start - till.now)
    bookings.complete(booking=booking, by=till.world.expert, now=till.now)
    order = back(till, order, Item(order.lines.get().pk, 0, Decimal(100)))
    assert doors(order) == ("partly_returned", False)
    order = back(till, order, Item(order.lines.get().pk))
    assert told.kept(order) == 0 and not can_be_cancelled(deal_seen(order))


def test_what_was_handed_over_says_so_until_some_of_it_comes_back(till: Till, shopper: Shopper, jar: Any) -> None:
    order = paid(till, shopper, jar, "goods")
    verbs.hand_over(order, by=till.world.staff, now=till.now)
    assert doors(fresh(order)) == ("received", False)
    assert doors(back(till, order, Item(order.lines.get().pk, 1))) == ("partly_returned", False)


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_has_paid_for_can_be_cancelled_once(till: Till, shopper: Shopper, jar: Any, kind: str) -> None:
    carriage = KINDS[kind](till, shopper, jar)
    order = fresh(shopper.orders(carriage=carriage).order)
    assert doors(order) == ("awaiting_payment", True)
    verbs.cancel_unpaid(order, by=order.user, now=till.now)
    assert doors(fresh(order)) == ("cancelled", False)


@pytest.mark.parametrize("kind", ["goods", "gift", "donation"])
def test_money_that_comes_twice_after_all_was_given_back_goes_back_too(
    till: Till, shopper: Shopper, jar: Any, kind: str
) -> None:
    order = paid(till, shopper, jar, kind)
    payment, owed = order.payments.get(), balance("returning:UAH")
    back(till, order, *whole(order))
    verbs.settle(payment, intent_id="pi_again", amount=payment.amount, now=till.now)
    assert balance("returning:UAH") == owed + 2 * payment.amount
    assert doors(fresh(order)) == ("returned", False)
    assert all(left(one) == 0 for one in Gift.objects.all())
