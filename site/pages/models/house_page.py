"""What every page of the house has: how search engines and other sites see it, and a body of blocks."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from fields import QuietStreamField
from pages import schema
from pages.blocks import Body
from pages.models.pictures import SHARED, Picture, shot
from pages.trunk import trunk_of


class Version:
    """One language of a page: its code and its absolute address."""

    def __init__(self, page: Page, request: HttpRequest | None) -> None:
        self.code = page.locale.language_code
        self.url = page.get_full_url(request)
        self.path = page.get_url(request)


class HousePage(Page):
    """Abstract. Its address in other languages is given only where a live translation stands."""

    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture"),
        help_text=_("Shown on cards and when the address is shared. Wide, at least 1200 by 630."),
    )  # fmt: skip
    body = QuietStreamField(Body(), blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines")
        ),
        FieldPanel("picture"),
        FieldPanel("show_in_menus"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("body"), index.SearchField("search_description")]
    api_fields = [APIField("search_description"), APIField("picture"), APIField("body")]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """For search engines: the editor's words, else the page's own."""
        return str(self.search_description)

    def structured(self, request: HttpRequest) -> list[dict[str, Any]]:
        """schema.org objects of this page, from live data."""
        way = [*self.crumbs(request), self]
        return [schema.breadcrumbs([(one.title, one.get_full_url(request)) for one in way])]

    def crumbs(self, request: HttpRequest) -> list[Any]:
        """The way here from the home page, without the page itself."""
        trunk = trunk_of(request)
        if trunk.holds_parents_of(self):
            return trunk.above(self)
        return list(self.get_ancestors().filter(depth__gt=1).select_related("locale"))

    def versions(self, request: HttpRequest | None) -> list[Version]:
        """This page in every language in which it is live, itself among them."""
        if not hasattr(self, "_versions"):
            live = Page.objects.filter(translation_key=self.translation_key, live=True).select_related("locale")
            known = trunk_of(request).versions(self) if request else None
            self._versions = [Version(page, request) for page in known or live.order_by("locale_id")]
        return self._versions

    def get_view_restrictions(self) -> Any:
        """Most houses restrict nothing: one look instead of a walk to the root."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {
            "title": self.seo_title or self.title,
            "description": self.description,
            "canonical": self.get_full_url(request),
            "alternates": schema.alternates(self.versions(request)),
            "structured": self.structured(request),
            "og_image": self._shared_picture(request),
            "crumbs": [{"label": crumb.title, "url": crumb.get_url(request)} for crumb in self.crumbs(request)],
        }

    def _shared_picture(self, request: HttpRequest) -> dict[str, Any] | None:
        made = shot(self.picture, SHARED)
        return made and made._asdict() | {"url": request.build_absolute_uri(made.url)}
