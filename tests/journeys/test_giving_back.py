"""Staff give half of a line back: the money walks to where it came from, and the client sees what came back."""

import pytest
from playwright.sync_api import expect

from shop.models import Purchase
from tests.journeys import books, orders
from tests.journeys.conftest import Visitors
from tests.journeys.fitness import faults
from tests.journeys.visitor import Visitor, plain

pytestmark = pytest.mark.journey
RECEPTION = "reception@atrium.example"
GIFT, JAR, DEPOSIT = 900, 320, 450


def buys(visitor: Visitor, gift: str) -> tuple[str, str]:
    """A session and two jars: 900 of them from a certificate, 190 by card. The booking's code, the order's number."""
    visitor.opens("ivanna", "career-session")
    visitor.chooses_day(11)
    visitor.takes_time()
    code = visitor.code()
    visitor.presses("basket.with_goods")
    visitor.puts("care", "hand-cream", 2)
    visitor.goes("checkout/")
    visitor.page.locator("#code").fill(gift)
    visitor.presses("checkout.apply")
    visitor.writes_contact()
    visitor.orders()
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("orders.thanks"))
    return code, orders.latest(visitor.house, visitor.email)


def finds(staff: Visitor, number: str) -> None:
    """By the menu, which a telephone keeps folded."""
    staff.page.locator(".sidebar-nav-toggle").click()
    staff.follows("staff.menu.orders")
    staff.page.locator("#id_q").fill(number)
    with staff.turns():
        staff.page.get_by_role("link", name=number).first.click()


def gives_half_back(staff: Visitor, number: str) -> None:
    with staff.house.rows():
        line = Purchase.objects.get(order__number=number).order.lines.get(session=None).pk
    staff.follows("staff.orders.acts.return.label")
    staff.page.locator(f"[name=take_{line}]").check()
    staff.page.locator(f"[name=n_{line}]").fill("1")
    staff.page.locator("[name=reason]").fill("Кришка тріснула")
    staff.presses("staff.orders.count")
    going = staff.page.locator("section[role=status]")
    for text in (staff.says("staff.orders.means.card"), staff.money(190), staff.money(130)):
        expect(going).to_contain_text(text)
    staff.presses("staff.orders.sure")
    staff.sees("staff.orders.acts.return.done", code=number)
    expect(staff.page.locator("body")).to_contain_text("Кришка тріснула")


def test_half_of_a_line_goes_back_to_card_and_certificate(visitors: Visitors) -> None:
    client, staff = visitors(), visitors()
    gift, before = orders.certificate(client.house, GIFT), orders.left(client.house, "hand-cream")
    code, number = buys(client, gift)
    assert orders.held(client.house, gift) == 0
    books.speaks(staff.house, RECEPTION, staff.language)
    staff.comes_in(RECEPTION)
    finds(staff, number)
    gives_half_back(staff, number)
    kept = orders.read(client.house, number)
    assert (kept.status, kept.stage, kept.paid) == ("Pending", "paid", DEPOSIT + 2 * JAR), "the rest is for the visit"
    assert (kept.back, orders.held(client.house, gift)) == ({"card": 190, "gift": 130}, 130)
    assert (books.fields(client.house, code, "state"), orders.left(client.house, "hand-cream")) == (
        "confirmed", before - 1,
    )  # fmt: skip
    _client_sees(client, gift, number)


def _client_sees(client: Visitor, gift: str, number: str) -> None:
    assert {"order_paid", "order_returned"} <= orders.read(client.house, number).letters
    letter = client.letter(plain(client.money(JAR)))
    for amount in (190, 130):
        assert plain(client.money(amount)) in letter
    client.page.goto(client.link_in_letter(f"/order/{number}/"))
    page = client.page.locator("main")
    for means, amount in (("card", 190), ("gift", 130)):
        back = client.says("orders.back_to", source=client.says(f"orders.means.{means}", source=f"•••• {gift[-4:]}"))
        expect(page).to_contain_text(back)
        expect(page).to_contain_text(f"−{client.money(amount)}")
    expect(page.locator(".totals dd").last).to_have_text(client.money(DEPOSIT + JAR))
    assert faults(client.page) == []
