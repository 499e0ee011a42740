"""What every page of the house has: how search engines and other sites see it, and a body of blocks."""

from typing import Any, NamedTuple

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

import editions
from fields import QuietStreamField
from pages import schema
from pages.blocks import Body, questions_in
from pages.models.pictures import SHARED, Picture, shot
from pages.trunk import kept_of, trunk_of


class Version(NamedTuple):
    """One language of a page: its code, its absolute address, and the same without the house."""

    code: str
    url: str
    path: str

    @classmethod
    def of(cls, page: Page, request: HttpRequest | None) -> "Version":
        return cls(page.locale.language_code, page.get_full_url(request), page.get_url(request))


class Standing(NamedTuple):
    """Where a page stands among the others, and what it says of itself there."""

    canonical: str
    description: str
    way: list[tuple[str, str, str]]
    """Here from the home page, without the page itself: titles, absolute addresses, addresses."""
    versions: list[Version]


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
        stands = self.stands(request)
        way = [*((title, url) for title, url, _ in stands.way), (self.title, stands.canonical)]
        return [schema.breadcrumbs(way)]

    def stands(self, request: HttpRequest) -> Standing:
        """Looked up once an edition; for a draft, each time."""
        if getattr(request, "is_preview", False) or not self.pk:
            return self._stands(request)
        return kept_of(request, ("stands", self.pk), lambda: self._stands(request))

    def asked(self, request: HttpRequest) -> dict[str, Any] | None:
        """Questions that the page answers, for search engines; nothing where there are none."""

        def read() -> dict[str, Any] | None:
            return schema.questions(questions_in(self.body))

        return read() if getattr(request, "is_preview", False) else editions.kept(("asked", self.pk), read)

    def _stands(self, request: HttpRequest) -> Standing:
        way = [(one.title, one.get_full_url(request), one.get_url(request)) for one in self._above(request)]
        return Standing(self.get_full_url(request), self.description, way, self._versions(request))

    def _above(self, request: HttpRequest) -> list[Any]:
        trunk = trunk_of(request)
        if trunk.holds_parents_of(self):
            return trunk.above(self)
        return list(self.get_ancestors().filter(depth__gt=1).select_related("locale"))

    def versions(self, request: HttpRequest) -> list[Version]:
        """This page in every language in which it is live, itself among them."""
        return self.stands(request).versions

    def _versions(self, request: HttpRequest) -> list[Version]:
        live = Page.objects.filter(translation_key=self.translation_key, live=True).select_related("locale")
        return [Version.of(page, request) for page in trunk_of(request).versions(self) or live.order_by("locale_id")]

    def get_view_restrictions(self) -> Any:
        """Most houses restrict nothing: one look instead of a walk to the root."""
        if not editions.kept(("restricted",), PageViewRestriction.objects.exists):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        stands = self.stands(request)
        return context | {
            "title": self.seo_title or self.title,
            "description": stands.description,
            "canonical": stands.canonical,
            "alternates": schema.alternates(stands.versions),
            "structured": self.structured(request),
            "og_image": self._shared_picture(request),
            "crumbs": [{"label": title, "url": path} for title, _, path in stands.way],
        }

    def _shared_picture(self, request: HttpRequest) -> dict[str, Any] | None:
        made = shot(self.picture, SHARED)
        return made and made._asdict() | {"url": request.build_absolute_uri(made.url)}
