"""Goods paid with a promo code, points and a card: every sum in words, and nothing lost between the purses."""

from decimal import Decimal
from uuid import uuid4

import pytest
from playwright.sync_api import expect

import clock
from accounts.models import User
from loyalty import queries
from loyalty.verbs import give
from shop.models import Payment, Promo
from shop.verbs.promo import About, make_promo
from tests.journeys.fitness import faults
from tests.journeys.test_basket import puts_balm
from tests.journeys.visitor import Visitor
from tests.world import words

pytestmark = pytest.mark.journey
EMMA = "emma@atrium.example"
CODE, NAMES = "BALM10", {"en": "A tenth off for trying", "uk": "Десята частина на пробу"}


def prepared(visitor: Visitor) -> Decimal:
    """A code that takes a tenth off goods, and Emma with points enough; how many she has."""
    with visitor.house.rows():
        now, emma = clock.now(), User.objects.get(email=EMMA)
        if not Promo.objects.filter(voucher__code=CODE).exists():
            make_promo(About(CODE), by=None, now=now, name=words(*NAMES.values()), value=Decimal(10), goods=True)
        give(user_id=emma.pk, points=300, reason="journey", key=str(uuid4()), by=None, now=now)
        return queries.balance(emma.pk)


def paid(visitor: Visitor) -> tuple[Decimal, dict[str, Decimal]]:
    """What Emma has left, and what each means has paid of her last order."""
    with visitor.house.rows():
        emma = User.objects.get(email=EMMA)
        rows = Payment.objects.filter(order=emma.orders.latest("pk"), state=Payment.PAID)
        return queries.balance(emma.pk), dict(rows.values_list("means", "received"))


def test_a_code_and_points_pay_part_and_the_card_the_rest(visitor: Visitor) -> None:
    had = prepared(visitor)
    visitor.signs_in(EMMA)
    puts_balm(visitor)
    with visitor.turns():
        visitor.page.locator(".step button").last.click()
    visitor.page.locator("#code").fill(CODE.lower())
    visitor.presses("checkout.apply")
    visitor.sees("basket.promo_applied", promo=CODE, amount=visitor.money(64))
    expect(visitor.page.locator(".totals")).to_contain_text(NAMES[visitor.language])
    visitor.sees("loyalty.will_earn_goods", n=28)
    assert faults(visitor.page) == []
    visitor.follows("checkout.title")
    totals = visitor.page.locator("#totals")
    visitor.page.locator("[name=delivery][value=pickup]").check()
    visitor.page.locator("[name=means][value=desk]").check()
    expect(totals).to_contain_text(visitor.says("checkout.all_later", left=visitor.money(576)))
    visitor.page.locator("[name=points]").check()
    expect(totals).to_contain_text(visitor.says("checkout.all_later", left=visitor.money(404)))
    visitor.page.locator("[name=means][value=card]").check()
    expect(totals).to_contain_text(visitor.says("checkout.now_only"))
    expect(totals.locator("dd").last).to_have_text(visitor.money(404))
    expect(totals).to_contain_text(visitor.says("loyalty.will_earn_goods", n=20))
    assert faults(visitor.page) == []
    visitor.page.locator("[name=phone]").fill(visitor.phone)
    visitor.page.locator("[name=consent]").check()
    visitor.orders()
    visitor.pays()
    expect(visitor.heading()).to_have_text(visitor.says("orders.thanks"))
    assert paid(visitor) == (had - 172, {"points": Decimal(172), "card": Decimal(404)})
    visitor.follows("orders.receipt")
    table = visitor.page.locator("table")
    expect(table).to_contain_text(f"{NAMES[visitor.language]} ({CODE})")
    expect(table).to_contain_text(visitor.money(576))
    visitor.sees("receipt.stacking")
    assert faults(visitor.page) == []
    visitor.goes("me/points/")
    expect(visitor.page.locator("main")).to_contain_text("−172")
    assert faults(visitor.page) == []
