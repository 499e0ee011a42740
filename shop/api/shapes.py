"""What programs may ask of the goods and what they are told."""

from typing import Annotated, Any

from pydantic import Field
from pydantic_core.core_schema import bool_schema

from booking.api.shapes import Amount, Code, Page, Paged, shown
from wire import Asked, Checked, Line, OneOf, Told


class YesOrNo(Checked):
    base = bool_schema(strict=False)  # it comes as text in an address
    told = {"type": "boolean"}

    def check(self, given: Any) -> Any:
        return given


Flag = Annotated[bool, YesOrNo()]
SORTS = ("house", "cheap", "dear", "new", "best")


class GoodsAsked(Paged):
    q: Annotated[str, Line(80)] = Field(
        "", description="words of names and texts, in any language; their forms and slips are understood"
    )
    category: Code = Field("", json_schema_extra=shown("care"))
    service: Code = Field("", description="goods that go with this service")
    price_max: Amount | None = Field(None, json_schema_extra=shown("700"))
    in_stock: Flag = False
    sort: Annotated[str, OneOf(*SORTS)] = Field("house", description="best: what fits the words of q best")


class GoodAsked(Asked):
    """Nothing: the address says all."""


class Category(Told):
    code: str
    name: str


class Variant(Told):
    code: str
    name: str
    price: str
    in_stock: int
    grams: int


class Picture(Told):
    url: str
    width: int
    height: int
    alt: str


class Good(Told):
    code: str
    name: str
    text: str
    unit: str
    category: Category
    price_from: str
    price_to: str
    currency: str
    in_stock: int = Field(description="pieces that can be bought now, of all variants")
    services: list[str]
    url: str
    picture: Picture | None


class Goods(Page):
    items: list[Good]


class GoodWhole(Good):
    variants: list[Variant] = Field(description="what is really bought; a good without variants is its only one")
    pictures: list[Picture]


PICTURE: dict[str, Any] = {
    "url": "https://atrium.example/media/hand-cream.webp", "width": 400, "height": 500, "alt": "Hand cream with oats",
}  # fmt: skip
GOOD: dict[str, Any] = {
    "code": "hand-cream", "name": "Hand cream with oats", "text": "Absorbs in a minute.", "unit": "75 ml",
    "category": {"code": "care", "name": "Face and hands"}, "price_from": "320.00", "price_to": "320.00",
    "currency": "UAH", "in_stock": 24, "services": ["hand-care"],
    "url": "https://atrium.example/en/shop/care/hand-cream/", "picture": PICTURE,
}  # fmt: skip
WHOLE = GOOD | {
    "variants": [{
        "code": "hand-cream", "name": "Hand cream with oats", "price": "320.00", "in_stock": 24, "grams": 110,
    }],
    "pictures": [PICTURE | {"width": 800, "height": 1000}],
}  # fmt: skip
