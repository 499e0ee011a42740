"""Taking a time through the API, and changing one's mind; by its owner, and by nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

import clock
from accounts.models import User
from booking import links, verbs
from booking.api import shapes
from booking.models import Booking, Occupancy
from ledger.queries import trial_balance
from shop.models import Payment
from tests.booking.api.program import BOOK, FREE, Program, codes
from tests.peers.stripe.running import Peer
from tests.world import World
from wire import Trouble


def test_a_free_session_is_confirmed_at_once(program: Program) -> None:
    told = program.booked(FREE)
    shapes.Made.model_validate(told)
    assert (told["state"], told["pay_url"], told["due"]) == ("confirmed", None, "0.00")
    assert told["start"] == "2027-03-02T10:00:00+02:00"
    row = Booking.objects.get(code=told["code"])
    assert (row.email, row.source, row.client_id) == ("guest@example.org", "api", None)


def test_what_has_to_be_paid_is_held_until_it_is(till: Program, peer: Peer) -> None:
    told = till.booked(BOOK)
    shapes.Made.model_validate(told)
    assert (told["state"], told["due"], told["price"]) == ("held", "400.00", "1200.00")
    assert told["pay_url"].startswith(peer.base)
    assert told["expires_at"] == "2027-03-01T09:10:00+02:00"
    payment = Payment.objects.get()
    back = peer.pay(str(payment.session_id), "4242424242424242", email="guest@example.org")
    till.client.get(back.removeprefix("http://127.0.0.1:8000"))
    after = till.get(f"bookings/{told['code']}", token=told["token"]).json()
    assert (after["state"], after["paid"], after["due"], after["can"]) == (
        "confirmed",
        "400.00",
        "800.00",
        ["move", "cancel", "pay"],
    )
    assert trial_balance() == []


def test_a_payment_page_that_does_not_answer_does_not_lose_the_booking(program: Program, settings: Any) -> None:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_PATIENCE = (
        "sk_test_x",
        "http://127.0.0.1:9",
        0.5,
    )
    told = program.booked(BOOK)
    assert told["state"] == "held"
    assert told["pay_url"].startswith("http://127.0.0.1:8000/")


def test_letters_go_to_the_client_in_the_language_that_was_asked_for(program: Program) -> None:
    told = program.booked(language="uk")
    assert Booking.objects.get(code=told["code"]).language == "uk"


def test_times_are_told_in_the_zone_that_was_asked_for(program: Program) -> None:
    told = program.booked(format="online", tz="America/New_York")
    assert (told["start"], told["tz"]) == ("2027-03-02T03:00:00-05:00", "America/New_York")
    assert Booking.objects.get(code=told["code"]).zone == "America/New_York"


def test_the_token_is_the_key_of_the_signed_link(program: Program) -> None:
    told = program.booked()
    assert program.client.get(told["manage_url"].removeprefix("http://127.0.0.1:8000"), follow=True).status_code == 200
    assert links.check(told["code"], told["token"])


# Whose it is ---------------------------------------------------------------------------------------------------------


def test_a_booking_is_read_with_its_token_in_a_header_or_in_the_address(program: Program) -> None:
    told = program.booked()
    by_header = program.get(f"bookings/{told['code']}", token=told["token"])
    in_address = program.client.get(f"/api/v1/bookings/{told['code']}?token={told['token']}")
    shapes.BookingTold.model_validate(by_header.json())
    assert by_header.json() == in_address.json()
    assert by_header.json()["code"] == told["code"]


def test_codes_may_be_typed_as_people_type_them(program: Program) -> None:
    told = program.booked()
    spaced = f"{told['code'][:3]}-{told['code'][3:]}".lower()
    assert program.get(f"bookings/{spaced}", token=told["token"]).status_code == 200


@pytest.mark.parametrize("token", [None, "wrong", "", "ключ", "x" * 5000])
@pytest.mark.parametrize("path", ["", "/quote?verb=cancel"])
def test_without_its_token_a_booking_does_not_exist(program: Program, token: str | None, path: str) -> None:
    code = program.booked()["code"]
    header = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token is not None else {}
    response = program.client.get(f"/api/v1/bookings/{code}{path}", **header)
    assert (response.status_code, codes(response)) == (404, ["unknown_booking"])


def test_a_token_of_another_booking_opens_nothing(program: Program) -> None:
    one, other = program.booked(), program.booked(start="2027-03-03T10:00:00+02:00", email="other@example.org")
    assert program.get(f"bookings/{one['code']}", token=other["token"]).status_code == 404


@pytest.mark.parametrize("code", ["AAAAAAA", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ", "%00", "ключ", "..%2f.."])
def test_a_code_that_was_never_given_out_is_not_found(program: Program, code: str) -> None:
    assert program.client.get(f"/api/v1/bookings/{code}", HTTP_AUTHORIZATION="Bearer x").status_code == 404


VERBS = {"move": {"start": "2027-03-02T15:00:00+02:00"}, "cancel": {"quoted": "0.00"}, "pay": {}}


def signed_in(user: User, *, csrf: bool = False) -> Program:
    browser = Client(enforce_csrf_checks=csrf)
    browser.force_login(user)
    return Program(browser)


@pytest.mark.parametrize("who", ["stranger", "expert", "staff"])
@pytest.mark.parametrize("verb", VERBS)
def test_nobody_but_its_client_changes_a_booking(world: World, program: Program, who: str, verb: str) -> None:
    code = signed_in(world.client).booked()["code"]
    other = signed_in(getattr(world, who))
    assert other.get(f"bookings/{code}").status_code == 404
    assert other.post(f"bookings/{code}/{verb}", VERBS[verb]).status_code == 404
    assert Booking.objects.get(code=code).state == "confirmed"


@pytest.mark.parametrize("verb", VERBS)
def test_its_client_may_change_it_when_signed_in(world: World, verb: str) -> None:
    mine = signed_in(world.client)
    code = mine.booked()["code"]
    assert Booking.objects.get(code=code).client == world.client
    assert mine.get(f"bookings/{code}").status_code == 200
    assert mine.post(f"bookings/{code}/{verb}", VERBS[verb]).status_code == 200


def test_a_session_alone_changes_nothing_without_the_csrf_token(world: World) -> None:
    told = signed_in(world.client).booked()
    foreign = signed_in(world.client, csrf=True)
    refused = [
        foreign.post(f"bookings/{told['code']}/cancel", VERBS["cancel"]),
        foreign.book(start="2027-03-03T10:00:00+02:00"),
    ]
    assert [(response.status_code, codes(response)) for response in refused] == [(403, ["csrf"])] * 2
    assert Booking.objects.count() == 1
    assert foreign.get(f"bookings/{told['code']}").status_code == 200
    assert foreign.post(f"bookings/{told['code']}/cancel", VERBS["cancel"], token=told["token"]).status_code == 200


def test_the_csrf_token_lets_a_session_through(world: World) -> None:
    browser = signed_in(world.client, csrf=True)
    browser.client.cookies["csrftoken"] = "a" * 32
    response = browser.post("bookings", FREE, **{"Idempotency-Key": "one", "X-CSRFToken": "a" * 32})
    assert response.status_code == 201, response.content


def test_a_guest_needs_no_csrf_token(world: World) -> None:
    assert Program(Client(enforce_csrf_checks=True)).book().status_code == 201


# Changing one's mind -------------------------------------------------------------------------------------------------


def test_a_move_takes_the_new_time_and_frees_the_old(program: Program) -> None:
    told = program.booked()
    moved = program.post(f"bookings/{told['code']}/move", {"start": "2027-03-02T15:00:00+02:00"}, token=told["token"])
    shapes.BookingTold.model_validate(moved.json())
    assert (moved.status_code, moved.json()["start"]) == (200, "2027-03-02T15:00:00+02:00")
    assert Occupancy.objects.get(live=True).start == Booking.objects.get().start
    assert program.book(email="other@example.org").status_code == 201  # the old time is free


def test_a_move_to_a_taken_time_is_refused_with_times_that_work(program: Program) -> None:
    program.booked(start="2027-03-02T15:00:00+02:00", email="other@example.org")
    told = program.booked()
    refused = program.post(f"bookings/{told['code']}/move", {"start": "2027-03-02T15:00:00+02:00"}, token=told["token"])
    Trouble.model_validate(refused.json())
    assert (refused.status_code, codes(refused)) == (409, ["busy"])
    start = refused.json()["alternatives"][0]["start"]
    moved = program.post(f"bookings/{told['code']}/move", {"start": start}, token=told["token"])
    assert (moved.status_code, moved.json()["start"]) == (200, start)


def test_a_quote_is_what_cancelling_then_costs(program: Program) -> None:
    told = program.booked()
    quote = program.get(f"bookings/{told['code']}/quote", token=told["token"], verb="cancel").json()
    shapes.Quote.model_validate(quote)
    assert (quote["fee"], quote["refund"], quote["free_until"]) == ("0.00", "0.00", "2027-03-01T22:00:00+02:00")
    done = program.post(f"bookings/{told['code']}/cancel", {"quoted": quote["fee"]}, token=told["token"])
    shapes.Cancelled.model_validate(done.json())
    assert (done.status_code, done.json()["state"], done.json()["quote"]) == (200, "cancelled", quote)
    assert not Occupancy.objects.filter(live=True).exists()


def test_cancelling_late_keeps_the_fee_that_was_quoted(till: Program, peer: Peer, world: World) -> None:
    told = till.booked(BOOK)
    back = peer.pay(str(Payment.objects.get().session_id), "4242424242424242", email="guest@example.org")
    till.client.get(back.removeprefix("http://127.0.0.1:8000"))
    with clock.standing_at(world.now + timedelta(hours=22)):
        quote = till.get(f"bookings/{told['code']}/quote", token=told["token"], verb="cancel").json()
        assert (quote["paid"], quote["fee"], quote["refund"]) == ("400.00", "400.00", "0.00")
        cheaper = till.post(f"bookings/{told['code']}/cancel", {"quoted": "0.00"}, token=told["token"])
        assert (cheaper.status_code, codes(cheaper)) == (409, ["quote_changed"])
        assert cheaper.json()["reasons"][0]["numbers"] == {"old_amount": "0.00", "amount": "400.00", "currency": "UAH"}
        done = till.post(f"bookings/{told['code']}/cancel", {"quoted": "400.00"}, token=told["token"])
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    assert trial_balance() == []


def test_what_is_over_is_neither_quoted_nor_cancelled_nor_moved(program: Program) -> None:
    told = program.booked()
    program.post(f"bookings/{told['code']}/cancel", {"quoted": "0.00"}, token=told["token"])
    quote = program.get(f"bookings/{told['code']}/quote", token=told["token"], verb="cancel")
    again = program.post(f"bookings/{told['code']}/cancel", {"quoted": "0.00"}, token=told["token"])
    moved = program.post(f"bookings/{told['code']}/move", VERBS["move"], token=told["token"])
    assert [(one.status_code, codes(one)) for one in (quote, again, moved)] == [(409, ["already_over"])] * 3


def test_a_hold_can_be_let_go(till: Program) -> None:
    told = till.booked(BOOK)
    assert told["can"] == ["cancel", "pay"]
    assert till.post(f"bookings/{told['code']}/cancel", {"quoted": "0.00"}, token=told["token"]).status_code == 200
    assert till.book(BOOK).status_code == 201


def test_paying_leads_to_the_same_page_for_as_long_as_it_is_held(till: Program, world: World) -> None:
    told = till.booked(BOOK)
    again = till.post(f"bookings/{told['code']}/pay", token=told["token"])
    shapes.Paying.model_validate(again.json())
    assert again.json()["pay_url"] == told["pay_url"]
    with clock.standing_at(world.now + timedelta(minutes=11)):
        assert till.get(f"bookings/{told['code']}", token=told["token"]).json()["state"] == "expired"
        late = till.post(f"bookings/{told['code']}/pay", token=told["token"])
    assert (late.status_code, codes(late)) == (409, ["hold_expired"])


def test_nothing_to_pay_is_no_address(program: Program) -> None:
    told = program.booked()
    assert program.post(f"bookings/{told['code']}/pay", token=told["token"]).json()["pay_url"] is None


# What may not be -----------------------------------------------------------------------------------------------------


def test_a_taken_time_is_refused_and_every_alternative_can_be_booked(program: Program) -> None:
    program.booked()
    refused = program.book(email="other@example.org")
    Trouble.model_validate(refused.json())
    assert (refused.status_code, codes(refused)) == (409, ["busy"])
    ways_out = refused.json()["alternatives"]
    assert len(ways_out) == 3
    for n, way in enumerate(ways_out):
        asked = {name: way[name] for name in ("service", "resource", "start")}
        made = program.book(email=f"other-{n}@example.org", **asked)
        assert (made.status_code, made.json()["start"]) == (201, way["start"])


def test_a_price_that_was_shown_is_charged_or_refused(program: Program) -> None:
    refused = program.book(price="1.00")
    assert (refused.status_code, codes(refused)) == (409, ["quote_changed"])
    assert program.book(price="0.00", currency="UAH").status_code == 201


def test_a_guest_cannot_hold_more_by_asking_with_new_keys(till: Program) -> None:
    starts = [f"2027-03-0{day}T10:00:00+02:00" for day in (2, 3, 4, 5)]
    answers = [till.book(BOOK, start=start) for start in starts]
    assert [one.status_code for one in answers] == [201, 201, 201, 409]
    assert codes(answers[-1]) == ["active_holds"]


def test_a_hold_that_may_not_be_signed_is_let_go(world: World, program: Program) -> None:
    verbs.attach(user=world.client, now=world.now)
    for day in range(2, 8):
        program.booked(start=f"2027-03-{day + (2 if day > 5 else 0):02}T10:00:00+02:00", email="client@example.org")
    refused = signed_in(world.stranger).book(start="2027-03-10T10:00:00+02:00", email="client@example.org")
    assert (refused.status_code, codes(refused)) == (409, ["active_bookings"])
    assert not Occupancy.objects.filter(live=True, start__day=10).exists()


def test_too_many_tries_are_asked_to_wait(program: Program) -> None:
    for _ in range(60):
        program.book(consent=False, name="")  # not counted: nothing was asked of the house
        assert program.get("bookings/AAAAAAA", token="x").status_code == 404
    stopped = program.get("bookings/AAAAAAA", token="x")
    assert (stopped.status_code, codes(stopped)) == (429, ["too_many"])
    assert 0 < int(stopped["Retry-After"]) <= 600
    assert program.book().status_code == 201


def test_holds_from_one_address_are_counted(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("booking.api.taking.MOST_HOLDS", 2)
    answers = [program.book(start=f"2027-03-0{day}T10:00:00+02:00", email=f"g{day}@example.org") for day in (2, 3, 4)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    assert (int(answers[2]["Retry-After"]) > 0, Booking.objects.count()) == (True, 2)
