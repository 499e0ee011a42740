"""Every public page in both languages, by day and by night, on phones and desks."""

from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from playwright.sync_api import expect

from pages.views import broken
from tests.journeys import fitness
from tests.journeys.visitor import Visitor
from words import in_language

pytestmark = pytest.mark.journey
PARTS = 4
BESIDE = {
    "nobody found": "experts/?language=fr&price=800&direction=beauty", "not found": "nowhere/",
    "sign in": "/account/login/", "link by letter": "/account/link/", "link opened": "/account/link/open/?sesame=x",
    "link empty": "/account/link/open/", "password forgotten": "/account/password/reset/",
    "password link dead": "/account/password/reset/MQ/x-y/", "password restored": "/account/password/reset/done/",
    "signing out": "/account/logout/",
}  # fmt: skip
"""Public pages that no map of the site names."""
OF_EVERY_TYPE = (
    "", "experts/", "experts/ivanna/", "experts/nora/", "services/", "services/skin-care/", "articles/",
    "articles/psychologist-or-coach/", "about/",
)  # fmt: skip
OWN = {
    "bookings": "me/bookings/", "messages": "me/messages/", "profile": "me/profile/", "password": "me/password/",
    "security": "/account/two_factor/", "second factor": "/account/two_factor/setup/", "forbidden": "expert/week/",
}  # fmt: skip


def _fit(visitor: Visitor, name: str) -> None:
    assert fitness.faults(visitor.page) == [], name


def _mapped(visitor: Visitor) -> list[str]:
    """The path of every page of the visitor's language that the map of the site names."""
    with urlopen(f"{visitor.house.address}/sitemap.xml") as answer:
        named = [urlsplit(str(one.text)).path for one in ElementTree.parse(answer).iter() if one.tag.endswith("}loc")]
    return [path for path in named if path.startswith(f"/{visitor.language}/")]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_site_is_fit_for_everybody(visitor: Visitor, part: int) -> None:
    pages = _mapped(visitor)
    assert len(pages) > 30
    for path in pages[part::PARTS]:
        visitor.goes(path)
        assert visitor.page.locator("html").get_attribute("lang") == visitor.language
        _fit(visitor, path)


@pytest.mark.parametrize("name", BESIDE)
def test_a_page_beside_the_tree_is_fit_for_everybody(visitor: Visitor, name: str) -> None:
    visitor.goes(BESIDE[name])
    assert visitor.page.locator("html").get_attribute("lang") == visitor.language
    _fit(visitor, name)


def test_the_client_area_is_fit_for_everybody(visitor: Visitor) -> None:
    visitor.signs_in("hanna@atrium.example")
    for name, path in OWN.items():
        visitor.goes(path)
        _fit(visitor, name)


def test_the_experts_week_is_fit_for_everybody(visitor: Visitor) -> None:
    visitor.signs_in("ivanna@atrium.example")
    visitor.goes("expert/week/")
    _fit(visitor, "week")
    visitor.sends_as_it_is(visitor.page.locator("form", has=visitor.page.locator("[name=length]")))
    visitor.presses("actions.save")
    _fit(visitor, "week with errors")


def test_every_step_of_a_booking_is_fit_for_everybody(visitor: Visitor) -> None:
    visitor.opens("ivanna", "career-session")
    visitor.chooses_day(5)
    _fit(visitor, "another day")
    start = visitor.takes_time()
    _fit(visitor, "confirm")
    code = visitor.code()
    visitor.sends_as_it_is(visitor.page.locator("form", has=visitor.page.locator("[name=consent]")))
    visitor.confirms()
    _fit(visitor, "confirm with errors")
    visitor.writes_contact()
    visitor.confirms()
    visitor.comes_back_without_paying()
    _fit(visitor, "back without paying")
    visitor.confirms()
    visitor.pays()
    _fit(visitor, "booked")
    visitor.goes(f"booking/{code}/")
    _fit(visitor, "booking")
    visitor.follows("actions.cancel_booking")
    _fit(visitor, "cancel")
    visitor.goes(f"booking/{code}/move/")
    _fit(visitor, "move")
    visitor.chooses_day(6)
    visitor.takes_time()
    _fit(visitor, "new time")
    _taken(visitor, start)


def _taken(visitor: Visitor, start: str) -> None:
    visitor.opens("ivanna", "career-session")
    visitor.page.locator("#times button").last.evaluate(f"button => button.value = '{start}'")
    visitor.takes(start)
    _fit(visitor, "taken")


def test_letters_asked_for_are_answered_on_a_page_fit_for_everybody(visitor: Visitor) -> None:
    for path in ("/account/link/", "/account/password/reset/"):
        visitor.goes(path)
        visitor.page.locator("main [name=email]").fill(visitor.email)
        with visitor.turns():
            visitor.page.locator("main form button").click()
        _fit(visitor, path)


ERRORS: dict[str, Callable[[], HttpResponse]] = {
    "429": lambda: render(RequestFactory().get("/too-fast/"), "429.html", status=429),
    "500": lambda: broken(RequestFactory().get("/broken/")),
}


@pytest.mark.parametrize("number", ERRORS)
def test_the_page_for_what_went_wrong_is_fit_for_everybody(visitor: Visitor, number: str) -> None:
    with in_language(visitor.language), visitor.house.rows():
        answer = ERRORS[number]()
    visitor.page.route(
        "**/wrong/",
        lambda route: route.fulfill(
            status=answer.status_code, body=answer.content, content_type="text/html; charset=utf-8"
        ),
    )
    visitor.goes("wrong/")
    visitor.sees(f"pages_errors.{number}.title")
    _fit(visitor, number)


def test_a_form_that_is_not_the_houses_own_is_refused_on_a_page_fit_for_everybody(visitor: Visitor) -> None:
    visitor.opens("ivanna", "career-session")
    visitor.page.locator("#times [name=csrfmiddlewaretoken]").first.evaluate("one => one.remove()")
    visitor.takes_time()
    visitor.sees("nav.stale")
    _fit(visitor, "403")


def test_no_type_of_page_jumps_while_it_loads(visitor: Visitor) -> None:
    for path in OF_EVERY_TYPE:
        visitor.goes(path)
        assert fitness.shift(visitor.page) <= fitness.MOST_SHIFT, path


@pytest.mark.parametrize("language", ["en"])
def test_the_pages_of_the_api_draw_themselves_under_their_strict_policy(visitor: Visitor) -> None:
    visitor.goes("/api/v1/docs")
    expect(visitor.page.locator(".opblock").first).to_be_visible()
