"""Where blocks lead: pages, addresses, maps, other sites."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages import queries
from words import say

GROUP = _("Links")


class Linked(blocks.StructValue):
    """A value with `page`, `address` and `label`: `link` is where it leads, `url` the same."""

    @property
    def link(self) -> str:
        page = self.get("page")
        return str(page.url) if page else str(self.get("address") or "")

    url = link


def target() -> list[tuple[str, blocks.Block]]:
    return [
        ("page", blocks.PageChooserBlock(label=_("Page"), required=False)),
        ("address", blocks.URLBlock(label=_("Or address"), required=False, default="")),
    ]


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Words"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(target(), *args, **kwargs)

    class Meta:
        icon, label, value_class = "link", _("Link"), Linked


class MapBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, default="", max_length=120)
    way = blocks.TextBlock(label=_("How to find the door"), required=False, default="")

    class Meta:
        icon, label, group = "site", _("Map link"), GROUP
        description = _("Address, hours, and a link that opens the visitor's own map.")
        template = "blocks/map_link.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"place": queries.place_words()}

    def get_preview_value(self) -> Any:
        return self.to_python({"title": say("map.way")})


SHARE: dict[str, tuple[str, str, str]] = {
    "telegram": ("https://t.me/share/url", "url", "text"),
    "facebook": ("https://www.facebook.com/sharer/sharer.php", "u", ""),
    "whatsapp": ("https://wa.me/", "text", ""),
    "x": ("https://x.com/intent/post", "url", "text"),
    "linkedin": ("https://www.linkedin.com/sharing/share-offsite/", "url", ""),
    "email": ("mailto:", "body", "subject"),
}
"""Channel -> address, its parameter for the page's address, its parameter for the title."""


class SocialBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, default="", max_length=80)

    class Meta:
        icon, label, group = "link-external", _("Social buttons"), GROUP
        description = _("Plain links with which a reader tells others. Nobody is told who reads the page.")
        template = "blocks/social.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        page = context.get("page")
        url, title = (page.full_url or "", page.title) if page else ("", "")
        return context | {"links": [{"label": say(f"share.{name}"), "url": share(name, url, title)} for name in SHARE]}

    def get_preview_value(self) -> Any:
        return self.to_python({"title": say("share.title")})


def share(channel: str, url: str, title: str) -> str:
    """The address that shares `url` through the channel."""
    address, where, what = SHARE[channel]
    return f"{address}?{urlencode({where: url} | ({what: title} if what else {}))}"
