"""The list of experts and the page of one. Who he is and when he is free is booking's; words and pictures are here."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from booking.choosers import resource_chooser
from pages import listing, telling
from pages.models.house_page import HousePage
from pages.models.pictures import Picture

PARTS = ("times", "all")


class BookedPage(HousePage):
    """Abstract: a page with the booking widget. An htmx request for a part of it gets only that part."""

    class Meta:
        abstract = True

    def shown(self, request: HttpRequest) -> Any:
        """What the page tells: an object with `whole()` and `part()`; made once a request."""
        raise NotImplementedError

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part = request.GET.get("part")
        if part in PARTS and getattr(request, "htmx", False):
            found = self.shown(request).part()
            return render(
                request, "parts/_booking_part.html", {"widget": found, "part": part}, status=200 if found else 404
            )
        whole: HttpResponse = super().serve(request, *args, **kwargs)
        return whole

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        told: dict[str, Any] = self.shown(request).whole()
        return context | told


class ExpertsPage(HousePage):
    """The list with filters; the address carries all of its state."""

    intro = models.TextField(_("intro"), blank=True, max_length=400)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    api_fields = [APIField("intro"), *HousePage.api_fields]
    page_description = _("Everybody who can be booked, with filters. One a language.")
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ExpertPage"]

    class Meta:
        verbose_name = _("list of experts")

    @property
    def description(self) -> str:
        return str(self.search_description or self.intro)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        found = listing.listed(self, request)
        chosen = {"canonical": context["canonical"], "robots": "noindex, follow"} if found["asked"].chosen else {}
        return context | found | chosen


class ExpertPage(BookedPage):
    resource = models.ForeignKey(
        "booking.Resource", models.PROTECT, related_name="+", verbose_name=_("expert"),
        help_text=_("Name, headline, languages, prices and hours come from here."),
    )  # fmt: skip
    portrait = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("portrait"),
        help_text=_("Upright, 4 by 5, the face in the upper third."),
    )  # fmt: skip
    experience_years = models.PositiveSmallIntegerField(_("years of experience"), null=True, blank=True)
    about = RichTextField(_("about"), blank=True)
    approach = models.TextField(_("approach"), blank=True)
    education = models.TextField(_("education"), blank=True, help_text=_("One line for each."))
    meetings = models.TextField(_("how meetings go"), blank=True)
    away = models.TextField(
        _("while away"), blank=True, help_text=_("Shown instead of times while nothing can be booked.")
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("resource", widget=resource_chooser.widget_class), FieldPanel("portrait"),
            FieldPanel("experience_years")],
            _("Who"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("about", "approach", "education", "meetings", "away")], _("In his own words")
        ),
        FieldPanel("body"),
    ]  # fmt: skip
    search_fields = [
        *HousePage.search_fields,
        *[index.SearchField(name) for name in ("about", "approach", "education")],
    ]
    api_fields = [
        *[
            APIField(name)
            for name in ("resource", "portrait", "experience_years", "about", "approach", "education", "meetings")
        ],
        *HousePage.api_fields,
    ]
    page_description = _("One expert: words and a portrait beside the live calendar.")
    parent_page_types = ["pages.ExpertsPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name, verbose_name_plural = _("expert"), _("experts")

    @property
    def description(self) -> str:
        return str(self.search_description or self.resource.headline)

    def shown(self, request: HttpRequest) -> Any:
        if not hasattr(self, "_told"):
            self._told = telling.ExpertTold(self, request)
        return self._told

    def structured(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [*super().structured(request), *self.shown(request).structured()]
