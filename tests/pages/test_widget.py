"""Days and times on the pages of experts and services: state in the address, parts for htmx, honest words."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from booking import calendars
from booking.models import Booking, OpenSpan, Resource
from tests.conftest import T0

HTMX = {"HX-Request": "true"}
PAGE = "/en/experts/solomiia/"


def widget_of(visitor: Client, path: str) -> Tag:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    found = BeautifulSoup(answer.content.decode(), "html.parser").select_one("aside.booking")
    assert found
    return found


def checked(widget: Tag, name: str) -> str:
    found = widget.select_one(f"input[name={name}][checked]")
    return str(found["value"]) if found else ""


def starts(widget: Tag) -> list[datetime]:
    return [datetime.fromisoformat(str(button["value"])) for button in widget.select("button[name=start]")]


def sent(widget: Tag) -> dict[str, Any]:
    fields = widget.select("form#times input[type=hidden]")
    return {str(field["name"]): field["value"] for field in fields if field["name"] != "csrfmiddlewaretoken"}


def test_the_first_day_with_free_times_and_the_main_service_are_chosen(visitor: Client) -> None:
    widget = widget_of(visitor, PAGE)
    assert (checked(widget, "service"), checked(widget, "format")) == ("psychology-session", "on_site")
    times = starts(widget)
    assert checked(widget, "day") == "2027-03-01" and {at.date().isoformat() for at in times} == {"2027-03-01"}
    assert all(at >= T0 + timedelta(hours=6) for at in times)  # notice of the policy
    assert sent(widget) == {
        "service": "psychology-session", "resource": "solomiia", "format": "on_site", "tz": "Europe/Kyiv", "party": "1",
    }  # fmt: skip


def test_the_address_chooses_service_day_format_and_zone(visitor: Client) -> None:
    widget = widget_of(visitor, f"{PAGE}?service=psychology-session-long&day=2027-03-04&format=online&tz=Europe/London")
    assert checked(widget, "service") == "psychology-session-long" and checked(widget, "day") == "2027-03-04"
    assert sent(widget)["tz"] == "Europe/London" and starts(widget)[0].isoformat() == "2027-03-04T08:00:00+00:00"
    assert "London time" in widget.get_text()


def test_a_meeting_in_a_place_is_told_in_the_time_of_the_place(visitor: Client) -> None:
    widget = widget_of(visitor, f"{PAGE}?format=on_site&tz=America/New_York")
    assert sent(widget)["tz"] == "Europe/Kyiv" and "Kyiv time" in widget.get_text()


def test_online_only_hours_are_offered_online_alone(visitor: Client) -> None:
    online = widget_of(visitor, f"{PAGE}?day=2027-03-03&format=online")
    on_site = widget_of(visitor, f"{PAGE}?day=2027-03-03&format=on_site")
    assert starts(online) and not starts(on_site)


def test_each_day_says_in_words_how_much_is_free_or_why_not(visitor: Client) -> None:
    widget = widget_of(visitor, PAGE)
    labels = [str(box["aria-label"]) for box in widget.select("input[name=day]")]
    assert len(labels) == 14 and labels[0].startswith("Monday 1 March: ") and "free time" in labels[0]
    assert any("day off" in label for label in labels)


@pytest.mark.parametrize("query", [
    "day=2027-02-30", "day=1900-01-01", "day=9999-12-31", "day=x", "service=nobody", "format=smoke",
    "tz=Mars/Olympus", "from=x",
    "from=2000-01-01", "from=9999-12-31", "from=2027-08-20", "expert=x", "part=all", "part=x", "day=2027-03-28",
])  # fmt: skip
def test_nonsense_in_the_address_breaks_nothing(visitor: Client, query: str) -> None:
    widget_of(visitor, f"{PAGE}?{query}")


def test_htmx_gets_only_the_times(visitor: Client) -> None:
    answer = visitor.get(f"{PAGE}?part=times&day=2027-03-04", headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in text and 'id="times"' in text and 'id="days"' not in text
    assert "2027-03-04T10:00" in text and "Thursday 4 March" in text


def test_htmx_gets_days_too_when_another_choice_changes_them(visitor: Client) -> None:
    text = visitor.get(f"{PAGE}?part=all&service=psychology-session-intro&format=online", headers=HTMX).content.decode()
    assert 'id="times"' in text and 'id="days"' in text and "<html" not in text


def test_a_day_without_times_leads_to_the_nearest_with_some(visitor: Client) -> None:
    widget = widget_of(visitor, f"{PAGE}?day=2027-03-06")
    notice = widget.select_one("form#times .notice")
    assert notice and not starts(widget)
    link = notice.select_one("a")
    assert link and starts(widget_of(visitor, str(link["href"]).partition("#")[0]))


def test_when_two_weeks_are_full_the_strip_begins_where_something_is_free(visitor: Client) -> None:
    resource = Resource.objects.get(code="solomiia")
    OpenSpan.objects.filter(resource=resource, start__lt=T0 + timedelta(days=21)).delete()
    widget = widget_of(visitor, PAGE)
    assert checked(widget, "day") >= "2027-03-22" and starts(widget)


def test_when_nothing_is_free_the_page_says_so(visitor: Client) -> None:
    OpenSpan.objects.filter(resource__code="solomiia").delete()
    widget = widget_of(visitor, PAGE)
    assert not starts(widget) and "No free times" in widget.get_text()


def test_one_who_is_away_says_when_he_is_back(visitor: Client) -> None:
    widget = widget_of(visitor, "/uk/experts/danylo/")
    assert "у відпустці" in widget.get_text() and not starts(widget)


def test_a_taken_time_is_not_offered(visitor: Client) -> None:
    booking = Booking.objects.get(visitor="demo-b04")
    widget = widget_of(visitor, f"{PAGE}?day={booking.start.date().isoformat()}")
    assert booking.start not in starts(widget) and starts(widget)


def test_a_service_offers_whoever_is_free_soonest(visitor: Client) -> None:
    widget = widget_of(visitor, "/en/services/psychology-session/")
    assert checked(widget, "expert") == "solomiia" == sent(widget)["resource"]
    other = widget_of(visitor, "/en/services/psychology-session/?expert=taras")
    assert sent(other)["resource"] == "taras" and starts(other)


def test_a_service_shows_who_does_it_with_their_next_times(visitor: Client) -> None:
    soup = BeautifulSoup(visitor.get("/uk/services/skin-care/").content.decode(), "html.parser")
    cards = soup.select("article.expert")
    assert {card.select_one("h3 a")["href"] for card in cards} == {"/uk/experts/zoriana/", "/uk/experts/ustyna/"}  # type: ignore[index]
    assert all(card.select("button[name=start]") for card in cards)


def test_what_reception_books_says_so(visitor: Client) -> None:
    text = visitor.get("/en/services/room-hour/").content.decode()
    assert "+380 44 000 00 07" in text and 'name="start"' not in text


def test_a_closed_house_is_named_in_the_day(visitor: Client) -> None:
    resource = Resource.objects.select_related("place").get(code="solomiia")
    calendars.close_house(place=resource.place, day=(T0 + timedelta(days=3)).date(), name="Repairs")
    calendars.refresh(resource=Resource.objects.select_related("place").get(pk=resource.pk), now=T0)
    labels = [str(box["aria-label"]) for box in widget_of(visitor, PAGE).select("input[name=day]")]
    assert labels[3] == "Thursday 4 March: closed"
