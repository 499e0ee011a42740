"""A donation among other things in one basket, paid by card and given back by staff; and a part of a certificate."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from ledger.queries import balance
from shop.models import Foundation, Purchase
from tests.journeys import books, certificates, orders
from tests.journeys.conftest import Visitors
from tests.journeys.fitness import faults
from tests.journeys.house import House
from tests.journeys.test_giving_back import RECEPTION, finds
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
OWN, JAR, DEPOSIT = 75, 320, 450


def first(visitor: Visitor) -> Foundation:
    """The one at the top of the page."""
    with visitor.house.rows():
        return Foundation.objects.filter(live=True)[0]


def lies(house: House, foundation: Foundation) -> Decimal:
    with house.rows():
        return balance(foundation.account("UAH"))


def gives(visitor: Visitor, foundation: Foundation) -> None:
    """Through the door in the basket; the page tells the sum while it is written."""
    visitor.goes("basket/")
    visitor.follows("donations.add")
    visitor.page.locator(f"[name=foundation][value='{foundation.code}']").check()
    visitor.page.locator("label:has(#sum-own)").click()
    visitor.page.locator("[name=own]").fill(str(OWN))
    expect(visitor.page.locator("#preview")).to_contain_text(visitor.money(OWN))
    expect(visitor.page.locator("#preview")).to_contain_text(foundation.name.say(visitor.language))
    assert faults(visitor.page) == []
    visitor.presses("gifts.put")


def buys(visitor: Visitor, foundation: Foundation) -> tuple[str, str]:
    """A session, a jar and a donation. The booking's code, the order's number."""
    visitor.opens("ivanna", "career-session")
    visitor.chooses_day(12)
    visitor.takes_time()
    code = visitor.code()
    visitor.presses("basket.with_goods")
    visitor.puts("care", "hand-cream")
    gives(visitor, foundation)
    title = visitor.says("basket.donation", foundation=foundation.name.say(visitor.language))
    expect(visitor.page.locator(".lines")).to_contain_text(title)
    assert faults(visitor.page) == []
    visitor.goes("checkout/")
    visitor.sees("donations.by_card")
    visitor.writes_contact()
    assert faults(visitor.page) == []
    visitor.orders()
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("orders.thanks"))
    expect(visitor.page.locator("main")).to_contain_text(title)
    return code, orders.latest(visitor.house, visitor.email)


def gives_back(staff: Visitor, number: str) -> None:
    with staff.house.rows():
        line = Purchase.objects.get(order__number=number).order.lines.get(donation__isnull=False).pk
    staff.follows("staff.orders.acts.return.label")
    staff.page.locator(f"[name=take_{line}]").check()
    staff.page.locator("[name=reason]").fill("Помилилися фондом")
    staff.presses("staff.orders.count")
    expect(staff.page.locator("section[role=status]")).to_contain_text(staff.money(OWN))
    staff.presses("staff.orders.sure")
    staff.sees("staff.orders.acts.return.done", code=number)


def test_a_donation_beside_a_session_and_goods_is_paid_and_given_back(visitors: Visitors) -> None:
    client, staff = visitors(), visitors()
    to = first(client)
    before = lies(client.house, to)
    code, number = buys(client, to)
    assert lies(client.house, to) - before == OWN
    assert books.fields(client.house, code, "state") == "confirmed"
    client.letter(client.money(OWN).replace("\u00a0", " "))
    books.speaks(staff.house, RECEPTION, staff.language)
    staff.comes_in(RECEPTION)
    finds(staff, number)
    gives_back(staff, number)
    kept = orders.read(client.house, number)
    assert (kept.paid, kept.back) == (DEPOSIT + JAR + OWN, {"card": OWN})
    assert (lies(client.house, to), books.fields(client.house, code, "state")) == (before, "confirmed")
    client.page.goto(client.link_in_letter(f"/order/{number}/"))
    expect(client.page.locator("main")).to_contain_text(f"−{client.money(OWN)}")
    assert faults(client.page) == []


def test_a_part_of_a_certificate_is_donated_and_the_rest_stays(visitor: Visitor) -> None:
    gift, to = certificates.given(visitor.house, 700, email=visitor.email, language=visitor.language), first(visitor)
    before = lies(visitor.house, to)
    visitor.page.goto(visitor.link_in_letter("/g/"))
    visitor.follows("gifts.donate_rest")
    visitor.page.locator(f"[name=foundation][value='{to.code}']").check()
    visitor.page.locator("[name=amount]").fill("250")
    assert faults(visitor.page) == []
    visitor.presses("gifts.donate_button")
    expect(visitor.heading()).to_contain_text(visitor.money(250))
    visitor.sees("donations.left", left=visitor.money(450))
    assert faults(visitor.page) == []
    assert (certificates.left(visitor.house, gift), lies(visitor.house, to) - before) == (450, 250)


def test_one_can_give_without_a_script_and_with_nothing_else_in_the_basket(visitors: Visitors) -> None:
    visitor = visitors(java_script_enabled=False)
    to = first(visitor)
    visitor.goes(f"donate/?foundation={to.code}&sum=200")
    visitor.presses("donations.reckon")
    expect(visitor.page.locator("#preview")).to_contain_text(visitor.money(200))
    visitor.presses("gifts.put")
    expect(visitor.page.locator(".lines")).to_contain_text(visitor.money(200))
