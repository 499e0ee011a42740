"""Orders at the staff's desk: found, looked into, packed, paid, handed over, taken back; each role does its own."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.queries import balance
from shop import verbs
from shop.delivery import Carriage
from shop.models import Purchase, Refund, Return
from shop.verbs.refunding import Item
from tests.shop.purse import fill, held
from tests.shop.shelf import facts_of
from tests.shop.shopper import Shopper, left, settle
from tests.shop.till import Till
from tests.staff.desk import come, somebody

PICKUP, POST = Carriage(Purchase.PICKUP), Carriage(Purchase.POST, "Kyiv, branch 7")


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


def bought(till: Till, shopper: Shopper, jar: Any, *tins: str, **wishes: Any) -> Purchase:
    shopper.takes(jar, 2)
    order, payment = shopper.orders(*tins, **{"carriage": PICKUP} | wishes)
    if payment:
        settle(till, payment)
    return Purchase.objects.get(order=order)


def act(till: Till, row: Purchase, name: str, **told: Any) -> Any:
    return till.browser.post(reverse("orders:act", args=[row.pk, name]), {"sure": "1"} | told)


def seen(till: Till, row: Purchase) -> str:
    return str(till.browser.get(reverse("orders:inspect", args=[row.pk])).content.decode())


def test_reception_finds_an_order_and_sees_all_of_it(till: Till, shopper: Shopper, jar: Any) -> None:
    row = bought(till, shopper, jar, fill("ROSE1234", 200, till.now))
    come(till.browser, somebody(till.world, "reception"))
    for words in (row.order.number, "koval maria", "cream", "client@example"):
        found = till.browser.get(reverse("orders:index"), {"q": words, "stage": "paid", "status": "Paid"})
        assert f'href="{reverse("orders:inspect", args=[row.pk])}"' in found.content.decode()
    assert row.order.number not in till.browser.get(reverse("orders:index"), {"q": "nosuch"}).content.decode()
    page = seen(till, row)
    for text in ("Maria Koval", "Cream", "•••• 1234", "Order placed", "₴640", "Take back"):
        assert text in page
    assert "ROSE1234" not in page, "a certificate's code is its money"


def test_the_list_asks_the_database_as_often_for_many_as_for_few(till: Till, jar: Any) -> None:
    jar.stockrecords.update(num_in_stock=99)
    come(till.browser, till.world.staff)
    counts = []
    for _ in range(2):
        for _ in range(3):
            bought(till, Shopper(till), jar)
        till.browser.get(reverse("orders:index"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert till.browser.get(reverse("orders:index")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_warehouse_packs_and_sends_and_sees_no_money(till: Till, shopper: Shopper, jar: Any) -> None:
    row = bought(till, shopper, jar, carriage=POST)
    come(till.browser, somebody(till.world, "warehouse"))
    page = seen(till, row)
    assert "Pack" in page and "Take back" not in page and "₴730" not in page
    assert act(till, row, "pack").status_code == 302
    assert act(till, row, "send", parcel="20450000123").status_code == 302
    assert (till.fresh(row).stage, row.parcel, left(jar)) == ("sent", "20450000123", 3)
    for name in ("pay", "hand_over", "cancel"):
        assert act(till, row, name).url == "/cms/", "the admin's way to say no"
    assert till.browser.get(reverse("orders:return", args=[row.pk])).url == "/cms/"
    assert (till.fresh(row).stage, Return.objects.count()) == ("sent", 0)


def test_reception_takes_cash_and_hands_over(till: Till, shopper: Shopper, jar: Any) -> None:
    row = bought(till, shopper, jar, desk=True)
    come(till.browser, somebody(till.world, "reception"))
    for name in ("pack", "ready"):
        assert act(till, row, name).status_code == 302
    refused = act(till, row, "hand_over")
    assert refused.status_code == 422 and "₴640 of this order is not paid yet" in refused.content.decode()
    asked = till.browser.get(reverse("orders:act", args=[row.pk, "pay"])).content.decode()
    assert "₴640" in asked and 'value="640.00"' in asked
    assert act(till, row, "pay", how="cash", shown="600").status_code == 422
    assert act(till, row, "pay", how="cash", shown="640.00").status_code == 302
    assert act(till, row, "hand_over").status_code == 302
    assert (till.fresh(row).stage, balance("cash:UAH"), balance("sales:UAH")) == ("received", -640, 640)
    told = facts_of(row.order)
    assert told[-1] == "order.handed_over" and "payment.taken" in told


def test_a_stage_that_somebody_else_has_passed_is_told(till: Till, shopper: Shopper, jar: Any) -> None:
    row = bought(till, shopper, jar)
    come(till.browser, till.world.staff)
    verbs.pack(row.order, by=None, now=till.now)
    assert act(till, row, "pack").url == reverse("orders:inspect", args=[row.pk])
    assert "come further" in seen(till, row)
    assert till.browser.get(reverse("orders:act", args=[row.pk, "nosuch"]), follow=True).status_code == 404


def test_staff_see_where_money_goes_before_it_goes(till: Till, shopper: Shopper, jar: Any) -> None:
    row = bought(till, shopper, jar, fill("ROSE1234", 500, till.now))
    come(till.browser, somebody(till.world, "reception"))
    line, address = row.order.lines.get().pk, reverse("orders:return", args=[row.pk])
    told = {f"take_{line}": "on", f"n_{line}": "1", f"shelf_{line}": "on", "reason": "wrong scent"}
    shown = till.browser.post(address, told).content.decode()
    assert "Card" in shown and "₴140" in shown and "•••• 1234" in shown and "₴180" in shown
    assert "ROSE1234" not in shown, "not on its button either"
    assert "first, then to points, then to the certificate" in shown
    assert not Return.objects.exists(), "only shown"
    mark = "card::140.00;gift:•••• 1234:180.00"
    assert till.browser.post(address, told | {"sure": "card::320.00"}).status_code == 200
    assert not Return.objects.exists(), "another sum is asked again"
    assert till.browser.post(address, told | {"sure": mark}).url == reverse("orders:inspect", args=[row.pk])
    assert (held("ROSE1234"), balance("returning:UAH"), left(jar)) == (180, 140, 4)
    assert "wrong scent" in seen(till, row)


@pytest.mark.parametrize("told", [{}, {"take": "on", "n": "1"}, {"take": "on", "n": "9", "reason": "x"}])
def test_a_return_that_is_not_thought_through_is_asked_again(
    till: Till, shopper: Shopper, jar: Any, told: dict[str, str]
) -> None:
    row = bought(till, shopper, jar)
    come(till.browser, till.world.staff)
    line = row.order.lines.get().pk
    named = {f"{name}_{line}" if name != "reason" else name: value for name, value in told.items()}
    answer = till.browser.post(reverse("orders:return", args=[row.pk]), named or {"reason": ""})
    assert answer.status_code == 422 and not Return.objects.exists()


def test_reception_hands_money_out(till: Till, shopper: Shopper, jar: Any) -> None:
    row = bought(till, shopper, jar, desk=True)
    verbs.take_payment(row.order, how="terminal", by=None, now=till.now)
    line = row.order.lines.get().pk
    (refund,) = verbs.refund(row.order, [Item(line, 1)], reason="x", by=None, now=till.now)
    come(till.browser, somebody(till.world, "reception"))
    assert "Handed out" in seen(till, row)
    assert till.browser.post(reverse("orders:hand_back", args=[row.pk, refund.pk])).status_code == 302
    assert (Refund.objects.get().state, balance("terminal:UAH")) == ("sent", -320)


def test_reception_gives_up_what_nobody_pays(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    order, _ = shopper.orders(carriage=PICKUP)
    row = Purchase.objects.get(order=order)
    come(till.browser, somebody(till.world, "reception"))
    assert act(till, row, "cancel", reason="asked on the phone").status_code == 302
    assert (till.fresh(row).stage, left(jar)) == ("cancelled", 5)


@pytest.mark.parametrize("who", ["guest", "client", "stranger", "expert", "marketer", "editor"])
def test_nobody_else_comes_near(till: Till, shopper: Shopper, jar: Any, who: str) -> None:
    row = bought(till, shopper, jar)
    if who in ("marketer", "editor"):
        come(till.browser, somebody(till.world, who))
    elif who != "guest":
        till.browser.force_login(getattr(till.world, who))
    addresses = [
        reverse("orders:index"),
        reverse("orders:inspect", args=[row.pk]),
        reverse("orders:return", args=[row.pk]),
    ]
    addresses += [reverse("orders:act", args=[row.pk, name]) for name in ("pack", "pay", "cancel", "hand_over")]
    for address in addresses:
        assert till.browser.get(address).status_code in (302, 403), address
        assert till.browser.post(address, {"sure": "1", "how": "cash", "shown": "0"}).status_code in (302, 403, 405)
    assert (till.fresh(row).stage, Return.objects.count()) == ("paid", 0)
