"""Certificates, then points, then the card: said before, kept to afterwards, and given back the other way round."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from booking import verbs as bookings
from booking.core.decisions import Reason, Refused
from ledger.queries import balance
from shop import verbs
from shop.delivery import Carriage
from shop.models import Payment, Purchase, Refund
from shop.verbs.goods import expire_orders, goods_received
from shop.verbs.returning import give_back
from shop.verbs.sales import Sale
from tests.shop.purse import fill, held
from tests.shop.shopper import Shopper, left, settle, told
from tests.shop.till import HOUR, MINUTE, Till

Order = get_model("order", "Order")
PICKUP = Carriage(Purchase.PICKUP)


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


def rows(order: Any) -> list[tuple[str, str, Decimal, str]]:
    found = Payment.objects.filter(order=order).order_by("pk")
    return list(found.values_list("means", "source", "amount", "state"))


def test_it_is_said_before_who_pays_what(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.books()
    shopper.takes(jar)
    quote = shopper.asks(fill("rose", 300, till.now), fill("half", 1000, till.now), carriage=PICKUP)
    assert [(line.kind, line.price, line.due_now) for line in quote.lines] == [
        ("session", 1200, 400),
        ("goods", 320, 320),
    ]
    assert [(one.gives, one.left, one.reasons) for one in quote.purses] == [(300, 0, ()), (760, 240, ())]
    assert (quote.total, quote.due_now, quote.due_later) == (1520, 0, 460)
    assert (held("rose"), held("half"), Order.objects.count()) == (300, 1000, 0), "only asked"


def test_a_purse_that_gives_nothing_says_why(shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    quote = shopper.asks("none", carriage=PICKUP)
    assert (quote.purses[0].gives, quote.purses[0].reasons) == (0, (Reason("gift_spent"),))
    assert quote.due_now == 320
    with pytest.raises(Refused, match="gift_spent"):
        shopper.orders("none", carriage=PICKUP)
    assert shopper.orders("none", carriage=PICKUP, shown=Decimal(320)).payment, "he has seen that it gives nothing"


def test_means_are_stacked_in_their_sequence(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(fill("rose", 300, till.now), fill("half", 200, till.now), carriage=PICKUP)
    assert payment
    assert rows(order) == [
        ("gift", "rose", 300, "paid"), ("points", "half", 200, "paid"), ("card", "", 220, "open"),
    ]  # fmt: skip
    assert (till.purse(booking), balance(f"order:{order.number}")) == (400, 100)
    assert till.fresh(booking).state == "held", "the card is still to come"
    settle(till, payment)
    assert (till.fresh(booking).state, balance(f"order:{order.number}")) == ("confirmed", 320)
    assert sorted(order.sources.values_list("source_type__code", "amount_debited")) == [
        ("card", 220), ("gift", 300), ("points", 200),
    ]  # fmt: skip


def test_where_nothing_is_left_no_card_is_asked(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(fill("rose", 2000, till.now), carriage=PICKUP, shown=Decimal(0))
    assert (payment, till.fresh(booking).state, till.fresh(order).status) == (None, "confirmed", "Paid")
    assert (held("rose"), till.purse(booking), balance(f"order:{order.number}")) == (480, 1200, 320)
    assert told(order) == ["order.placed", "order.paid"]


def test_one_certificate_named_twice_is_asked_once(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    rose = fill("rose", 200, till.now)
    _, payment = shopper.orders(rose, rose, carriage=PICKUP)
    assert payment and (payment.amount, held("rose")) == (120, 0)


def test_who_was_shown_another_sum_is_asked_again(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    fill("rose", 200, till.now)
    with pytest.raises(Refused, match="quote_changed") as refused:
        shopper.orders("rose", carriage=PICKUP, shown=Decimal(100))
    assert refused.value.reasons[0].numbers == {"old_amount": 100, "amount": 120, "currency": "UAH"}
    assert (Order.objects.count(), held("rose"), till.fresh(shopper.basket).status) == (0, 200, "Open")


def test_goods_for_the_desk_are_paid_by_purses_first(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    quote = shopper.asks(fill("rose", 200, till.now), desk=True, carriage=PICKUP)
    assert (quote.due_now, quote.at_desk) == (0, 120)
    order, payment = shopper.orders("rose", desk=True, carriage=PICKUP, shown=Decimal(0))
    assert (payment, goods_received(order), order.status) == (None, 200, "Pending")


def test_an_order_that_nobody_pays_gives_its_purses_back(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, _ = shopper.orders(fill("rose", 300, till.now), fill("half", 200, till.now), carriage=PICKUP)
    till.lapse(booking)
    assert (held("rose"), held("half"), left(jar), till.fresh(order).status) == (300, 200, 5, "Cancelled")
    assert set(Refund.objects.values_list("state", "reason")) == {("sent", "lapsed")}
    assert balance("returning:UAH") == 0


def test_late_money_that_is_too_little_alone_goes_back(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(fill("rose", 300, till.now), fill("half", 200, till.now), carriage=PICKUP)
    assert payment and payment.amount == 220
    till.lapse(booking)
    assert settle(till, payment) == "refunded"
    assert (balance("returning:UAH"), left(jar), till.fresh(order).status) == (220, 5, "Cancelled")
    assert told(order)[-1] == "order.late"


def test_late_money_that_is_enough_takes_everything_again(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    order, payment = shopper.orders(carriage=PICKUP)
    expire_orders(now=till.now + HOUR)
    assert payment and settle(till, payment) == "bought"
    assert (left(jar), goods_received(order)) == (4, 320)


def test_a_refund_walks_backwards_card_points_certificates(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    rose, half = fill("rose", 300, till.now), fill("half", 50, till.now)
    order, payment = shopper.orders(rose, half)
    settle(till, payment)
    give_back(Sale(booking, order).pot, Decimal(80), reason="goodwill", now=till.now)
    assert (balance("returning:UAH"), held("half"), held("rose")) == (50, 30, 0)
    bookings.cancel(booking=till.fresh(booking), by=till.world.client, now=till.now)
    assert (balance("returning:UAH"), held("half"), held("rose")) == (50, 50, 300)


def test_a_purse_that_another_order_has_emptied_leaves_no_order(
    till: Till, shopper: Shopper, jar: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.shop.purse import Tins

    shopper.takes(jar)
    fill("rose", 200, till.now)
    monkeypatch.setattr(Tins, "offer", lambda *_, **how: min(Decimal(300), how["whole"]))
    with pytest.raises(Refused, match="gift_spent"):
        shopper.orders("rose", carriage=PICKUP)
    assert (Order.objects.count(), held("rose"), left(jar)) == (0, 200, 5)


def test_a_session_alone_is_paid_by_a_certificate_first(till: Till) -> None:
    booking = till.held()
    rose = fill("rose", 300, till.now)
    address = verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": rose})
    payment = till.payment(booking)
    assert address and (payment.amount, payment.means, till.purse(booking)) == (100, "card", 300)
    settle(till, payment)
    assert till.fresh(booking).state == "confirmed"


def test_a_certificate_that_is_large_enough_pays_the_whole_session(till: Till) -> None:
    booking = till.held()
    address = verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": fill("rose", 1500, till.now)})
    assert (address, till.fresh(booking).state, till.purse(booking), held("rose")) == (None, "confirmed", 1200, 300)
    till.pass_time(5 * MINUTE)
    bookings.cancel(booking=till.fresh(booking), by=till.world.client, now=till.now)
    assert (held("rose"), till.purse(booking)) == (1500, 0)


def test_a_certificate_that_comes_after_the_card_was_asked_asks_it_for_less(till: Till) -> None:
    booking, payment = till.sold()
    verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": fill("rose", 300, till.now)})
    assert (till.fresh(payment).state, till.payment(booking, state="open").amount) == ("void", 100)
    verbs.checkout(booking, now=till.now, by=till.world.client, kept={"gift": "rose"})
    assert (till.payment(booking, state="open").amount, held("rose")) == (100, 0), "an empty one changes nothing"


def test_the_confirm_page_says_what_the_certificate_pays(till: Till) -> None:
    booking = till.held()
    till.browser.force_login(till.world.client)
    session = till.browser.session
    session["gift"] = fill("rose", 300, till.now)
    session.save()
    page = till.browser.get(f"/en/book/{booking.code}/").content.decode()
    assert "Certificate: −₴300. Left on it: ₴0." in page and "₴100" in page
