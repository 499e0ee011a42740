"""What the head of every page has to say, and what guards it: tried on each page that the tests open anyway."""

from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings

LOCALES = {"en": "en_GB", "uk": "uk_UA"}
CLOSED = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "base-uri": "'none'", "frame-ancestors": "'self'",
}  # fmt: skip


def is_guarded(answer: Any) -> None:
    """A strict policy: nothing inline, nothing from elsewhere."""
    parts = [part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")]
    policy = {name: value for name, _, value in parts}
    assert {name: policy.get(name) for name in CLOSED} == CLOSED
    assert "unsafe" not in answer["Content-Security-Policy"]


def holds_nothing_inline(soup: BeautifulSoup) -> None:
    """Else the policy would silently take it away."""
    assert soup.select("[style], style, [onclick], [onload], [onsubmit]") == []
    assert {tag.get("type") for tag in soup.select("script:not([src])")} <= {"application/ld+json"}


def is_known_in_both_languages(soup: BeautifulSoup, page: Any) -> None:
    """`hreflang` of itself, of its translation, and for everybody else; each address is whole."""
    told = {link["hreflang"]: link["href"] for link in soup.select("link[rel=alternate][hreflang]")}
    there = {one.locale.language_code: one.get_full_url() for one in [page, *page.get_translations().filter(live=True)]}
    assert told == there | {"x-default": there[settings.LANGUAGE_CODE]}
    assert [link["href"] for link in soup.select("link[rel=canonical]")] == [page.get_full_url()]


def can_be_shared(soup: BeautifulSoup, page: Any) -> None:
    """OpenGraph: what other sites show when somebody gives them the address."""
    told = {str(tag["property"]).removeprefix("og:"): tag["content"] for tag in soup.select("meta[property^='og:']")}
    code = page.locale.language_code
    assert (told["url"], told["locale"]) == (page.get_full_url(), LOCALES[code])
    assert told["title"] == (page.seo_title or page.title) and told["site_name"]
    assert told.get("description", "") == page.specific.description and told["type"] in {
        "website",
        "article",
        "profile",
    }
    assert str(told["image"]).startswith("http") and int(told["image:width"]) >= 600 and int(told["image:height"]) > 0
