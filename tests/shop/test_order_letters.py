"""What the buyer of goods is written, from the order to its end; guests too, in both languages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.models import Place
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
DESK = "desk@example.org"
SUBJECTS = {
    "placed": {"en": "Order {}: ₴320", "uk": "Замовлення {}: 320 ₴"},
    "waits": {"en": "Order {} waits for its payment", "uk": "Замовлення {} чекає на оплату"},
    "paid": {"en": "Order {} is paid", "uk": "Замовлення {} оплачено"},
    "ready": {"en": "Order {} is waiting at reception", "uk": "Замовлення {} чекає на рецепції"},
    "sent": {"en": "Order {} is on its way", "uk": "Замовлення {} вже в дорозі"},
    "returned": {"en": "Order {}: ₴320 comes back", "uk": "Замовлення {}: повертаємо 320 ₴"},
    "lapsed": {"en": "Order {}: the payment did not come", "uk": "Замовлення {}: оплата не надійшла"},
    "cancelled": {"en": "Order {} is cancelled", "uk": "Замовлення {} скасовано"},
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
    mine = [letter for letter in mail.outbox if letter.to == ["hanna@example.org"]]
    for letter in mine:
        assert not HOLE.search(letter.body) and "None" not in letter.body
        assert links.order_address(order, language) in letter.body
    return [known[letter.subject.replace("\xa0", " ")] for letter in mine]


def to_staff() -> list[str]:
    """Subjects of what the house was written."""
    letters = [letter for letter in mail.outbox if letter.to == [DESK]]
    assert not any(HOLE.search(letter.body) for letter in letters)
    return [letter.subject for letter in letters]


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
    till.pass_time(HOUR)
    expire_orders(now=till.now)
    assert written(till, order, language) == ["waits", "lapsed"]
    jar.stockrecords.update(num_in_stock=0)
    settle(till, payment)
    assert written(till, order, language) == ["waits", "lapsed", "late"]


def test_who_did_not_pay_is_told_what_came_back(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    order, _ = guest.orders(fill("rose", 100, till.now), carriage=PICKUP)
    till.pass_time(HOUR)
    expire_orders(now=till.now)
    assert written(till, order, language) == ["lapsed"], "nobody is asked for the money of what is over"
    said = {"en": "Given back: ₴100 to the certificate.", "uk": "Повернено: 100 ₴ на сертифікат."}[language]
    assert said in mail.outbox[0].body.replace("\xa0", " ")


def test_late_money_that_brings_an_order_back_is_told_as_paid(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    order, payment = guest.orders(carriage=PICKUP)
    till.pass_time(HOUR)
    expire_orders(now=till.now)
    settle(till, payment)
    assert written(till, order, language) == ["paid"]


def test_who_cancels_and_the_desk_that_waited_are_told(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    Place.objects.update(email=DESK)
    order, _ = guest.orders(carriage=PICKUP, desk=True)
    verbs.cancel_unpaid(order, by=None, now=till.now)
    assert written(till, order, language) == ["cancelled"]
    assert {"en": "You have cancelled", "uk": "Ви скасували"}[language] in mail.outbox[0].body
    assert to_staff() == [f"Cancelled by the client: order {order.number}"]


def test_what_the_house_cancels_says_why(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    order, _ = guest.orders(carriage=PICKUP, desk=True)
    verbs.cancel_unpaid(order, reason="Glass", whose="house", by=till.world.staff, now=till.now)
    assert written(till, order, language) == ["cancelled"] and to_staff() == []
    said = {"en": ("We have cancelled", "Reason: Glass"), "uk": ("Ми скасували", "Причина: Glass")}[language]
    assert all(text in mail.outbox[0].body for text in said)


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


def test_the_house_is_told_whose_money_did_not_go_back(till: Till, jar: Any, language: str) -> None:
    guest = Guest(till, language)
    guest.takes(jar)
    Place.objects.update(email=DESK)
    order, payment = guest.orders(carriage=PICKUP)
    settle(till, payment)
    verbs.refund(order, [Item(order.lines.get().pk, 1)], reason="asked", by=None, now=till.now)
    till.work()
    assert written(till, order, language) == ["paid", "returned"]
    assert [said.replace("\xa0", " ") for said in to_staff()] == [f"A refund did not go through: {order.number}, ₴320"]
    assert "Client: Hanna Melnyk" in mail.outbox[-1].body


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
