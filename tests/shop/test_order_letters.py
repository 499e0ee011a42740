"""What the buyer of goods is written: placed, waiting, paid, ready, sent, given back; guests too, in both languages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from oscar.core.loading import get_model

from booking import verbs as bookings
from notifications.models import Message
from notifications.verbs import deliver, load_letters
from shop import links, verbs
from shop.delivery import Carriage
from shop.models import Purchase
from shop.quoting import Buyer
from shop.verbs.goods import expire_orders
from shop.verbs.refunding import Item
from tests.shop.purse import fill
from tests.shop.shopper import Shopper, settle
from tests.shop.till import HOUR, MINUTE, Till
from words import HOLE

Basket = get_model("basket", "Basket")
PICKUP, POST = Carriage(Purchase.PICKUP), Carriage(Purchase.POST, "Kyiv, branch 7")
pytestmark = [pytest.mark.urls("tests.shop.urls"), pytest.mark.parametrize("language", ["en", "uk"])]
SUBJECTS = {
    "placed": {"en": "Order {}: ₴320", "uk": "Замовлення {}: 320 ₴"},
    "waits": {"en": "Order {} waits for its payment", "uk": "Замовлення {} чекає на оплату"},
    "paid": {"en": "Order {} is paid", "uk": "Замовлення {} оплачено"},
    "ready": {"en": "Order {} is waiting at reception", "uk": "Замовлення {} чекає на рецепції"},
    "sent": {"en": "Order {} is on its way", "uk": "Замовлення {} вже в дорозі"},
    "returned": {"en": "Order {}: ₴320 comes back", "uk": "Замовлення {}: повертаємо 320 ₴"},
    "late": {"en": "Order {}: your payment came late", "uk": "Замовлення {}: оплата запізнилася"},
}


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")
    settings.LANGUAGE_CODE = "en"


class Guest(Shopper):
    """Without an account, in this language."""

    def __init__(self, till: Till, language: str) -> None:
        self.till, self.basket = till, Basket.objects.create()
        self.buyer = Buyer("Hanna Melnyk", "Hanna@example.org", "", language, visitor="abc")


def written(till: Till, order: Any, language: str) -> list[str]:
    """Which letters have gone out by now, each complete and with the way to the order."""
    load_letters()
    deliver(now=till.now)
    known = {texts[language].format(order.number): name for name, texts in SUBJECTS.items()}
    for letter in mail.outbox:
        assert letter.to == ["hanna@example.org"] and not HOLE.search(letter.body) and "None" not in letter.body
        assert links.order_address(order, language) in letter.body
    return [known[letter.subject.replace("\xa0", " ")] for letter in mail.outbox]


def test_from_payment_to_parcel(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    order, payment = guest.orders(carriage=POST)
    settle(till, payment)
    verbs.pack(order, by=None, now=till.now)
    verbs.send(order, parcel="20450000123", by=None, now=till.now)
    assert written(till, order, language) == ["paid", "sent"]
    assert "20450000123" in mail.outbox[1].body and "Kyiv, branch 7" in mail.outbox[1].body
    till.pass_time(10 * MINUTE)
    assert written(till, order, language) == ["paid", "sent"], "nothing waits for its payment any more"


def test_who_does_not_pay_is_reminded_once(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    order, payment = guest.orders(carriage=PICKUP)
    till.pass_time(6 * MINUTE)
    assert written(till, order, language) == ["waits"]
    expire_orders(now=till.now + HOUR)
    jar.stockrecords.update(num_in_stock=0)
    settle(till, payment)
    assert written(till, order, language) == ["waits", "late"]


def test_from_the_desk_to_the_hand(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    order, _ = guest.orders(carriage=PICKUP, desk=True)
    verbs.pack(order, by=None, now=till.now)
    verbs.make_ready(order, by=None, now=till.now)
    assert written(till, order, language) == ["placed", "ready"]


def test_what_goes_back_says_where(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    order, payment = guest.orders(fill("rose", 100, till.now), carriage=PICKUP)
    settle(till, payment)
    verbs.refund(order, [Item(order.lines.get().pk, 1)], reason="asked", by=None, now=till.now)
    assert written(till, order, language) == ["paid", "returned"]
    body = mail.outbox[1].body.replace("\xa0", " ")
    english, ukrainian = ("₴220 to the card", "₴100 to the certificate"), ("220 ₴ на картку", "100 ₴ на сертифікат")
    assert all(text in body for text in (english if language == "en" else ukrainian))


def test_an_order_of_sessions_alone_is_told_by_their_own_letters(till: Till, language: str) -> None:
    guest = Guest(till, language)
    guest.books()
    order, payment = guest.orders()
    settle(till, payment)
    assert not Message.objects.filter(about=f"order:{order.number}").exists()


def test_a_session_that_a_certificate_paid_goes_back_there_in_words(till: Till, language: str) -> None:
    booking = till.held(language=language)
    verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": fill("rose", 1500, till.now)})
    bookings.cancel(booking=till.fresh(booking), by=till.world.client, now=till.now)
    load_letters()
    till.pass_time(timedelta(minutes=1))
    deliver(now=till.now)
    said = {"en": "₴1,200 to the certificate", "uk": "1 200 ₴ на сертифікат"}[language]
    assert any(said in letter.body.replace("\xa0", " ") for letter in mail.outbox)
