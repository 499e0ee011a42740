"""Whoever presses before the sum has been reckoned: nothing is lost, and nobody pays what he has not seen."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.journeys.conftest import Visitors
from tests.journeys.fitness import faults
from tests.journeys.test_basket import puts_balm
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
WRITTEN = {"en": "12 Quiet Street, Lviv", "uk": "Львів, вул. Тиха, 12"}
BALM, PARCEL = 320, 90


def at_checkout(visitor: Visitor) -> None:
    puts_balm(visitor)
    visitor.follows("checkout.title")
    visitor.page.wait_for_load_state("networkidle")


def slowly(visitor: Visitor) -> list[Callable[[], None]]:
    """From now on a sum is reckoned when the test says so; how to say it, one for each that was asked for."""
    waiting: list[Callable[[], None]] = []

    def hear(route: Route) -> None:
        reckons = parse_qs(route.request.post_data or "").get("do") == ["reckon"]
        waiting.append(route.continue_) if reckons else route.continue_()

    visitor.page.route(re.compile("/checkout/$"), hear)
    return waiting


def parcel(visitor: Visitor) -> None:
    visitor.page.locator("[name=delivery][value=post]").check()


def writes(visitor: Visitor) -> None:
    visitor.writes_contact()
    visitor.page.locator("[name=address]").fill(WRITTEN[visitor.language])


def pay(visitor: Visitor) -> Locator:
    return visitor.page.locator("#totals button[data-needs-hold]")


def pays(visitor: Visitor) -> None:
    visitor.orders()
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("orders.thanks"))


def kept(visitor: Visitor) -> None:
    for name, text in {"name": visitor.name, "email": visitor.email, "address": WRITTEN[visitor.language]}.items():
        expect(visitor.page.locator(f"[name={name}]")).to_have_value(text)
    expect(visitor.page.locator("[name=delivery][value=post]")).to_be_checked()
    expect(visitor.page.locator("[name=consent]")).to_be_checked()


def test_a_press_waits_for_the_sum_and_another_sum_is_shown_before_it_is_paid(visitor: Visitor) -> None:
    at_checkout(visitor)
    waiting = slowly(visitor)
    parcel(visitor)
    writes(visitor)
    pay(visitor).click()
    pay(visitor).click()
    expect(pay(visitor)).to_contain_text(visitor.money(BALM))
    for go in waiting:
        go()
    visitor.sees("checkout.sum_changed")
    expect(pay(visitor)).to_contain_text(visitor.money(BALM + PARCEL))
    assert "/checkout/" in visitor.page.url and faults(visitor.page) == []
    kept(visitor)
    pays(visitor)


def test_a_press_waits_for_the_sum_and_goes_on_if_it_is_the_same(visitor: Visitor) -> None:
    at_checkout(visitor)
    parcel(visitor)
    expect(pay(visitor)).to_contain_text(visitor.money(BALM + PARCEL))
    waiting = slowly(visitor)
    writes(visitor)
    visitor.page.locator("[name=address]").blur()
    pay(visitor).click()
    with visitor.turns():
        for go in waiting:
            go()
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("orders.thanks"))


def test_of_two_choices_in_a_hurry_the_last_one_counts(visitor: Visitor) -> None:
    at_checkout(visitor)
    waiting = slowly(visitor)
    parcel(visitor)
    visitor.page.locator("[name=delivery][value=pickup]").check()
    visitor.page.locator("[name=means][value=desk]").check()
    for go in reversed(waiting):
        go()
    expect(pay(visitor)).to_have_text(visitor.says("actions.confirm_free"))


def test_without_a_script_the_answer_keeps_all_and_one_more_press_pays(visitors: Visitors) -> None:
    visitor = visitors(java_script_enabled=False)
    at_checkout(visitor)
    parcel(visitor)
    writes(visitor)
    visitor.orders()
    visitor.sees("refusals.quote_changed.text", old_amount=visitor.money(BALM), amount=visitor.money(BALM + PARCEL))
    kept(visitor)
    pays(visitor)
