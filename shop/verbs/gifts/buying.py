"""A certificate before it is paid for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from booking.core.decisions import Reason, Refused
from booking.models import Service
from shop.gifts.reading import price_of, rules
from shop.models import Gift, GiftDesign, Sellable
from shop.verbs.named import line_named, put_named


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
    return put_named(basket, Sellable.GIFT, gift.key, now=now)


def line_of(basket: Any, gift: Gift) -> Any:
    return line_named(basket, Sellable.GIFT, gift.key)
