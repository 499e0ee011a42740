"""The list of experts: conditions, order, words, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from booking import soonest
from booking.models import Booking, Offer, OpenSpan, Resource, Service
from pages.listing import CONDITIONS, NAMES, SORTS, WHENS
from tests.conftest import T0

EVERYBODY = {"bohdan", "danylo", "ivanna", "melaniia", "nora", "solomiia", "taras", "ustyna", "yaryna", "zoriana"}


def shown(visitor: Client, query: str = "", code: str = "en") -> list[str]:
    """Codes of the experts on the cards, in order."""
    answer = visitor.get(f"/{code}/experts/?{query}")
    assert answer.status_code == 200, query
    cards = BeautifulSoup(answer.content.decode(), "html.parser").select("article.expert h3")
    return [_code(card) for card in cards]


def _code(heading: Any) -> str:
    """Of the address of his page; of one without a page, his name."""
    link = heading.select_one("a")
    return str(link["href"]).rstrip("/").rpartition("/")[2] if link else heading.get_text(strip=True)


def soup_of(visitor: Client, path: str) -> BeautifulSoup:
    return BeautifulSoup(visitor.get(path).content.decode(), "html.parser")


def test_everybody_is_shown_without_conditions(visitor: Client) -> None:
    assert set(shown(visitor)) == EVERYBODY


@pytest.mark.parametrize(("query", "found"), [
    ("direction=psychology", {"solomiia", "taras"}),
    ("direction=psychology&direction=nutrition", {"solomiia", "taras", "melaniia"}),
    ("language=pl", {"melaniia", "ustyna"}),
    ("language=fr", {"nora"}),
    ("price=0", {"bohdan"}),
    ("price=900", {"bohdan", "yaryna", "danylo", "ustyna"}),
    ("direction=beauty&price=800", {"ustyna"}),
    ("direction=coaching&format=on_site", {"ivanna", "bohdan"}),
    ("format=online&language=en&direction=coaching", {"ivanna", "nora", "bohdan"}),
])  # fmt: skip
def test_conditions_meet(visitor: Client, query: str, found: set[str]) -> None:
    assert set(shown(visitor, query)) == found


@pytest.mark.parametrize("query", [
    "direction=nobody", "price=abc", "price=-5", "price=NaN", "price=1e99", "language=%3Cscript%3E", "when=never",
    "sort=beauty",
    "page=0", "page=-1", "page=x", "page=99999999999999999999", "format=smoke", "q=", "page=%D9%A3",
])  # fmt: skip
def test_nonsense_in_the_address_breaks_nothing(visitor: Client, query: str) -> None:
    found = shown(visitor, query)
    assert found == [] if query == "direction=nobody" else set(found) == EVERYBODY


@pytest.mark.parametrize(("word", "who"), [
    ("соломія", "solomiia"), ("СОЛОМІЯ", "solomiia"), ("Solomiia", "solomiia"), ("тривога", "solomiia"),
    ("ТРИВОГА", "solomiia"),
    ("масаж", "zoriana"), ("МАСАЖ", "zoriana"), ("харчування", "melaniia"), ("психологія", "taras"),
    ("брови", "ustyna"),
    ("massage", "zoriana"), ("manicure", "ustyna"), ("ментор", "bohdan"),
])  # fmt: skip
def test_the_search_finds_words_whatever_their_case(visitor: Client, word: str, who: str) -> None:
    assert who in shown(visitor, f"q={word}")


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "%", '"', "*", "a AND", "(", "😀", "<script>alert(1)</script>", "x" * 5000]
)
def test_strange_words_are_only_words(visitor: Client, text: str) -> None:
    answer = visitor.get("/uk/experts/", {"q": text})
    assert answer.status_code == 200 and "<script>alert(1)" not in answer.content.decode()


def test_the_soonest_come_first(visitor: Client) -> None:
    order = [one for one in shown(visitor) if one != "danylo"]
    times = dict(Resource.objects.values_list("code", "soonest"))
    assert order == sorted(order, key=lambda code: times[code])
    assert shown(visitor)[-1] == "danylo"


def test_a_booking_moves_its_expert_down_the_list(visitor: Client) -> None:
    first = Resource.objects.get(code=shown(visitor)[0])
    before = first.soonest
    OpenSpan.objects.filter(resource=first, start__lt=T0 + timedelta(days=20)).delete()
    Resource.objects.filter(pk=first.pk).update(soonest_until=None)
    assert soonest.roll(now=T0) >= 1
    first.refresh_from_db()
    assert before and (first.soonest is None or first.soonest > before)
    assert shown(visitor)[0] != first.code


def test_facts_make_the_remembered_time_stale(visitor: Client) -> None:
    booking = Booking.objects.filter(state="confirmed").select_related("resource").first()
    assert booking and booking.resource.soonest_until
    with TestCase.captureOnCommitCallbacks(execute=True):
        soonest.on_fact("booking.cancelled", booking, by=None, now=T0, data={})
    booking.resource.refresh_from_db()
    assert booking.resource.soonest_until is None


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_shows_everybody_once(visitor: Client, sort: str) -> None:
    found = shown(visitor, f"sort={sort}")
    assert set(found) == EVERYBODY and len(found) == len(EVERYBODY)


def test_the_order_by_price_and_by_name(visitor: Client) -> None:
    assert shown(visitor, "sort=price")[:2] == ["bohdan", "ustyna"]
    names = [str(Resource.objects.get(code=code).name["uk"]) for code in shown(visitor, "sort=name", "uk")]
    assert names == sorted(names)


@pytest.mark.parametrize("when", WHENS)
def test_only_those_are_shown_who_are_free_then(visitor: Client, when: str) -> None:
    found = set(shown(visitor, f"when={when}"))
    assert "danylo" not in found and found < EVERYBODY


def test_on_the_weekend_only_weekend_people_are_shown(visitor: Client) -> None:
    assert set(shown(visitor, "when=this_weekend")) == {"taras", "bohdan", "melaniia", "yaryna", "zoriana", "ustyna"}


def test_a_card_offers_the_next_free_times_to_hold(visitor: Client) -> None:
    card = soup_of(visitor, "/uk/experts/?q=Соломія").select_one("article.expert")
    assert card and card.select_one("form")["action"] == "/uk/book/hold/"  # type: ignore[index]
    starts = [button["value"] for button in card.select("button[name=start]")]
    assert len(starts) == 3 and starts == sorted(starts)
    sent = {
        field["name"]: field["value"]
        for field in card.select("input[type=hidden]")
        if field["name"] != "csrfmiddlewaretoken"
    }
    assert sent == {
        "service": "psychology-session",
        "resource": "solomiia",
        "format": "",
        "party": "1",
        "tz": "Europe/Kyiv",
    }


def test_the_address_is_the_state_of_the_filters(visitor: Client) -> None:
    soup = soup_of(visitor, "/en/experts/?direction=beauty&language=uk&price=1600&sort=name")
    checked = [box["value"] for box in soup.select("input[type=checkbox][checked]")]
    selected = [option["value"] for option in soup.select("option[selected]")]
    assert checked == ["beauty"] and selected == ["uk", "1600", "name"]
    assert soup.select_one("meta[name=robots]")["content"].startswith("noindex")  # type: ignore[index]


def test_the_empty_list_names_the_condition_to_drop(visitor: Client) -> None:
    soup = soup_of(visitor, "/en/experts/?direction=psychology&direction=beauty&language=fr")
    empty = soup.select_one(".empty")
    assert empty and "French" in empty.get_text() and not soup.select("article.expert")
    link = empty.select_one("a")
    assert link and "language" not in str(link["href"])
    assert set(shown(visitor, str(link["href"]).partition("?")[2])) == {"solomiia", "taras", "zoriana", "ustyna"}


def test_when_no_single_condition_helps_all_can_be_dropped(visitor: Client) -> None:
    link = soup_of(visitor, "/en/experts/?language=fr&direction=beauty&price=0&q=zzzz").select_one(".empty a")
    assert link and link["href"] == "/en/experts/"


def test_every_condition_has_a_name_for_the_empty_list() -> None:
    assert set(CONDITIONS) == set(NAMES)


def many(count: int) -> None:
    """More experts like the first one; T0's open spans are copied."""
    model = Resource.objects.get(code="solomiia")
    service = Service.objects.get(code="career-session")
    spans = list(OpenSpan.objects.filter(resource=model))
    for number in range(count):
        more = Resource.objects.create(
            code=f"more-{number}",
            name={"en": f"more-{number}"},
            place=model.place,
            languages=["en"],
            soonest=model.soonest,
            headline=model.headline,
        )
        Offer.objects.create(resource=more, service=service)
        OpenSpan.objects.bulk_create([OpenSpan(resource=more, start=one.start, end=one.end) for one in spans])


def cost(visitor: Client, path: str) -> int:
    visitor.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(path).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)


def test_twenty_cards_cost_as_many_queries_as_two(visitor: Client) -> None:
    few = cost(visitor, "/en/experts/?direction=psychology")
    many(15)
    whole = cost(visitor, "/en/experts/")
    assert whole == few <= 12


def test_pages_follow_each_other(visitor: Client) -> None:
    many(15)
    first, second = shown(visitor), shown(visitor, "page=2")
    assert len(first) == 20 and len(second) == 5 and not set(first) & set(second)
    assert shown(visitor, "page=77") == second
    soup = soup_of(visitor, "/en/experts/?language=en&page=2")
    assert [link["href"] for link in soup.select("nav.pager a")] == ["/en/experts/?language=en"]
    assert "21 to 25 of 25" in soup_of(visitor, "/en/experts/?page=2").select_one("nav.pager").text


@pytest.mark.parametrize("path", ["/en/experts/solomiia/", "/uk/experts/nora/"])
def test_the_page_of_an_expert_costs_fifteen_queries(visitor: Client, path: str) -> None:
    assert cost(visitor, path) <= 15


def test_a_stranger_sees_what_everybody_sees(visitor: Client, django_user_model: Any) -> None:
    before = shown(visitor)
    visitor.force_login(django_user_model.objects.get(email="hanna@atrium.example"))
    assert shown(visitor) == before
