"""Order first: what is written before the client goes to pay."""

from decimal import Decimal

import pytest

from booking.core.decisions import Refused
from shop.models import Payment, Sellable
from tests.shop.till import MINUTE, TUESDAY_10, Till


def test_a_checkout_places_one_order_priced_by_the_booking(till: Till) -> None:
    booking, payment = till.sold()
    line = booking.sale.line
    assert (line.order.total_incl_tax, line.order.status, line.order.user) == (1200, "Pending", till.world.client)
    assert (line.quantity, line.attributes.get().value) == (1, booking.code)
    assert (payment.amount, payment.state, payment.purpose) == (400, "open", "deposit")
    assert payment.session_url.startswith(till.peer.base)


def test_the_payment_page_asks_for_the_deposit_and_names_the_session(till: Till) -> None:
    booking, payment = till.sold()
    page = till.peer.client().v1.checkout.sessions.retrieve(payment.session_id)
    assert (page.amount_total, page.currency, page.metadata["payment"]) == (40000, "uah", str(payment.key))
    assert page.customer_email == "client@example.org"
    lines = till.peer.client().v1.checkout.sessions.line_items.list(payment.session_id)
    assert lines.data[0].description == f"Deposit: Session, booking {booking.code}"


def test_a_confidential_session_is_not_named_on_the_payment_page(till: Till) -> None:
    till.world.service.privacy = "confidential"
    till.world.service.save()
    _, payment = till.sold(language="uk")
    lines = till.peer.client().v1.checkout.sessions.line_items.list(payment.session_id)
    assert lines.data[0].description == "Візит до Atrium"


def test_a_second_press_leads_to_the_same_page(till: Till) -> None:
    booking = till.held()
    first = till.checkout(booking)
    assert till.checkout(booking) == first
    assert Payment.objects.count() == 1
    assert [call["path"] for call in till.peer.calls].count("checkout/sessions") == 1


def test_a_session_without_prepayment_is_confirmed_at_once_with_an_order(till: Till) -> None:
    till.world.service.prepay = "none"
    till.world.service.save()
    booking = till.held()
    assert till.checkout(booking) is None
    assert till.fresh(booking).state == "confirmed"
    assert (booking.sale.line.order.status, Payment.objects.count()) == ("Pending", 0)


def test_a_free_session_is_confirmed_without_an_order(till: Till) -> None:
    booking = till.held(service=till.world.free)
    assert till.checkout(booking) is None
    assert till.fresh(booking).state == "confirmed"
    assert not hasattr(booking, "sale")


def test_a_lapsed_hold_is_not_sold(till: Till) -> None:
    booking = till.held()
    till.pass_time(10 * MINUTE)
    with pytest.raises(Refused) as refused:
        till.checkout(booking)
    assert refused.value.reasons[0].code == "hold_expired"
    assert not Payment.objects.exists()


def test_a_cancelled_booking_is_not_sold(till: Till) -> None:
    from booking import verbs as bookings

    booking = till.held()
    bookings.cancel(booking=booking, by=till.world.client, now=till.now)
    with pytest.raises(Refused):
        till.checkout(booking)


def test_a_confirmed_booking_has_nothing_to_check_out(till: Till) -> None:
    booking, _ = till.paid()
    assert till.checkout(booking) is None


def test_two_bookings_of_one_service_are_two_orders_of_one_product(till: Till) -> None:
    first, _ = till.sold()
    second, _ = till.sold(start=TUESDAY_10.replace(hour=9, minute=30))
    lines = [first.sale.line, second.sale.line]
    assert lines[0].order != lines[1].order
    assert lines[0].product == lines[1].product
    assert Sellable.objects.count() == 1


def test_order_numbers_cannot_be_guessed(till: Till) -> None:
    from booking.core.codes import is_code

    booking, _ = till.sold()
    number = booking.sale.line.order.number
    assert is_code(number)
    assert len(number) == 9


def test_a_whole_prepayment_is_asked_for_in_full(till: Till) -> None:
    till.world.service.prepay = "full"
    till.world.service.save()
    booking, payment = till.sold()
    assert payment.amount == Decimal(1200)
    till.come_back(till.pay(payment))
    assert till.fresh(booking.sale.line.order).status == "Paid"
