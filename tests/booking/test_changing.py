from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from booking import calendars, queries, verbs
from booking.core.states import STATES, TABLE
from booking.models import Booking, Occupancy, Offer, Service
from ledger.models import Transfer
from ledger.queries import balance, trial_balance
from tests.booking.acts import DAY, HOUR, another, at, hold, pay, promise, refused, rules, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
MINUTE = timedelta(minutes=1)
EARLY, LATE = at(1, 9), at(2, 8)
"""Before and inside the twelve hours in which cancelling and moving on the second at ten are late."""


@pytest.fixture
def booking(world):
    return promise(world, at(2, 10), paid=400)


def cancel(world, booking, **more):
    return verbs.cancel(booking=booking, **{"by": world.client, "now": EARLY} | more)


def move(world, booking, start, **more):
    return verbs.move(booking=booking, start=start, **{"by": world.client, "now": EARLY} | more)


# Cancelling ---------------------------------------------------------------------------------------------------


def test_cancelling_in_time_costs_nothing_and_frees_the_time(world, booking):
    quote = cancel(world, booking)
    assert (quote.paid, quote.fee, quote.refund, quote.late) == (400, 0, 400, False)
    assert (booking.state, booking.late, Occupancy.objects.get().live) == ("cancelled", False, False)
    assert queries.why_not(world.service, world.resource, at(2, 10), now=EARLY) is None
    assert (balance(booking.account), balance("fees:UAH"), trial_balance()) == (400, 0, [])


def test_the_last_free_moment_is_still_free(world, booking):
    quote = queries.quote_cancel(booking, now=at(1, 22))
    assert (quote.free_until, quote.fee) == (at(1, 22), 0)
    assert queries.quote_cancel(booking, now=at(1, 22) + timedelta(seconds=1)).fee == 400


@pytest.mark.parametrize(("paid", "fee", "refund"), [(0, 0, 0), (400, 400, 0), (600, 600, 0), (1200, 600, 600)])
def test_a_late_cancellation_keeps_half_the_price_and_never_more_than_was_paid(world, paid, fee, refund):
    booking = promise(world, at(2, 10), paid=paid)
    quote = cancel(world, booking, now=LATE)
    assert (quote.fee, quote.refund, quote.late, booking.late) == (fee, refund, True, True)
    assert quote.reason.code == "late_cancel"
    assert (balance("fees:UAH"), balance(booking.account), trial_balance()) == (fee, refund, [])


def test_the_first_late_cancellation_may_be_free_and_the_second_is_not(world):
    rules(world, cancel_fee={"free_hours": 12, "percent": Decimal(50), "first_waived": True})
    first, second = promise(world, at(2, 10), paid=400), promise(world, at(2, 11), paid=400)
    quote = cancel(world, first, now=LATE)
    assert (quote.fee, quote.refund, quote.waived, quote.reason.code) == (0, 400, True, "late_cancel_waived")
    assert cancel(world, second, now=LATE).fee == 400


def test_a_hold_that_is_let_go_is_no_late_cancellation(world):
    rules(world, cancel_fee={"free_hours": 48, "percent": Decimal(50), "first_waived": True})
    held = hold(world, at(2, 10))
    assert cancel(world, held, now=world.now) == queries.Quote(0, 0, 0, None, None, False, False)
    assert (held.state, held.late, held.expires_at) == ("cancelled", False, None)
    assert cancel(world, promise(world, at(2, 10), paid=400), now=world.now).waived


def test_a_hold_can_be_let_go_even_when_its_hour_has_come(world):
    rules(world, notice=None)
    held = hold(world, at(1, 9, 30), now=at(1, 9, 29))
    cancel(world, held, now=at(1, 9, 31))
    assert held.state == "cancelled"


def test_the_house_cancels_without_a_fee_and_even_after_the_start(world, booking):
    quote = cancel(world, booking, by=world.staff, by_house=True, now=at(2, 10, 5), reason="ill")
    assert (quote.fee, quote.refund, booking.late) == (0, 400, False)
    last = told(booking)[-1]
    assert (last.action, last.user) == ("booking.cancelled", world.staff)
    assert {key: last.data[key] for key in ("old", "new", "fee", "refund", "by_house", "reason")} == {
        "old": "confirmed", "new": "cancelled", "fee": "0", "refund": "400.00", "by_house": True, "reason": "ill",
    }  # fmt: skip


def test_a_client_does_not_cancel_what_has_begun(world, booking):
    with refused("already_over"):
        cancel(world, booking, now=at(2, 10))
    assert Booking.objects.get().state == "confirmed"


def test_the_fee_is_the_one_that_was_shown_or_the_new_one_is_shown_first(world, booking):
    shown = queries.quote_cancel(booking, now=at(1, 21)).fee
    with refused("quote_changed") as caught:
        cancel(world, booking, now=LATE, quoted=shown)
    numbers = caught[0].reasons[0].numbers
    assert (numbers["old_amount"], numbers["amount"]) == (0, 400)
    assert (Booking.objects.get().state, Transfer.objects.filter(reason="fee").exists()) == ("confirmed", False)
    assert cancel(world, booking, now=LATE, quoted=Decimal("400.00")).fee == 400


def test_rules_edited_later_do_not_change_the_quote(world, booking):
    rules(world, cancel_fee={"free_hours": 200, "percent": Decimal(100), "first_waived": False})
    assert queries.quote_cancel(Booking.objects.get(), now=EARLY).fee == 0
    Service.objects.update(price=9999)
    assert queries.quote_cancel(Booking.objects.get(), now=LATE).fee == 400


def test_a_stale_page_does_not_cancel_by_the_old_time(world, booking):
    stale = Booking.objects.get()
    move(world, booking, at(4, 10))
    assert cancel(world, stale, now=LATE).fee == 0


def test_cancelling_twice_is_refused_and_keeps_one_fee(world, booking):
    cancel(world, booking, now=LATE)
    with refused("already_over"):
        cancel(world, booking, now=LATE)
    assert (balance("fees:UAH"), trial_balance()) == (400, [])


@pytest.mark.parametrize("state", [state for state in STATES if (state, "cancel") not in TABLE])
def test_what_the_table_does_not_let_be_cancelled_is_refused(world, booking, state):
    Booking.objects.update(state=state)
    with refused("already_changed" if (state, "retake") in TABLE else "already_over"):
        cancel(world, booking)


# Moving -------------------------------------------------------------------------------------------------------


def test_a_move_takes_the_new_time_and_frees_the_old(world, booking):
    move(world, booking, at(3, 11), reason="train")
    assert (booking.start, booking.end, booking.moves, booking.state) == (at(3, 11), at(3, 11, 50), 1, "confirmed")
    taken = Occupancy.objects.get()
    assert (taken.start, taken.end, taken.live) == (at(3, 11), at(3, 12), True)
    assert balance(booking.account) == 400
    last = told(booking)[-1]
    moments = [datetime.fromisoformat(last.data[key]) for key in ("old_start", "old_end", "new_start", "new_end")]
    assert moments == [at(2, 10), at(2, 10, 50), at(3, 11), at(3, 11, 50)]
    assert (last.action, last.data["reason"]) == ("booking.moved", "train")


def test_a_move_may_overlap_the_bookings_own_time(world, booking):
    assert move(world, booking, at(2, 10, 30)).start == at(2, 10, 30)


def test_a_move_may_touch_a_neighbours_buffer_but_not_enter_it(world, booking):
    promise(world, at(3, 10), person=verbs.Person(world.stranger))
    for start in (at(3, 10, 30), at(3, 9, 30)):
        with refused("busy"):
            move(world, booking, start)
    assert move(world, booking, at(3, 11)).start == at(3, 11)
    assert move(world, booking, at(3, 9)).start == at(3, 9)


def test_a_move_to_the_same_time_is_no_move(world, booking):
    with refused("same_time"):
        move(world, booking, at(2, 10))
    assert Booking.objects.get().moves == 0


def test_a_client_moves_twice_and_the_house_as_often_as_it_must(world, booking):
    move(world, booking, at(3, 10))
    move(world, booking, at(4, 10), by=world.staff, by_house=True)
    move(world, booking, at(5, 10))
    with refused("moves_used") as caught:
        move(world, booking, at(5, 12))
    assert (caught[0].alternatives, Booking.objects.get().moves) == ((), 2)
    assert move(world, booking, at(5, 12), by=world.staff, by_house=True).moves == 2


def test_a_late_move_is_refused_to_the_client_and_not_to_the_house(world, booking):
    with refused("move_too_late"):
        move(world, booking, at(4, 10), now=LATE)
    assert move(world, booking, at(4, 10), now=LATE, by_house=True).start == at(4, 10)


def test_the_house_moves_inside_the_notice_and_beyond_the_window(world, booking):
    for start in (at(1, 10), at(5, 10, month=5)):
        assert move(world, booking, start, by=world.staff, by_house=True).start == start


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (at(1, 8), "past"),
        (at(6, 10), "no_hours"),
        (at(3, 13), "break"),
        (at(3, 10), "busy"),
        (at(8, 10), "house_closed"),
    ],
)
def test_the_house_keeps_hours_closures_and_other_peoples_time(world, booking, start, code):
    promise(world, at(3, 10), person=verbs.Person(world.stranger))
    calendars.close_house(place=world.place, day=at(8, 0).date(), name="Spring")
    calendars.refresh(resource=world.resource, now=world.now)
    with refused(code) as caught:
        move(world, booking, start, by=world.staff, by_house=True)
    for way in caught[0].alternatives:
        assert move(world, booking, way.start, by=world.staff, by_house=True).start == way.start


def test_what_has_begun_is_not_moved_by_the_client(world, booking):
    with refused("already_over", "move_too_late"):
        move(world, booking, at(4, 10), now=at(2, 10))


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (at(1, 8), "past"), (at(1, 11), "too_soon"), (at(20, 10, month=9), "too_far"), (at(6, 10), "no_hours"),
        (at(3, 13), "break"), (at(3, 20), "outside_hours"), (at(3, 10, 10), "step"), (at(8, 10), "house_closed"),
        (at(9, 10), "on_leave"),
    ],
)  # fmt: skip
def test_a_move_is_refused_for_the_same_reasons_as_a_hold_and_offers_what_works(world, booking, start, code):
    another(world, "other")
    calendars.close_house(place=world.place, day=at(8, 0).date(), name="Spring")
    calendars.close_time(resource=world.resource, start=at(9, 0), end=at(10, 0), reason="x", by=None, now=world.now)
    with refused(code) as caught:
        move(world, booking, start)
    ways = caught[0].alternatives
    assert len(ways) == 3
    assert {way.resource for way in ways} == {world.resource}
    for way in ways:
        with transaction.atomic():
            assert move(world, Booking.objects.get(pk=booking.pk), way.start).start == way.start
            transaction.set_rollback(True)


def test_a_move_keeps_the_length_that_was_booked(world, booking):
    Service.objects.filter(pk=world.service.pk).update(minutes=20)
    promise(world, at(3, 10, 30), service=world.free, person=verbs.Person(world.stranger))
    booking = Booking.objects.get(pk=booking.pk)
    with refused("busy"):
        move(world, booking, at(3, 10))
    with refused("break"):
        move(world, booking, at(3, 12, 30))
    assert move(world, booking, at(3, 9)).end == at(3, 9, 50)


def test_a_move_follows_the_rules_it_was_booked_under(world, booking):
    rules(world, window={"days": 2}, move_limit={"times": 0, "free_hours": 0})
    booking = Booking.objects.get()
    assert move(world, booking, at(12, 10)).start == at(12, 10)


def test_a_booking_is_moved_even_when_nobody_new_can_book_it(world, booking):
    Offer.objects.update(live=False)
    Service.objects.update(bookable=False)
    assert move(world, Booking.objects.get(), at(3, 10)).start == at(3, 10)


def test_a_client_does_not_move_onto_another_booking_of_his_own(world, booking):
    promise(world, at(3, 10), resource=another(world, "other"))
    with refused("own_overlap") as caught:
        move(world, booking, at(3, 10, 30))
    assert all(way.start >= at(3, 11) or way.end <= at(3, 10) for way in caught[0].alternatives)


@pytest.mark.parametrize("state", [state for state in STATES if (state, "move") not in TABLE])
def test_what_the_table_does_not_let_be_moved_is_refused(world, booking, state):
    Booking.objects.update(state=state, expires_at=world.now + DAY if state == "held" else None)
    over = state not in {"held", "pending", "expired"}
    with refused("already_over" if over else "already_changed"):
        move(world, booking, at(3, 10))
    assert Booking.objects.get().start == at(2, 10)


def test_money_stays_with_a_booking_that_moves_and_is_quoted_by_the_new_time(world, booking):
    pay(booking, 800, now=world.now)
    move(world, booking, at(4, 10))
    assert queries.quote_cancel(booking, now=LATE).refund == 1200
    assert queries.quote_cancel(booking, now=at(4, 10) - HOUR).fee == 600
    assert trial_balance() == []
