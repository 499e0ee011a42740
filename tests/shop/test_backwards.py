"""Money runs backwards as well as forwards: buy anything with any mix of means, give it all back, and every balance,
every shelf and every purse is as before.
"""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ledger.models import Account
from ledger.queries import trial_balance
from shop import verbs
from shop.delivery import Carriage
from shop.models import Purchase, Refund
from shop.verbs.refunding import Item, refund
from tests.shop.purse import fill
from tests.shop.shopper import Shopper, left, settle
from tests.shop.till import TUESDAY_10, Till

WAYS = [Carriage(Purchase.PICKUP), Carriage(Purchase.POST, "Kyiv, branch 7")]
SUMS = some.sampled_from([0, 1, 90, 400, 777, 3000])
PIECES = some.lists(some.integers(1, 4), max_size=4)


def balances() -> dict[str, Decimal]:
    """Of the accounts that hold anything; what is on its way to cards has arrived."""
    return {row.code: row.balance for row in Account.objects.exclude(balance=0)}


class Story:
    """One purchase, all the way there and back."""

    def __init__(self, till: Till, jar: Any, wishes: dict[str, Any]) -> None:
        self.till, self.jar, self.shopper, self.wishes = till, jar, Shopper(till), wishes

    def buys(self) -> Any:
        if self.wishes["session"]:
            self.shopper.books(start=TUESDAY_10)
        if self.wishes["jars"]:
            self.shopper.takes(self.jar, self.wishes["jars"])
        desk, way = self.wishes["desk"], self.wishes["way"] if self.wishes["jars"] else Carriage()
        order, payment = self.shopper.orders("rose", "lily", "half", shown=self.due(desk, way), carriage=way, desk=desk)
        if payment:
            settle(self.till, payment)
        return order

    def due(self, desk: bool, way: Carriage) -> Decimal:
        return self.shopper.asks("rose", "lily", "half", carriage=way, desk=desk).due_now

    def receives(self, order: Any) -> None:
        by, now, row = self.till.world.staff, self.till.now, Purchase.objects.get(order=order)
        if verbs.desk.owing(verbs.sales.deal_of(order.pk, now=now)) and self.wishes["pays_rest"]:
            verbs.take_payment(order, how="cash", by=by, now=now)
        row.refresh_from_db()
        if self.wishes["handed"] and row.stage == "paid":
            verbs.hand_over(order, by=by, now=now)

    def gives_back(self, order: Any) -> None:
        by, now = self.till.world.staff, self.till.now
        for line in order.lines.all():
            self.give_back(line, by, now)
        if order.shipping_incl_tax:
            refund(order, [Item(None)], reason="asked", by=by, now=now)
        for row in Refund.objects.filter(state="waiting", payment__means="desk"):
            assert verbs.hand_back(row, by=by, now=now)

    def give_back(self, line: Any, by: Any, now: Any) -> None:
        """Piece by piece, in any portions."""
        left = line.quantity
        for some_ in [*self.wishes["portions"], left]:
            pieces = min(some_, left)
            if pieces:
                refund(line.order, [Item(line.pk, pieces, waive=True)], reason="asked", by=by, now=now)
                left -= pieces


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wishes=some.fixed_dictionaries(
        {
            "session": some.booleans(), "jars": some.integers(0, 4), "desk": some.booleans(), "portions": PIECES,
            "way": some.sampled_from(WAYS), "pays_rest": some.booleans(), "handed": some.booleans(),
            "rose": SUMS, "lily": SUMS, "half": SUMS,
        }
    ).filter(lambda wishes: wishes["session"] or wishes["jars"])
)  # fmt: skip
def test_everything_that_is_bought_can_be_given_back(till: Till, jar: Any, wishes: dict[str, Any]) -> None:
    with transaction.atomic():
        for name in ("rose", "lily", "half"):
            if wishes[name]:
                fill(name, wishes[name], till.now)
        before, shelf = balances(), left(jar)
        story = Story(till, jar, wishes)
        order = story.buys()
        story.receives(order)
        story.gives_back(order)
        back = {code: sum_ for code, sum_ in balances().items() if code not in ("returning:UAH", "card:UAH")}
        assert back == before
        on_their_way = Refund.objects.filter(state="waiting").values_list("payment__means", flat=True)
        assert set(on_their_way) <= {"card"}
        accounts = {row.code: row.balance for row in Account.objects.filter(code__in=("returning:UAH", "card:UAH"))}
        assert sum(accounts.values()) == 0, "whatever cards have paid is on its way back to them"
        assert (left(jar), trial_balance()) == (shelf, [])
        transaction.set_rollback(True)
