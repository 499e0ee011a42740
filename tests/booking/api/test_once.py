"""A request sent twice is done once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.test import Client

import clock
from booking.models import Booking, IdempotentAnswer, Occupancy
from booking.verbs import forget_answers
from tests.booking.api.program import BOOK, FREE, Program, codes, fields
from tests.booking.api.test_bookings import signed_in
from tests.conftest import T0
from tests.world import World, build

KEY = "2f1b7c1e-5d0a-4a53-9a55"


def test_the_same_request_is_answered_as_the_first_time(till: Program) -> None:
    first, again = till.book(BOOK, key=KEY), till.book(BOOK, key=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert Booking.objects.count() == 1


def test_spaces_and_order_do_not_make_another_request(program: Program) -> None:
    program.book(FREE, key=KEY)
    turned = dict(reversed(FREE.items()))
    assert program.book(turned, key=KEY)["Idempotent-Replayed"] == "true"


def test_another_request_with_the_same_key_is_refused(program: Program) -> None:
    program.book(FREE, key=KEY)
    other = program.book(FREE, key=KEY, start="2027-03-03T10:00:00+02:00")
    assert (other.status_code, fields(other), codes(other)) == (422, ["Idempotency-Key"], ["key_reused"])
    assert Booking.objects.count() == 1


def test_a_refusal_is_an_answer_too(program: Program) -> None:
    taken = program.booked()
    asked = FREE | {"email": "other@example.org"}
    first = program.book(asked, key=KEY)
    program.post(f"bookings/{taken['code']}/cancel", {"quoted": "0.00"}, token=taken["token"])
    again = program.book(asked, key=KEY)
    assert (first.status_code, again.status_code, again.json()) == (409, 409, first.json())
    assert program.book(asked).status_code == 201


def test_bad_input_does_not_use_a_key_up(program: Program) -> None:
    assert program.book(FREE, key=KEY, service="none").status_code == 422
    assert program.book(FREE, key=KEY, phone="12").status_code == 422
    assert program.book(FREE, key=KEY).status_code == 201


@pytest.mark.parametrize("key", [None, "", "   ", "x" * 201])
def test_a_booking_needs_a_key(program: Program, key: str | None) -> None:
    more = {} if key is None else {"Idempotency-Key": key}
    refused = program.post("bookings", FREE, **more)
    assert (refused.status_code, codes(refused)) == (422, ["key_needed"])
    assert not Booking.objects.exists()


def test_a_key_is_its_owners_alone(world: World, program: Program) -> None:
    told = signed_in(world.client).book(FREE, key=KEY).json()
    assert (
        signed_in(world.stranger).book(FREE, key=KEY).status_code == 409
    )  # the time is taken: this is another request
    assert program.book(FREE, key=KEY).status_code == 409
    assert signed_in(world.client).book(FREE, key=KEY).json() == told


def test_an_answer_is_kept_for_a_day(world: World, program: Program) -> None:
    program.book(FREE, key=KEY)
    almost, over = (world.now + timedelta(hours=24, minutes=minutes) for minutes in (-1, 1))
    with clock.standing_at(almost):
        assert program.book(FREE, key=KEY)["Idempotent-Replayed"] == "true"
        assert forget_answers(now=almost) == 0
    with clock.standing_at(over):
        later = program.book(FREE, key=KEY, start="2027-03-04T10:00:00+02:00")
        assert later.status_code == 201
    assert forget_answers(now=over + timedelta(days=1)) == 1
    assert not IdempotentAnswer.objects.exists()


def test_the_kept_answer_holds_no_key_of_the_booking(program: Program) -> None:
    told = program.book(FREE, key=KEY).json()
    row = IdempotentAnswer.objects.get()
    assert told["token"] not in str(row.body)
    assert KEY not in (row.key, str(row.body))


def broken(*_: Any, **__: Any) -> None:
    raise RuntimeError("the power went off")


def test_a_request_that_broke_before_the_hold_can_be_sent_again(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("booking.verbs.hold", broken)
        with pytest.raises(RuntimeError):
            program.book(FREE, key=KEY)
    assert not IdempotentAnswer.objects.exists()
    assert program.book(FREE, key=KEY).status_code == 201


def test_a_request_that_broke_after_the_hold_goes_on_from_it(till: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("booking.sale.checkout", broken)
        with pytest.raises(RuntimeError):
            till.book(BOOK, key=KEY)
    code = Booking.objects.get().code
    answer = till.book(BOOK, key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (201, code)
    assert answer.json()["pay_url"]
    assert Occupancy.objects.filter(live=True).count() == 1


def test_a_request_whose_process_died_is_free_after_a_minute(world: World, program: Program) -> None:
    program.book(FREE, key=KEY)
    IdempotentAnswer.objects.update(status=None, body={})
    busy = program.book(FREE, key=KEY)
    assert (busy.status_code, codes(busy), busy["Retry-After"]) == (409, ["in_progress"], "2")
    with clock.standing_at(world.now + timedelta(minutes=1)):
        assert program.book(FREE, key=KEY).status_code == 201
    assert Booking.objects.count() == 1


@pytest.fixture
def house(transactional_db: None, now: Any) -> World:
    """The same small world, committed: threads see each other's rows."""
    return build(now)


def at_once(tasks: list[Callable[[], Any]]) -> list[Any]:
    """Each in a thread with its own connection, all let go at the same moment."""
    gate, found = Barrier(len(tasks)), [None] * len(tasks)

    def run(place: int) -> None:
        try:
            gate.wait()
            found[place] = tasks[place]()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.race
def test_the_same_request_many_times_at_once_makes_one_booking(house: World) -> None:
    with clock.standing_at(T0):
        answers = at_once([lambda: Program(Client()).book(FREE, key=KEY) for _ in range(8)])
        assert Booking.objects.count() == 1
        assert {answer.status_code for answer in answers} <= {201, 409}
        made = [answer.json() for answer in answers if answer.status_code == 201]
        assert made and all(one == made[0] for one in made)
        assert all(codes(answer) == ["in_progress"] for answer in answers if answer.status_code == 409)
        last = Program(Client()).book(FREE, key=KEY)
        assert (last.status_code, last.json()) == (201, made[0])


@pytest.mark.race
def test_one_time_asked_for_by_many_at_once_is_given_to_one(house: World) -> None:
    def ask(n: int) -> Callable[[], Any]:
        return lambda: Program(Client()).book(FREE, email=f"guest-{n}@example.org")

    answers = at_once([ask(n) for n in range(8)])
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert {code for answer in answers if answer.status_code == 409 for code in codes(answer)} <= {"busy", "just_taken"}
    assert Occupancy.objects.filter(live=True).count() == 1
