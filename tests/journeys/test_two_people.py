"""Two people, one time: the first has it, the second gets three that work and loses nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import books
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
FREE = ("solomiia", "psychology-session-intro")
Visitors = Callable[..., Visitor]


def _takes_an_alternative(visitor: Visitor) -> None:
    offers = visitor.page.locator("li.offer")
    expect(offers).to_have_count(3)
    with visitor.turns():
        offers.nth(1).get_by_role("button").click()


def _confirmed(visitor: Visitor) -> None:
    visitor.presses("actions.confirm_free")
    expect(visitor.heading()).to_have_text(visitor.says("confirmation.title"))
    kept = books.read(visitor.house, visitor.code(), state="confirmed")
    assert (kept.held, kept.paid) == (0, 0)
    assert "client:booking_confirmed:email" in kept.sent


def test_the_second_at_one_time_is_offered_three_that_work(visitors: Visitors) -> None:
    first, second = visitors(), visitors()
    for one in (first, second):
        one.opens(*FREE)
        one.chooses_day(3)
    wanted = first.takes_time()
    with second.page.expect_response(lambda answer: "/book/hold/" in answer.url) as answer:
        second.takes(wanted)
    assert answer.value.status == 409
    second.sees("refusal_frame.nothing_charged")
    _takes_an_alternative(second)
    second.writes_contact()
    _confirmed(second)
    first.writes_contact()
    _confirmed(first)


def test_who_wrote_too_long_loses_the_time_but_nothing_that_was_written(visitors: Visitors) -> None:
    slow, quick = visitors(), visitors()
    slow.opens(*FREE)
    slow.chooses_day(3)
    wanted = slow.takes_time()
    slow.writes_contact()
    slow.page.locator("details summary").click()
    slow.page.locator("[name=note]").fill("Про оренду й ціни")
    books.lapse(slow.house, slow.code())
    quick.opens(*FREE)
    quick.chooses_day(3)
    quick.takes(wanted)
    slow.presses("actions.confirm_free")
    slow.sees("refusal_frame.kept")
    _takes_an_alternative(slow)
    written = {name: slow.page.locator(f"[name={name}]").input_value() for name in ("name", "phone", "email", "note")}
    assert written == {"name": slow.name, "phone": slow.phone, "email": slow.email, "note": "Про оренду й ціни"}
    slow.page.locator("[name=consent]").check()
    _confirmed(slow)
    quick.writes_contact()
    _confirmed(quick)
