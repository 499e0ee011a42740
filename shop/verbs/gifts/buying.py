"""A certificate before it is paid for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from oscar.core.loading import get_model

from booking.core.decisions import Reason, Refused
from booking.models import Service
from shop.gifts.reading import price_of, rules
from shop.models import Gift, GiftDesign, Sellable
from shop.partner.strategy import GIFT, House, option

Option, Product, ProductClass = (get_model("catalogue", name) for name in ("Option", "Product", "ProductClass"))
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")
UPC = "gift"


@dataclass(frozen=True)
class Wish:
    """What the giver wants. With a `service` the value is its price; `amount` is not looked at then.

    `email` empty: he hands it over himself. `deliver_at` None: right after payment. `zone`: in which he said the hour.
    """

    design: GiftDesign
    amount: Decimal = Decimal(0)
    service: Service | None = None
    language: str = "en"
    giver: str = ""
    recipient: str = ""
    email: str = ""
    message: str = ""
    deliver_at: datetime | None = None
    zone: str = settings.HOUSE_ZONE

    @property
    def fields(self) -> Mapping[str, Any]:
        """As the row keeps them. Refused("gift_amount"): too little or too much."""
        value = price_of(self.service) if self.service else self.amount
        bounds = rules()
        if not self.service and not bounds.lowest <= value <= bounds.highest:
            raise Refused(Reason("gift_amount", {"min": bounds.lowest, "max": bounds.highest}))
        kept = {name: getattr(self, name) for name in asdict(self)}
        return kept | {"amount": value, "currency": settings.OSCAR_DEFAULT_CURRENCY}


def draft(wish: Wish, *, by: Any, language: str, now: datetime) -> Gift:
    """A certificate that waits to be bought. `language`: in which its giver is written to. Refused as `Wish.fields`."""
    return Gift.objects.create(**wish.fields, buyer=by, giver_language=language, created_at=now)


def edit(gift: Gift, wish: Wish, *, now: datetime) -> Gift:
    """Changed while nobody has ordered it. Refused("already_ordered")."""
    rows = Gift.objects.filter(pk=gift.pk, state=Gift.DRAFT, sale=None)
    if not rows.update(**wish.fields):
        raise Refused(Reason("already_ordered"))
    gift.refresh_from_db()
    return gift


def put_gift(basket: Any, gift: Gift, *, now: datetime) -> Any:
    """The basket's line of a draft; the same one when it is put twice."""
    line = line_of(basket, gift)
    if line:
        return line
    basket.strategy = House(now=now)
    with transaction.atomic():
        named = Option.objects.get_or_create(code=GIFT, defaults={"name": "Gift"})[0]
        return basket.add_product(gift_product(), 1, [{"option": named, "value": str(gift.key)}])[0]


def line_of(basket: Any, gift: Gift) -> Any:
    return next((line for line in basket.all_lines() if option(line, GIFT) == str(gift.key)), None)


def gift_product() -> Any:
    """Oscar's product under which certificates are sold, made at the first sale. No promotion touches it."""
    found = Product.objects.filter(sellable__kind=Sellable.GIFT).first()
    if found:
        return found
    kind, _ = ProductClass.objects.get_or_create(
        slug=UPC, defaults={"name": "Gift certificate", "requires_shipping": False, "track_stock": False}
    )
    product, _ = Product.objects.get_or_create(
        upc=UPC,
        defaults={
            "product_class": kind, "title": "Gift certificate", "is_public": False, "is_discountable": False,
        },
    )  # fmt: skip
    house, _ = Partner.objects.get_or_create(code="house", defaults={"name": "House"})
    StockRecord.objects.get_or_create(
        partner=house, partner_sku=UPC,
        defaults={"product": product, "price": Decimal(0), "price_currency": settings.OSCAR_DEFAULT_CURRENCY},
    )  # fmt: skip
    Sellable.objects.get_or_create(product=product, defaults={"kind": Sellable.GIFT})
    return product
