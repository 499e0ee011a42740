"""The shop in the furnished house: lists with their conditions, pages of goods, what they tell search engines, cost."""

import json
import re
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.models import GoodsPage
from pages.shelves import NAMES, PAGE, SORTS, Asked
from shop import verbs
from shop.models import Good, Movement, Photo
from shop.showcase import on_sale
from shop.verbs.catalogue import keep_good
from tests.conftest import T0
from tests.world import words

CARE = {"hand-cream", "lip-balm", "face-oil", "massage-stone", "face-towels", "sun-cream", "soap"}
FEW = 12


def soup_of(visitor: Client, path: str) -> BeautifulSoup:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content.decode(), "html.parser")


def shown(visitor: Client, query: str = "", shelf: str = "", code: str = "en") -> list[str]:
    cards = soup_of(visitor, f"/{code}/shop/{shelf}{query}").select("#found article.goods h3 a")
    return [str(card["href"]).rstrip("/").rpartition("/")[2] for card in cards]


def test_twenty_goods_stand_on_three_shelves_with_pictures(visitor: Client) -> None:
    assert len(shown(visitor)) == on_sale().count() == Photo.objects.count() == 20
    assert set(shown(visitor, shelf="care/", code="uk")) == CARE
    labels = [link.get_text() for link in soup_of(visitor, "/en/shop/care/").select("#shelves a")]
    assert labels == ["Everything", "Face and hands", "For movement", "For calm and work"]


@pytest.mark.parametrize(("query", "found"), [
    ("?price=200", {"lip-balm", "soap", "herbal-tea"}), ("?price=200&stock=1", {"lip-balm", "herbal-tea"}),
    ("?q=рушників", {"face-towels"}), ("?q=крему", {"hand-cream", "sun-cream"}), ("?q=herbel", {"herbal-tea"}),
    ("?q=килимкі", {"mat"}), ("?q=крем&price=400", {"hand-cream"}), ("?q=велосипед", set()),
])  # fmt: skip
def test_conditions_meet(visitor: Client, query: str, found: set[str]) -> None:
    assert set(shown(visitor, query)) == set(shown(visitor, query, code="uk")) == found


def test_the_first_row_of_pictures_does_not_wait_and_none_moves_the_page(visitor: Client) -> None:
    pictures = soup_of(visitor, "/en/shop/").select("#found article.goods img")
    assert [one.get("loading") for one in pictures] == [None] * 4 + ["lazy"] * 16
    assert [one.get("fetchpriority") for one in pictures] == ["high"] + [None] * 19
    assert all(one["width"] and one["height"] for one in pictures)


def test_conditions_hold_within_a_category_and_on_the_way_to_another(visitor: Client) -> None:
    assert set(shown(visitor, "?price=200", "care/")) == {"lip-balm", "soap"}
    links = soup_of(visitor, "/en/shop/care/?price=200&sort=cheap").select("#shelves a")
    assert {str(link["href"]) for link in links} == {
        "/en/shop/?price=200&sort=cheap", "/en/shop/care/?price=200&sort=cheap",
        "/en/shop/movement/?price=200&sort=cheap", "/en/shop/calm/?price=200&sort=cheap",
    }  # fmt: skip


def test_the_address_is_the_state_of_the_filters(visitor: Client) -> None:
    soup = soup_of(visitor, "/uk/shop/?q=крем&price=700&stock=1&sort=dear")
    assert soup.select_one("#q")["value"] == "крем"  # type: ignore[index]
    assert [one["value"] for one in soup.select("option[selected]")] == ["700", "dear"]
    assert soup.select_one("#stock[checked]")
    assert soup.select_one("meta[name=robots]")["content"].startswith("noindex")  # type: ignore[index]
    assert shown(visitor, "?q=крем&sort=dear") == ["sun-cream", "hand-cream"]
    assert shown(visitor, "?sort=cheap")[0] == "lip-balm"


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_shows_everything_once(visitor: Client, sort: str) -> None:
    found = shown(visitor, f"?sort={sort}")
    assert len(found) == len(set(found)) == 20


@pytest.mark.parametrize("query", [
    "?price=abc", "?price=-5", "?price=NaN", "?price=1e99", "?sort=beauty", "?page=0", "?page=x", "?stock=maybe",
    "?page=99999999999999999999", "?page=%D9%A3", "?q=", "?nothing=1", "?page=50",
])  # fmt: skip
def test_nonsense_in_the_address_breaks_nothing(visitor: Client, query: str) -> None:
    assert len(shown(visitor, query)) == 20


@pytest.mark.parametrize("text", ["' OR 1=1 --", "%", "*", "(", "😀", "<script>alert(1)</script>", "x" * 5000, "\x00"])
def test_strange_words_are_only_words(visitor: Client, text: str) -> None:
    answer = visitor.get("/uk/shop/", {"q": text})
    assert answer.status_code == 200 and "<script>alert(1)" not in answer.content.decode()


def test_the_empty_list_names_the_condition_to_drop(visitor: Client) -> None:
    empty = soup_of(visitor, "/en/shop/?q=cream&price=100").select_one(".empty")
    assert empty and "up to ₴100" in empty.get_text()
    assert [link["href"] for link in empty.select("a")] == ["/en/shop/?q=cream"]
    nothing = soup_of(visitor, "/en/shop/care/?q=велосипед").select_one(".empty")
    assert nothing and "велосипед" in nothing.get_text()
    assert [link["href"] for link in nothing.select("a")] == ["/en/shop/care/", "/en/shop/"]


def test_every_condition_has_its_name() -> None:
    assert set(NAMES) == set(Asked.__dataclass_fields__) - {"sort", "page"}


def more(count: int) -> None:
    shelf = Good.objects.get(code="mat").shelf
    image = Photo.objects.first()
    for n in range(count):
        row = keep_good(
            code=f"more-{n}", shelf=shelf, name=words(f"More {n}", f"Ще {n}"), text=words("", ""), unit=words("", ""),
            price=Decimal(100 + n), now=T0, by=None,
        )  # fmt: skip
        assert image
        Photo.objects.create(good=row, image=image.image)


def test_many_goods_are_shown_a_page_at_a_time(visitor: Client) -> None:
    more(PAGE)
    first, second = shown(visitor), shown(visitor, "?page=2")
    assert len(first) == PAGE and len(second) == 20 and not set(first) & set(second)
    pager = soup_of(visitor, "/en/shop/?price=900&page=2").select_one(".pager a[rel=prev]")
    assert pager and pager["href"] == "/en/shop/?price=900"


def cost(visitor: Client, path: str) -> int:
    visitor.get(path)
    with CaptureQueriesContext(connection) as queries:
        visitor.get(path)
    return len(queries)


@pytest.mark.parametrize("path", ["/en/shop/", "/uk/shop/movement/"])
def test_more_goods_ask_no_more_of_the_database(visitor: Client, path: str) -> None:
    few = cost(visitor, path)
    more(3)
    assert cost(visitor, path) == few <= FEW


def test_the_page_of_a_good_says_what_is_left_and_what_it_goes_with(visitor: Client) -> None:
    soup = soup_of(visitor, "/uk/shop/care/hand-cream/")
    main = soup.main
    assert main
    text = main.get_text(" ").replace("\xa0", " ")
    for said in ("Крем для рук із вівсом", "75 мл", "320 ₴", "Є 24 штуки", "Манікюр", "14 днів"):
        assert said in text, said
    assert [one.get_text() for one in main.select("article.expert h3")] == ["Устина Мальченко"]
    assert main.select("form[action='/uk/book/hold/'] button[name=start]")
    assert len(main.select("section[aria-labelledby=beside] article.goods")) == 4
    image = main.select_one(".shelf.big img")
    assert image and image["alt"] == "Крем для рук із вівсом" and image["src"].endswith(".webp")


@pytest.mark.parametrize("code", ["en", "uk"])
def test_a_good_with_several_pictures_shows_each_in_its_place(visitor: Client, code: str) -> None:
    cream, other = (Good.objects.get(code=name) for name in ("hand-cream", "lip-balm"))
    first = cream.photos.get()
    Photo.objects.create(good=cream, image=other.photos.get().image, alt=words("Beside", "Поруч"), sort_order=-1)
    main = soup_of(visitor, f"/{code}/shop/care/hand-cream/").main
    shown = main.select(".gallery img") if main else []
    assert [str(one["alt"]) for one in shown] == [{"en": "Beside", "uk": "Поруч"}[code], first.alt.say(code)]
    assert [one.get("loading") for one in shown] == [None, "lazy"] and all(one["width"] for one in shown)
    assert main and main.select_one(".gallery[tabindex='0'][aria-label]"), "the keyboard can turn it"


def test_what_is_gone_says_so_and_offers_its_shelf(visitor: Client) -> None:
    soup = soup_of(visitor, "/en/shop/care/soap/")
    text = soup.main.get_text(" ") if soup.main else ""
    assert "Sold out" in text and "next batch" in text and not soup.select("[name=quantity]")
    assert soup.select("main a[href='/en/shop/care/']")


def test_a_sale_is_seen_at_once(visitor: Client) -> None:
    rope = Good.objects.get(code="rope")
    assert "2 left" in str(soup_of(visitor, "/en/shop/movement/rope/"))
    verbs.write_off(product=rope.product, quantity=1, reason="Torn", now=T0, by=None)
    assert "Only 1 left" in str(soup_of(visitor, "/en/shop/movement/rope/"))


def test_addresses_that_have_moved_lead_on_and_others_are_not_there(visitor: Client) -> None:
    assert visitor.get("/en/shop/calm/mat/")["Location"] == "/en/shop/movement/mat/"
    for path in ("care/nothing/", "nowhere/", "nowhere/mat/x/", "care/%00/"):
        assert visitor.get(f"/en/shop/{path}").status_code == 404, path
    mat = Good.objects.get(code="mat")
    type(mat.product).objects.filter(pk=mat.product_id).update(is_public=False)
    assert visitor.get("/en/shop/movement/mat/").status_code == 404
    assert "mat" not in shown(visitor)


def test_variants_are_chosen_on_the_page_of_their_good(visitor: Client) -> None:
    tea = Good.objects.get(code="herbal-tea")
    verbs.write_off(product=tea.product, quantity=35, reason="Sold by the packet", now=T0, by=None)
    told: dict[str, Any] = {"shelf": tea.shelf, "text": words("", ""), "unit": words("", ""), "of": tea, "now": T0}
    for code, name, price, n in (("tea-60", "60 g", 190, 4), ("tea-100", "100 g", 290, 0)):
        row = keep_good(code=code, name=words(name, name), price=Decimal(price), by=None, **told)
        if n:
            verbs.receive(product=row.product, quantity=n, now=T0, by=None)
    soup = soup_of(visitor, "/en/shop/calm/herbal-tea/")
    assert "from ₴190" in soup.get_text() and "4 left" in soup.get_text()
    assert visitor.get("/en/shop/calm/tea-60/")["Location"] == "/en/shop/calm/herbal-tea/?variant=tea-60"
    offers = things(visitor, "/en/shop/calm/herbal-tea/")["Product"]["offers"]
    assert [(one["price"], one["availability"].rpartition("/")[2]) for one in offers] == [
        ("190.00", "InStock"), ("290.00", "OutOfStock"),
    ]  # fmt: skip


def things(visitor: Client, path: str) -> dict[str, Any]:
    scripts = soup_of(visitor, path).select('script[type="application/ld+json"]')
    return {thing["@type"]: thing for thing in (json.loads(script.text) for script in scripts)}


def test_search_engines_are_told_the_good_its_price_and_its_place(visitor: Client) -> None:
    found = things(visitor, "/uk/shop/care/hand-cream/")
    good, way = found["Product"], found["BreadcrumbList"]["itemListElement"]
    assert (good["name"], good["sku"], good["category"]) == (
        "Крем для рук із вівсом",
        "hand-cream",
        "Для обличчя та рук",
    )
    offer = good["offers"]
    assert (offer["price"], offer["priceCurrency"], offer["availability"]) == (
        "320.00", "UAH", "https://schema.org/InStock",
    )  # fmt: skip
    assert good["image"][0].startswith("http") and [step["name"] for step in way] == [
        "Atrium", "Крамниця", "Для обличчя та рук", "Крем для рук із вівсом",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["", "care/", "care/hand-cream/"])
def test_a_page_of_the_shop_names_its_address_in_every_language(visitor: Client, path: str) -> None:
    soup = soup_of(visitor, f"/uk/shop/{path}")
    canonical = str(soup.select_one("link[rel=canonical]")["href"])  # type: ignore[index]
    assert canonical.endswith(f"/uk/shop/{path}")
    others = {link["hreflang"]: str(link["href"]) for link in soup.select("link[rel=alternate][hreflang]")}
    assert set(others) == {"uk", "en", "x-default"} and others["en"].endswith(f"/en/shop/{path}")
    assert soup.select_one("a.lang")["href"] == f"/en/shop/{path}"  # type: ignore[index]
    for name in ("description", "og:title", "og:description", "og:url", "og:image"):
        assert soup.select_one(f'meta[name="{name}"], meta[property="{name}"]'), name


def test_the_map_of_the_site_names_every_good_in_both_languages(visitor: Client) -> None:
    text = visitor.get("/sitemap.xml").content.decode()
    places = re.findall(r"<loc>[^<]*?(/(?:en|uk)/shop/[^<]*)</loc>", text)
    assert len(places) == len(set(places)) == 2 * (1 + 3 + 20)


def test_the_shop_stands_in_the_menu_the_foot_and_on_the_home_page(visitor: Client) -> None:
    soup = soup_of(visitor, "/uk/")
    assert soup.select("header nav a[href='/uk/shop/']") and soup.select("footer a[href='/uk/shop/']")
    assert len(soup.select("main article.goods")) == 4
    there = soup_of(visitor, "/uk/shop/care/soap/").select_one("header nav a[aria-current]")
    assert there and there["href"] == "/uk/shop/"


def test_the_page_of_a_service_offers_what_goes_with_it(visitor: Client) -> None:
    cards = soup_of(visitor, "/en/services/hand-care/").select("section[aria-labelledby=goods] article.goods a")
    assert {str(one["href"]) for one in cards} == {"/en/shop/care/hand-cream/", "/en/shop/care/lip-balm/"}


def test_furnishing_again_brings_no_second_batch(house: Any, db: None) -> None:
    before = [(row.code, row.free) for row in on_sale()]
    call_command("furnish", stdout=StringIO())
    assert [(row.code, row.free) for row in on_sale()] == before
    assert Movement.objects.count() == 19, "of nothing nothing is received"
    assert GoodsPage.objects.count() == 2
