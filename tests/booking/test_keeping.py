from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from booking import verbs
from booking.core.states import LIVE, STATES, TABLE
from booking.models import Booking, Occupancy
from facts import announce
from ledger.queries import balance, trial_balance
from ledger.verbs import move, open_account
from tests.booking.acts import HOUR, at, hold, pay, promise, refused, rules, told, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
AFTER = at(2, 11)
CAME = {"start": verbs.begin, "complete": verbs.complete, "miss": verbs.miss}


# Who it is for ------------------------------------------------------------------------------------------------


def test_the_contact_is_written_into_the_hold(world):
    booking = write(
        world, hold(world, at(2, 10)), email="Maria@Example.org", note="Third floor?", charge_consent=True,
        language="uk", zone="Europe/Warsaw",
    )  # fmt: skip
    assert (booking.name, booking.email, booking.note) == ("Maria Koval", "maria@example.org", "Third floor?")
    assert (booking.charge_consent, booking.language, booking.zone) == (True, "uk", "Europe/Warsaw")


def test_a_guest_who_signs_in_on_the_way_gets_the_booking(world):
    booking = hold(world, at(2, 10), person=verbs.Person(visitor="v1"))
    assert write(world, booking, by=None).client is None
    assert write(world, booking, by=world.client).client == world.client


@pytest.mark.parametrize("state", [state for state in STATES if state != "held"])
def test_nothing_is_written_into_what_is_no_longer_held(world, state):
    booking = hold(world, at(2, 10))
    Booking.objects.update(state=state)
    with refused("already_changed"):
        write(world, booking)
    assert Booking.objects.get().email == ""


# Confirming ---------------------------------------------------------------------------------------------------


def test_a_confirmed_booking_has_no_end_of_its_hold(world):
    booking = promise(world, at(2, 10))
    assert (booking.state, booking.expires_at, booking.settled_at) == ("confirmed", None, world.now)
    assert Occupancy.objects.get().expires_at is None


def test_nothing_is_confirmed_before_it_is_known_for_whom(world):
    with refused("already_changed"):
        verbs.confirm(booking=hold(world, at(2, 10)), by=None, now=world.now)


def test_a_hold_that_was_ended_is_not_confirmed(world):
    rules(world, hold_time={"minutes": 15})
    booking = write(world, hold(world, at(2, 10)))
    verbs.expire(booking=booking, now=booking.expires_at)
    with refused("hold_expired") as caught:
        verbs.confirm(booking=booking, by=None, now=world.now + HOUR)
    assert caught[0].reasons[0].numbers == {"n": 15}


def test_a_hold_whose_minutes_are_over_but_which_nobody_ended_is_still_good(world):
    booking = write(world, hold(world, at(2, 10)))
    verbs.confirm(booking=booking, by=None, now=booking.expires_at + timedelta(seconds=5))
    assert verbs.expire_holds(now=world.now + HOUR) == 0
    with refused("busy"):
        hold(world, at(2, 10), person=verbs.Person(world.stranger), now=world.now + HOUR)


@pytest.mark.parametrize("state", [state for state in STATES if state not in {"held", "expired"}])
def test_only_what_is_held_is_confirmed(world, state):
    booking = write(world, hold(world, at(2, 10)))
    Booking.objects.update(state=state)
    with refused("already_changed"):
        verbs.confirm(booking=booking, by=None, now=world.now)


# What came of it ----------------------------------------------------------------------------------------------


def test_a_visit_that_is_done_has_earned_what_was_paid(world):
    booking = promise(world, at(2, 10), paid=1200)
    verbs.begin(booking=booking, by=world.expert, now=at(2, 10))
    verbs.complete(booking=booking, by=world.expert, now=AFTER)
    assert [entry.action.partition(".")[2] for entry in told(booking)] == ["held", "confirmed", "started", "completed"]
    assert (booking.state, balance("sales:UAH"), balance(booking.account)) == ("completed", 1200, 0)
    assert trial_balance() == []
    verbs.earn(booking=booking, ref=booking.code, by=None, now=AFTER)
    assert balance("sales:UAH") == 1200


def test_a_visit_nobody_paid_for_earns_nothing_and_is_done(world):
    booking = promise(world, at(2, 10))
    verbs.complete(booking=booking, by=world.expert, now=AFTER)
    assert (booking.state, balance("sales:UAH")) == ("completed", 0)


@pytest.mark.parametrize(
    ("paid", "waive", "kept", "data"),
    [
        (400, False, 400, {"fee": "1200.00", "kept": "400.00", "due": "800.00", "refund": "0.00"}),
        (1200, False, 1200, {"fee": "1200.00", "kept": "1200.00", "due": "0.00", "refund": "0.00"}),
        (0, False, 0, {"fee": "1200.00", "kept": "0", "due": "1200.00", "refund": "0"}),
        (400, True, 0, {"fee": "0", "kept": "0", "due": "0", "refund": "400.00"}),
    ],
)
def test_a_missed_visit_keeps_its_fee_unless_it_is_waived(world, paid, waive, kept, data):
    booking = promise(world, at(2, 10), paid=paid)
    verbs.miss(booking=booking, by=world.expert, now=AFTER, waive=waive, reason="r")
    last = told(booking)[-1]
    assert (booking.state, last.action, last.user) == ("missed", "booking.missed", world.expert)
    assert {key: Decimal(last.data[key]) for key in data} == {key: Decimal(value) for key, value in data.items()}
    words = {"waived": waive, "reason": "r", "old": "confirmed", "new": "missed"}
    assert {key: last.data[key] for key in words} == words
    assert (balance("fees:UAH"), balance(booking.account), trial_balance()) == (kept, paid - kept, [])


def test_a_smaller_fee_for_missing_leaves_the_rest_to_go_back(world):
    rules(world, no_show_fee={"percent": Decimal("12.5")})
    booking = promise(world, at(2, 10), paid=400)
    verbs.miss(booking=booking, by=None, now=AFTER)
    assert (balance("fees:UAH"), balance(booking.account)) == (150, 250)


@pytest.mark.parametrize("verb", ["complete", "miss"])
def test_nothing_has_come_of_a_visit_before_it_begins(world, verb):
    booking = promise(world, at(2, 10), paid=400)
    with refused("not_begun") as caught:
        CAME[verb](booking=booking, by=world.expert, now=at(2, 9, 59))
    assert caught[0].reasons[0].numbers == {"time": int(at(2, 10).timestamp())}
    assert (Booking.objects.get().state, balance(booking.account)) == ("confirmed", 400)


def test_a_stale_page_does_not_mark_a_visit_that_was_moved_away(world):
    booking = promise(world, at(2, 10), paid=400)
    stale = Booking.objects.get()
    verbs.move(booking=booking, start=at(4, 10), by=None, now=world.now)
    with refused("not_begun"):
        verbs.miss(booking=stale, by=None, now=AFTER)


@pytest.mark.parametrize(("verb", "state"), [(v, s) for v in CAME for s in STATES])
def test_a_visit_goes_only_where_the_table_lets_it(world, verb, state):
    booking = promise(world, at(2, 10), paid=400)
    Booking.objects.update(state=state, expires_at=AFTER if state == "held" else None)
    after = TABLE.get((state, verb))
    if after:
        assert CAME[verb](booking=booking, by=None, now=AFTER).state == after
    else:
        over = state not in LIVE | {"expired"}
        with refused("already_over" if over else "already_changed"):
            CAME[verb](booking=booking, by=None, now=AFTER)
        assert (Booking.objects.get().state, balance(booking.account)) == (state, 400)
    assert trial_balance() == []


# Whose it becomes ---------------------------------------------------------------------------------------------


def guest(world, start, email):
    return promise_of_guest(
        write(world, hold(world, start, person=verbs.Person(visitor="v")), email=email, by=None), world
    )


def promise_of_guest(booking, world):
    return verbs.confirm(booking=booking, by=None, now=world.now)


def test_a_guests_bookings_become_those_of_the_verified_address(world):
    mine, other = guest(world, at(2, 10), "Client@Example.org"), guest(world, at(2, 12), "else@example.org")
    assert verbs.attach(user=world.client, now=world.now) == 1
    assert verbs.attach(user=world.client, now=world.now) == 0
    assert list(Booking.objects.filter(client=world.client)) == [mine]
    assert Booking.objects.get(pk=other.pk).client is None
    assert (told(mine)[-1].action, told(mine)[-1].user) == ("booking.claimed", world.client)


def test_an_address_that_was_not_verified_gets_nothing(world):
    guest(world, at(2, 10), "client@example.org")
    world.client.email_verified_at = None
    assert verbs.attach(user=world.client, now=world.now) == 0
    assert Booking.objects.get().client is None


def test_what_has_a_client_already_is_not_taken_over(world):
    booking = write(world, hold(world, at(2, 10), person=verbs.Person(world.stranger)), by=world.stranger)
    assert verbs.attach(user=world.client, now=world.now) == 0
    assert Booking.objects.get(pk=booking.pk).client == world.stranger


# Facts and money ----------------------------------------------------------------------------------------------


def test_a_fact_that_no_room_has_registered_is_not_told(world):
    booking = hold(world, at(2, 10))
    before = ModelLogEntry.objects.count()
    with pytest.raises(Exception, match=r"booking\.teleported"), transaction.atomic():
        announce("booking.teleported", booking, by=None, now=world.now)
    assert ModelLogEntry.objects.count() == before


def test_a_fact_is_told_inside_a_transaction_only(world):
    booking = hold(world, at(2, 10))
    connection = transaction.get_connection()
    inside, connection.in_atomic_block = connection.in_atomic_block, False
    try:
        with pytest.raises(transaction.TransactionManagementError, match="outside a transaction"):
            announce("booking.held", booking, by=None, now=world.now)
    finally:
        connection.in_atomic_block = inside


def test_nothing_stays_of_a_verb_whose_reaction_fails(world, settings):
    booking = promise(world, at(2, 10), paid=400)
    settings.REACTIONS = {"booking.missed": [f"{__name__}.fail"]}
    with pytest.raises(RuntimeError, match="reaction"):
        verbs.miss(booking=booking, by=None, now=AFTER)
    assert (Booking.objects.get().state, balance(booking.account)) == ("confirmed", 400)
    assert (told(booking)[-1].action, trial_balance()) == ("booking.confirmed", [])


def fail(verb, subject, **more):
    raise RuntimeError("the reaction failed")


def test_the_books_balance_through_a_whole_life(world):
    booking = promise(world, at(2, 10), paid=400)
    pay(booking, 800, now=world.now)
    verbs.move(booking=booking, start=at(3, 10), by=None, now=world.now)
    quote = verbs.cancel(booking=booking, by=None, now=at(3, 9))
    refund = {"source": open_account(booking.account), "target": open_account("card:UAH")}
    move(quote.refund, **refund, reason="refund", ref=booking.code, now=world.now)
    assert (quote.fee, quote.refund) == (600, 600)
    assert [balance(code) for code in (booking.account, "fees:UAH", "card:UAH")] == [0, 600, -600]
    assert trial_balance() == []


def test_the_database_refuses_a_hold_without_an_end_and_money_that_makes_no_sense(world):
    booking = hold(world, at(2, 10))
    for wrong in ({"expires_at": None}, {"deposit": 1201}, {"price": -1}, {"state": "dreamt"}, {"end": booking.start}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Booking.objects.update(**wrong)
