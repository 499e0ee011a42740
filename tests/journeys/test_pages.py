"""Every public page in both languages, by day and by night, on phones and desks."""

import pytest
from django.test import RequestFactory

from pages.views import broken
from tests.journeys import books, fitness
from tests.journeys.visitor import Visitor
from words import in_language

pytestmark = pytest.mark.journey
PAGES = {
    "home": "", "experts": "experts/", "nobody found": "experts/?language=fr&price=800&direction=beauty",
    "expert": "experts/ivanna/", "expert online": "experts/nora/", "expert away": "experts/danylo/",
    "services": "services/", "service": "services/psychology-session/", "service at reception": "services/room-hour/",
    "articles": "articles/", "article": "articles/psychologist-or-coach/", "about": "about/", "rooms": "rooms/",
    "questions": "questions/", "rules": "rules/", "privacy": "privacy/", "not found": "nowhere/",
    "sign in": "/account/login/", "link by letter": "/account/link/", "link opened": "/account/link/open/?sesame=x",
    "link empty": "/account/link/open/", "password forgotten": "/account/password/reset/",
    "password link dead": "/account/password/reset/MQ/x-y/", "password restored": "/account/password/reset/done/",
    "signing out": "/account/logout/",
}  # fmt: skip
OWN = {
    "bookings": "me/bookings/", "messages": "me/messages/", "profile": "me/profile/", "password": "me/password/",
    "security": "/account/two_factor/", "second factor": "/account/two_factor/setup/", "forbidden": "expert/week/",
}  # fmt: skip


def _fit(visitor: Visitor, name: str) -> None:
    assert fitness.faults(visitor.page) == [], name


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_is_fit_for_everybody(visitor: Visitor, name: str) -> None:
    visitor.goes(PAGES[name])
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
    visitor.presses("actions.save")
    _fit(visitor, "week with errors")


def test_every_step_of_a_booking_is_fit_for_everybody(visitor: Visitor) -> None:
    visitor.opens("ivanna", "career-session")
    visitor.chooses_day(5)
    _fit(visitor, "another day")
    start = visitor.takes_time()
    _fit(visitor, "confirm")
    code = books.code_in(visitor.page.url)
    visitor.page.locator("form", has=visitor.page.locator("[name=consent]")).evaluate("form => form.noValidate = true")
    visitor.confirms()
    _fit(visitor, "confirm with errors")
    visitor.writes_contact()
    visitor.confirms()
    visitor.page.get_by_role("link").click()
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
    visitor.page.locator("#times button").last.click()
    visitor.page.wait_for_url("**/book/hold/")
    _fit(visitor, "taken")


def test_letters_asked_for_are_answered_on_a_page_fit_for_everybody(visitor: Visitor) -> None:
    for path in ("/account/link/", "/account/password/reset/"):
        visitor.goes(path)
        visitor.page.locator("main [name=email]").fill(visitor.email)
        visitor.page.locator("main form button").click()
        _fit(visitor, path)


def test_the_page_for_what_broke_is_fit_for_everybody(visitor: Visitor) -> None:
    with in_language(visitor.language):
        answer = broken(RequestFactory().get("/broken/"))
    visitor.page.route(
        "**/broken/",
        lambda route: route.fulfill(status=500, body=answer.content, content_type="text/html; charset=utf-8"),
    )
    visitor.goes("broken/")
    visitor.sees("pages_errors.500.title")
    _fit(visitor, "500")


@pytest.mark.parametrize("expert", ["ivanna", "nora"])
def test_an_experts_page_does_not_jump_while_it_loads(visitor: Visitor, expert: str) -> None:
    visitor.goes(f"experts/{expert}/")
    assert fitness.shift(visitor.page) <= fitness.MOST_SHIFT
