"""How goods reach their buyer: a table of ways, each with its price."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar.apps.shipping.methods import Base
from oscar.core.prices import Price

from shop.models import Purchase

PARCEL = Decimal(90)
"""UAH, flat, whatever is in it."""
PRICES = {Purchase.NOTHING: Decimal(0), Purchase.VISIT: Decimal(0), Purchase.PICKUP: Decimal(0), Purchase.POST: PARCEL}


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
        price = PRICES[self.kind]
        return Price(currency=basket.currency, excl_tax=price, incl_tax=price)


def ways(*, goods: bool, sessions: bool) -> list[str]:
    """What can be chosen: nothing where there are no goods, and "at the visit" only with a visit."""
    if not goods:
        return [Purchase.NOTHING]
    return [*([Purchase.VISIT] if sessions else []), Purchase.PICKUP, Purchase.POST]
