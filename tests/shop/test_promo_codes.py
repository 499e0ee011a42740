"""Promo codes on goods and sessions: what they take off, and why they do not."""

from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model
from wagtail.models import ModelLogEntry

from booking.core.decisions import Refused
from booking.models import Booking
from shop.buying import told
from shop.delivery import Carriage
from shop.models import Promo, Purchase
from shop.quoting import Discount
from shop.verbs.goods import expire_orders
from shop.verbs.promo import About, Applied, apply_code, change_promo, remove_code
from tests.shop.promos import on_shelf, promo
from tests.shop.shopper import Shopper, settle
from tests.shop.test_promotions import offer
from tests.shop.till import HOUR, TUESDAY_10, Till
from words import in_language

Order = get_model("order", "Order")
PICKUP = Carriage(Purchase.PICKUP)


def enters(shopper: Shopper, text: str = "TENTH") -> Applied:
    return apply_code(shopper.basket, text, buyer=shopper.buyer, now=shopper.till.now)


def refusal(shopper: Shopper, text: str = "TENTH") -> tuple[str, dict[str, Any]]:
    with pytest.raises(Refused) as refused:
        enters(shopper, text)
    (reason,) = refused.value.reasons
    return reason.code, dict(reason.numbers)


def test_a_code_takes_its_percent_off_goods_and_sessions(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till)
    shopper.takes(jar, 2)
    shopper.books()
    assert enters(shopper, " tenth ") == ("TENTH", "Promotion TENTH", Decimal(184), "")
    quote = shopper.asks(carriage=PICKUP)
    assert [line.total for line in quote.lines] == [576, 1080]
    assert quote.lines[0].discounts == (Discount("Promotion TENTH", "TENTH", Decimal(64)),)
    order, payment = shopper.orders(carriage=PICKUP, shown=quote.due_now)
    assert payment and payment.amount == 576 + 400
    assert (order.total_incl_tax, Booking.objects.get().price) == (1656, 1080)


def test_the_receipt_names_the_promotion_in_the_readers_language(till: Till, shopper: Shopper, jar: Any) -> None:
    made = promo(till)
    shopper.takes(jar)
    enters(shopper)
    with in_language("uk"):
        assert shopper.asks(carriage=PICKUP).discounts == (Discount("Акція TENTH", "TENTH", Decimal(32)),)
        order, _ = shopper.orders(carriage=PICKUP)
        (line,) = told.lines(told.with_all(Order.objects).get(pk=order.pk))
        assert line["discounts"] == [("Акція TENTH (TENTH)", -32)]
    made.offer.delete()
    (line,) = told.lines(told.with_all(Order.objects).get(pk=order.pk))
    assert line["discounts"] == [("TENTH (TENTH)", -32)], "as the order kept it, when the promotion is gone"


@pytest.mark.parametrize(("value", "off"), [(300, [72, 228]), (1, ["0.24", "0.76"]), (5000, [320, 1016])])
def test_a_sum_is_shared_by_the_lines_and_never_more_than_they_cost(
    till: Till, shopper: Shopper, jar: Any, value: int, off: list[Any]
) -> None:
    Booking.objects.all().delete()
    till.world.service.price = Decimal(1016)
    till.world.service.save()
    promo(till, value=value, kind=Promo.AMOUNT)
    shopper.takes(jar)
    shopper.books()
    assert enters(shopper).amount == sum(Decimal(str(one)) for one in off)
    quote = shopper.asks(carriage=PICKUP)
    for line, taken in zip(quote.lines, off, strict=True):
        assert abs(line.price - line.total - Decimal(str(taken))) < 1
    assert sum(line.total for line in quote.lines) == quote.price - min(Decimal(value), quote.price)


def test_only_what_is_named_is_discounted(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till, "TALK", services=[till.world.service])
    promo(till, "CARE", shelves=[on_shelf(jar).shelf])
    shopper.takes(jar)
    shopper.books()
    assert enters(shopper, "CARE").amount == 32
    assert enters(shopper, "TALK") == ("TALK", "Promotion TALK", Decimal(120), "CARE")
    assert [line.total for line in shopper.asks(carriage=PICKUP).lines] == [320, 1080]


def test_a_service_of_another_name_is_not(till: Till, shopper: Shopper) -> None:
    promo(till, services=[till.world.free])
    shopper.books()
    assert refusal(shopper) == ("promo_not_applicable", {"promo": "TENTH", "scope": "First meeting"})


def test_sessions_are_not_discounted_by_offers_on_everything(till: Till, shopper: Shopper, jar: Any) -> None:
    offer("Half of all", 50)
    shopper.takes(jar)
    shopper.books()
    assert [line.total for line in shopper.asks(carriage=PICKUP).lines] == [160, 1200]


def test_offers_come_first_and_the_code_takes_its_part_of_what_they_left(
    till: Till, shopper: Shopper, jar: Any
) -> None:
    promo(till, code="", value=25)
    promo(till, value=10)
    shopper.takes(jar)
    assert enters(shopper).amount == 24
    line = shopper.asks(carriage=PICKUP).lines[0]
    assert [(one.code, one.amount) for one in line.discounts] == [("", 80), ("TENTH", 24)]
    assert line.total == 216


def test_of_two_codes_the_better_stays(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till, "TENTH", 10)
    promo(till, "FIFTH", 20)
    shopper.takes(jar)
    enters(shopper, "TENTH")
    assert enters(shopper, "FIFTH").instead_of == "TENTH"
    assert refusal(shopper, "TENTH") == ("promo_combined", {"promo": "FIFTH", "amount": Decimal(64)})
    assert [one.code for one in shopper.basket.vouchers.all()] == ["FIFTH"]
    assert enters(shopper, "FIFTH").amount == 64, "entered again, it stays"


def test_a_code_is_taken_out_again(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till)
    shopper.takes(jar)
    enters(shopper)
    assert remove_code(shopper.basket, "tenth") and not remove_code(shopper.basket, "tenth")
    assert shopper.asks(carriage=PICKUP).lines[0].total == 320


def test_a_code_that_nobody_made_is_unknown(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    assert refusal(shopper, "no such ") == ("promo_unknown", {"promo": "NOSUCH"})


def test_a_code_that_has_not_begun_is_not_told(till: Till, shopper: Shopper, jar: Any) -> None:
    made = promo(till)
    made.voucher.start_datetime = till.now + HOUR
    made.voucher.save()
    shopper.takes(jar)
    assert refusal(shopper)[0] == "promo_unknown"
    shopper.basket.vouchers.add(made.voucher)
    assert shopper.asks(carriage=PICKUP).discounts == ()


def test_a_code_that_has_ended_says_until_when_it_was(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till, days=1)
    shopper.takes(jar)
    enters(shopper)
    till.now += timedelta(days=2)
    assert refusal(shopper) == ("promo_expired", {"promo": "TENTH", "date": "2 March 2027"})
    with pytest.raises(Refused, match="promo_expired"):
        shopper.orders(carriage=PICKUP)


def test_a_code_for_so_many_orders_ends_with_the_last(till: Till, shopper: Shopper, jar: Any) -> None:
    made = promo(till, uses_max=50, used=49)
    second = Shopper(till)
    for one in (shopper, second):
        one.takes(jar)
        enters(one)
    order, payment = shopper.orders(carriage=PICKUP)
    assert refusal(second) == ("promo_used_up", {"n": 50, "code": "TENTH"})
    with pytest.raises(Refused, match="promo_used_up"):
        second.orders(carriage=PICKUP)
    assert till.fresh(made.voucher).num_orders == 50
    expire_orders(now=till.now + HOUR)
    assert till.fresh(made.voucher).num_orders == 49, "an unpaid order gives its use back"
    assert second.orders(carriage=PICKUP).payment
    assert settle(till, payment) and till.fresh(order).status == "Paid"


def test_once_per_client_is_known_by_the_account_and_by_the_address(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till, once_per_client=True)
    shopper.takes(jar)
    enters(shopper)
    shopper.orders(carriage=PICKUP)
    again, guest = Shopper(till), Shopper(till)
    guest.buyer = guest.buyer.__class__(
        name="M", email="Client@example.org", phone="+380441234567", language="en", visitor="x"
    )
    for one in (again, guest):
        one.takes(jar)
        code, numbers = refusal(one)
        assert code == "promo_once" and set(numbers) == {"promo", "on_day"}
        one.basket.vouchers.set(Promo.objects.values_list("voucher", flat=True))
        with pytest.raises(Refused, match="promo_once"):
            one.orders(carriage=PICKUP)


def test_a_first_booking_is_the_first_that_was_made(till: Till, shopper: Shopper) -> None:
    promo(till, first_booking_only=True, sessions=True)
    shopper.books()
    shopper.books(start=TUESDAY_10 + 2 * HOUR)
    assert enters(shopper).amount == 120, "of two sessions the first"
    _, payment = shopper.orders()
    assert payment and settle(till, payment)
    late = Shopper(till)
    late.books(start=TUESDAY_10 + timedelta(days=1))
    assert refusal(late) == ("promo_first", {"promo": "TENTH"})


@pytest.mark.parametrize(
    ("hours", "ends_by", "fits"), [(0, time(12), True), (0, time(10, 50), True), (0, time(10, 49), False),
                                   (5, time(12), False), (96, time(12), False)],
)  # fmt: skip
def test_mornings_of_working_days(till: Till, shopper: Shopper, hours: int, ends_by: time, fits: bool) -> None:
    """Tuesday at ten for fifty minutes; five hours later; and, moved by hand, on a Saturday."""
    promo(till, sessions=True, ends_by=ends_by)
    booking = shopper.books()
    shift = timedelta(hours=hours)
    Booking.objects.filter(pk=booking.pk).update(start=booking.start + shift, end=booking.end + shift)
    if fits:
        assert enters(shopper).amount == 120
    else:
        assert refusal(shopper)[0] == "promo_not_applicable"


def test_three_things_of_a_shelf(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till, value=15, min_items=3, shelves=[on_shelf(jar).shelf])
    shopper.takes(jar, 2)
    assert refusal(shopper) == ("promo_min_items", {"promo": "TENTH", "n": 1, "scope": "Face and hands"})
    shopper.takes(jar, 1)
    assert enters(shopper).amount == 144


def test_from_so_much_money(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till, value=200, kind=Promo.AMOUNT, min_total=Decimal(900))
    shopper.takes(jar, 2)
    assert refusal(shopper) == ("promo_min_total", {"amount": 900, "due": 260, "currency": "UAH"})
    shopper.takes(jar, 1)
    assert enters(shopper).amount == 200
    shopper.basket.all_lines()[0].quantity = 1
    shopper.basket.lines.update(quantity=1)
    assert shopper.asks(carriage=PICKUP).discounts == (), "what is missing later is not discounted"


def test_staff_change_what_a_promotion_takes_and_until_when(till: Till, shopper: Shopper, jar: Any) -> None:
    made = promo(till, days=1)
    assert last("promo.made")["code"] == "TENTH"
    about = About(ends=till.now + timedelta(days=9), shelves=[on_shelf(jar).shelf])
    change_promo(made, about, by=till.world.staff, now=till.now, value=Decimal(20), sessions=False, goods=False)
    assert last("promo.changed")["new"] == {"value": "20", "sessions": "False", "goods": "False"}
    till.now += timedelta(days=5)
    shopper.takes(jar)
    assert enters(shopper).amount == 64


def test_an_offer_for_everybody_has_its_own_days(till: Till, shopper: Shopper, jar: Any) -> None:
    made = promo(till, code="", days=1)
    shopper.takes(jar)
    assert shopper.asks(carriage=PICKUP).discounts == (Discount("Promotion ", "", Decimal(32)),)
    till.now += timedelta(days=2)
    assert shopper.asks(carriage=PICKUP).discounts == ()
    change_promo(made, About(), by=till.world.staff, now=till.now, value=Decimal(50))
    assert shopper.asks(carriage=PICKUP).lines[0].total == 160


def last(fact: str) -> dict[str, Any]:
    return ModelLogEntry.objects.filter(action=fact).latest("pk").data
