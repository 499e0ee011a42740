"""The process dies or the database fails while a donation is paid, given back or handed over: nothing is half done."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from ledger.models import Account, Transfer
from shop.models import Payment, Refund, Return
from shop.verbs import donations, settle
from shop.verbs.gifts import donate
from shop.verbs.refunding import Item, refund
from tests.shop.crowd import ENDS, KILLED, breaks
from tests.shop.donations.given import foundation, lies, put
from tests.shop.gifts.given import bought, left
from tests.shop.shopper import Shopper
from tests.shop.till import Till

pytestmark = pytest.mark.django_db(transaction=True)
SELLING, HANDING = "shop.verbs.donations.selling", "shop.verbs.donations.handing"
PAYING = [
    f"{SELLING}.stand_in_line:before", f"{SELLING}.stand_in_line:after", f"{SELLING}.move:after",
    f"{SELLING}.announce:after", "shop.verbs.apart.stand_again:after", "shop.verbs.settling.note:after",
]  # fmt: skip
RETURNING = [
    "shop.verbs.refunding.stand_in_line:after", "shop.verbs.refunding._note:after", f"{SELLING}.move:after",
    f"{SELLING}.announce:after", "shop.verbs.returning._write:after", "shop.verbs.returning.move:after",
]  # fmt: skip
OVER = [f"{HANDING}.stand_in_line:after", f"{HANDING}.move:after", f"{HANDING}.announce:after"]
PARTS = [f"shop.verbs.gifts.donating.{name}:after" for name in ("stand_in_line", "mark_accepted", "move", "announce")]


def broken(points: list[str]) -> Any:
    return pytest.mark.parametrize(("point", "how"), [(point, how) for point in points for how in ENDS])


def everything() -> dict[str, Any]:
    models = (Transfer, Refund, Return)
    return {
        "rows": [model._default_manager.count() for model in models],
        "accounts": set(Account.objects.exclude(balance=0).values_list("code", "balance")),
        "payments": set(Payment.objects.values_list("pk", "state", "received")),
    }


def nothing_happened(act: Callable[[], Any], point: str, how: str) -> None:
    """And then it is simply done again."""
    before = everything()
    assert breaks(act, point, how) == KILLED
    assert everything() == before
    act()


def ordered(till: Till, shopper: Shopper, jar: Any) -> tuple[Any, Payment]:
    shopper.takes(jar)
    put(shopper.basket, till.now)
    order, payment = shopper.orders()
    assert payment
    return order, payment


def pays(till: Till, payment: Payment) -> None:
    settle(payment, intent_id=f"pi_{payment.pk}", amount=payment.amount, now=till.now)


@broken(PAYING)
def test_a_donation_whose_paying_broke_is_given_once(
    till: Till, shopper: Shopper, jar: Any, point: str, how: str
) -> None:
    _, payment = ordered(till, shopper, jar)
    nothing_happened(lambda: pays(till, payment), point, how)
    pays(till, payment)
    assert lies() == 300


@broken(RETURNING)
def test_a_donation_whose_return_broke_is_still_the_foundations(
    till: Till, shopper: Shopper, jar: Any, point: str, how: str
) -> None:
    order, payment = ordered(till, shopper, jar)
    pays(till, payment)
    item = Item(order.lines.get(donation__isnull=False).pk)
    nothing_happened(lambda: refund(order, [item], reason="asked", by=None, now=till.now), point, how)
    assert (lies(), Refund.objects.count()) == (0, 1)


@broken(OVER)
def test_a_handing_over_that_broke_has_not_happened(
    till: Till, shopper: Shopper, jar: Any, point: str, how: str
) -> None:
    pays(till, ordered(till, shopper, jar)[1])
    to = {"currency": "UAH", "shown": Decimal(300), "note": "", "by": None, "now": till.now}
    nothing_happened(lambda: donations.hand_over(foundation(), **to), point, how)  # type: ignore[arg-type]
    assert lies() == 0


@broken(PARTS)
def test_a_part_whose_giving_broke_is_still_on_the_certificate(till: Till, point: str, how: str) -> None:
    gift, to = bought(till.now, 1000), foundation()
    how_much = {"shown": Decimal(1000), "amount": Decimal(400)}
    nothing_happened(lambda: donate(gift, to, by=None, now=till.now, **how_much), point, how)
    assert (left(gift), lies()) == (600, 400)
