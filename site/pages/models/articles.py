"""The journal."""

from datetime import UTC, datetime, time
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.models import Orderable, Page
from wagtail.search import index

import moments
from booking.choosers import resource_chooser
from fields import WordsField
from pages import journal, queries, schema
from pages.models.house_page import HousePage
from pages.models.pictures import COVER, shot
from words import say


class ArticlesPage(HousePage):
    intro = models.TextField(_("intro"), blank=True, max_length=400)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    api_fields = [APIField("intro"), *HousePage.api_fields]
    page_description = _("Articles, newest first, by topic. One a language.")
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ArticlePage"]

    class Meta:
        verbose_name = _("journal")

    @property
    def description(self) -> str:
        return str(self.search_description or self.intro)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | journal.journal(self, request)


class Topic(models.Model):
    """What articles are about. Its name is kept in every language, so that a translated article keeps its topics."""

    code = models.SlugField(_("code"), unique=True)
    name = WordsField(_("name"))

    class Meta:
        verbose_name, verbose_name_plural = _("topic"), _("topics")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)


class ArticleTopic(Orderable):
    page = ParentalKey("pages.ArticlePage", on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", verbose_name=_("topic"))

    panels = [FieldPanel("topic")]


class ArticleExpert(Orderable):
    """Somebody to talk to about the article."""

    page = ParentalKey("pages.ArticlePage", on_delete=models.CASCADE, related_name="experts")
    resource = models.ForeignKey("booking.Resource", models.CASCADE, related_name="+", verbose_name=_("expert"))

    panels = [FieldPanel("resource", widget=resource_chooser.widget_class)]


class ArticlePage(HousePage):
    author = models.ForeignKey(
        "booking.Resource", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    written = models.DateField(_("written on"))
    lead = models.TextField(_("lead"), blank=True, max_length=400)

    content_panels = [
        *Page.content_panels, FieldPanel("lead"), FieldPanel("author", widget=resource_chooser.widget_class),
        FieldPanel("written"), InlinePanel("topics", label=_("Topic")), FieldPanel("body"),
        InlinePanel("experts", label=_("Expert to talk to"), max_num=3),
    ]  # fmt: skip
    search_fields = [*HousePage.search_fields, index.SearchField("lead"), index.FilterField("written")]
    api_fields = [APIField("author"), APIField("written"), APIField("lead"), *HousePage.api_fields]
    page_description = _("One article of the journal.")
    parent_page_types = ["pages.ArticlesPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name, verbose_name_plural = _("article"), _("articles")

    @property
    def description(self) -> str:
        return str(self.search_description or self.lead)

    @property
    def author_name(self) -> str:
        return str(self.author.name) if self.author else ""

    @property
    def written_words(self) -> str:
        return moments.full_date(datetime.combine(self.written, time(12), UTC), "UTC")

    @property
    def length_words(self) -> str:
        """From the raw words: to open the blocks would read the rows that the others among them choose."""
        text = " ".join(str(block["value"]) for block in self.body.raw_data if block["type"] == "text")
        return say("article.minutes", n=queries.reading_minutes(text))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | journal.told_article(self)

    def structured(self, request: HttpRequest) -> list[dict[str, Any]]:
        made = shot(self.picture, COVER)
        article = schema.article(
            title=self.title, url=self.get_full_url(request), description=self.description, author=self.author_name,
            published=self.written.isoformat(),
            changed=self.last_published_at.isoformat() if self.last_published_at else "",
            language=self.locale.language_code, image=request.build_absolute_uri(made.url) if made else "",
        )  # fmt: skip
        asked = self.asked(request)
        return [*super().structured(request), article, *([asked] if asked else [])]
