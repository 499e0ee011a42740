"""Money runs backwards as well as forwards: buy anything with any mix of means, give it all back, and every balance,
every shelf and every point is as before.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from booking import verbs as bookings
from ledger.models import Account
from ledger.queries import trial_balance
from loyalty.models import Programme
from loyalty.verbs import give
from shop import card, verbs
from shop.delivery import Carriage
from shop.models import Purchase, Refund
from shop.quoting import Wishes, quote
from shop.till import Purse
from shop.verbs import gifts
from shop.verbs.placing import place
from shop.verbs.promo import apply_code
from shop.verbs.refunding import Item, refund
from tests.shop.donations.given import put
from tests.shop.gifts.given import bought, drafted
from tests.shop.promos import promo
from tests.shop.shopper import Shopper, left, settle
from tests.shop.till import TUESDAY_10, Till

CODE = "TENTH"
WAYS = [Carriage(Purchase.PICKUP), Carriage(Purchase.POST, "Kyiv, branch 7")]
PORTIONS = {"pieces": some.lists(some.integers(1, 4), max_size=4), "off": some.sampled_from([0, 1, 33.33])}
WISHES = {
    "session": some.booleans(), "jars": some.integers(0, 4), "gift": some.sampled_from([0, 0, 500, 700]),
    "donation": some.sampled_from([0, 0, 50, 333]),
    "promo": some.sampled_from([0, 0, 10, 33]), "way": some.sampled_from(WAYS), "desk": some.booleans(),
    "rose": some.sampled_from([0, 300, 777, 3000]), "lily": some.sampled_from([0, 400]),
    "points": some.sampled_from([0, 1, 90, 777]), "pays_rest": some.booleans(), "comes": some.booleans(),
    "handed": some.booleans(), "last_first": some.booleans(), **PORTIONS,
}  # fmt: skip


def balances() -> dict[str, Decimal]:
    """Of the accounts that hold anything."""
    return {row.code: row.balance for row in Account.objects.exclude(balance=0)}


class Story:
    """One purchase, all the way there and back."""

    def __init__(self, till: Till, jar: Any, wishes: dict[str, Any]) -> None:
        self.till, self.jar, self.shopper, self.wishes = till, jar, Shopper(till), wishes
        self.by, self.now, client = till.world.staff, till.now, till.world.client
        Programme.objects.create(minimum=0)
        if wishes["points"]:
            give(user_id=client.pk, points=wishes["points"], reason="birthday", key="1", by=None, now=till.now)
        held = [Purse("gift", bought(till.now, wishes[name]).code) for name in ("rose", "lily") if wishes[name]]
        self.purses = [*held, Purse("points", str(client.pk))] if wishes["points"] else held

    def buys(self) -> Any:
        if self.wishes["session"]:
            self.shopper.books(start=TUESDAY_10)
        if self.wishes["jars"]:
            self.shopper.takes(self.jar, self.wishes["jars"])
        if self.wishes["gift"]:
            gifts.put_gift(self.shopper.basket, drafted(self.now, self.wishes["gift"]), now=self.now)
        if self.wishes["donation"]:
            put(self.shopper.basket, self.now, self.wishes["donation"])
        if self.wishes["promo"] and (self.wishes["session"] or self.wishes["jars"]):  # it takes nothing off the rest
            promo(self.till, CODE, self.wishes["promo"])
            apply_code(self.shopper.basket, CODE, buyer=self.shopper.buyer, now=self.now)
        way = self.wishes["way"] if self.wishes["jars"] else Carriage()
        wanted = Wishes(way, desk=self.wishes["desk"], purses=tuple(self.purses))
        about = {"buyer": self.shopper.buyer, "wishes": wanted, "now": self.now}
        order, payment = place(self.shopper.basket, shown=quote(self.shopper.basket, **about).due_now, **about)
        if payment:
            settle(self.till, payment)
        return order

    def receives(self, order: Any) -> None:
        row = Purchase.objects.get(order=order)
        if self.wishes["pays_rest"] and verbs.desk.owing(verbs.sales.deal_of(order.pk, now=self.now)):
            verbs.take_payment(order, how="cash", by=self.by, now=self.now)
        row.refresh_from_db()
        if self.wishes["handed"] and row.stage == "paid":
            verbs.hand_over(order, by=self.by, now=self.now)
        for line in order.lines.exclude(session=None) if self.wishes["comes"] else ():
            self.now = line.session.booking.start
            bookings.complete(booking=line.session.booking, by=self.by, now=self.now)

    def gives_back(self, order: Any) -> None:
        """Line by line, in any portions; then all of it has arrived."""
        for line in order.lines.order_by("-pk" if self.wishes["last_first"] else "pk"):
            for item in self.portions(line):
                refund(order, [item], reason="asked", by=self.by, now=self.now)
        if order.shipping_incl_tax:
            refund(order, [Item(None)], reason="asked", by=self.by, now=self.now)
        for row in Refund.objects.filter(state="waiting", payment__means="desk"):
            assert verbs.hand_back(row, by=self.by, now=self.now)
        verbs.send_refunds(now=self.now)

    def portions(self, line: Any) -> list[Item]:
        off = Decimal(str(self.wishes["off"]))
        part = [Item(line.pk, amount=off)] if off else []
        if hasattr(line, "session"):
            return [*part, Item(line.pk)] if self.wishes["comes"] else [Item(line.pk, waive=True)]
        if hasattr(line, "gift") or hasattr(line, "donation"):
            return [*part, Item(line.pk)]
        return [*part, Item(line.pk, line.quantity)] if part else self.pieces(line)

    def pieces(self, line: Any) -> list[Item]:
        items, left_ = [], line.quantity
        for some_ in [*self.wishes["pieces"], left_]:
            if taken := min(some_, left_):
                items.append(Item(line.pk, taken))
                left_ -= taken
        return items


@pytest.fixture(autouse=True)
def willing_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "give_back", lambda **asked: f"re_{asked['key']}")


def anything(wishes: dict[str, Any]) -> bool:
    return bool(wishes["session"] or wishes["jars"] or wishes["gift"] or wishes["donation"])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=some.fixed_dictionaries(WISHES).filter(anything))
def test_everything_that_is_bought_can_be_given_back(till: Till, jar: Any, wishes: dict[str, Any]) -> None:
    with transaction.atomic():
        story = Story(till, jar, wishes)
        before, shelf = balances(), left(jar)
        order = story.buys()
        story.receives(order)
        story.gives_back(order)
        assert set(Refund.objects.values_list("state", flat=True)) <= {"sent"}
        assert balances() == before
        assert (left(jar), trial_balance()) == (shelf, [])
        transaction.set_rollback(True)


@pytest.mark.parametrize("wishes", [
    {"session": True, "jars": 3, "gift": 700, "donation": 333, "promo": 33, "way": WAYS[1], "desk": True,
     "rose": 300, "lily": 400, "points": 777, "pays_rest": True, "comes": True, "handed": True, "last_first": False,
     "pieces": [1], "off": 33.33},
    {"session": True, "jars": 4, "gift": 500, "donation": 50, "promo": 10, "way": WAYS[0], "desk": False,
     "rose": 777, "lily": 0, "points": 90, "pays_rest": True, "comes": False, "handed": False, "last_first": True,
     "pieces": [2, 1], "off": 0},
])  # fmt: skip
def test_everything_at_once_can_be_given_back(till: Till, jar: Any, now: datetime, wishes: dict[str, Any]) -> None:
    """Every kind of thing and every means in one order: the mix is never left to chance."""
    story = Story(till, jar, wishes)
    before, shelf = balances(), left(jar)
    order = story.buys()
    story.receives(order)
    means = set(order.payments.filter(state="paid").values_list("means", flat=True))
    assert means == {"gift", "points", "card", "desk"} and order.lines.count() == 4
    story.gives_back(order)
    assert (balances(), left(jar), trial_balance()) == (before, shelf, [])
