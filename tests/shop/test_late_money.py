"""Money that comes when it should not: too late, twice, too little, too much. None of it is lost and none is kept."""

from decimal import Decimal

import pytest

from booking import verbs as bookings
from ledger.queries import balance
from shop import card, verbs
from shop.models import Payment, Refund
from shop.queries import money
from tests.shop.till import HOUR, MINUTE, TUESDAY_10, Till


def settle(till: Till, payment: Payment, amount: int, intent: str = "pi_1") -> str:
    return verbs.settle(payment, intent_id=intent, amount=Decimal(amount), now=till.now)


def test_money_after_the_hold_takes_the_time_again_if_it_is_free(till: Till) -> None:
    booking, payment = till.sold()
    address = till.pay(payment)
    till.lapse(booking)
    till.come_back(address)
    assert (till.fresh(booking).state, till.fresh(payment).state) == ("confirmed", "paid")
    assert till.facts(booking)[-4:] == ["booking.expired", "booking.retaken", "booking.confirmed", "payment.late"]
    assert booking.sale.line.order.status == "Pending"
    assert (till.charged(), till.refunds(booking)) == (400, [])


def test_money_after_the_hold_goes_back_if_the_time_is_taken(till: Till) -> None:
    booking, payment = till.sold()
    address = till.pay(payment)
    till.lapse(booking)
    rival, _ = till.paid()
    till.come_back(address)
    assert (till.fresh(booking).state, till.fresh(rival).state) == ("expired", "confirmed")
    assert till.refunds(booking) == [(400, "late", "waiting")]
    till.work()
    assert till.refunds(booking) == [(400, "late", "sent")]
    assert (till.charged(), till.purse(booking), balance("returning:UAH")) == (400, 0, 0)
    assert [f for f in till.facts(booking) if f.startswith("payment")] == ["payment.late", "payment.refunded"]


def test_the_worker_closes_the_page_of_a_lapsed_hold(till: Till) -> None:
    booking, payment = till.sold()
    till.lapse(booking)
    till.work()
    page = till.peer.client().v1.checkout.sessions.retrieve(str(till.fresh(payment).session_id))
    assert (page.status, payment.state, payment.session_url) == ("expired", "void", "")


def test_a_page_paid_at_the_last_moment_is_found_by_the_worker_that_closes_it(till: Till) -> None:
    booking, payment = till.sold()
    till.pay(payment)
    till.lapse(booking)
    till.work()
    assert (till.fresh(booking).state, till.fresh(payment).state) == ("confirmed", "paid")


def test_the_worker_closes_the_page_of_a_cancelled_booking(till: Till) -> None:
    booking, payment = till.sold()
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    till.work()
    page = till.peer.client().v1.checkout.sessions.retrieve(str(till.fresh(payment).session_id))
    assert (page.status, till.fresh(booking.sale.line.order).status) == ("expired", "Cancelled")


def test_two_payments_for_one_booking_return_the_second(till: Till) -> None:
    booking, payment = till.sold()
    first = till.pay(payment)
    Payment.objects.update(session_id=None, session_url="", attempts=7)  # a page that we forgot, paid as well
    till.checkout(booking)
    second = till.pay(payment)
    till.come_back(first)
    till.come_back(second)
    till.work()
    assert till.fresh(booking).state == "confirmed"
    assert till.refunds(booking) == [(400, "twice", "sent")]
    assert (till.charged(), till.purse(booking)) == (400, 400)


def test_the_same_money_told_again_is_not_a_second_payment(till: Till) -> None:
    booking, payment = till.sold()
    assert [settle(till, payment, 400) for _ in range(3)] == ["confirmed", "already", "already"]
    assert till.purse(booking) == 400


def test_a_void_deposit_paid_after_another_one_goes_back(till: Till) -> None:
    booking, payment = till.sold()
    Payment.objects.update(state="void")
    till.checkout(booking)
    other = till.payment(booking)
    assert settle(till, other, 400, "pi_1") == "confirmed"
    assert settle(till, payment, 400, "pi_2") == "twice"
    assert till.refunds(booking) == [(400, "twice", "waiting")]


def test_too_little_is_recorded_and_does_not_confirm(till: Till) -> None:
    booking, payment = till.sold()
    assert settle(till, payment, 150) == "short"
    assert (till.fresh(booking).state, till.purse(booking), till.fresh(payment).received) == ("held", 150, 150)
    now = money(booking)
    assert (now.state, now.due_now) == ("partly_paid", 250)


def test_what_is_missing_can_be_added(till: Till) -> None:
    booking, payment = till.sold()
    settle(till, payment, 150)
    till.checkout(booking)
    rest = till.payment(booking)
    assert rest.amount == 250
    assert settle(till, rest, 250, "pi_2") == "confirmed"


def test_too_little_goes_back_when_the_hold_ends(till: Till) -> None:
    booking, payment = till.sold()
    settle(till, payment, 150)
    till.lapse(booking)
    assert till.refunds(booking) == [(150, "lapsed", "waiting")]
    assert till.purse(booking) == 0


def test_too_little_that_comes_late_goes_back(till: Till) -> None:
    booking, payment = till.sold()
    till.lapse(booking)
    assert settle(till, payment, 150) == "refunded"
    assert (till.fresh(booking).state, till.refunds(booking)) == ("expired", [(150, "late", "waiting")])


def test_more_than_the_price_goes_back(till: Till) -> None:
    booking, payment = till.sold()
    assert settle(till, payment, 1500) == "confirmed"
    assert till.refunds(booking) == [(300, "excess", "waiting")]
    assert till.purse(booking) == 1200
    assert till.fresh(booking.sale.line.order).status == "Paid"


def test_more_than_the_price_for_a_time_that_is_gone_goes_back_whole(till: Till) -> None:
    booking, payment = till.sold()
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    assert settle(till, payment, 1500) == "refunded"
    assert sum(row[0] for row in till.refunds(booking)) == 1500
    assert till.purse(booking) == 0


def test_a_balance_that_comes_after_the_cancellation_goes_back_whole(till: Till) -> None:
    booking, _ = till.paid()
    verbs.pay_balance(booking, now=till.now)
    rest = till.payment(booking, purpose="balance")
    address = till.pay(rest)
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    till.come_back(address)
    till.work()
    assert (till.charged(), till.purse(booking)) == (0, 0)
    assert sorted(till.refunds(booking)) == [(400, "cancelled", "sent"), (800, "late", "sent")]


def test_a_page_that_is_made_while_the_booking_is_cancelled_is_closed(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = till.held()
    opened = card.open_page

    def slow(asked: card.Asked) -> card.Page:
        page = opened(asked)
        bookings.cancel(booking=booking, by=till.world.client, now=till.now)
        return page

    monkeypatch.setattr(card, "open_page", slow)
    address = till.checkout(booking)
    page = till.peer.client().v1.checkout.sessions.list().data[0]
    assert (page.status, booking.code in str(address)) == ("expired", True)
    assert Payment.objects.get().state == "void"


def test_a_lapsed_deposit_has_no_page_any_more(till: Till) -> None:
    _, payment = till.sold()
    till.pass_time(10 * MINUTE)
    assert payment.session_url not in verbs.pay_address(payment, now=till.now)


def test_money_for_a_session_that_has_passed_goes_back(till: Till) -> None:
    booking, payment = till.sold(start=TUESDAY_10)
    till.lapse(booking)
    till.pass_time(48 * HOUR)
    assert settle(till, payment, 400) == "refunded"
    assert Refund.objects.get().amount == 400
