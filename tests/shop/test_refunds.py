"""Money goes back to the card it came from, as the quote said, once, whatever Stripe does meanwhile."""

from datetime import timedelta
from decimal import Decimal

from booking import verbs as bookings
from booking.models import Booking
from booking.queries import quote_cancel
from ledger.queries import balance
from shop import verbs
from shop.models import Refund
from shop.queries import money
from tests.shop.till import HOUR, MINUTE, MONDAY_16, Till


def cancel(till: Till, booking: Booking, **how: object) -> None:
    quote = quote_cancel(booking, now=till.now)
    bookings.cancel(booking=booking, by=till.world.client, now=till.now, quoted=quote.fee, **how)


def whole(till: Till, **how: object) -> Booking:
    """Deposit and balance paid, by two payments."""
    booking, _ = till.paid(**how)
    verbs.pay_balance(booking, now=till.now)
    till.come_back(till.pay(till.payment(booking, purpose="balance")))
    return booking


def test_a_cancellation_in_time_returns_everything(till: Till) -> None:
    booking, _ = till.paid()
    cancel(till, booking)
    assert till.refunds(booking) == [(400, "cancelled", "waiting")]
    till.work()
    assert till.refunds(booking) == [(400, "cancelled", "sent")]
    assert (till.charged(), balance("card:UAH"), balance("returning:UAH")) == (0, 0, 0)
    assert (till.fresh(booking.sale.line.order).status, money(till.fresh(booking)).state) == ("Cancelled", "refunded")
    assert booking.sale.line.order.sources.get().amount_refunded == 400


def test_the_books_are_right_between_the_promise_and_the_sending(till: Till) -> None:
    booking, _ = till.paid()
    cancel(till, booking)
    assert (till.purse(booking), balance("returning:UAH"), balance("card:UAH")) == (0, 400, -400)


def test_a_late_cancellation_keeps_the_fee(till: Till) -> None:
    booking = whole(till, start=MONDAY_16)
    cancel(till, booking)
    till.work()
    assert (till.charged(), balance("fees:UAH"), till.purse(booking)) == (600, 600, 0)
    assert money(till.fresh(booking)).state == "partly_refunded"


def test_a_partial_refund_takes_from_the_newest_payment_first(till: Till) -> None:
    booking = whole(till, start=MONDAY_16)
    cancel(till, booking)
    refund = Refund.objects.get()
    assert (refund.amount, refund.payment.purpose) == (600, "balance")


def test_a_whole_refund_walks_all_payments_back(till: Till) -> None:
    booking = whole(till)
    cancel(till, booking)
    assert [row[0] for row in till.refunds(booking)] == [800, 400]
    till.work()
    assert till.charged() == 0


def test_a_deposit_that_the_fee_eats_up_is_not_returned(till: Till) -> None:
    booking, _ = till.paid(start=MONDAY_16)
    cancel(till, booking)
    till.work()
    assert (till.refunds(booking), balance("fees:UAH"), money(till.fresh(booking)).state) == ([], 400, "fee_kept")


def test_the_house_cancels_and_returns_everything(till: Till) -> None:
    booking = whole(till, start=MONDAY_16)
    bookings.cancel(booking=booking, by=till.world.staff, now=till.now, by_house=True, reason="ill")
    till.work()
    assert till.charged() == 0


def test_a_refund_is_sent_once_by_many_rounds(till: Till) -> None:
    booking, _ = till.paid()
    cancel(till, booking)
    assert [verbs.send_refunds(now=till.now) for _ in range(3)] == [1, 0, 0]
    assert len(till.peer.client().v1.refunds.list().data) == 1


def test_a_silent_stripe_is_asked_again_later_and_later(till: Till) -> None:
    booking, _ = till.paid()
    cancel(till, booking)
    till.peer.fault("error", times=2, path="refunds")
    till.work()
    refund = Refund.objects.get()
    assert (refund.state, refund.not_before - till.now) == ("waiting", MINUTE)
    till.work()
    assert till.fresh(refund).attempts == 1
    till.pass_time(MINUTE)
    till.work()
    assert (till.fresh(refund).state, till.charged()) == ("sent", 0)


def test_an_answer_lost_on_the_way_does_not_return_money_twice(till: Till) -> None:
    booking = whole(till, start=MONDAY_16)
    cancel(till, booking)
    till.peer.fault("drop", times=2, path="refunds", method="POST", after_work=True)
    till.work()
    assert Refund.objects.get().state == "waiting"
    till.pass_time(MINUTE)
    till.work()
    assert (Refund.objects.get().state, till.charged()) == ("sent", 600)


def test_stripe_that_has_forgotten_the_key_is_asked_whether_it_was_done(till: Till) -> None:
    booking = whole(till, start=MONDAY_16)
    cancel(till, booking)
    till.peer.fault("drop", times=2, path="refunds", method="POST", after_work=True)
    till.work()
    till.pass_time(timedelta(days=2))
    till.work()
    assert (Refund.objects.get().state, till.charged()) == ("sent", 600)


def test_a_refused_refund_is_seen_and_told_and_the_money_is_still_owed(till: Till) -> None:
    booking, payment = till.paid()
    cancel(till, booking)
    payment.intent_id = "pi_nosuch"
    payment.save()
    till.work()
    assert till.refunds(booking) == [(400, "cancelled", "failed")]
    assert "No such payment_intent" in Refund.objects.get().error
    assert (balance("returning:UAH"), till.facts(booking)[-1]) == (400, "payment.refund_failed")


def test_staff_send_a_failed_refund_again(till: Till) -> None:
    booking, payment = till.paid()
    cancel(till, booking)
    intent, payment.intent_id = payment.intent_id, "pi_nosuch"
    payment.save()
    till.work()
    payment.intent_id = intent
    payment.save()
    refund = Refund.objects.get()
    assert verbs.retry_refund(refund, by=till.world.staff, now=till.now)
    assert not verbs.retry_refund(refund, by=till.world.staff, now=till.now)
    till.work()
    assert (till.fresh(refund).state, till.charged(), balance("returning:UAH")) == ("sent", 0, 0)


def test_after_many_silent_tries_a_refund_is_given_up_to_people(till: Till) -> None:
    booking, _ = till.paid()
    cancel(till, booking)
    till.peer.fault("error", times=50, path="refunds")
    for _ in range(8):
        till.pass_time(7 * HOUR)
        verbs.send_refunds(now=till.now)
    assert Refund.objects.get().state == "failed"


def test_a_worker_that_died_while_sending_is_taken_over(till: Till) -> None:
    booking, _ = till.paid()
    cancel(till, booking)
    Refund.objects.update(state="sending", claimed_at=till.now, attempts=1)
    assert verbs.send_refunds(now=till.now) == 0
    till.pass_time(10 * MINUTE)
    assert verbs.send_refunds(now=till.now) == 1
    assert till.charged() == 0


def test_a_refund_that_the_bank_sends_back_is_owed_again(till: Till) -> None:
    booking, _ = till.paid()
    cancel(till, booking)
    till.work()
    refund = Refund.objects.get()
    bounced = {
        "id": "evt_bounced", "object": "event", "type": "refund.failed", "livemode": False, "created": 1,
        "data": {"object": {"id": refund.stripe_id, "object": "refund", "status": "failed"}},
    }  # fmt: skip
    assert [till.tell(bounced | {"id": f"evt_{n}"}).content for n in range(2)] == [b"refund bounced", b"unknown refund"]
    assert (till.fresh(refund).state, balance("returning:UAH"), balance("card:UAH")) == ("failed", 400, -400)


def test_a_move_takes_the_money_along(till: Till) -> None:
    booking, _ = till.paid()
    bookings.move(booking=booking, start=booking.start + 2 * HOUR, by=till.world.client, now=till.now)
    till.work()
    assert (till.purse(booking), till.refunds(booking)) == (Decimal(400), [])
