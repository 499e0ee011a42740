"""The process dies or the database fails at each step of an order of everything, paid with everything.

A session, goods by post, a certificate and a donation, with a promo code, a certificate, points and a card: after a
break nothing of it is half written, in no room of the house.
"""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model
from wagtail.models import ModelLogEntry

from booking.models import Booking, Occupancy
from ledger.models import Account, Transfer
from notifications.models import Message
from shop.models import Donation, Gift, GiftLine, Part, Payment, Purchase, SessionLine
from shop.verbs.placing import place
from shop.verbs.promo import apply_code
from tests.shop.crowd import ENDS, KILLED, breaks
from tests.shop.promos import promo
from tests.shop.shopper import Shopper
from tests.shop.test_all_means import Mixed
from tests.shop.till import Till

Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
Line, Discount = get_model("order", "Line"), get_model("order", "OrderDiscount")
Voucher, Application = get_model("voucher", "Voucher"), get_model("voucher", "VoucherApplication")
StockRecord = get_model("partner", "StockRecord")
pytestmark = pytest.mark.django_db(transaction=True)
STEPS = [
    "shop.verbs.placing._sessions:before", "booking.verbs.write_contact:after", "shop.verbs.placing._sessions:after",
    "shop.verbs.placing._close:after", "shop.verbs.placing.hold_codes:after", "shop.verbs.placing.quote:after",
    "shop.order.utils.option:after", "shop.order.utils._give:after", "shop.verbs.placing._order:after",
    "shop.verbs.placing.count_codes:after",
    "shop.verbs.placing._keep:after", "shop.verbs.placing._deal:after", "shop.verbs.placing._price:after",
    "shop.verbs.placing.announce:after", "shop.verbs.spending.stand_in_line:after",
    "shop.verbs.gifts.means.mark_accepted:after", "shop.verbs.gifts.means.move:after",
    "shop.verbs.gifts.means.announce:after", "loyalty.verbs.spending.move:after", "loyalty.verbs.spending.tell:after",
    "shop.verbs.spending.note:after", "shop.verbs.placing.spend:after", "shop.verbs.placing._until:after",
    "shop.verbs.placing.request:after",
]  # fmt: skip
COUNTED = (
    Order, Line, Discount, Application, Purchase, SessionLine, GiftLine, Payment, Part, Transfer,
    ModelLogEntry, Message,
)  # fmt: skip


def everything() -> dict[str, Any]:
    """All that an order touches."""
    return {
        "rows": [model._default_manager.count() for model in COUNTED],
        "accounts": set(Account.objects.values_list("code", "balance")),
        "occupancies": list(Occupancy.objects.filter(live=True).values_list("pk", "booking__state")),
        "bookings": list(Booking.objects.values_list("pk", "state", "email", "price", "deposit", "client")),
        "stock": list(StockRecord.objects.order_by("pk").values_list("num_in_stock", "num_allocated")),
        "gifts": list(Gift.objects.order_by("pk").values_list("state", "accepted_at", "holder")),
        "donations": list(Donation.objects.values_list("amount", "line")),
        "baskets": list(Basket.objects.values_list("pk", "status")),
        "codes": list(Voucher.objects.values_list("num_orders", "total_discount")),
    }


@pytest.mark.parametrize(("point", "how"), [(point, how) for point in STEPS for how in ENDS])
def test_nothing_of_an_order_that_broke_is_half_written(
    till: Till, shopper: Shopper, jar: Any, point: str, how: str
) -> None:
    mixed, code = Mixed(till, shopper, jar), promo(till)
    apply_code(shopper.basket, "TENTH", buyer=shopper.buyer, now=till.now)
    before = everything()

    def order() -> Any:
        basket = Basket.objects.get(pk=shopper.basket.pk)
        return place(basket, buyer=shopper.buyer, wishes=mixed.wishes, now=till.now)

    assert breaks(order, point, how) == KILLED
    assert everything() == before
    placed, payment = order()
    assert payment and payment.amount == 850, "the certificate that is bought and the donation are paid by card"
    paid = dict(Payment.objects.filter(order=placed, state=Payment.PAID).values_list("means", "received"))
    assert paid == {"gift": Decimal(1000), "points": Decimal(500)}
    assert (Order.objects.count(), till.fresh(code.voucher).num_orders) == (1, 1)
