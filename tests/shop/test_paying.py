"""The client pays: on the page, with a bank's check, after a decline, with the tab closed, with the webhook lost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from booking import links
from ledger.queries import balance
from shop import verbs
from shop.queries import money
from tests.peers.stripe.running import Refused
from tests.shop.till import CHECKED, DECLINED, HOUR, MINUTE, Till


def test_a_paid_deposit_confirms_the_booking(till: Till) -> None:
    booking, payment = till.paid()
    assert (booking.state, payment.state, payment.received) == ("confirmed", "paid", 400)
    assert (till.purse(booking), balance("card:UAH")) == (400, -400)
    assert till.facts(booking)[-2:] == ["booking.confirmed", "payment.received"]


def test_oscar_sees_the_money_too(till: Till) -> None:
    booking, payment = till.paid()
    source = booking.sale.line.order.sources.get()
    assert (source.amount_debited, source.reference) == (400, payment.intent_id)
    assert booking.sale.line.order.status == "Pending"


def test_the_way_back_leads_to_the_bookings_own_page(till: Till) -> None:
    booking, payment = till.sold(language="uk")
    answer = till.come_back(till.pay(payment))
    assert answer.status_code == 302
    assert answer.url == f"{links.address(booking, 'uk')}&paid=done"


def test_a_declined_card_charges_nothing_and_another_one_pays(till: Till) -> None:
    booking, payment = till.sold()
    with pytest.raises(Refused, match="declined"):
        till.pay(payment, DECLINED)
    till.pass_time(2 * MINUTE)
    till.work()
    assert (till.fresh(booking).state, till.charged()) == ("held", 0)
    till.come_back(till.pay(payment))
    assert (till.fresh(booking).state, till.charged()) == ("confirmed", 400)


def test_the_bank_may_want_to_see_its_client(till: Till) -> None:
    booking, _ = till.paid(card=CHECKED, check="complete")
    assert booking.state == "confirmed"


def test_a_failed_check_of_the_bank_leaves_the_time_held(till: Till) -> None:
    booking, payment = till.sold()
    till.pay(payment, CHECKED, check="fail")
    till.work()
    assert (till.fresh(booking).state, till.fresh(payment).state) == ("held", "open")


def test_a_closed_tab_is_settled_by_the_webhook(till: Till) -> None:
    booking, payment = till.sold()
    till.pay(payment)
    (event,) = till.events("checkout.session.completed")
    assert till.tell(event).status_code == 200
    assert till.fresh(booking).state == "confirmed"
    assert till.outcomes() == ["confirmed"]


def test_a_lost_webhook_is_made_up_for_by_the_way_back(till: Till) -> None:
    booking, _ = till.paid()
    assert booking.state == "confirmed"
    assert till.outcomes() == []


def test_a_lost_webhook_and_a_closed_tab_are_made_up_for_by_the_worker(till: Till) -> None:
    booking, payment = till.sold()
    till.pay(payment)
    till.pass_time(2 * MINUTE)
    till.work()
    assert (till.fresh(booking).state, till.purse(booking)) == ("confirmed", 400)


def test_the_worker_does_not_ask_about_a_page_that_was_just_opened(till: Till) -> None:
    till.sold()
    before = len(till.peer.calls)
    till.work()
    assert len(till.peer.calls) == before


def test_the_visitor_who_says_that_he_paid_is_not_believed(till: Till) -> None:
    booking, payment = till.sold()
    answer = till.come_back(reverse("card-back") + f"?sid={payment.session_id}")
    assert "paid=failed" in answer.url
    assert till.fresh(booking).state == "held"


def test_made_up_page_ids_are_not_found(till: Till) -> None:
    for sid in ("", "cs_test_nosuch", "cs_test_" + "x" * 500, "../../etc", "cs_test_%00", "pi_1"):
        assert till.browser.get(reverse("card-back"), {"sid": sid}).status_code == 404


def test_coming_back_without_paying_leads_to_the_held_booking(till: Till) -> None:
    booking, payment = till.sold()
    answer = till.browser.get(reverse("card-cancel", args=[payment.key]))
    assert booking.code in answer.url
    assert till.fresh(payment).state == "open"


def test_the_rest_of_the_price_is_paid_later(till: Till) -> None:
    booking, _ = till.paid()
    address = verbs.pay_balance(booking, now=till.now)
    rest = till.payment(booking, purpose="balance")
    assert (address, rest.amount) == (rest.session_url, 800)
    till.come_back(till.pay(rest))
    assert (till.purse(booking), till.fresh(booking.sale.line.order).status) == (1200, "Paid")
    assert verbs.pay_balance(booking, now=till.now) is None
    assert money(booking).state == "paid"


def test_what_is_paid_after_the_session_is_earned_at_once(till: Till) -> None:
    from booking import verbs as bookings

    booking, _ = till.paid()
    till.pass_time(booking.end - till.now)
    bookings.complete(booking=booking, by=till.world.expert, now=till.now)
    verbs.pay_balance(booking, now=till.now)
    till.come_back(till.pay(till.payment(booking, purpose="balance")))
    assert (till.purse(booking), balance("sales:UAH")) == (0, 1200)


def test_money_says_where_it_stands_at_each_step(till: Till) -> None:
    booking = till.held()
    assert (money(booking).state, money(booking).due_now, money(booking).due_later) == ("awaiting", 400, 800)
    till.checkout(booking)
    till.come_back(till.pay(till.payment(booking)))
    now = money(till.fresh(booking))
    assert (now.state, now.paid, now.due_now, now.due_later) == ("deposit_paid", 400, 0, 800)


def test_an_old_page_gives_way_to_a_new_one(till: Till) -> None:
    booking, _ = till.paid()
    verbs.pay_balance(booking, now=till.now)
    first = till.payment(booking, purpose="balance").session_id
    till.pass_time(2 * HOUR)
    verbs.pay_balance(booking, now=till.now)
    rest = till.payment(booking, purpose="balance")
    assert rest.session_id != first
    till.come_back(till.pay(rest))
    assert till.purse(booking) == Decimal(1200)


def test_a_corrected_address_opens_another_page(till: Till) -> None:
    from booking import verbs as bookings
    from shop.models import Payment

    booking, payment = till.sold()
    bookings.write_contact(
        booking=booking, name="Maria", email="new@example.org", phone="1", by=till.world.client, now=till.now
    )
    Payment.objects.update(session_id=None, session_url="")  # as if the answer to the first request had been lost
    till.checkout(booking)
    page = till.peer.client().v1.checkout.sessions.retrieve(str(till.fresh(payment).session_id))
    assert page.customer_email == "new@example.org"


def test_the_bookings_page_says_what_came_of_the_payment(till: Till) -> None:
    booking, payment = till.sold()
    failed = till.browser.get(reverse("card-back") + f"?sid={payment.session_id}", follow=True)
    assert "Payment did not go through" in failed.content.decode()
    done = till.browser.get(reverse("card-back") + f"?sid={till.pay_and_stay(payment)}", follow=True)
    assert (done.status_code, done.redirect_chain[-1][0]) == (200, reverse("booked", args=[booking.code]))
    assert "Deposit paid: ₴400. Left: ₴800" in done.content.decode()
