"""Two people and the last jar: the first who orders has it; the second is told which line, and keeps the rest."""

import pytest
from playwright.sync_api import expect

from tests.journeys import orders
from tests.journeys.conftest import Visitors
from tests.journeys.fitness import faults
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
LAST, OTHER = ("care", "face-oil"), ("care", "lip-balm")
PRESSES_SOON = "setTimeout(() => document.querySelector('#totals button[data-needs-hold]').click(), 500)"


def goes_to_pay(visitor: Visitor, *wanted: tuple[str, str]) -> None:
    for shelf, code in wanted:
        visitor.puts(shelf, code)
    visitor.goes("checkout/")
    visitor.writes_contact()


def test_of_two_who_want_the_last_jar_one_has_it(visitors: Visitors) -> None:
    quick, slow = visitors(), visitors()
    orders.leave(quick.house, LAST[1], 1)
    others = orders.left(quick.house, OTHER[1])
    goes_to_pay(quick, LAST)
    goes_to_pay(slow, LAST, OTHER)
    quick.orders()
    with slow.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        slow.orders()
    assert answer.value.status == 409
    told = slow.page.get_by_role("alert")
    jar, other = (orders.name_of(slow.house, code, slow.language) for _, code in (LAST, OTHER))
    expect(told).to_contain_text(slow.says("refusals.stock_none.text", what=jar))
    expect(told).not_to_contain_text(other)
    slow.sees("refusal_frame.nothing_charged")
    assert faults(slow.page) == []
    quick.pays()
    expect(quick.heading()).to_have_text(quick.says("orders.thanks"))
    _the_rest_is_kept(slow, jar, other)
    assert (orders.left(slow.house, LAST[1]), orders.left(slow.house, OTHER[1])) == (0, others - 1)


def test_of_two_who_press_at_one_moment_one_has_it(visitors: Visitors) -> None:
    both = [visitors(), visitors()]
    orders.leave(both[0].house, LAST[1], 1)
    others = orders.left(both[0].house, OTHER[1])
    for one in both:
        goes_to_pay(one, LAST, OTHER)
    for one in both:
        one.page.evaluate(PRESSES_SOON)
    for one in both:
        one.page.locator("[role=alert], [name=cardNumber]").first.wait_for()
    (first,) = [one for one in both if one.page.locator("[name=cardNumber]").count()]
    (second,) = [one for one in both if one is not first]
    jar, other = (orders.name_of(second.house, code, second.language) for _, code in (LAST, OTHER))
    expect(second.page.get_by_role("alert")).to_contain_text(second.says("refusals.stock_none.text", what=jar))
    first.pays()
    expect(first.heading()).to_have_text(first.says("orders.thanks"))
    _the_rest_is_kept(second, jar, other)
    assert (orders.left(first.house, LAST[1]), orders.left(first.house, OTHER[1])) == (0, others - 2)


def _the_rest_is_kept(slow: Visitor, jar: str, other: str) -> None:
    with slow.turns():
        slow.page.get_by_role("alert").locator("button[value=remove]").click()
    expect(slow.page.locator(".mini")).to_contain_text(other)
    expect(slow.page.locator("main")).not_to_contain_text(jar)
    expect(slow.page.locator("[name=email]")).to_have_value(slow.email)
    slow.page.locator("[name=consent]").check()
    slow.orders()
    slow.pays()
    expect(slow.heading()).to_have_text(slow.says("orders.thanks"))
    kept = orders.read(slow.house, orders.latest(slow.house, slow.email))
    assert (kept.status, kept.stage, kept.paid) == ("Paid", "paid", 140)
    assert "order_paid" in kept.letters
