"""The fee of one who did not come."""

from decimal import Decimal
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from booking import verbs as bookings
from booking.models import Booking
from ledger.queries import balance
from shop import verbs
from shop.models import Payment, SavedCard
from shop.queries import money
from tests.shop.till import HOUR, MINUTE, Till

CHECKED, REFUSED = "pm_card_authenticationRequired", "pm_card_chargeCustomerFail"


def missed(till: Till, *, consent: bool = True, **how: Any) -> Booking:
    """A deposit of 400 was paid; the fee is the price, 1200."""
    booking, _ = till.paid(consent=consent)
    till.pass_time(booking.start - till.now + 20 * MINUTE)
    bookings.miss(booking=booking, by=till.world.expert, now=till.now, **how)
    return till.fresh(booking)


def told_due(booking: Booking) -> dict[str, Any]:
    return ModelLogEntry.objects.get(action="fee.due", object_id=str(booking.pk)).data


def test_a_card_is_kept_only_with_consent(till: Till) -> None:
    without, _ = till.paid()
    with_consent, _ = till.paid(start=without.end.replace(minute=0) + 2 * HOUR, consent=True)
    assert [card.order for card in SavedCard.objects.all()] == [with_consent.sale.line.order]
    assert SavedCard.objects.get().last4 == "4242"
    customers = till.peer.client().v1.customers.list().data
    assert len(customers) == 1
    assert money(with_consent).last4 == "4242"


def test_the_rest_of_the_fee_is_charged_to_the_kept_card(till: Till) -> None:
    booking = missed(till)
    assert (balance("fees:UAH"), money(booking).fee_due) == (400, 800)
    till.work()
    assert (till.charged(), balance("fees:UAH"), till.purse(booking)) == (1200, 1200, 0)
    fee = till.payment(booking, purpose="fee")
    assert (fee.state, fee.received) == ("paid", 800)
    assert money(booking).state == "fee_kept"


def test_the_webhook_of_a_fee_changes_nothing(till: Till) -> None:
    booking = missed(till)
    till.work()
    for event in till.events("payment_intent.succeeded"):
        till.tell(event)
    assert set(till.outcomes()) == {"already"}
    assert (till.charged(), till.purse(booking)) == (1200, 0)


@pytest.mark.parametrize(("card", "code"), [(CHECKED, "authentication_required"), (REFUSED, "card_declined")])
def test_a_card_that_is_refused_leaves_a_pay_link(till: Till, card: str, code: str) -> None:
    booking = missed(till)
    _swap_card(till, card)
    till.work()
    fee = till.payment(booking, purpose="fee")
    assert (fee.state, fee.error, fee.not_before) == ("open", code, None)
    assert told_due(booking)["code"] == code
    assert str(fee.key) in told_due(booking)["link"]
    assert money(booking).state == "fee_due"


def _swap_card(till: Till, name: str) -> None:
    """The bank has changed its mind about the card since it was kept."""
    kept = SavedCard.objects.get()
    made = till.peer.client().v1.payment_methods.attach(name, {"customer": kept.customer})
    SavedCard.objects.update(method=made.id)


def test_a_refused_card_is_not_charged_again_and_again(till: Till) -> None:
    missed(till)
    _swap_card(till, REFUSED)
    till.work()
    calls = len(till.peer.calls)
    till.pass_time(HOUR)
    till.work()
    assert len(till.peer.calls) == calls


def test_the_link_of_a_fee_leads_to_a_page_and_the_fee_is_paid_there(till: Till) -> None:
    booking = missed(till)
    _swap_card(till, CHECKED)
    till.work()
    answer = till.come_back(told_due(booking)["link"])
    fee = till.payment(booking, purpose="fee")
    assert (answer.status_code, answer.url) == (302, fee.session_url)
    till.come_back(till.pay(fee))
    assert (balance("fees:UAH"), money(booking).fee_due) == (1200, 0)


def test_without_consent_the_client_is_asked(till: Till) -> None:
    booking = missed(till, consent=False)
    assert told_due(booking)["code"] == "no_card"
    till.work()
    assert till.charged() == 400
    assert verbs.pay_balance(booking, now=till.now) == till.payment(booking, purpose="fee").session_url


def test_a_fee_that_is_being_charged_cannot_be_paid_by_hand_meanwhile(till: Till) -> None:
    booking = missed(till)
    fee = till.payment(booking, purpose="fee")
    assert booking.code in verbs.pay_address(fee, now=till.now)
    assert till.fresh(fee).session_id is None


def test_an_answer_lost_on_the_way_does_not_charge_twice(till: Till) -> None:
    booking = missed(till)
    till.peer.fault("drop", times=2, path="payment_intents", method="POST", after_work=True)
    till.work()
    assert till.payment(booking, purpose="fee").state == "open"
    till.pass_time(2 * MINUTE)
    till.work()
    assert (till.payment(booking, purpose="fee").state, till.charged()) == ("paid", 1200)


def test_a_fee_that_stripe_never_answered_about_is_left_to_people(till: Till) -> None:
    booking = missed(till)
    till.peer.fault("error", times=60, path="payment_intents")
    for _ in range(8):
        till.pass_time(7 * HOUR)
        verbs.charge_fees(now=till.now)
    assert till.payment(booking, purpose="fee").state == "failed"
    assert "fee.failed" in till.facts(booking)


def test_a_waived_fee_returns_what_was_paid(till: Till) -> None:
    booking = missed(till, waive=True, reason="ill")
    till.work()
    assert (till.charged(), balance("fees:UAH"), till.purse(booking)) == (0, 0, 0)


def test_a_fee_paid_twice_returns_the_second(till: Till) -> None:
    booking = missed(till)
    till.work()
    fee = till.payment(booking, purpose="fee")
    assert verbs.settle(fee, intent_id="pi_again", amount=Decimal(800), now=till.now) == "twice"
    assert (Payment.objects.filter(purpose="fee").count(), till.refunds(booking)) == (2, [(800, "twice", "waiting")])
