"""The front of the shop: every good, with filters. Categories and goods stand below its address."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Page

from pages import shelves
from pages.models.house_page import HousePage
from shop.blocks import showcase


class GoodsPage(HousePage):
    intro = models.TextField(_("intro"), blank=True, max_length=400)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    api_fields = [APIField("intro"), *HousePage.api_fields]
    page_description = _("The shop: all goods with filters and search. One a language, its address ends in shop.")
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("shop page")

    @property
    def description(self) -> str:
        return str(self.search_description or self.intro)

    @property
    def listed(self) -> list[int]:
        """The goods that it shows beside those of its blocks: all that are on sale."""
        return list(showcase.on_sale().values_list("pk", flat=True))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        url = self.get_url(request)
        listed = shelves.listed(shelves.Asked.read(request.GET), url=url, all_url=url)
        return super().get_context(request, *args, **kwargs) | listed
