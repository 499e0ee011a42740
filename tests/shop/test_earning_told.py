"""What an order will earn is said before it is placed, and is what it earns."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from loyalty.models import Programme
from loyalty.verbs import give
from shop.buying import earning
from shop.delivery import Carriage
from shop.models import Purchase
from shop.quoting import Wishes, quote
from shop.till import Purse
from tests.shop.buying import Visitor, cream
from tests.shop.gifts.given import bought
from tests.shop.shopper import Shopper
from tests.shop.till import Till
from tests.world import World

PAGES = ("basket/", "checkout/")
SAID = {
    "en": ("When the goods are with you: +16 points", "After the visit and when the goods are with you: +76 points"),
    "uk": ("Коли отримаєте товари: +16 балів", "Після візиту й отримання товарів: +76 балів"),
}


def words(visitor: Visitor, page: str) -> str:
    return " ".join(visitor.get(page).get_text(" ").split())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", SAID)
def test_a_client_is_told_what_his_order_will_earn(
    till: Till, world: World, client: Client, language: str, page: str
) -> None:
    Programme.objects.create()
    visitor = Visitor(world, client, language)
    visitor.signs_in()
    visitor.put(cream())
    assert SAID[language][0] in words(visitor, page)
    visitor.books()
    assert SAID[language][1] in words(visitor, page)


@pytest.mark.parametrize("page", PAGES)
def test_guests_and_houses_without_points_are_promised_nothing(
    till: Till, world: World, client: Client, page: str
) -> None:
    visitor = Visitor(world, client)
    visitor.put(cream())
    Programme.objects.create()
    assert "points" not in words(visitor, page), "a guest has no account to earn for"
    visitor.signs_in()
    Programme.objects.all().delete()
    assert "points" not in words(visitor, page)


def test_each_visit_earns_by_itself_and_points_earn_no_points(till: Till, shopper: Shopper, jar: Any) -> None:
    Programme.objects.create()
    give(user_id=till.world.client.pk, points=500, reason="birthday", key="1", by=None, now=till.now)
    shopper.books()
    shopper.takes(jar, 2)
    purses = (Purse("gift", bought(till.now, 1000).code), Purse("points", str(till.world.client.pk)))
    wishes = Wishes(Carriage(Purchase.POST, "Kyiv, branch 7"), purses=purses)
    told = quote(shopper.basket, buyer=shopper.buyer, wishes=wishes, now=till.now)
    given = {line: amount for sums in told.shares.given[1:] for line, amount in sums.items()}
    assert sum(given.values(), Decimal(0)) == 500
    assert sum(earning.visits(told)) == 1200 - sum(amount for line, amount in given.items() if line is not None)
    assert earning.goods(told) == max(0, 640 - given.get(None, 0)), "neither points nor delivery"


def test_what_has_lapsed_earns_nothing(till: Till, shopper: Shopper) -> None:
    Programme.objects.create()
    booking = shopper.books()
    assert earning.hint(shopper.asks(), user=till.world.client)
    till.lapse(booking)
    assert earning.hint(shopper.asks(), user=till.world.client) == ""
