"""The list of services and the page of one."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from booking.choosers import service_chooser
from pages import telling
from pages.models.experts import BookedPage
from pages.models.house_page import HousePage


class ServicesPage(HousePage):
    intro = models.TextField(_("intro"), blank=True, max_length=400)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    api_fields = [APIField("intro"), *HousePage.api_fields]
    page_description = _("Every service by direction, with prices. One a language.")
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ServicePage"]

    class Meta:
        verbose_name = _("list of services")

    @property
    def description(self) -> str:
        return str(self.search_description or self.intro)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"groups": telling.service_groups(self)}


class ServicePage(BookedPage):
    service = models.ForeignKey(
        "booking.Service", models.PROTECT, related_name="+", verbose_name=_("service"),
        help_text=_("Name, summary, duration, prices and rules come from here."),
    )  # fmt: skip
    about = RichTextField(_("about"), blank=True)

    content_panels = [
        *Page.content_panels, FieldPanel("service", widget=service_chooser.widget_class), FieldPanel("about"),
        FieldPanel("body"),
    ]  # fmt: skip
    search_fields = [*HousePage.search_fields, index.SearchField("about")]
    api_fields = [APIField("service"), APIField("about"), *HousePage.api_fields]
    page_description = _("One service: what happens, who does it, and when.")
    parent_page_types = ["pages.ServicesPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name, verbose_name_plural = _("service"), _("services")

    @property
    def description(self) -> str:
        return str(self.search_description or self.service.summary)

    def shown(self, request: HttpRequest) -> Any:
        if not hasattr(self, "_told"):
            self._told = telling.ServiceTold(self, request)
        return self._told

    def structured(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [*super().structured(request), *self.shown(request).structured()]
