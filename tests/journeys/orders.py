"""What a journey leaves behind of an order and on the shelves, read from the site's own database."""

from dataclasses import dataclass
from decimal import Decimal

import clock
from ledger.queries import balance, trial_balance
from notifications.models import Message
from shop.models import Gift, Good, Payment, Purchase, Refund
from tests.journeys.house import House, until
from tests.shop.gifts.given import bought

ZERO = Decimal(0)
ENDED = (Message.SENT, Message.FAILED, Message.DROPPED)


@dataclass(frozen=True)
class Kept:
    """What became of an order. `back`: what went back, by means; `letters`: those about it that have been sent."""

    status: str
    stage: str
    paid: Decimal
    back: dict[str, Decimal]
    letters: frozenset[str]


def name_of(house: House, code: str, language: str) -> str:
    with house.rows():
        return str(Good.objects.get(code=code).name.say(language))


def leave(house: House, code: str, pieces: int) -> None:
    """So many of this good can be had from now on."""
    with house.rows():
        shelf = Good.objects.get(code=code).product.stockrecords.get()
        type(shelf).objects.filter(pk=shelf.pk).update(num_in_stock=(shelf.num_allocated or 0) + pieces)


def left(house: House, code: str) -> int:
    with house.rows():
        return int(Good.objects.get(code=code).product.stockrecords.get().net_stock_level)


def certificate(house: House, amount: int) -> str:
    """The code of a new one."""
    with house.rows():
        return str(bought(clock.now(), amount).code)


def held(house: House, code: str) -> Decimal:
    """What lies on a certificate."""
    with house.rows():
        return balance(Gift.objects.get(code=code).account)


def latest(house: House, email: str) -> str:
    """The number of the newest order with this address."""
    with house.rows():
        return str(Purchase.objects.filter(email=email).latest("pk").order.number)


def read(house: House, number: str) -> Kept:
    """Waits until no refund and no letter of it is on its way."""
    with house.rows():
        until(lambda: _settled(number), what=f"The letters and refunds of {number}")
        bought_by = Purchase.objects.select_related("order").get(order__number=number)
        paid = Payment.objects.filter(order=bought_by.order, state=Payment.PAID).values_list("received", flat=True)
        sent = Message.objects.filter(about=f"order:{number}", state=Message.SENT, channel="email")
        assert trial_balance() == []
        return Kept(
            bought_by.order.status, bought_by.stage, sum(paid, ZERO), _back(number),
            frozenset(sent.values_list("letter", flat=True)),
        )  # fmt: skip


def _settled(number: str) -> bool:
    letters = Message.objects.filter(about=f"order:{number}", not_before__lte=clock.now()).exclude(state__in=ENDED)
    refunds = Refund.objects.filter(payment__order__number=number).exclude(state=Refund.SENT)
    return not letters.exists() and not refunds.exists()


def _back(number: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for refund in Refund.objects.filter(payment__order__number=number).select_related("payment"):
        found[refund.payment.means] = found.get(refund.payment.means, ZERO) + refund.amount
    return found
