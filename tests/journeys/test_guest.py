"""Without an account: the link in the letter opens the booking, and signing in later makes it one's own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import books
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
FREE = ("bohdan", "mentor-hour")
Visitors = Callable[..., Visitor]


def test_the_link_in_the_letter_opens_the_booking_on_another_device(visitors: Visitors) -> None:
    guest, elsewhere = visitors(), visitors()
    code = guest.books(*FREE, day=1)
    books.read(guest.house, code, state="confirmed")
    elsewhere.goes(f"booking/{code}/")
    elsewhere.sees("pages_errors.404.title")
    elsewhere.page.goto(guest.link_in_letter(f"/booking/{code}/"))
    elsewhere.sees("booking_states.confirmed.label")
    assert "t=" not in elsewhere.page.url
    elsewhere.follows("actions.cancel_booking")
    elsewhere.presses("actions.cancel_booking")
    kept = books.read(guest.house, code, state="cancelled")
    assert (kept.held, kept.paid, kept.returned) == (0, 0, 0)
    assert "client:booking_cancelled:email" in kept.sent


def test_signing_in_later_with_a_one_time_link_makes_the_booking_ones_own(visitors: Visitors) -> None:
    guest, stranger = visitors(), visitors()
    code = guest.books(*FREE, day=1)
    kept = books.read(guest.house, code, state="confirmed")
    guest.follows("confirm.make_account")
    guest.page.locator("main [name=email]").fill(guest.email)
    guest.presses("signin.link.button")
    guest.sees("signin.link.sent_title")
    address = guest.link_in_letter("/account/link/open/")
    guest.page.goto(address)
    guest.presses("signin.link.enter_button")
    expect(guest.heading()).to_contain_text(guest.says("account.greeting_plain"))
    expect(guest.page.locator("main")).to_contain_text(code)
    assert books.fields(guest.house, code, "client__email") == guest.email
    stranger.page.goto(address)
    stranger.presses("signin.link.enter_button")
    stranger.sees("signin.link.dead_title")
    again = books.read(guest.house, code, state="confirmed")
    assert (again.held, again.sent) == (0, kept.sent)
