"""What a parcel costs: one price, or by weight, as staff have set it; said before its address is written."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking.core.decisions import Refused
from shop.delivery import Carriage
from shop.models import DeliveryRules, ParcelStep, Purchase
from tests.shop.buying import Visitor, cream
from tests.shop.promos import on_shelf
from tests.shop.shopper import Shopper
from tests.shop.test_checkout import shown
from tests.shop.till import Till
from tests.shop.wares import good, shelf
from tests.staff.desk import come, somebody
from tests.world import World

POST = Carriage(Purchase.POST, "Kyiv, branch 7")
STEPS = {1000: 120, 5000: 190}


def rules(flat: int = 90, steps: dict[int, int] | None = None) -> DeliveryRules:
    row = DeliveryRules.objects.create(parcel=Decimal(flat))
    for grams, price in (steps or {}).items():
        ParcelStep.objects.create(rules=row, grams=grams, price=Decimal(price))
    return row


def test_without_steps_every_parcel_costs_the_same(shopper: Shopper, jar: Any) -> None:
    on_shelf(jar)
    shopper.takes(jar)
    assert shopper.asks(carriage=POST).delivery == 90, "what holds until staff have said anything"
    rules(70)
    assert shopper.asks(carriage=POST).delivery == 70


@pytest.mark.parametrize(
    ("grams", "pieces", "price"),
    [(0, 1, 90), (999, 1, 90), (1000, 1, 120), (500, 2, 120), (499, 2, 90), (4999, 1, 120), (2500, 2, 190)],
)
def test_a_heavier_parcel_costs_what_its_step_says(
    shopper: Shopper, jar: Any, grams: int, pieces: int, price: int
) -> None:
    rules(steps=STEPS)
    row = on_shelf(jar)
    type(row).objects.filter(pk=row.pk).update(grams=grams)
    jar.refresh_from_db()
    shopper.takes(jar, pieces)
    assert shopper.asks(carriage=POST).delivery == price
    assert shopper.asks(carriage=Carriage(Purchase.PICKUP)).delivery == 0


def test_a_variant_without_a_weight_weighs_as_much_as_its_good(till: Till, shopper: Shopper) -> None:
    rules(steps=STEPS)
    shelf_ = shelf(now=till.now)
    mat = good("mat", "Mat", "Килимок", on=shelf_, now=till.now, price=None, grams=1800)
    wide = good("mat-wide", "wide", "широкий", on=shelf_, now=till.now, of=mat)
    shopper.takes(wide.product)
    assert shopper.asks(carriage=POST).delivery == 120


def test_the_price_of_the_way_is_said_before_the_address(till: Till, world: World, client: Client) -> None:
    rules(steps={1: 120})
    product = cream()
    row = on_shelf(product)
    type(row).objects.filter(pk=row.pk).update(grams=110)
    visitor = Visitor(world, client)
    visitor.put(product)
    ways = visitor.get("checkout/").select("label.choice")
    parcel = next(way for way in ways if way.select_one("[value=post]"))
    assert "₴120" in parcel.get_text()
    assert shown(visitor) == "320.00"


def test_a_price_that_staff_have_changed_meanwhile_is_asked_again(shopper: Shopper, jar: Any) -> None:
    row = rules()
    shopper.takes(jar)
    assert shopper.asks(carriage=POST).due_now == 410
    DeliveryRules.objects.filter(pk=row.pk).update(parcel=100)
    with pytest.raises(Refused, match="quote_changed"):
        shopper.orders(carriage=POST, shown=Decimal(410))
    order, payment = shopper.orders(carriage=POST, shown=Decimal(420))
    assert payment and (order.shipping_incl_tax, order.total_incl_tax, payment.amount) == (100, 420, 420)


@pytest.mark.parametrize("role", ["admin", "marketer", "reception", "warehouse", "editor"])
def test_staff_set_it_in_the_admin(client: Client, world: World, role: str) -> None:
    come(client, somebody(world, role))
    path = reverse("wagtailsettings:edit", args=["shop", "deliveryrules"])
    page = client.get(path, follow=True)
    if role not in ("admin", "marketer"):
        assert page.status_code != 200 or page.redirect_chain[-1][0] == "/cms/"
        return
    told = {
        "parcel": "75", "steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-MIN_NUM_FORMS": "0",
        "steps-MAX_NUM_FORMS": "1000", "steps-0-grams": "2000", "steps-0-price": "150", "steps-0-ORDER": "1",
        "steps-0-DELETE": "",
    }  # fmt: skip
    assert client.post(page.redirect_chain[-1][0] if page.redirect_chain else path, told).status_code == 302
    row = DeliveryRules.objects.get()
    assert (row.parcel, [(step.grams, step.price) for step in row.steps.all()]) == (75, [(2000, 150)])


@pytest.mark.parametrize("who", ["client", "expert", "stranger"])
def test_nobody_else_sets_it(client: Client, world: World, who: str) -> None:
    path = reverse("wagtailsettings:edit", args=["shop", "deliveryrules"])
    assert client.get(path).status_code == 302
    come(client, getattr(world, who), verified=False)
    assert client.post(path, {"parcel": "0"}).status_code == 403
    assert not DeliveryRules.objects.exists()
