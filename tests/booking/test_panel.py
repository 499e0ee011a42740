"""The expert's panel through its forms: own visits, own time, and nobody else's. The clock stands at Monday, 9:00."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

import clock
from booking.models import Booking, OpenSpan, Resource
from tests.booking.acts import DAY, HOUR, another, at, hold, promise, told
from tests.booking.bad import words_of
from tests.world import World, person
from words import say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
CLOSING = {"kind": "close", "start": "2027-03-03T10:00", "length": "120", "reason": "Dentist"}
MARKS = {"start": "started", "complete": "completed", "miss": "missed"}


@pytest.fixture
def panel(world: World, client: Client) -> Client:
    """Opened by the expert."""
    client.force_login(world.expert, backend="accounts.backends.EmailBackend")
    return client


def mark(client: Client, booking: Booking, verb: str) -> Any:
    return client.post(reverse("mark", args=[booking.code]), {"verb": verb}, follow=True)


def change(client: Client, **more: str) -> Any:
    return client.post(reverse("week"), CLOSING | more, follow=True)


def news(page: Any) -> str:
    """What the page says of the last press, above everything else."""
    return " ".join(str(message) for message in page.context["messages"])


def is_open(resource: Resource, start: datetime, length: timedelta = HOUR) -> bool:
    return OpenSpan.objects.filter(resource=resource, start__lte=start, end__gte=start + length).exists()


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def facts(world: World) -> list[str]:
    rows = ModelLogEntry.objects.for_instance(world.resource).filter(user=world.expert).order_by("pk")
    return list(rows.values_list("action", flat=True))


# Whose panel it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["client", "stranger", "staff", ""])
def test_nobody_but_an_expert_opens_or_uses_the_panel(world: World, client: Client, who: str) -> None:
    booking = promise(world, at(2, 10))
    if who:
        client.force_login(getattr(world, who), backend="accounts.backends.EmailBackend")
    doors: list[tuple[Any, str, dict[str, str]]] = [
        (client.get, reverse("week"), {}), (client.post, reverse("week"), CLOSING),
        (client.post, reverse("mark", args=[booking.code]), {"verb": "complete"}),
        (client.post, reverse("undo_time", args=[1]), {}),
    ]  # fmt: skip
    with clock.standing_at(at(2, 11)):
        answers = [ask(address, data) for ask, address, data in doors]
    if who:
        assert [answer.status_code for answer in answers] == [403] * 4
    else:
        assert all("/account/login/" in answer.headers["Location"] for answer in answers)
    assert state(booking) == "confirmed" and is_open(world.resource, at(3, 10), 2 * HOUR)


def test_another_expert_marks_nobody_elses_visit(world: World, client: Client) -> None:
    booking = promise(world, at(2, 10))
    another(world, "danylo", user=person("danylo@example.org", "Danylo Veres"))
    client.force_login(Resource.objects.get(code="danylo").user, backend="accounts.backends.EmailBackend")
    with clock.standing_at(at(2, 11)):
        assert [mark(client, booking, verb).status_code for verb in MARKS] == [404, 404, 404]
        assert booking.name not in client.get(reverse("week")).content.decode()
    assert state(booking) == "confirmed"


def test_another_expert_takes_back_nobody_elses_closure(world: World, panel: Client) -> None:
    address = undo_address(change(panel))
    another(world, "danylo", user=person("danylo@example.org", "Danylo Veres"))
    panel.force_login(Resource.objects.get(code="danylo").user, backend="accounts.backends.EmailBackend")
    panel.post(address)
    assert not is_open(world.resource, at(3, 10))


# Marking -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", MARKS)
def test_an_expert_marks_his_own_visit_and_is_told(world: World, panel: Client, verb: str) -> None:
    booking = promise(world, at(2, 10))
    with clock.standing_at(at(2, 10, 20)):
        answer = mark(panel, booking, verb)
    assert state(booking) == MARKS[verb]
    assert say("week.marked", state=say(f"booking_states.{MARKS[verb]}.label")) in news(answer)
    assert (told(booking)[-1].action, told(booking)[-1].user) == (f"booking.{MARKS[verb]}", world.expert)


def test_who_has_begun_can_only_be_done(world: World, panel: Client) -> None:
    booking = promise(world, at(2, 10))
    with clock.standing_at(at(2, 10, 5)):
        page = mark(panel, booking, "start").content.decode()
        assert 'value="complete"' in page and 'value="miss"' not in page and 'value="start"' not in page
        mark(panel, booking, "miss")
        assert state(booking) == "started"
        mark(panel, booking, "complete")
    assert state(booking) == "completed"


@pytest.mark.parametrize("verb", ["complete", "miss"])
def test_nothing_has_come_of_a_visit_that_has_not_begun(world: World, panel: Client, verb: str) -> None:
    booking = promise(world, at(2, 10))
    with clock.standing_at(at(2, 9, 50)):
        assert f'value="{verb}"' not in panel.get(reverse("week")).content.decode()
        assert say("refusals.not_begun.text", time="10:00") in news(mark(panel, booking, verb))
    assert state(booking) == "confirmed"


@pytest.mark.parametrize("verb", ["", "cancel", "hold", "complete' OR 1=1"])
def test_a_mark_that_is_none_is_not_found(world: World, panel: Client, verb: str) -> None:
    booking = promise(world, at(2, 10))
    with clock.standing_at(at(2, 11)):
        assert mark(panel, booking, verb).status_code == 404
    assert state(booking) == "confirmed"


def test_a_visit_that_is_not_there_is_not_found(panel: Client) -> None:
    assert panel.post(reverse("mark", args=["AAAAAAA"]), {"verb": "complete"}).status_code == 404
    assert panel.get(reverse("mark", args=["AAAAAAA"])).status_code == 405


# Opening and closing time --------------------------------------------------------------------------------------------


def undo_address(page: Any) -> str:
    address = page.content.decode().partition('action="/en/expert/time/')[2].partition('"')[0]
    assert address
    return f"/en/expert/time/{address}"


def test_closed_time_is_not_offered_until_it_is_taken_back(world: World, panel: Client) -> None:
    page = change(panel)
    assert page.redirect_chain[0][0].endswith("?from=2027-03-03")
    assert "Dentist" in words_of(page) and not is_open(world.resource, at(3, 10))
    assert is_open(world.resource, at(3, 9)) and is_open(world.resource, at(3, 12))
    assert panel.post(undo_address(page)).status_code == 302
    assert is_open(world.resource, at(3, 10), 2 * HOUR)
    assert facts(world) == ["resource.closed", "resource.hours_changed"]


def test_opened_time_is_offered(world: World, panel: Client) -> None:
    assert not is_open(world.resource, at(6, 10))
    change(panel, kind="open", start="2027-03-06T10:00")
    assert is_open(world.resource, at(6, 10), 2 * HOUR)
    assert facts(world) == ["resource.opened"]


@pytest.mark.parametrize("make", [promise, hold], ids=["promised", "held"])
def test_time_in_which_somebody_stands_is_not_closed(world: World, panel: Client, make: Any) -> None:
    make(world, at(3, 11))
    assert say("week.in_the_way", n=1) in news(change(panel))
    assert is_open(world.resource, at(3, 10), 2 * HOUR) and facts(world) == []


WRONG = {
    "an hour that the clocks skip": {"start": "2027-03-28T03:30"}, "the past": {"start": "2027-02-28T10:00"},
    "too far ahead": {"start": f"{at(1, 9) + 401 * DAY:%Y-%m-%dT%H:%M}"}, "no time": {"start": ""},
    "a day that is not there": {"start": "2027-02-30T10:00"}, "a script": {"start": "<script>"},
    "neither open nor close": {"kind": "sell"}, "no length": {"length": ""}, "a length of its own": {"length": "31"},
    "no length at all": {"length": "-60"}, "a long reason": {"reason": "a" * 121}, "NUL": {"reason": "a\0"},
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_time_that_cannot_be_is_refused_in_words(world: World, panel: Client, wrong: dict[str, str]) -> None:
    before = OpenSpan.objects.count()
    answer = change(panel, **wrong)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode()
    assert (OpenSpan.objects.count(), facts(world)) == (before, [])


def test_the_hour_that_the_clocks_skip_is_named(panel: Client) -> None:
    assert "3:30" in words_of(change(panel, start="2027-03-28T03:30"))


@pytest.mark.parametrize("asked", ["2027-13-45", "yesterday", "0001-01-01", "9999-12-31", "<script>", "\0"])
def test_a_week_that_is_not_there_is_this_week(panel: Client, asked: str) -> None:
    answer = panel.get(reverse("week"), {"from": asked})
    assert answer.status_code == 200
    assert 'aria-current="date"' in answer.content.decode()
