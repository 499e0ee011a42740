"""Pages keep what they are made of, and show every change at once."""

from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

import editions
from booking.models import Offer, Policy, Resource, Review, Service
from pages.models import ExpertPage
from shop.models import Good
from tests.conftest import T0
from tests.pages.test_listing import soup_of

LIST, EXPERT, GOODS = "/en/experts/", "/en/experts/solomiia/", "/en/shop/"


def seen(visitor: Client, path: str) -> str:
    return soup_of(visitor, path).get_text(" ", strip=True)


@pytest.fixture
def warm(visitor: Client) -> Client:
    """Whoever comes after others: everything was composed before."""
    for path in (LIST, EXPERT, GOODS, LIST.replace("en", "uk", 1)):
        assert visitor.get(path).status_code == 200
    return visitor


@pytest.mark.parametrize(("path", "most"), [(LIST, 4), (EXPERT, 4), (GOODS, 3)])
def test_a_page_that_was_composed_before_asks_for_little(warm: Client, path: str, most: int) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        warm.get(path)
    assert len(asked) <= most, [one["sql"][:90] for one in asked]


@pytest.mark.parametrize("path", [LIST, EXPERT, GOODS, "/uk/experts/", "/uk/experts/solomiia/", "/en/"])
def test_whoever_comes_second_is_shown_what_the_first_was(visitor: Client, path: str) -> None:
    first, second = (BeautifulSoup(visitor.get(path).content, "html.parser") for _ in range(2))
    for one in (first, second):
        for token in one.select("[name=csrfmiddlewaretoken]"):
            token.decompose()
    assert str(first) == str(second)


def _renamed(name: str) -> None:
    row = Resource.objects.get(code="solomiia")
    row.name = row.name.__class__({**row.name, "en": name})
    row.save()


@pytest.mark.parametrize("path", [LIST, EXPERT])
def test_a_new_name_is_shown_at_once(warm: Client, path: str) -> None:
    _renamed("Solomiia the Second")
    assert "Solomiia the Second" in seen(warm, path)


@pytest.mark.parametrize("path", [LIST, EXPERT])
def test_a_new_price_is_shown_at_once(warm: Client, path: str) -> None:
    offers = Offer.objects.filter(resource__code="solomiia", service__variant_of=None)
    offers.update(price=Decimal(1234))
    assert "1,234" in seen(warm, path)


@pytest.mark.parametrize("path", [LIST, EXPERT])
def test_whoever_leaves_the_house_leaves_its_pages_at_once(warm: Client, path: str) -> None:
    times = len(soup_of(warm, path).select("[name=start]"))
    Resource.objects.filter(code="solomiia").update(live=False)
    assert len(soup_of(warm, path).select("[name=start]")) < times


def test_a_service_that_is_no_longer_offered_is_gone_at_once(warm: Client) -> None:
    value = soup_of(warm, EXPERT).select("[name=service]")[0]["value"]
    Service.objects.filter(code=value).update(bookable=False)
    assert value not in [one["value"] for one in soup_of(warm, EXPERT).select("[name=service]")]


def test_a_rule_that_is_changed_is_followed_at_once(warm: Client) -> None:
    def first() -> str:
        return str(soup_of(warm, EXPERT).select("[name=day]:not([disabled])")[0]["value"])

    before = first()
    service = Service.objects.get(code=soup_of(warm, EXPERT).select("[name=service][checked]")[0]["value"])
    policy = Policy.objects.get(pk=service.policy_id)
    policy.rules = [("notice", {"hours": 24 * 12})]
    policy.save()
    assert first() > before


def test_a_review_is_counted_at_once(warm: Client) -> None:
    solomiia = Resource.objects.get(code="solomiia")
    before = Review.objects.filter(resource=solomiia, live=True).count()
    Review.objects.create(resource=solomiia, rating=5, live=True, written=T0.date())
    assert f"{before + 1} reviews" in seen(warm, EXPERT)


def test_a_time_that_is_taken_is_gone_at_once(warm: Client) -> None:
    button: Any = soup_of(warm, EXPERT).select_one("#times [name=start]")
    fields = {one["name"]: one["value"] for one in soup_of(warm, EXPERT).select("#times [type=hidden]")}
    assert warm.post("/en/book/hold/", fields | {"start": button["value"]}).status_code == 302
    stranger = Client()
    assert button["value"] not in [one["value"] for one in soup_of(stranger, EXPERT).select("[name=start]")]
    assert button["value"] not in [
        one["value"] for form in soup_of(stranger, LIST).select("form.times")
        if form.select_one("[name=resource]")["value"] == "solomiia" for one in form.select("[name=start]")
    ]  # fmt: skip


def test_the_last_piece_is_told_at_once(warm: Client) -> None:
    good = Good.objects.filter(of=None, variants=None).order_by("shelf__sort_order", "sort_order")[0]
    good.product.stockrecords.update(num_in_stock=1, num_allocated=0)
    card = next(one for one in soup_of(warm, GOODS).select("article.goods") if str(good.name) in one.get_text())
    assert card.select_one(".tag")


def test_a_page_that_is_taken_down_is_gone_from_menus_at_once(warm: Client) -> None:
    page = Page.objects.get(url_path__endswith="/articles/", locale__language_code="en")
    assert page.title in seen(warm, LIST)
    page.unpublish()
    menu = soup_of(warm, LIST).select_one("#menu")
    assert menu and page.title not in menu.get_text()
    assert warm.get("/en/articles/").status_code == 404


def test_a_draft_is_seen_by_its_editor_and_by_nobody_else(warm: Client, rf: RequestFactory) -> None:
    page = ExpertPage.objects.get(slug="solomiia", locale__language_code="en")
    page.about, page.title = "<p>Only a draft.</p>", "Not yet"
    drawn = page.make_preview_request(rf.get(EXPERT)).render().content.decode()
    assert "Only a draft." in drawn
    assert "Only a draft." not in seen(warm, EXPERT)
    again = page.make_preview_request(rf.get(EXPERT)).render().content.decode()
    assert "Only a draft." in again


def test_every_visitor_has_a_proof_of_his_own_in_the_forms(warm: Client) -> None:
    def proofs(visitor: Client) -> set[str]:
        return {str(one["value"]) for one in soup_of(visitor, LIST).select("[name=csrfmiddlewaretoken]")}

    one, other = proofs(Client()), proofs(Client())
    assert len(one) == len(other) == 1 and one != other and min(map(len, one | other)) >= 32


def test_a_form_that_was_kept_is_taken_from_whoever_has_the_page_and_from_nobody_else(warm: Client) -> None:
    careful = Client(enforce_csrf_checks=True)
    form: Any = soup_of(careful, LIST).select_one("form.times")
    given = {one["name"]: one["value"] for one in form.select("[type=hidden]")}
    given["start"] = form.select_one("[name=start]")["value"]
    assert careful.post(form["action"], given).status_code == 302
    assert Client(enforce_csrf_checks=True).post(form["action"], given).status_code == 403


def test_an_editor_who_writes_makes_nobody_wait_until_it_is_published(warm: Client) -> None:
    page = ExpertPage.objects.get(slug="solomiia", locale__language_code="en")
    before, page.about = editions.edition(), "<p>Written anew.</p>"
    draft = page.save_revision()
    assert editions.edition() == before and "Written anew." not in seen(warm, EXPERT)
    draft.publish()
    assert editions.edition() != before and "Written anew." in seen(warm, EXPERT)
