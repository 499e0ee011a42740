"""Blocks with which an editor shows goods: live prices and numbers, no script needed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from booking.blocks.stream import LinkedTitle, picked
from shop import showcase
from shop.choosers import GoodChoice, ShelfChoice
from shop.models import Shelf
from words import say

GROUP = _("Shop")
SHOWN = 4


class GoodsBlock(LinkedTitle):
    """Those that have gone are still shown, and say so; those that are not sold any more are left out."""

    goods = blocks.ListBlock(GoodChoice(label=_("Good")), label=_("Goods"))

    class Meta:
        icon, label, group = "tag", _("Products"), GROUP
        description = _("Chosen goods with their prices and how many are left.")
        template = "blocks/goods.html"

    def shown(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"goods": showcase.chosen(picked(value, "goods"))}

    def get_preview_value(self) -> Any:
        first = showcase.on_sale()[:SHOWN]
        return self.to_python({"title": say("nav.shop"), "goods": [one.pk for one in first]})


class ShelfBlock(blocks.StructBlock):
    """The first of a category that can be had now, and the way to all of them."""

    title = blocks.CharBlock(label=_("Title"), required=False, default="", max_length=120)
    link_label = blocks.CharBlock(label=_("Words of the link"), required=False, default="", max_length=60)
    shelf = ShelfChoice(label=_("Category"))
    count = blocks.IntegerBlock(label=_("How many at most"), min_value=1, max_value=12, default=SHOWN)

    class Meta:
        icon, label, group = "list-ul", _("Category of goods"), GROUP
        description = _("Goods of a category that can be had now.")
        template = "blocks/shelf.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        shelf = value.get("shelf")
        return context | (self.shown(shelf, value.get("count") or SHOWN) if shelf is not None else {"goods": []})

    def shown(self, shelf: Shelf, count: int) -> dict[str, Any]:
        there = showcase.on_sale().filter(shelf=shelf, free__gt=0)[:count]
        return {"goods": showcase.cards(there), "all_url": showcase.shelf_address(shelf), "name": str(shelf.name)}

    def get_preview_value(self) -> Any:
        first = next(iter(showcase.shelves()), None)
        return self.to_python({"title": "", "shelf": first and first.pk, "count": SHOWN})
