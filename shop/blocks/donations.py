"""The block with which an editor asks for a good cause."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from money import show_money
from shop.donations.reading import foundations, rules
from words import say

SHOWN = 6


class DonationBlock(blocks.StructBlock):
    """Foundations with what they do, each leads to the page on which one gives; nothing where there are none."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, default="")

    class Meta:
        icon, label, group = "group", _("Donation"), _("Shop")
        description = _("Foundations and sums, live; each leads to the page on which one gives.")
        template = "blocks/donation.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        address = reverse("donate")
        return context | {
            "foundations": [
                {"name": one.name, "text": one.summary, "url": f"{address}?foundation={one.code}"}
                for one in foundations()[:SHOWN]
            ],
            "sums": [
                {"label": show_money(Decimal(one)), "url": f"{address}?sum={one}"} for one in rules().amounts
            ],
            "url": address,
        }  # fmt: skip

    def get_preview_value(self) -> Any:
        return self.to_python({"title": say("donations.title"), "text": say("donations.lead")})
