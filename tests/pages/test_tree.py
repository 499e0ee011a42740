"""Every page stands in both languages, and no address shows another language's page."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from wagtail.models import Page

from pages import models as rows
from pages.models import HousePage
from tests.pages import heads

CODES = [code for code, _ in settings.LANGUAGES]
TYPES = [
    rows.HomePage, rows.ExpertsPage, rows.ExpertPage, rows.ServicesPage, rows.ServicePage, rows.ArticlesPage,
    rows.ArticlePage,
    rows.ContentPage, rows.GoodsPage, rows.GiftsPage,
]  # fmt: skip
CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)


def path_of(page: Any) -> str:
    return str(page.specific.get_url())


def soup_of(visitor: Client, path: str) -> BeautifulSoup:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content.decode(), "html.parser")


def house_pages(code: str) -> list[Page]:
    return list(Page.objects.filter(depth__gt=1, locale__language_code=code).order_by("path"))


def test_every_type_of_page_is_tried_here() -> None:
    families = {rows.experts.BookedPage, rows.WordsPage}
    members = {kind for family in families for kind in family.__subclasses__()}
    assert set(TYPES) == set(HousePage.__subclasses__()) - families | members


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", TYPES)
def test_every_page_of_every_type_opens_in_every_language_guarded_and_with_a_whole_head(
    visitor: Client, kind: Any, code: str
) -> None:
    pages = kind.objects.live().filter(locale__language_code=code)
    assert pages
    for page in pages:
        answer = visitor.get(page.get_url())
        soup = BeautifulSoup(answer.content.decode(), "html.parser")
        heads.is_guarded(answer)
        heads.holds_nothing_inline(soup)
        heads.is_known_in_both_languages(soup, page)
        heads.can_be_shared(soup, page)
        assert soup.html and soup.html["lang"] == code
        assert len(soup.find_all("h1")) == 1
        assert soup.title and page.title.split(".")[0].split("?")[0] in soup.title.text + soup.get_text()


def test_both_trees_are_whole(visitor: Client) -> None:
    english, ukrainian = ({page.translation_key for page in house_pages(code) if page.live} for code in CODES)
    assert english == ukrainian and len(english) > 35


def test_ukrainian_pages_speak_ukrainian(visitor: Client) -> None:
    for page in house_pages("uk"):
        main = soup_of(visitor, path_of(page)).main
        assert main
        text = main.get_text(" ")
        assert len(CYRILLIC.findall(text)) > len(re.findall("[a-z]", text, re.IGNORECASE)), page


def test_english_pages_hold_no_ukrainian(visitor: Client) -> None:
    for page in house_pages("en"):
        main = soup_of(visitor, path_of(page)).main
        assert main and not CYRILLIC.search(main.get_text(" ")), page


def test_a_page_names_its_canonical_address_and_its_other_languages(visitor: Client) -> None:
    soup = soup_of(visitor, "/uk/experts/solomiia/")
    here, there = f"{settings.SITE_ADDRESS}/uk/experts/solomiia/", f"{settings.SITE_ADDRESS}/en/experts/solomiia/"
    assert [link["href"] for link in soup.select("link[rel=canonical]")] == [here]
    others = {link["hreflang"]: link["href"] for link in soup.select("link[rel=alternate][hreflang]")}
    assert others == {"uk": here, "en": there, "x-default": there}
    assert soup.select_one("a.lang")["href"] == "/en/experts/solomiia/"  # type: ignore[index]


def test_an_address_without_a_translation_shows_no_other_language(visitor: Client) -> None:
    page = rows.ContentPage.objects.get(slug="rules", locale__language_code="uk")
    page.unpublish()
    answer = visitor.get("/uk/rules/")
    assert answer.status_code == 404
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    assert soup.html and soup.html["lang"] == "uk" and "Cancelling" not in soup.get_text()
    assert soup.select("main a[href='/uk/experts/']")
    english = soup_of(visitor, "/en/rules/")
    assert [link["hreflang"] for link in english.select("link[rel=alternate][hreflang]")] == ["en", "x-default"]


def test_a_language_without_a_home_page_answers_nothing(visitor: Client) -> None:
    rows.HomePage.objects.get(locale__language_code="uk").unpublish()
    for path in ("/uk/", "/uk/experts/", "/uk/experts/solomiia/"):
        assert visitor.get(path).status_code == 404, path


def test_an_unknown_address_is_answered_in_its_own_language(visitor: Client) -> None:
    for code, word in (("en", "There is no such room"), ("uk", "Такої кімнати")):
        answer = visitor.get(f"/{code}/nowhere/at/all/")
        assert answer.status_code == 404 and word in answer.content.decode()


def test_a_draft_is_not_shown(visitor: Client) -> None:
    page = rows.ContentPage.objects.get(slug="about", locale__language_code="en")
    page.unpublish()
    assert visitor.get("/en/about/").status_code == 404


@pytest.mark.parametrize(("accept", "cookie", "where"), [
    ("uk-UA,uk;q=0.9", "", "/uk/"), ("en-GB", "", "/en/"), ("de", "", "/en/"), ("en", "uk", "/uk/"),
    ("uk", "en", "/en/"),
])  # fmt: skip
def test_the_door_opens_in_the_visitors_language(visitor: Client, accept: str, cookie: str, where: str) -> None:
    if cookie:
        visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = visitor.get("/", headers={"accept-language": accept})
    assert answer.status_code == 302 and answer["Location"] == where


def things(visitor: Client, path: str) -> dict[str, Any]:
    scripts = soup_of(visitor, path).select('script[type="application/ld+json"]')
    return {thing["@type"]: thing for thing in (json.loads(script.text) for script in scripts)}


def test_an_expert_is_told_to_search_engines_as_he_is(visitor: Client) -> None:
    found = things(visitor, "/en/experts/solomiia/")
    person, service = found["Person"], found["Service"]
    assert person["name"] == "Solomiia Dzvinchuk" and person["knowsLanguage"] == ["uk", "en"]
    assert {offer["price"] for offer in person["makesOffer"]} == {"1400.00", "0.00", "2100.00"}
    assert all(
        offer["priceCurrency"] == "UAH" and offer["availability"].endswith("InStock") for offer in person["makesOffer"]
    )
    assert person["potentialAction"]["@type"] == "ReserveAction"
    resource = rows.ExpertPage.objects.get(slug="solomiia", locale__language_code="en").resource
    ratings = list(resource.reviews.filter(live=True).values_list("rating", flat=True))
    assert service["aggregateRating"]["reviewCount"] == len(ratings)
    assert service["aggregateRating"]["ratingValue"] == round(sum(ratings) / len(ratings), 2)
    assert [step["name"] for step in found["BreadcrumbList"]["itemListElement"]] == [
        "Atrium",
        "Experts",
        "Solomiia Dzvinchuk",
    ]


def test_no_rating_is_told_without_reviews(visitor: Client) -> None:
    resource = rows.ExpertPage.objects.get(slug="solomiia", locale__language_code="en").resource
    resource.reviews.all().delete()
    assert "Service" not in things(visitor, "/en/experts/solomiia/")


def test_one_who_is_away_offers_nothing_now(visitor: Client) -> None:
    offers = things(visitor, "/en/experts/danylo/")["Person"]["makesOffer"]
    assert offers and all(offer["availability"].endswith("SoldOut") for offer in offers)


@pytest.mark.parametrize(("path", "kinds"), [
    ("/en/", {"LocalBusiness", "FAQPage"}), ("/en/services/skin-care/", {"Service", "BreadcrumbList"}),
    ("/uk/articles/psychologist-or-coach/", {"Article", "FAQPage", "BreadcrumbList"}),
    ("/uk/questions/", {"FAQPage", "BreadcrumbList"}),
])  # fmt: skip
def test_every_page_tells_what_it_is(visitor: Client, path: str, kinds: set[str]) -> None:
    assert kinds <= set(things(visitor, path))


def test_words_in_a_script_for_search_engines_cannot_close_it(visitor: Client) -> None:
    page = rows.ContentPage.objects.get(slug="about", locale__language_code="en")
    page.title = "</script><script>alert(1)</script>"
    page.save_revision().publish()
    assert "<script>alert(1)" not in visitor.get("/en/about/").content.decode()


def test_the_map_of_the_site_names_every_page_in_every_language(visitor: Client) -> None:
    urls = ElementTree.fromstring(visitor.get("/sitemap.xml").content).findall("{*}url")
    live = Page.objects.live().filter(depth__gt=1)
    found = {str(url.findtext("{*}loc")) for url in urls}
    rows_of_the_shop = {one for one in found if "/shop/" in one and not one.endswith("/shop/")}
    assert found - rows_of_the_shop == {page.get_full_url() for page in live}
    for url in urls:
        assert {link.get("hreflang") for link in url.findall("{*}link")} == {"en", "uk", "x-default"}


def test_robots_are_kept_from_what_belongs_to_one_person(visitor: Client) -> None:
    text = visitor.get("/robots.txt").content.decode()
    for path in ("/cms/", "/me/", "/book/", "/en/me/", "/uk/book/", "/account/", "/uk/basket/", "/en/order/", "/en/g/"):
        assert f"Disallow: {path}\n" in text
    assert "Sitemap: http" in text


def test_the_content_api_reads_pages_with_our_fields(visitor: Client) -> None:
    found = visitor.get(
        "/api/v2/pages/?type=pages.ExpertPage&locale=uk&fields=about,education,resource&slug=taras"
    ).json()
    assert found["meta"]["total_count"] == 1 and "Програма" in found["items"][0]["education"]
    assert visitor.post("/api/v2/pages/", {}).status_code == 405


def test_the_scheme_is_remembered_and_never_leads_elsewhere(visitor: Client) -> None:
    answer = visitor.post("/scheme/", {"scheme": "dark", "next": "/uk/experts/"})
    assert answer["Location"] == "/uk/experts/" and answer.cookies["scheme"].value == "dark"
    assert 'data-scheme="dark"' in visitor.get("/en/").content.decode()
    assert visitor.post("/scheme/", {"scheme": "pink", "next": "https://elsewhere.example/"})["Location"] == "/"
    assert visitor.get("/scheme/").status_code == 405
