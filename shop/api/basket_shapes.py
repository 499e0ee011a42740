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
    """Goods by their `product`, a session by `service`, `resource` and `start` (its time is held), or a donation of
    `amount` by its `foundation`."""

    product: Code = ""
    quantity: Annotated[int, Whole(1, LARGEST)] = 1
    service: Code = ""
    resource: Code = ""
    start: Moment | None = None
    format: Format | None = None
    tz: Zone | None = None
    party: Annotated[int, Whole(1, 500)] = 1
    foundation: Code = Field("", description="to which it is donated: see GET /foundations")
    amount: Amount | None = Field(None, description="how much is donated")


class Quantity(Asked):
    quantity: Pieces = Field(description="0 takes the line out")


class CodeAsked(Asked):
    code: Annotated[str, Line(64)] = Field(description="of a promotion, or of a gift certificate")


class PayingAsked(Asked):
    """How goods reach the buyer, and what pays before the card."""

    delivery: Delivery | None = None
    means: Means = Payment.CARD
    gift: Code = Field("", description="code of a certificate that pays first")
    points: bool = Field(False, description="of a signed-in client: his points pay as much as they may")


class CheckoutAsked(PayingAsked):
    """Who buys, how goods reach him, what pays before the card. The order is placed whole or not at all."""

    name: Annotated[str, Line(LONGEST_NAME)]
    email: Annotated[str, Line(LONGEST_EMAIL)]
    phone: Annotated[str, Line(LONGEST_PHONE)]
    consent: bool = Field(description="true: the buyer agrees with the rules of sale and of cancelling")
    shown: Amount = Field(description="the sum that the buyer was told to pay by card now; refused when it is another")
    language: Language | None = None
    note: Annotated[str, Lines(LONGEST_NOTE)] = ""
    address: Annotated[str, Lines(LONGEST_ADDRESS)] = ""


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
    foundation: str | None = Field(description="the code of the foundation to which it is donated")
    refusal: str | None = Field(description="why it cannot be bought as it stands")


class Discount(Told):
    name: str
    code: str
    amount: str


class BasketTold(Told):
    lines: list[LineTold]
    codes: list[str] = Field(description="promo codes in it, whatever they take off now")
    discounts: list[Discount]
    total: str = Field(description="without delivery, which the quote and the checkout add")
    due_now: str
    due_later: str
    currency: str
    delivery: list[str] = Field(description="how its goods may be received")


class Entered(BasketTold):
    gift: str = Field(
        description="the certificate's code: send it with the quote and the checkout; empty: a promo code"
    )
    amount: str = Field(description="what lies on the certificate, or what the promo code takes off now")


class Purse(Told):
    means: Annotated[str, OneOf("gift", "points")]
    gives: str
    left: str = Field(description="what stays in it")
    refusal: str | None = Field(description="why it gives nothing at all")


class Quoted(BasketTold):
    total: str = Field(description="with delivery, before certificates and points")
    due_now: str = Field(description="by card: the `shown` of a checkout that asks for the same")
    delivery_price: str
    purses: list[Purse] = Field(description="what certificates and points give, in their sequence")
    said: str = Field(description="what is paid now and what later, in words")


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
    "codes": [],
}  # fmt: skip
FULL = EMPTY | {
    "lines": [{
        "id": 7, "kind": "goods", "title": "Hand cream with oats", "quantity": 1, "price": "320.00", "total": "320.00",
        "due_now": "320.00", "booking": None, "expires_at": None, "foundation": None, "refusal": None,
    }],
    "total": "320.00", "due_now": "320.00", "delivery": ["pickup", "post"],
}  # fmt: skip
MADE = EMPTY | {"token": "7:xQ0…"}
CODE = {"code": "TENTH"}
OFF = FULL | {
    "codes": ["TENTH"], "discounts": [{"name": "A tenth off", "code": "TENTH", "amount": "32.00"}], "total": "288.00",
    "due_now": "288.00",
}  # fmt: skip
ENTERED = OFF | {"gift": "", "amount": "32.00"}
QUOTE = {"delivery": "post", "means": "card"}
QUOTED = FULL | {
    "total": "410.00", "due_now": "410.00", "delivery_price": "90.00", "purses": [], "said": "All of it is paid now.",
}  # fmt: skip
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
