"""The bank does not take a refund: staff give it back another way, record it, and the client reads where it went."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

import clock
from shop import verbs
from shop.models import Purchase, Refund
from shop.verbs.refunding import Item
from tests.journeys import books, orders
from tests.journeys.conftest import Visitors
from tests.journeys.fitness import faults
from tests.journeys.test_giving_back import finds
from tests.journeys.visitor import Visitor, plain

pytestmark = pytest.mark.journey
ADMIN = "admin@atrium.example"
CREAM, ANSWER = 320, "expired_or_canceled_card"
TITLE = {"en": "Money given back", "uk": "Кошти повернено"}


def buys(client: Visitor) -> str:
    """One jar by card; the order's number."""
    client.puts("care", "hand-cream")
    client.goes("checkout/")
    client.writes_contact()
    client.orders()
    client.pays()
    expect(client.heading()).to_have_text(client.says("orders.thanks"))
    return orders.latest(client.house, client.email)


def the_bank_refuses(client: Visitor, number: str) -> None:
    """To give it back, as it has answered the worker."""
    with client.house.rows(), transaction.atomic():
        order = Purchase.objects.get(order__number=number).order
        verbs.refund(order, [Item(order.lines.get().pk, 1)], reason="Тріснула", by=None, now=clock.now())
        Refund.objects.filter(payment__order=order).update(state=Refund.FAILED, error=ANSWER)


def records(staff: Visitor, number: str) -> None:
    staff.follows("staff.orders.otherwise.label")
    expect(staff.page.locator("body")).to_contain_text(ANSWER)
    staff.page.locator("[name=way][value=bank]").check()
    staff.page.locator("[name=reason]").fill("Картку закрито")
    staff.presses("staff.orders.otherwise.label")
    staff.sees("staff.orders.otherwise.done", amount=staff.money(CREAM))
    expect(staff.page.locator("body")).to_contain_text("Картку закрито")
    expect(staff.page.locator("body")).to_contain_text(staff.says("staff.orders.bank"))


def test_what_the_bank_refused_is_given_back_another_way(visitors: Visitors) -> None:
    client, staff = visitors(), visitors()
    number = buys(client)
    the_bank_refuses(client, number)
    client.goes(f"order/{number}/")
    client.sees("orders.back_stuck", refund=client.money(CREAM))
    books.speaks(staff.house, ADMIN, staff.language)
    staff.comes_in(ADMIN)
    finds(staff, number)
    records(staff, number)
    assert orders.read(client.house, number).letters >= {"order_paid", "order_returned", "refund_otherwise"}
    assert client.says("orders.back_by.bank") in client.letter(
        f"{TITLE[client.language]}: {plain(client.money(CREAM))}"
    )
    client.goes(f"order/{number}/")
    expect(client.page.locator("main")).to_contain_text(client.says("order_states.returned"))
    back = client.says("orders.back_to", source=client.says("orders.back_by.bank"))
    expect(client.page.locator("main")).to_contain_text(back)
    assert faults(client.page) == []
