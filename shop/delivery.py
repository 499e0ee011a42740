"""How goods reach their buyer: a table of ways, each with its price."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar.apps.shipping.methods import Base
from oscar.core.prices import Price

from shop.models import DeliveryRules, Good, Purchase

FREE = Decimal(0)


@dataclass(frozen=True)
class Carriage(Base):
    """Oscar's shipping method, of one order. `address`: where a parcel goes."""

    kind: str = Purchase.NOTHING
    address: str = ""

    @property
    def code(self) -> str:
        return self.kind or "nothing"

    @property
    def name(self) -> str:
        return str(dict(Purchase.DELIVERIES)[self.kind])

    def charge(self, basket: Any) -> Any:
        return self.calculate(basket)

    def calculate(self, basket: Any) -> Any:
        price = parcel(weight(basket)) if self.kind == Purchase.POST else FREE
        return Price(currency=basket.currency, excl_tax=price, incl_tax=price)


def weight(basket: Any) -> int:
    """Grams of all its goods; a variant that has no weight of its own weighs as much as its good."""
    lines = list(basket.all_lines())
    goods = Good.objects.filter(product__in=[line.product_id for line in lines])
    grams = {pk: own or of or 0 for pk, own, of in goods.values_list("product", "grams", "of__grams")}
    return sum(line.quantity * grams.get(line.product_id, 0) for line in lines)


def parcel(grams: int) -> Decimal:
    """What a parcel of this weight costs today: as staff have set it, by weight or all the same."""
    rules = DeliveryRules.objects.first()
    steps = rules.steps.filter(grams__lte=grams).order_by("-grams") if rules else []
    price: Decimal = next((step.price for step in steps), (rules or DeliveryRules()).parcel)
    return price


def ways(*, goods: bool, sessions: bool) -> list[str]:
    """What can be chosen: nothing where there are no goods, and "at the visit" only with a visit."""
    if not goods:
        return [Purchase.NOTHING]
    return [*([Purchase.VISIT] if sessions else []), Purchase.PICKUP, Purchase.POST]
