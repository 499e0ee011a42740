"""What became of money that was given back: told as it is, to the client and to staff. And whose code nobody reads."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.links import address
from shop import verbs
from shop.models import Payment, Purchase, Refund
from shop.verbs.refunding import Item, refund
from tests.shop.buying import Visitor, cream
from tests.shop.gifts.given import bought as certificate
from tests.shop.test_checkout import orders
from tests.shop.test_receipts import plain
from tests.shop.till import HOUR, MINUTE, Till
from tests.staff.desk import come, somebody
from tests.world import World

Order, Source = get_model("order", "Order"), get_model("payment", "Source")
SAID = {
    "waiting": ("on its way", "у дорозі"), "sent": ("1 March 2027", "1 березня 2027 року"),
    "failed": ("the bank did not take it", "банк не прийняв"),
}  # fmt: skip
LANGUAGES = ("en", "uk")
STUCK = {"en": "₴320 could not be given back yet", "uk": "320 ₴ ще не вдалося повернути"}


def returned(till: Till, language: str, means: str = "card") -> tuple[Visitor, Any]:
    """A jar that was paid for and brought back."""
    visitor = Visitor(till.world, Client(), language)
    visitor.put(cream())
    orders(visitor, delivery="pickup", means=means)
    order = Order.objects.get()
    if means == "card":
        payment = Payment.objects.get()
        verbs.settle(payment, intent_id="pi_1", amount=payment.amount, now=till.now)
    refund(order, [Item(order.lines.get().pk, 1)], reason="broken", by=till.world.staff, now=till.now)
    return visitor, order


def text(visitor: Visitor, order: Any, more: str = "") -> str:
    return plain(visitor.get(f"order/{order.number}/{more}").get_text(" "))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", SAID)
def test_the_client_reads_how_far_it_is(till: Till, language: str, state: str) -> None:
    visitor, order = returned(till, language)
    Refund.objects.update(state=state, sent_at=None if state == "waiting" else till.now)
    for page in ("", "receipt/"):
        said = text(visitor, order, page)
        found = {name for name, words in SAID.items() if name != "sent" and words[LANGUAGES.index(language)] in said}
        assert found == {state} - {"sent"} and SAID["sent"][LANGUAGES.index(language)] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_bank_refused_is_said_first_until_it_is_there(till: Till, language: str) -> None:
    visitor, order = returned(till, language)
    till.work()
    row = Refund.objects.get()
    assert row.state == "failed", "Stripe knows of no such payment"
    news = visitor.get(f"order/{order.number}/").select_one("main .notice[role=status]")
    assert news is not None and STUCK[language] in plain(news.get_text(" "))
    Refund.objects.update(state="sent", sent_at=till.now)
    assert visitor.get(f"order/{order.number}/").select_one("main .notice[role=status]") is None


def test_staff_see_on_the_order_what_was_refused_and_send_it_again(till: Till) -> None:
    _, order = returned(till, "en")
    till.work()
    row, one = Purchase.objects.get(order=order), Refund.objects.get()
    again, page = reverse("retry_refund", args=[one.pk]), reverse("orders:inspect", args=[row.pk])
    come(till.browser, till.world.staff)
    told = till.browser.get(page).content.decode()
    assert again in told and "it is not tried again by itself" in told and "No such payment_intent" in told
    till.browser.post(again)
    assert till.fresh(one).state == "waiting" and again not in till.browser.get(page).content.decode()


def test_who_may_not_send_it_again_is_not_offered_it(till: Till) -> None:
    _, order = returned(till, "en")
    till.work()
    come(till.browser, somebody(till.world, "reception"))
    told = till.browser.get(reverse("orders:inspect", args=[Purchase.objects.get(order=order).pk])).content.decode()
    assert reverse("retry_refund", args=[Refund.objects.get().pk]) not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_reads_the_whole_code_of_a_certificate_on_an_order_or_a_receipt(till: Till, language: str) -> None:
    gift = certificate(till.now, 400)
    visitor = Visitor(till.world, Client(), language)
    visitor.put(cream())
    visitor.post("basket/code/", code=gift.code)
    orders(visitor, delivery="pickup", means="card")
    order = Order.objects.get()
    refund(order, [Item(order.lines.get().pk, 1)], reason="broken", by=till.world.staff, now=till.now)
    for page in ("", "receipt/"):
        said = text(visitor, order, page)
        assert said.count(f"•••• {gift.code[-4:]}") == 2, "what came and what went back"
        assert gift.code not in said and gift.printed not in said
    assert not Source.objects.filter(label__contains=gift.code).exists(), "nor in the dashboard"


def late(till: Till) -> Any:
    """A session booked by itself, cancelled so late that what was paid in advance is kept."""
    booking, _ = till.paid()
    till.pass_time(booking.start - till.now - HOUR)
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    return till.fresh(booking)


def test_of_a_session_booked_alone_there_is_a_receipt_too_whoever_has_its_link(till: Till) -> None:
    booking = late(till)
    page = till.browser.get(booking_address(booking), follow=True).content.decode()
    door = page.partition("/receipt/?t=")
    path = door[0].rpartition('"')[2] + door[1] + door[2].partition('"')[0]
    assert path.startswith("/en/order/")
    shown = till.browser.get(path, follow=True)
    said = plain(shown.content.decode())
    assert "t=" not in shown.request["PATH_INFO"] and "Session, Olena Hnatiuk" in said and "₴400" in said
    assert Client().get(path.partition("?")[0]).status_code == 404, "its address alone opens nothing"
    assert Client().get(path + "x", follow=True).status_code == 404


def test_a_fee_that_was_kept_is_not_called_money_that_came_back(till: Till) -> None:
    booking = late(till)
    till.browser.force_login(till.world.client)
    number = booking.sale.line.order.number
    page = plain(till.browser.get(f"/en/order/{number}/").content.decode())
    assert 'data-state="returned"' not in page and "Cancelled" in page


def test_nothing_paid_has_no_receipt_and_a_basket_keeps_its_own_to_its_buyer(
    till: Till, world: World, now: datetime
) -> None:
    held = till.held()
    assert "/receipt/" not in till.browser.get(booking_address(held), follow=True).content.decode()
    visitor = Visitor(world, Client())
    booking = visitor.books(till.now + 50 * HOUR)
    visitor.put(cream())
    orders(visitor, delivery="visit", means="card")
    payment = Payment.objects.get()
    verbs.settle(payment, intent_id="pi_1", amount=payment.amount, now=now + MINUTE)
    assert "/receipt/" not in Client().get(booking_address(till.fresh(booking)), follow=True).content.decode()


def booking_address(booking: Any) -> str:
    return address(booking, "en").removeprefix("http://127.0.0.1:8000")
