"""Points for visits and purchases, and what becomes of them with a refund."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from booking import verbs as bookings
from booking.models import Booking
from facts import announce
from ledger.models import Transfer
from loyalty.models import Programme
from loyalty.queries import PTS, owed, will_earn
from loyalty.verbs import award, on_fact
from shop import verbs as shop
from shop.models import Payment, Refund
from tests.loyalty.conftest import Club
from tests.world import World


def test_a_completed_visit_earns_what_was_paid_for_it(club: Club) -> None:
    booking = club.visits(paid=1200)
    assert club.points == 0, "not at payment"
    club.completes(booking)
    assert club.points == 60
    assert club.told("points.earned")["points"] == 60
    assert Transfer.objects.get(reason="points.earned").source.currency == PTS


def test_money_that_comes_after_the_visit_earns_when_it_comes(club: Club) -> None:
    booking = club.completes(club.visits(paid=400))
    assert club.points == 20
    rest = shop.bill(booking, now=club.now)
    assert rest
    club.settles(rest, 800)
    assert club.points == 60


def test_a_visit_paid_partly_with_points_earns_for_the_money_alone(club: Club) -> None:
    booking = club.visits(paid=1200)
    Payment.objects.filter(order__lines__session__booking=booking, purpose="balance").update(means=Payment.POINTS)
    club.completes(booking)
    assert club.points == 20


def test_a_house_without_a_programme_gives_no_points(world: World) -> None:
    club = Club(world)
    club.completes(club.visits())
    assert (club.points, club.facts(), will_earn(Decimal(1000))) == (0, [], 0)
    assert award(user_id=world.client.pk, ref="order:A", base=Decimal(100), by=None, now=club.now) == 0


@pytest.mark.parametrize("fact", ["booking.completed", "payment.received", "payment.refunded", "booking.claimed"])
def test_a_fact_told_again_earns_nothing_more(club: Club, fact: str) -> None:
    booking = club.completes(club.visits())
    with transaction.atomic():
        announce(fact, booking, by=None, now=club.now, amount=1, currency="UAH", outcome="kept")
    assert club.points == 60 and club.facts() == ["points.earned"]


def test_a_guest_earns_nothing_until_the_booking_is_his(club: Club) -> None:
    booking = club.visits()
    Booking.objects.filter(pk=booking.pk).update(client=None)
    club.completes(booking)
    assert club.points == 0
    bookings.attach(user=club.world.client, now=club.now)
    assert club.points == 60


def test_a_refund_of_half_a_visit_takes_half_its_points(club: Club) -> None:
    booking = club.completes(club.visits())
    payment = Payment.objects.get(order__lines__session__booking=booking, purpose="balance")
    Refund.objects.create(
        payment=payment, line=booking.sale.line, amount=600, reason="returned", ref="r", not_before=club.now
    )
    with transaction.atomic():
        announce("payment.refunded", booking, by=None, now=club.now, amount=600, currency="UAH")
    assert club.points == 30 and club.facts() == ["points.earned", "points.reversed"]


@pytest.mark.parametrize("verb", ["order.handed_over", "order.sent"])
def test_goods_earn_by_what_the_fact_says(club: Club, verb: str) -> None:
    data = {"user_id": club.world.client.pk, "earning": {"order:A": "1860.00", "order:A:7": "39.99"}}
    with transaction.atomic():
        on_fact(verb, club.world.client, by=None, now=club.now, data=data)
        on_fact(verb, club.world.client, by=None, now=club.now, data=data)
    assert club.points == 94


@pytest.mark.parametrize("data", [{}, {"user_id": None, "earning": {"order:A": "100"}}, {"user_id": 1}])
def test_orders_of_guests_and_of_nothing_earn_nothing(club: Club, data: dict[str, object]) -> None:
    with transaction.atomic():
        on_fact("order.sent", club.world.client, by=None, now=club.now, data=data)
    assert club.points == 0


def test_more_paid_earns_the_difference(club: Club) -> None:
    assert [club.buys(amount) for amount in (30, 50, 50, 100)] == [1, 1, 0, 3]
    assert club.points == 5


def test_what_is_given_back_takes_its_points_and_everything_takes_all(club: Club) -> None:
    assert [club.buys(amount) for amount in (1000, 999, 400, 0)] == [50, -1, -30, -19]
    assert (club.points, club.owes) == (0, 0)


def test_a_change_of_rules_does_not_touch_what_was_earned(club: Club) -> None:
    club.buys(1000)
    Programme.objects.update(per=100)
    assert [club.buys(amount) for amount in (1000, 1200, 600)] == [0, 2, -26]


def test_points_that_were_spent_are_owed_and_taken_from_the_next(club: Club) -> None:
    club.buys(1000, "order:A")
    club.spends(40)
    club.buys(0, "order:A")
    assert (club.points, club.owes, owed(club.world.client.pk)) == (0, 40, 40)
    assert club.told("points.reversed")["owed"] == "40.00"
    club.buys(600, "order:C")
    assert (club.points, club.owes) == (0, 10)
    club.buys(400, "order:D")
    assert (club.points, club.owes) == (10, 0)


def test_buying_and_returning_everything_leaves_every_purse_as_it_was(club: Club) -> None:
    """Earned by one order, spent on another; the first goes back while its points are spent, then the second."""
    club.buys(2000, "order:A")
    club.buys(100, "order:C")
    club.spends(105, into="order:B")
    club.buys(0, "order:A")
    assert (club.points, club.owes) == (0, 100)
    club.gets_back(105)
    assert (club.points, club.owes) == (5, 0)


def test_each_person_earns_alone(club: Club) -> None:
    club.buys(1000, "order:A", who=club.world.stranger)
    assert club.points == 0


def test_letters_wait_for_whoever_has_earned(club: Club) -> None:
    from notifications.models import Message

    club.buys(1000)
    rows = Message.objects.filter(letter="points_earned")
    assert {(row.channel, row.user_id) for row in rows} == {
        ("email", club.world.client.pk),
        ("in_app", club.world.client.pk),
    }
    assert all(row.not_before - club.now <= timedelta(0) for row in rows)
