"""The trunk of the page tree: home pages and what stands right below them, in every language. One query a request."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, Site

import editions
from words import language, say

T = TypeVar("T")
BOOKS = {"expertspage", "servicespage", "goodspage", "giftspage"}
"""Types of pages from which one books or buys; the foot has a column for them."""
SHOWN = (
    "path", "depth", "numchild", "title", "draft_title", "slug", "url_path", "live", "show_in_menus",
    "translation_key", "locale__language_code", "content_type__app_label", "content_type__model",
)  # fmt: skip
"""What menus, crumbs and addresses are made of: a third of a page's columns."""


class Trunk:
    """`pages`: live, homes before their children; each with its locale and content type."""

    def __init__(self, pages: Iterable[Any], homes: dict[str, str]) -> None:
        self.pages = list(pages)
        self.homes = homes
        self._by_path = {page.url_path: page for page in self.pages}

    @property
    def home_path(self) -> str:
        """url_path of the home page in the language spoken now; empty when that language has none that is live."""
        path = self.homes.get(language(), "")
        return path if path in self._by_path else ""

    @property
    def home(self) -> Any:
        return self._by_path.get(self.home_path)

    def at(self, url_path: str) -> Any:
        return self._by_path.get(url_path)

    @property
    def below(self) -> list[Any]:
        """What stands right below the home page, in the editors' order."""
        home = self.home
        return [
            page for page in self.pages if home and page.path.startswith(home.path) and page.depth == home.depth + 1
        ]

    def above(self, page: Any) -> list[Any]:
        """The way to the page from the home page."""
        return [one for one in self.pages if page.path.startswith(one.path) and one.depth < page.depth]

    def holds_parents_of(self, page: Any) -> bool:
        return bool(self.above(page)) and page.depth - self.above(page)[0].depth <= 2

    def versions(self, page: Any) -> list[Any] | None:
        """The page in every language; None when it stands higher up the tree than the trunk reaches."""
        found = [one for one in self.pages if one.translation_key == page.translation_key]
        return found or None

    def foot(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Two columns: where one books, and what one reads."""
        columns: dict[str, list[dict[str, str]]] = {"footer.book": [], "footer.about": []}
        for page in self.below:
            key = "footer.book" if page.content_type.model in BOOKS else "footer.about"
            columns[key].append({"label": page.title, "url": page.get_url(request)})
        return [{"label": say(key), "items": items} for key, items in columns.items() if items]

    def links(self, pks: Collection[int], request: HttpRequest) -> list[dict[str, str]]:
        """Those of these pages that stand right below the home page of the language spoken now."""
        return [{"label": page.title, "url": page.get_url(request)} for page in self.below if page.pk in pks]

    def menu(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [{"label": page.title, "url": page.get_url(request)} for page in self.below if page.show_in_menus]


def site_of(request: HttpRequest) -> Site | None:
    """The site at this address; Wagtail finds it here, too."""
    if not hasattr(request, "_wagtail_site"):
        here = request._get_raw_host(), request.get_port()  # type: ignore[attr-defined]
        found = editions.kept(("site", *here), lambda: Site._find_for_request(request))
        request._wagtail_site = found  # type: ignore[attr-defined]
    return request._wagtail_site  # type: ignore[attr-defined]


def kept_of(request: HttpRequest, key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What was composed from the pages of this site: see `editions.kept`."""
    site = site_of(request)
    return editions.kept((*key, site.pk if site else 0), make)


def trunk_of(request: HttpRequest) -> Trunk:
    """Read once a request."""
    if not hasattr(request, "_trunk"):
        request._trunk = _read(request)  # type: ignore[attr-defined]
    found: Trunk = request._trunk  # type: ignore[attr-defined]
    return found


def _read(request: HttpRequest) -> Trunk:
    site = site_of(request)
    homes = {one.language_code: one.root_path for one in Site.get_site_root_paths() if site and one.site_id == site.pk}
    if not homes:
        return Trunk([], {})
    here = Q()
    for path in homes.values():
        here |= Q(url_path__startswith=path)
    below = Page.objects.live().filter(here, depth__lte=3).select_related("locale", "content_type").only(*SHOWN)
    return Trunk(below.order_by("path"), homes)
