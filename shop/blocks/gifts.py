"""The block with which an editor invites to give."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from booking.choosers import ServiceChoice
from money import show_money
from shop.gifts.reading import rules
from shop.models import GiftDesign
from words import say

SHOWN = 6


class GiftBlock(blocks.StructBlock):
    """Faces of certificates and sums to choose from; each leads to the page of gifts with the choice made."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, default="")
    service = ServiceChoice(label=_("Give this service"), required=False)

    class Meta:
        icon, label, group = "tag", _("Gift certificate"), _("Shop")
        description = _("Faces and sums of gift certificates, live; each leads to the page on which a gift is made.")
        template = "blocks/gift.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        service, address = value.get("service"), reverse("gift")
        return context | {
            "designs": [
                {"name": one.name, "picture": one.picture, "url": f"{address}?design={one.code}"}
                for one in GiftDesign.objects.filter(live=True)[:SHOWN]
            ],
            "sums": [] if service else [
                {"label": show_money(Decimal(one)), "url": f"{address}?sum={one}"} for one in rules().amounts
            ],
            "url": f"{address}?service={service.code}" if service else address,
            "service": service,
        }  # fmt: skip

    def get_preview_value(self) -> Any:
        return self.to_python({"title": say("gifts.buy_title"), "text": say("gifts.buy_lead"), "service": None})
