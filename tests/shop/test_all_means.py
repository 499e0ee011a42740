"""A session, things, a certificate and a donation in one order, paid by certificate, points, card, cash; and back."""

from decimal import Decimal
from typing import Any

import pytest

from booking.core.decisions import Refused
from ledger.models import Account
from ledger.queries import balance, trial_balance
from loyalty.models import Programme
from loyalty.verbs import give
from shop import verbs
from shop.delivery import Carriage
from shop.models import Gift, Payment, Purchase, Refund
from shop.quoting import Wishes, quote
from shop.till import Purse
from shop.verbs import gifts
from shop.verbs.placing import place
from shop.verbs.refunding import Item, refund
from tests.shop.donations.given import lies, put
from tests.shop.gifts.given import bought, drafted
from tests.shop.shopper import Shopper, left, settle
from tests.shop.till import Till

POST = Carriage(Purchase.POST, "Kyiv, branch 7")
CARDS = ("card:UAH", "returning:UAH")


def balances() -> dict[str, Decimal]:
    """Of accounts that hold anything; what cards have paid and get back is one sum."""
    rows = {row.code: row.balance for row in Account.objects.exclude(balance=0)}
    cards = sum((rows.pop(code, Decimal(0)) for code in CARDS), Decimal(0))
    return rows | ({"cards": cards} if cards else {})


class Mixed:
    """1200 for the session (400 in advance), 640 and 90 for two jars by post, 700 for a certificate, 150 donated."""

    def __init__(self, till: Till, shopper: Shopper, jar: Any) -> None:
        self.till, self.shopper = till, shopper
        Programme.objects.create()
        give(user_id=till.world.client.pk, points=500, reason="birthday", key="1", by=None, now=till.now)
        self.rose = bought(till.now, 1000)
        self.session = shopper.books()
        shopper.takes(jar, 2)
        self.sold = drafted(till.now, 700)
        gifts.put_gift(shopper.basket, self.sold, now=till.now)
        self.given = put(shopper.basket, till.now, 150)
        purses = (Purse("gift", self.rose.code), Purse("points", str(till.world.client.pk)))
        self.wishes = Wishes(POST, purses=purses)

    def orders(self) -> tuple[Any, Payment]:
        order, payment = place(
            self.shopper.basket, buyer=self.shopper.buyer, wishes=self.wishes, now=self.till.now, shown=Decimal(850)
        )
        assert payment
        return order, payment


@pytest.fixture
def mixed(till: Till, shopper: Shopper, jar: Any) -> Mixed:
    return Mixed(till, shopper, jar)


def test_what_is_itself_money_is_paid_by_card_alone(till: Till, mixed: Mixed) -> None:
    told = quote(mixed.shopper.basket, buyer=mixed.shopper.buyer, wishes=mixed.wishes, now=till.now)
    assert [(one.gives, one.left) for one in told.purses] == [(1000, 0), (500, 0)]
    assert (told.total, told.due_now, told.due_later) == (2780, 850, 430)
    order, payment = mixed.orders()
    assert settle(till, payment) == "bought"
    assert (till.fresh(mixed.sold).state, balance(mixed.sold.account), lies()) == (Gift.LIVE, 700, 150)
    assert (till.fresh(mixed.session).state, till.purse(mixed.session)) == ("confirmed", 770)
    assert balance(f"order:{order.number}") == 730


def test_all_of_it_goes_back_to_where_it_came_from(till: Till, mixed: Mixed, jar: Any) -> None:
    before, shelf, by = balances(), left(jar), till.world.staff
    order, payment = mixed.orders()
    settle(till, payment)
    verbs.take_payment(order, how="cash", by=by, now=till.now, shown=Decimal(430))
    verbs.pack(order, by=by, now=till.now)
    verbs.send(order, parcel="1", by=by, now=till.now)
    assert till.fresh(order).status == "Paid" and balance("sales:UAH") == 730
    for item in [*(Item(line.pk, line.quantity, waive=True) for line in order.lines.all()), Item(None)]:
        refund(order, [item], reason="all of it", by=by, now=till.now)
    for row in Refund.objects.filter(payment__means="desk"):
        assert verbs.hand_back(row, by=by, now=till.now)
    assert balances() == before
    assert (left(jar), trial_balance()) == (shelf, [])
    assert (till.fresh(mixed.sold).state, till.fresh(mixed.rose).state) == (Gift.RETURNED, Gift.LIVE)
    assert Purchase.objects.get(order=order).stage == "returned"


def test_an_order_that_nobody_pays_gives_certificate_and_points_back(till: Till, mixed: Mixed, jar: Any) -> None:
    before, shelf = balances(), left(jar)
    order, payment = mixed.orders()
    till.lapse(mixed.session)
    assert (balances(), left(jar), till.fresh(order).status) == (before, shelf, "Cancelled")
    assert (till.fresh(mixed.sold).state, lies()) == (Gift.DRAFT, 0)
    assert settle(till, payment) == "bought", "what is itself money can be had at any time: late money buys it"
    assert (till.fresh(mixed.sold).state, lies()) == (Gift.LIVE, 150)


def test_a_certificate_that_was_spent_is_not_given_back(till: Till, mixed: Mixed) -> None:
    order, payment = mixed.orders()
    settle(till, payment)
    gifts.redeem(till.fresh(mixed.sold), Decimal(300), note="tea", key="1", by=till.world.staff, now=till.now)
    line = order.lines.get(gift__gift=mixed.sold).pk
    with pytest.raises(Refused, match="gift_used"):
        refund(order, [Item(line, amount=Decimal(401))], reason="asked", by=None, now=till.now)
    (made,) = refund(order, [Item(line)], reason="asked", by=None, now=till.now)
    assert (made.amount, made.payment.means, balance(mixed.sold.account)) == (400, "card", 0)
