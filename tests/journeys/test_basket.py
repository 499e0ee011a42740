"""One basket of a session, things, a certificate: paid by card, at the desk, without scripts; a hold runs out in it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import books, certificates
from tests.journeys.conftest import Visitors
from tests.journeys.fitness import faults
from tests.journeys.test_gifts import makes
from tests.journeys.visitor import Visitor
from tests.shop.buying import Product, cream

pytestmark = pytest.mark.journey
TITLE = "Linden balm"


def puts_balm(visitor: Visitor) -> None:
    """As the button on its page does."""
    with visitor.house.rows():
        product = Product.objects.filter(title=TITLE).first() or cream(TITLE, left=50)
    visitor.goes("basket/")
    token = visitor.page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    told = {"csrfmiddlewaretoken": token, "product": str(product.pk)}
    path = f"{visitor.house.address}/{visitor.language}/basket/put/"
    answer = visitor.context.request.post(path, form=told, headers={"Referer": path})
    assert answer.ok
    visitor.goes("basket/")


def puts_session(visitor: Visitor, day: int) -> str:
    visitor.opens("ivanna", "career-session")
    visitor.chooses_day(day)
    visitor.takes_time()
    code = visitor.code()
    visitor.presses("basket.with_goods")
    expect(visitor.heading()).to_have_text(visitor.says("basket.title"))
    return code


def test_a_session_a_thing_and_a_certificate_are_paid_by_card_at_once(visitors: Visitors) -> None:
    visitor, recipient = visitors(), visitors()
    code = puts_session(visitor, 8)
    makes(visitor, recipient, amount=500)
    puts_balm(visitor)
    assert faults(visitor.page) == []
    with visitor.turns():
        visitor.page.locator(".step button").last.click()
    expect(visitor.page.locator(".step output")).to_have_text("2")
    expect(visitor.page.locator("[data-basket]")).to_have_text("4")
    expect(visitor.page.locator(".lines [data-hold] [data-clock]")).to_have_text(re.compile(r"^1?\d:\d\d$"))
    visitor.follows("checkout.title")
    assert faults(visitor.page) == []
    total = visitor.page.locator(".totals dd").last
    expect(total).to_have_text(visitor.money(450 + 500 + 640))
    visitor.page.locator("[name=delivery][value=post]").check()
    expect(total).to_have_text(visitor.money(450 + 500 + 640 + 90))
    visitor.page.locator("[name=delivery][value=visit]").check()
    expect(total).to_have_text(visitor.money(450 + 500 + 640))
    visitor.writes_contact()
    visitor.orders()
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("orders.thanks"))
    assert faults(visitor.page) == []
    expect(visitor.page.locator("[data-basket]")).to_be_hidden()
    assert books.fields(visitor.house, code, "state") == "confirmed"
    gift = certificates.given_by(visitor.house, visitor.email)
    assert certificates.left(visitor.house, gift) == 500
    visitor.follows("orders.receipt")
    visitor.sees("receipt.paid")
    assert faults(visitor.page) == []
    path = str(visitor.link("receipt.pdf").get_attribute("href"))
    paper = visitor.context.request.get(visitor.house.address + path)
    assert paper.body().startswith(b"%PDF")
    recipient.page.goto(recipient.link_in_letter("/g/"))
    expect(recipient.page.locator(".opened .price")).to_have_text(recipient.money(500))


def test_a_hold_that_runs_out_in_the_basket_is_taken_again(visitor: Visitor) -> None:
    code = puts_session(visitor, 9)
    books.lapse(visitor.house, code)
    visitor.goes("basket/")
    visitor.sees("alternatives.title")
    assert faults(visitor.page) == []
    expect(visitor.button("actions.take_offer").first).to_be_visible()
    visitor.presses("basket.again")
    expect(visitor.page.locator(".lines .notice")).to_have_count(0)
    visitor.follows("checkout.title")
    visitor.writes_contact()
    visitor.orders()
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("orders.thanks"))
    assert books.fields(visitor.house, code, "state") == "expired"


def test_things_are_ordered_without_a_script_and_paid_at_the_desk(visitors: Visitors) -> None:
    visitor = visitors(java_script_enabled=False)
    puts_session(visitor, 10)
    with visitor.turns():
        visitor.page.get_by_role("button", name=re.compile(visitor.says("basket.remove"))).first.click()
    puts_balm(visitor)
    visitor.page.locator(".step button").last.click()
    visitor.page.locator(".step button").first.click()
    expect(visitor.page.locator(".step output")).to_have_text("1")
    visitor.follows("checkout.title")
    visitor.page.locator("[name=means][value=desk]").check()
    visitor.writes_contact()
    visitor.presses("checkout.refresh")
    expect(visitor.page.locator("[name=email]")).to_have_value(visitor.email)
    expect(visitor.page.locator(".totals dd").last).to_have_text(visitor.money(0))
    visitor.page.locator("[name=consent]").check()
    visitor.orders()
    expect(visitor.heading()).to_have_text(visitor.says("orders.thanks"))
    visitor.sees("orders.nothing_paid")


@pytest.mark.parametrize("language", ["en"])
def test_a_client_s_purchases_are_fit_for_everybody(visitor: Visitor) -> None:
    visitor.signs_in("emma@atrium.example")
    visitor.goes("me/purchases/")
    assert faults(visitor.page) == []
