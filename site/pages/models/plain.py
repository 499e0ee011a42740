"""The home page, and pages that are only words and blocks: one of them invites to give."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from pages import queries, schema
from pages.models.house_page import HousePage


class HomePage(HousePage):
    """The door of one language."""

    page_description = _("The first page of one language; everything else stands below it.")
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.ExpertsPage", "pages.ServicesPage", "pages.GoodsPage", "pages.GiftsPage", "pages.ArticlesPage",
        "pages.ContentPage",
    ]  # fmt: skip

    class Meta:
        verbose_name = _("home page")

    def structured(self, request: HttpRequest) -> list[dict[str, Any]]:
        place = queries.place_of(request)
        found = [self.asked(request)]
        if place:
            point = (place.latitude, place.longitude) if place.latitude and place.longitude else None
            found.append(schema.house(
                name=str(place.name), url=self.get_full_url(request), description=self.description, phone=place.phone,
                address=str(place.address), email=place.email, point=point,
            ))  # fmt: skip
        return [thing for thing in found if thing]


class WordsPage(HousePage):
    """Abstract. An intro and blocks."""

    intro = models.TextField(_("intro"), blank=True, max_length=400)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields = [*HousePage.search_fields, index.SearchField("intro")]
    api_fields = [APIField("intro"), *HousePage.api_fields]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        return str(self.search_description or self.intro)

    def structured(self, request: HttpRequest) -> list[dict[str, Any]]:
        asked = self.asked(request)
        return [*super().structured(request), *([asked] if asked else [])]


class ContentPage(WordsPage):
    """Words and blocks: about the house, rules, contacts."""

    binding = models.BooleanField(
        _("people agree with it"), default=False,
        help_text=_("Named where somebody agrees with the rules: at the checkout and where a time is confirmed."),
    )  # fmt: skip

    promote_panels = [*HousePage.promote_panels, FieldPanel("binding")]
    page_description = _("A page of words and blocks: about the house, rules, contacts.")
    parent_page_types = ["pages.HomePage", "pages.ContentPage"]
    subpage_types = ["pages.ContentPage"]

    class Meta:
        verbose_name, verbose_name_plural = _("page"), _("pages")


class GiftsPage(WordsPage):
    """How to give: it stands among what one books and buys."""

    page_description = _("An invitation to give: the faces and sums of certificates, and how it works.")
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("page of gifts")
