"""What programs may ask of a basket and what they are told."""

from datetime import datetime
from typing import Annotated, Any

from contact import LONGEST_EMAIL, LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE
from pydantic import Field

from booking.api.shapes import Amount, Code, Format
from shop.buying.forms import LONGEST_ADDRESS
from shop.models import Payment, Purchase
from shop.verbs.basket import LARGEST
from wire import Asked, Language, Line, Lines, Moment, OneOf, Told, Whole, Zone

Pieces = Annotated[int, Whole(0, LARGEST)]
Delivery = Annotated[str, OneOf(Purchase.VISIT, Purchase.PICKUP, Purchase.POST)]
Means = Annotated[str, OneOf(Payment.CARD, Payment.DESK)]


class NewBasket(Asked):
    """Nothing: an empty one."""


class LineAsked(Asked):
    """Goods by their `product`, or a session by `service`, `resource` and `start`: its time is held."""

    product: Code = ""
    quantity: Annotated[int, Whole(1, LARGEST)] = 1
    service: Code = ""
    resource: Code = ""
    start: Moment | None = None
    format: Format | None = None
    tz: Zone | None = None
    party: Annotated[int, Whole(1, 500)] = 1


class Quantity(Asked):
    quantity: Pieces = Field(description="0 takes the line out")


class CheckoutAsked(Asked):
    """Who buys, how goods reach him, what pays before the card. The order is placed whole or not at all."""

    name: Annotated[str, Line(LONGEST_NAME)]
    email: Annotated[str, Line(LONGEST_EMAIL)]
    phone: Annotated[str, Line(LONGEST_PHONE)]
    consent: bool = Field(description="true: the buyer agrees with the rules of sale and of cancelling")
    shown: Amount = Field(description="the sum that the buyer was told to pay by card now; refused when it is another")
    language: Language | None = None
    note: Annotated[str, Lines(LONGEST_NOTE)] = ""
    delivery: Delivery | None = None
    address: Annotated[str, Lines(LONGEST_ADDRESS)] = ""
    means: Means = Payment.CARD
    gift: Code = Field("", description="code of a certificate that pays first")
    points: bool = Field(False, description="of a signed-in client: his points pay as much as they may")


class LineTold(Told):
    id: int
    kind: str
    title: str
    quantity: int
    price: str = Field(description="before discounts")
    total: str
    due_now: str
    booking: str | None = Field(description="the code of the held session")
    expires_at: datetime | None = Field(description="until when its time is held")
    refusal: str | None = Field(description="why it cannot be bought as it stands")


class Discount(Told):
    name: str
    code: str
    amount: str


class BasketTold(Told):
    lines: list[LineTold]
    discounts: list[Discount]
    total: str = Field(description="without delivery, which the checkout adds")
    due_now: str
    due_later: str
    currency: str
    delivery: list[str] = Field(description="how its goods may be received")


class BasketMade(BasketTold):
    token: str = Field(description="the key of this basket: Authorization: Bearer …")


class Ordered(Told):
    number: str
    total: str
    due_now: str
    currency: str
    pay_url: str | None = Field(description="where the buyer pays; nothing is due now otherwise")
    order_url: str = Field(description="the order's own page, signed")


EMPTY: dict[str, Any] = {
    "lines": [], "discounts": [], "total": "0.00", "due_now": "0.00", "due_later": "0.00", "currency": "UAH",
    "delivery": [],
}  # fmt: skip
FULL = EMPTY | {
    "lines": [{
        "id": 7, "kind": "goods", "title": "Hand cream with oats", "quantity": 1, "price": "320.00", "total": "320.00",
        "due_now": "320.00", "booking": None, "expires_at": None, "refusal": None,
    }],
    "total": "320.00", "due_now": "320.00", "delivery": ["pickup", "post"],
}  # fmt: skip
MADE = EMPTY | {"token": "7:xQ0…"}
PUT = {"product": "hand-cream", "quantity": 1}
BUY = {
    "name": "Maria Koval", "email": "maria@example.org", "phone": "+380 44 123 45 67", "consent": True,
    "shown": "320.00", "delivery": "pickup",
}  # fmt: skip
ORDERED = {
    "number": "K7RM2XA4Q", "total": "320.00", "due_now": "320.00", "currency": "UAH",
    "pay_url": "https://checkout.stripe.com/c/pay/cs_test_1",
    "order_url": "https://atrium.example/en/order/K7RM2XA4Q/?t=…",
}  # fmt: skip
