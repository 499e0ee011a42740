"""What is sold, by its name and picture; and why something cannot be had, in words."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.templatetags.static import static
from oscar.core.loading import get_model

import moments
from booking.core.decisions import Reason
from booking.models import Booking
from booking.shows import zone_of
from booking.texts import Scene
from booking.texts import sentence as say_of_time
from money import show_money
from shop import showcase
from shop.models import Donation, Gift, Sellable
from shop.partner.strategy import option
from shop.quoting import GOODS
from words import say

Product = get_model("catalogue", "Product")


class Picture(NamedTuple):
    """What a template needs of a picture; sizes in pixels."""

    url: str
    width: int
    height: int


FACE = (600, 400)
MARK, MARK_SIZE = "img/mark-hands.svg", (56, 56)
"""What stands for a donation among pictures of things."""
SIZE = (400, 500)
"""Of a picture whose own size is not kept: the box it is shown in."""


def kind_of(product: Any) -> str:
    """What is really sold under it: "goods", or the kind of its Sellable."""
    return str(product.sellable.kind) if hasattr(product, "sellable") else GOODS


def name_of(product: Any) -> str:
    """In the active language, where the house has words for it."""
    return str(product.good) if hasattr(product, "good") else str(product.get_title())


def picture_of(product: Any) -> Picture | None:
    """The first of the good's gallery, or of that of which it is a variant; else the one that Oscar keeps."""
    good = getattr(product, "good", None)
    photo = showcase.first_photo(good) if good else None
    if photo:
        made = showcase.picture(photo, showcase.CARD)
        return Picture(made["url"], made["width"], made["height"])
    found = product.primary_image()
    return None if isinstance(found, dict) else Picture(found.original.url, *SIZE)


def page_of(product: Any) -> str:
    """Where it is told of; empty where the house has no words for it."""
    return showcase.address(product.good.of or product.good) if hasattr(product, "good") else ""


def certificate(gift: Gift) -> dict[str, Any]:
    """A certificate in a list of things: for whom, how it gets there, its face."""
    title = say("basket.gift_for", name=gift.recipient) if gift.recipient else say("basket.gift")
    return {
        "title": title, "note": _on_its_way(gift), "wide": True,
        "photo": Picture(static(gift.design.picture), *FACE),
    }  # fmt: skip


def donation(given: Donation) -> dict[str, Any]:
    """A donation in a list of things: to whom."""
    title = say("basket.donation", foundation=given.foundation)
    return {
        "title": title, "note": say("basket.donation_note"), "photo": Picture(static(MARK), *MARK_SIZE), "mark": True,
    }  # fmt: skip


def title_of(line: Any) -> str:
    """What a line of a basket is called; a session by its service alone."""
    kind = kind_of(line.product)
    key = option(line, kind)
    if kind == Sellable.GIFT:
        return str(certificate(Gift.objects.select_related("design").get(key=key))["title"])
    if kind == Sellable.DONATION:
        return str(donation(Donation.objects.select_related("foundation").get(key=key))["title"])
    return name_of(line.product)


def title_sold(line: Any) -> str:
    """What a line of an order is called, where it is no session."""
    if hasattr(line, "gift"):
        return str(certificate(line.gift.gift)["title"])
    if hasattr(line, "donation"):
        return str(donation(line.donation)["title"])
    return name_of(line.product) if line.product else str(line.title)


def _on_its_way(gift: Gift) -> str:
    if not gift.email:
        return say("basket.gift_by_hand")
    if gift.deliver_at is None:
        return say("basket.gift_at_once", email=gift.email)
    when = f"{moments.full_date(gift.deliver_at, gift.zone)}, {moments.clock(gift.deliver_at, gift.zone)}"
    return say("basket.gift_later", email=gift.email, when=f"{when}, {moments.zone_name(gift.zone)}")


def sentence(reason: Reason, scene: Scene | None = None) -> str:
    """Why something cannot be had, in the active language; `scene` where a session may be the cause."""
    numbers = dict(reason.numbers)
    if "product" in numbers:
        product = Product.objects.select_related("good__of").filter(pk=numbers["product"]).first()
        numbers["what"] = name_of(product) if product else numbers["what"]
    named = Reason(reason.code, numbers)
    return say_of_time(named, scene) if scene else say(f"refusals.{reason.code}.text", **_spoken(numbers))


def why_not(reason: Reason, code: str, now: datetime) -> str:
    """The same of a session that could not be held again; `code` of its booking, empty for other things."""
    if not code:
        return sentence(reason)
    lost = Booking.objects.select_related("service", "resource__place").get(code=code)
    return sentence(reason, Scene(lost.service, lost.resource, lost.start, zone_of(lost), now))


def _spoken(numbers: dict[str, Any]) -> dict[str, Any]:
    """Money as money, instants (seconds) as days of the house."""
    currency, zone = str(numbers.get("currency", settings.OSCAR_DEFAULT_CURRENCY)), settings.HOUSE_ZONE
    told: dict[str, Any] = {
        name: show_money(one, currency) if isinstance(one, Decimal) else one for name, one in numbers.items()
    }
    for name, speak in {"date": moments.full_date, "at": moments.on_day}.items():
        if isinstance(told.get(name), int):
            told[SAID_AS.get(name, name)] = speak(datetime.fromtimestamp(told[name], UTC), zone)
    return told


SAID_AS = {"at": "on_day"}
