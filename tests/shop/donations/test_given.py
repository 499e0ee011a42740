"""A donation as a line of an order: what pays for it, when it is the foundation's, and what it never does."""

from decimal import Decimal
from typing import Any

import pytest

from booking.core.decisions import Refused
from ledger.queries import balance
from loyalty.models import Programme
from loyalty.verbs import give
from shop import verbs
from shop.buying.earning import goods, visits
from shop.models import Donation, DonationRules, Payment, Purchase
from shop.quoting import Wishes, quote
from shop.till import Purse
from shop.verbs import basket as baskets
from shop.verbs import donations
from shop.verbs.goods import expire_orders
from shop.verbs.promo import apply_code
from tests.shop.donations.given import chosen, facts, foundation, lies, put
from tests.shop.gifts.given import bought, said_no
from tests.shop.promos import promo
from tests.shop.shopper import Shopper, left, settle
from tests.shop.till import HOUR, Till


def gives(shopper: Shopper, amount: int = 300) -> tuple[Donation, Any, Payment]:
    donation = put(shopper.basket, shopper.till.now, amount)
    order, payment = shopper.orders()
    assert payment
    return donation, order, payment


def test_what_is_paid_for_it_is_the_foundations(till: Till, shopper: Shopper) -> None:
    donation, order, payment = gives(shopper)
    assert (payment.amount, lies(), facts(donation)) == (300, 0, [])
    assert settle(till, payment) == "bought"
    assert (lies(), balance(donation.account), balance("card:UAH")) == (300, 0, -300)
    assert (till.fresh(order).status, facts(donation)) == ("Paid", ["donation.given"])


def test_money_that_is_told_of_twice_is_given_once(till: Till, shopper: Shopper) -> None:
    _, _, payment = gives(shopper)
    assert [settle(till, payment), settle(till, payment)] == ["bought", "already"]
    assert lies() == 300


def test_a_second_payment_for_it_goes_back(till: Till, shopper: Shopper) -> None:
    _, _, payment = gives(shopper)
    settle(till, payment)
    assert verbs.settle(payment, intent_id="pi_again", amount=payment.amount, now=till.now) == "refunded"
    assert (lies(), balance("returning:UAH")) == (300, 300)


@pytest.mark.parametrize(("came", "given", "back"), [(299, 0, 299), (300, 300, 0), (350, 300, 50)])
def test_it_is_given_in_its_sum_or_not_at_all(till: Till, shopper: Shopper, came: int, given: int, back: int) -> None:
    donation, _, payment = gives(shopper)
    verbs.settle(payment, intent_id="pi", amount=Decimal(came), now=till.now)
    assert (lies(), balance("returning:UAH"), balance(donation.account)) == (given, back, 0)


def test_late_money_is_given_all_the_same(till: Till, shopper: Shopper) -> None:
    _, order, payment = gives(shopper)
    till.pass_time(HOUR)
    assert expire_orders(now=till.now) == 1 and till.fresh(order).status == "Cancelled"
    assert settle(till, payment) == "bought" and lies() == 300


def test_an_order_that_nobody_pays_gives_nothing(till: Till, shopper: Shopper) -> None:
    donation, order, _ = gives(shopper)
    verbs.cancel_unpaid(order, by=None, now=till.now)
    assert (lies(), till.fresh(order).status, facts(donation)) == (0, "Cancelled", [])


def test_neither_codes_nor_offers_take_anything_off_it(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    put(shopper.basket, till.now)
    promo(till)
    apply_code(shopper.basket, "TENTH", buyer=shopper.buyer, now=till.now)
    told = {line.kind: (line.price, line.total) for line in shopper.asks().lines}
    assert told == {"goods": (320, 288), "donation": (300, 300)}


def test_it_does_not_help_a_code_to_its_smallest_order(till: Till, shopper: Shopper, jar: Any) -> None:
    promo(till, min_total=Decimal(400))
    shopper.takes(jar)
    put(shopper.basket, till.now)
    with pytest.raises(Refused) as no:
        apply_code(shopper.basket, "TENTH", buyer=shopper.buyer, now=till.now)
    assert said_no(no).startswith("promo_")


def test_certificates_and_points_pay_for_the_rest_of_the_order_alone(till: Till, shopper: Shopper, jar: Any) -> None:
    Programme.objects.create()
    give(user_id=till.world.client.pk, points=500, reason="birthday", key="1", by=None, now=till.now)
    shopper.takes(jar, 2)
    put(shopper.basket, till.now)
    rose = bought(till.now, 1000)
    points = Purse("points", str(till.world.client.pk))
    told = shopper.asks(rose.code)
    assert [(one.gives, one.left) for one in told.purses] == [(640, 360)] and told.due_now == 300
    told = quote(shopper.basket, buyer=shopper.buyer, wishes=Wishes(purses=(points,)), now=till.now)
    assert told.purses[0].gives <= 640 and told.due_now == 940 - told.purses[0].gives


def test_it_is_paid_at_once_whatever_is_paid_at_the_desk(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    put(shopper.basket, till.now)
    told = shopper.asks(desk=True)
    assert (told.due_now, told.due_later) == (300, 320)


def test_staff_may_take_it_in_cash(till: Till, shopper: Shopper) -> None:
    _, order, _ = gives(shopper)
    verbs.take_payment(order, how="cash", by=till.world.staff, now=till.now)
    assert (lies(), balance("cash:UAH"), till.fresh(order).status) == (300, -300, "Paid")


def test_no_points_are_earned_for_it(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    put(shopper.basket, till.now)
    told = shopper.asks()
    assert (visits(told), goods(told)) == ([], 320)
    order, payment = shopper.orders()
    assert payment
    settle(till, payment)
    assert verbs.delivering.earning(order)["earning"] == {f"order:{order.number}": 320}


def test_it_needs_no_delivery(till: Till, shopper: Shopper, jar: Any) -> None:
    _, order, payment = gives(shopper)
    settle(till, payment)
    row = Purchase.objects.get(order=order)
    assert (row.delivery, row.stage, order.shipping_incl_tax) == ("", "", 0)


def test_several_lie_side_by_side_and_each_is_put_once(till: Till, shopper: Shopper) -> None:
    other = foundation("other")
    donation = put(shopper.basket, till.now)
    put(shopper.basket, till.now, 300)
    put(shopper.basket, till.now, 50, other)
    donations.put_donation(shopper.basket, donation, now=till.now)
    assert [line.total for line in shopper.asks().lines] == [300, 300, 50]
    _, payment = shopper.orders()
    assert payment
    settle(till, payment)
    assert (lies(), lies("other")) == (600, 50)


def test_it_is_changed_and_taken_out_in_place(till: Till, shopper: Shopper) -> None:
    donation, other = put(shopper.basket, till.now), foundation("other")
    donations.change(donation, other, Decimal("55.50"))
    assert [line.total for line in shopper.asks().lines] == [Decimal("55.50")]
    (line,) = shopper.basket.all_lines()
    gone = baskets.remove(shopper.basket, line, by=None, now=till.now)
    assert shopper.basket.is_empty
    baskets.put_back(shopper.basket, gone, person=shopper.buyer.person, now=till.now)
    assert [line.total for line in shopper.asks().lines] == [Decimal("55.50")]


def test_what_is_ordered_is_not_changed_any_more(till: Till, shopper: Shopper) -> None:
    donation, _, _ = gives(shopper)
    with pytest.raises(Refused) as no:
        donations.change(donation, foundation(), Decimal(20))
    assert said_no(no) == "already_ordered" and till.fresh(donation).amount == 300


def test_one_donation_is_not_given_by_two_orders(till: Till, shopper: Shopper) -> None:
    donation = put(shopper.basket, till.now)
    again = Shopper(till)
    donations.put_donation(again.basket, donation, now=till.now)
    shopper.orders()
    with pytest.raises(Refused) as no:
        again.orders()
    assert said_no(no) == "foundation_closed" and Purchase.objects.count() == 1


@pytest.mark.parametrize("amount", ["0", "-5", "19.99", "50000.01", "20.001", "NaN"])
def test_a_sum_outside_the_bounds_is_refused(till: Till, amount: str) -> None:
    with pytest.raises(Refused) as no:
        donations.choose(foundation(), Decimal(amount), now=till.now)
    assert said_no(no) == "donation_amount" and not Donation.objects.exists()


def test_staff_set_the_bounds(till: Till) -> None:
    DonationRules.objects.create(lowest=1, highest=2)
    assert chosen(till.now, 1).amount == 1
    with pytest.raises(Refused):
        chosen(till.now, 3)


def test_a_foundation_that_is_put_away_gets_nothing(till: Till, shopper: Shopper) -> None:
    donation = put(shopper.basket, till.now)
    foundation().__class__.objects.update(live=False)
    assert [line.refusal.code for line in shopper.asks().lines if line.refusal] == ["foundation_closed"]
    for act in (
        lambda: shopper.orders(),
        lambda: chosen(till.now),
        lambda: donations.change(donation, foundation(), Decimal(20)),
    ):
        with pytest.raises(Refused) as no:
            act()
        assert said_no(no) == "foundation_closed"


def test_it_stands_beside_a_session_and_goods_in_one_order(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    donation = put(shopper.basket, till.now)
    order, payment = shopper.orders()
    assert payment and payment.amount == 400 + 320 + 300
    settle(till, payment)
    assert (till.fresh(booking).state, lies(), left(jar), donation.line_id) == ("confirmed", 300, 4, None)
    assert till.fresh(donation).line.order == order
