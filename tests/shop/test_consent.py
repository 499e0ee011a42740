"""The card is kept for a fee only by who ticked the box: from the form to the payment service and back."""

from typing import Any

import pytest
from django.urls import reverse

from booking.models import Booking
from shop.models import Payment, SavedCard
from tests.booking.acts import rules
from tests.booking.bad import CONTACT, HOLD, WANTED
from tests.shop.till import Till


def held(till: Till, **more: str) -> Booking:
    assert till.browser.post(HOLD, WANTED | more).status_code == 302
    return Booking.objects.latest("pk")


def page(till: Till, booking: Booking) -> str:
    return str(till.browser.get(reverse("confirm", args=[booking.code])).content.decode())


def books(till: Till, **box: str) -> tuple[Booking, Payment]:
    """Through the confirm page to the payment page, paid and come back."""
    booking = held(till)
    answer = till.browser.post(reverse("confirm", args=[booking.code]), CONTACT | box)
    payment = till.payment(booking)
    assert answer.headers["Location"] == payment.session_url
    till.come_back(till.pay(payment))
    return till.fresh(booking), till.fresh(payment)


def customers(till: Till) -> list[Any]:
    return list(till.peer.client().v1.customers.list().data)


def test_a_ticked_box_keeps_the_card(till: Till) -> None:
    booking, payment = books(till, save_card="on")
    assert (booking.charge_consent, payment.state) == (True, "paid")
    assert SavedCard.objects.get().order == payment.order and len(customers(till)) == 1


def test_an_empty_box_keeps_none(till: Till) -> None:
    booking, payment = books(till)
    assert (booking.charge_consent, payment.state) == (False, "paid")
    assert not SavedCard.objects.exists() and customers(till) == []


def test_the_box_is_empty_at_first_and_says_what_it_is_for(till: Till) -> None:
    shown = page(till, held(till))
    box = shown.partition('name="save_card"')
    assert box[1] and "checked" not in box[2].partition(">")[0]


@pytest.mark.parametrize("gone", ["no_show_fee", "deposit"])
def test_where_no_fee_or_no_payment_can_come_nobody_is_asked(till: Till, gone: str) -> None:
    if gone == "no_show_fee":
        rules(till.world, no_show_fee=None)
    booking = held(till, service="intro" if gone == "deposit" else "session")
    assert 'name="save_card"' not in page(till, booking)
    till.browser.post(reverse("confirm", args=[booking.code]), CONTACT | {"save_card": "on"})
    assert till.fresh(booking).charge_consent is False, "a box that was not there is not believed"
