"""Blocks that read what is live: directions, articles, the finder of experts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages import queries
from pages.blocks.layout import GROUP
from pages.blocks.links import LinkBlock
from words import say


class HeroBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    accent = blocks.CharBlock(label=_("Last words of the title, in italics"), required=False, default="", max_length=60)
    lead = blocks.TextBlock(label=_("Lead"), required=False, default="")
    button = blocks.CharBlock(label=_("Button of the finder"), required=False, default="", max_length=40)
    links = blocks.ListBlock(LinkBlock(), label=_("Buttons"), default=[])
    note = blocks.CharBlock(label=_("Small words below"), required=False, default="", max_length=200)

    class Meta:
        icon, label, group = "home", _("Opening"), GROUP
        description = _("The first words of the page, with a finder of experts by direction.")
        template = "blocks/hero.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"finder": queries.finder() if value.get("button") else None}

    def get_preview_value(self) -> Any:
        return self.to_python({"title": say("home.need"), "lead": say("home.steps"), "button": say("home.show_times")})


class DirectionsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    link_label = blocks.CharBlock(label=_("Words of the link"), required=False, default="", max_length=60)

    class Meta:
        icon, label, group = "tag", _("Directions"), GROUP
        description = _("Every direction with its lowest price; each leads to its experts.")
        template = "blocks/directions.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | queries.directions()

    def get_preview_value(self) -> Any:
        return self.to_python({"title": say("home.directions")})


class ArticlesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    link_label = blocks.CharBlock(label=_("Words of the link"), required=False, default="", max_length=60)
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=3)

    class Meta:
        icon, label, group = "doc-full", _("Articles"), GROUP
        description = _("The newest articles.")
        template = "blocks/articles.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | queries.newest(value.get("count") or 3)

    def get_preview_value(self) -> Any:
        return self.to_python({"title": say("home.from_journal"), "count": 3})
