"""From the shelf to the buyer: packed, ready, sent or handed over, and earned when it has left the house."""

from decimal import Decimal
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from booking.core.decisions import Refused
from ledger.queries import balance
from shop import stages, verbs
from shop.delivery import Carriage
from shop.models import Payment, Purchase, Refund
from shop.verbs.goods import expire_orders
from shop.verbs.refunding import Item
from tests.shop.purse import fill, held
from tests.shop.shelf import facts_of
from tests.shop.shopper import Shopper, left, settle, told
from tests.shop.till import HOUR, Till

PICKUP, POST = Carriage(Purchase.PICKUP), Carriage(Purchase.POST, "Kyiv, branch 7")


@pytest.fixture(autouse=True)
def tins(settings: Any) -> None:
    settings.TILL = dict.fromkeys(("gift", "points"), "tests.shop.purse.Tins")


def bought(till: Till, shopper: Shopper, jar: Any, **wishes: Any) -> Any:
    shopper.takes(jar, 2)
    order, payment = shopper.orders(**{"carriage": PICKUP} | wishes)
    if payment:
        settle(till, payment)
    return order


def stage(order: Any) -> str:
    return str(Purchase.objects.get(order=order).stage)


def said(order: Any, fact: str) -> dict[str, Any]:
    return dict(ModelLogEntry.objects.for_instance(order).get(action=fact).data)


def on_shelf(jar: Any) -> tuple[int, int]:
    stock = jar.stockrecords.get()
    return stock.num_in_stock, stock.num_allocated or 0


def test_goods_are_packed_kept_ready_and_handed_over(till: Till, shopper: Shopper, jar: Any) -> None:
    order = bought(till, shopper, jar)
    seen = [stage(order)]
    for step in (verbs.pack, verbs.make_ready, verbs.hand_over):
        step(order, by=till.world.staff, now=till.now)
        seen.append(stage(order))
    assert seen == ["paid", "packing", "ready", "received"]
    assert (on_shelf(jar), balance(f"order:{order.number}"), balance("sales:UAH")) == ((3, 0), 0, 640)
    assert told(order)[2:] == ["order.packing", "order.ready", "order.handed_over"]


def test_a_parcel_is_sent_with_its_number_and_arrives(till: Till, shopper: Shopper, jar: Any) -> None:
    order = bought(till, shopper, jar, carriage=POST)
    verbs.pack(order, by=till.world.staff, now=till.now)
    verbs.send(order, parcel="20450000123", by=till.world.staff, now=till.now)
    assert (stage(order), on_shelf(jar), balance("sales:UAH")) == ("sent", (3, 0), 640 + 90)
    assert said(order, "order.sent")["parcel"] == "20450000123"
    verbs.arrive(order, by=till.world.staff, now=till.now)
    assert stage(order) == "received" and facts_of(order)[-1] == "order.received"


def test_who_rewards_purchases_is_told_what_was_paid_with_money(till: Till, shopper: Shopper, jar: Any) -> None:
    rose, half = fill("rose", 100, till.now), fill("half", 200, till.now)
    shopper.takes(jar, 2)
    order, payment = shopper.orders(rose, half, carriage=POST)
    settle(till, payment)
    verbs.pack(order, by=None, now=till.now)
    verbs.send(order, parcel="", by=None, now=till.now)
    assert said(order, "order.sent")["user_id"] == till.world.client.pk
    assert said(order, "order.sent")["earning"] == {f"order:{order.number}": "440.00"}, "without points and delivery"


@pytest.mark.parametrize("step", ["pack", "hand_over", "make_ready"])
def test_what_is_not_paid_is_neither_packed_nor_handed_over(till: Till, shopper: Shopper, jar: Any, step: str) -> None:
    shopper.takes(jar)
    order, _ = shopper.orders(carriage=PICKUP)
    with pytest.raises(Refused, match="order_stage" if step == "make_ready" else "order_unpaid"):
        getattr(verbs, step)(order, by=till.world.staff, now=till.now)
    assert (stage(order), on_shelf(jar)) == ("placed", (5, 1))


@pytest.mark.parametrize("how", ["cash", "terminal"])
def test_goods_for_the_desk_are_packed_paid_there_and_handed_over(
    till: Till, shopper: Shopper, jar: Any, how: str
) -> None:
    order = bought(till, shopper, jar, desk=True)
    verbs.pack(order, by=till.world.staff, now=till.now)
    verbs.make_ready(order, by=till.world.staff, now=till.now)
    with pytest.raises(Refused, match="order_unpaid"):
        verbs.hand_over(order, by=till.world.staff, now=till.now)
    payment = verbs.take_payment(order, how=how, by=till.world.staff, now=till.now, shown=Decimal(640))
    assert (payment.means, payment.source, payment.received) == ("desk", how, 640)
    verbs.hand_over(order, by=till.world.staff, now=till.now)
    assert (balance(f"{how}:UAH"), balance("sales:UAH"), till.fresh(order).status) == (-640, 640, "Paid")
    with pytest.raises(Refused, match="nothing_owed"):
        verbs.take_payment(order, how=how, by=till.world.staff, now=till.now)


def test_money_at_the_desk_is_what_was_shown_or_nothing_is_taken(till: Till, shopper: Shopper, jar: Any) -> None:
    order = bought(till, shopper, jar, desk=True)
    with pytest.raises(Refused, match="quote_changed"):
        verbs.take_payment(order, how="cash", by=till.world.staff, now=till.now, shown=Decimal(600))
    assert not Payment.objects.filter(order=order).exists()


def test_an_order_that_waits_for_its_card_can_be_paid_at_the_desk(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(carriage=PICKUP)
    assert payment
    verbs.take_payment(order, how="cash", by=till.world.staff, now=till.now)
    assert (till.fresh(payment).state, till.fresh(booking).state, till.purse(booking)) == ("void", "confirmed", 1200)
    assert till.fresh(order).status == "Paid"
    assert settle(till, payment) == "twice", "the card was charged after all: its money goes back"
    assert balance("returning:UAH") == payment.amount


def test_the_rest_of_a_session_is_paid_at_the_desk(till: Till) -> None:
    booking, _ = till.paid()
    verbs.take_payment(booking.sale.line.order, how="terminal", by=till.world.staff, now=till.now)
    assert (till.purse(booking), balance("terminal:UAH")) == (1200, -800)
    assert till.facts(booking)[-1] == "payment.received"


def test_what_was_paid_at_the_desk_goes_back_there(till: Till, shopper: Shopper, jar: Any) -> None:
    order = bought(till, shopper, jar, desk=True)
    verbs.take_payment(order, how="cash", by=till.world.staff, now=till.now)
    line = order.lines.get().pk
    (refund,) = verbs.refund(order, [Item(line, 1)], reason="broken", by=till.world.staff, now=till.now)
    assert (refund.amount, refund.state, verbs.send_refunds(now=till.now)) == (320, "waiting", 0)
    assert balance("returning:UAH") == 320
    assert verbs.hand_back(refund, by=till.world.staff, now=till.now)
    assert not verbs.hand_back(refund, by=till.world.staff, now=till.now)
    assert (Refund.objects.get().state, balance("returning:UAH"), balance("cash:UAH")) == ("sent", 0, -320)


def test_a_buyer_gives_an_unpaid_order_up(till: Till, shopper: Shopper, jar: Any) -> None:
    booking = shopper.books()
    shopper.takes(jar)
    order, payment = shopper.orders(fill("rose", 300, till.now), carriage=PICKUP)
    verbs.cancel_unpaid(order, by=till.world.client, now=till.now)
    assert (till.fresh(booking).state, left(jar), held("rose"), stage(order)) == ("cancelled", 5, 300, "cancelled")
    assert (till.fresh(payment).state, told(order)) == ("void", ["order.placed", "order.cancelled"])
    with pytest.raises(Refused, match="already_over"):
        verbs.cancel_unpaid(order, by=till.world.client, now=till.now)


def test_what_is_paid_is_not_simply_given_up(till: Till, shopper: Shopper, jar: Any) -> None:
    order = bought(till, shopper, jar)
    with pytest.raises(Refused, match="order_paid"):
        verbs.cancel_unpaid(order, by=till.world.client, now=till.now)
    assert stage(order) == "paid"


def test_late_money_brings_the_goods_back_on_their_way(till: Till, shopper: Shopper, jar: Any) -> None:
    shopper.takes(jar)
    order, payment = shopper.orders(carriage=PICKUP)
    expire_orders(now=till.now + HOUR)
    assert stage(order) == "cancelled"
    settle(till, payment)
    assert stage(order) == "paid"


def test_an_order_without_goods_has_no_stage(till: Till, shopper: Shopper) -> None:
    shopper.books()
    order, _ = shopper.orders()
    assert stage(order) == ""


@pytest.mark.parametrize("verb", stages.VERBS)
def test_every_verb_leads_somewhere(verb: str) -> None:
    assert any(name == verb for _, name in stages.TABLE)
    assert {stage for stage, _ in stages.TABLE if stage} | set(stages.TABLE.values()) == set(stages.STAGES)


@pytest.mark.parametrize("stage", stages.STAGES)
@pytest.mark.parametrize("verb", stages.VERBS)
def test_what_the_table_does_not_hold_is_refused(stage: str, verb: str) -> None:
    if stages.leads(stage, verb):
        assert stages.next_stage(stage, verb) == stages.TABLE[stage, verb]
        return
    with pytest.raises(Refused, match=r"already_over|order_stage"):
        stages.next_stage(stage, verb)
