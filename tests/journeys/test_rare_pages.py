"""Pages that few people ever see: wrong passwords and codes, payments under way or refused, bookings that are over."""

import pytest

from tests.journeys import books, fitness
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
DEPOSIT, FREE = ("ivanna", "career-session"), ("bohdan", "mentor-hour")
ADMIN = "admin@atrium.example"
FORGETFUL = {"en": "emma", "uk": "alina"}
"""Whose password is asked for again: no other journey signs in as they do, which would end the letter's link."""
CODES = "/account/two_factor/backup/tokens/"


def _fit(visitor: Visitor, name: str) -> None:
    assert fitness.faults(visitor.page) == [], name


def test_every_step_of_signing_in_is_fit_for_everybody(visitor: Visitor) -> None:
    books.speaks(visitor.house, ADMIN, visitor.language)
    visitor.goes("/account/login/")
    visitor.page.locator("[name=auth-username]").fill(ADMIN)
    visitor.page.locator("[name=auth-password]").fill("not this one")
    visitor.presses("signin.button")
    visitor.sees("form_errors.password_wrong")
    _fit(visitor, "wrong password")
    visitor.enters(ADMIN)
    _fit(visitor, "asked for a code")
    visitor.presses("signin.code.use_backup")
    _fit(visitor, "asked for a backup code")
    visitor.page.locator("[name=backup-otp_token]").fill("wrongone")
    visitor.presses("signin.code.button")
    visitor.sees("signin.backup.wrong")
    _fit(visitor, "wrong backup code")


def test_backup_codes_are_shown_on_a_page_fit_for_everybody(visitor: Visitor) -> None:
    books.speaks(visitor.house, ADMIN, visitor.language)
    visitor.signs_in(ADMIN)
    visitor.enters_code(ADMIN)
    visitor.goes(CODES)
    _fit(visitor, "how many codes are left")
    visitor.presses("signin.backup.make")
    _fit(visitor, "new codes")


def test_a_new_password_is_chosen_on_a_page_fit_for_everybody(visitor: Visitor) -> None:
    visitor.email = f"{FORGETFUL[visitor.language]}@atrium.example"
    visitor.goes("/account/password/reset/")
    visitor.page.locator("main [name=email]").fill(visitor.email)
    with visitor.turns():
        visitor.page.locator("main form button").click()
    visitor.page.goto(visitor.link_in_letter("/account/password/reset/"))
    _fit(visitor, "choose")
    form = visitor.page.locator("form", has=visitor.page.locator("[name=new_password1]"))
    visitor.sends_as_it_is(form)
    with visitor.turns():
        form.locator("button").click()
    _fit(visitor, "chosen badly")


def test_a_payment_under_way_refused_and_unsure_is_told_on_pages_fit_for_everybody(visitor: Visitor) -> None:
    visitor.opens(*DEPOSIT)
    visitor.chooses_day(5)
    visitor.takes_time()
    code = visitor.code()
    visitor.writes_contact()
    visitor.confirms()
    for state in ("failed", "processing"):
        visitor.goes(f"booking/{code}/?paid={state}")
        _fit(visitor, state)
    books.lapse(visitor.house, code)
    visitor.goes(f"booking/{code}/?paid=processing")
    visitor.sees("late_payment.checking")
    _fit(visitor, "unsure")
    visitor.goes(f"booking/{code}/")
    _fit(visitor, "the hold has ended")
    books.read(visitor.house, code, state="expired")
    visitor.goes(f"booking/{code}/")
    visitor.sees("booking_states.expired.label")
    _fit(visitor, "expired")


def test_a_cancelled_booking_is_told_on_a_page_fit_for_everybody(visitor: Visitor) -> None:
    code = visitor.books(*FREE, day=3)
    visitor.goes(f"booking/{code}/cancel/")
    with visitor.turns():
        visitor.page.locator("form", has=visitor.page.locator("[name=quoted]")).locator("button").last.click()
    visitor.sees("booking_states.cancelled.label")
    _fit(visitor, "cancelled")
