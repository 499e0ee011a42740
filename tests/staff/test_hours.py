"""Hours, days otherwise, leave and closures as staff write them."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from booking import calendars, verbs
from booking.models import OpenSpan
from booking.queries import days
from booking.timetables import read_spans, timetables, write_spans
from booking.verbs import hours as hour_verbs
from tests.staff.desk import booked, free_times
from tests.world import World

WEEK = {"weekly-since": "2027-03-01", "weekly-mon": "9:00–13:00, 14:00–18:00"}
LEAVE = {"leave-first": "2027-03-02", "leave-last": "2027-03-03", "leave-reason": "Rest"}


def send(client: Client, world: World, part: str, told: dict[str, str]) -> Any:
    return client.post(reverse("resource:hours_part", args=[world.resource.pk, part]), told)


def page(client: Client, world: World) -> Any:
    answer = client.get(reverse("resource:hours", args=[world.resource.pk]))
    assert answer.status_code == 200
    return answer


def told(action: str) -> list[ModelLogEntry]:
    return list(ModelLogEntry.objects.filter(action=action).order_by("pk"))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("9:00–13:00, 14:00–18:00", [(time(9), time(13)), (time(14), time(18))]),
        ("14-18; 9 - 13", [(time(9), time(13)), (time(14), time(18))]),
        ("22:00—2:00", [(time(22), time(2))]),
        ("18:30–24:00", [(time(18, 30), time(0))]),
        ("9–13\n13–14", [(time(9), time(13)), (time(13), time(14))]),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: list[tuple[time, time]]) -> None:
    assert read_spans(text) == spans
    assert read_spans(write_spans(spans)) == spans


@pytest.mark.parametrize(
    "text",
    [
        "nine",
        "9–",
        "9:60–10",
        "25–26",
        "9–13, 12–15",
        "9–9",
        "20–3, 2–5",
        "9:00",
        "9–13–15",
        "–",
        "9–25:00",
        "٩–١٣–",
        "<b>9–13</b>",
    ],
)
def test_what_are_no_hours_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_spans(text)


def test_the_form_shows_the_hours_in_force(inside: Client, world: World) -> None:
    shown = page(inside, world).content.decode()
    assert shown.count('value="9:00–13:00, 14:00–18:00"') == 5 and "Hours of Olena Hnatiuk" in shown


def test_new_hours_are_kept_and_told_by_weekday(inside: Client, world: World) -> None:
    monday = {
        "weekly-since": "2027-03-08",
        "weekly-mon": "10–12",
        "weekly-sat": "10:00–14:00",
        "weekly-sat_online": "on",
    }
    assert send(inside, world, "weekly", monday).status_code == 302
    now_kept, planned = timetables(world.resource, since=date(2027, 3, 1))
    assert (now_kept.since, planned.since) == (date(2027, 3, 1), date(2027, 3, 8))
    assert sorted(now_kept.weekly) == [0, 1, 2, 3, 4] and not now_kept.online_only
    assert planned.weekly == {0: [(time(10), time(12))], 5: [(time(10), time(14))]} and planned.online_only == {5}
    entry = told("resource.hours_changed")[-1]
    assert entry.data["old"]["mon"] == "9:00–13:00, 14:00–18:00" and entry.data["new"]["mon"] == "10:00–12:00"
    assert (
        entry.data["new"]["sat"] == "10:00–14:00 online"
        and "sun" not in entry.data["new"]
        and entry.user == world.staff
    )
    shown = page(inside, world).content.decode()
    assert "From 2027-03-08" in shown and 'name="weekly-sat_online" id="id_weekly-sat_online" checked' in shown


def test_hours_may_end_altogether(inside: Client, world: World) -> None:
    assert send(inside, world, "weekly", {"weekly-since": "2027-03-02"}).status_code == 302
    assert timetables(world.resource, since=date(2027, 3, 2))[-1].weekly == {}
    assert not OpenSpan.objects.filter(resource=world.resource, start__gt=world.now + timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("field", "value", "remedy"),
    [
        ("mon", "from nine to six", "Write the hours like this: 9:00–13:00"),
        ("mon", "9–13, 12–18", "must not overlap"),
        ("since", "2027-02-28", "Choose today or later"), ("since", "2029-01-01", "At most 400 days ahead"),
        ("since", "31.02.2027", "valid date"),
        ("mon", "9–13" * 10_000, "120"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused_whole(
    inside: Client, world: World, field: str, value: str, remedy: str
) -> None:
    answer = send(inside, world, "weekly", WEEK | {f"weekly-{field}": value})
    assert answer.status_code == 422 and remedy in answer.content.decode()
    assert timetables(world.resource, since=date(2027, 3, 1))[-1].weekly.keys() == {0, 1, 2, 3, 4} and not told(
        "resource.hours_changed"
    )


def test_bookings_left_outside_new_hours_are_shown(inside: Client, world: World) -> None:
    booking = booked(world)
    assert booking.code not in page(inside, world).content.decode()
    send(inside, world, "weekly", WEEK)
    shown = page(inside, world).content.decode()
    assert "1 booking stands outside the open hours" in shown and booking.code in shown


def test_leave_shows_the_bookings_in_the_way_before_it_is_approved(inside: Client, world: World) -> None:
    booking = booked(world)
    asked = send(inside, world, "leave", LEAVE)
    assert asked.status_code == 422 and not told("resource.leave_taken")
    assert (
        "If you approve, 1 booking must be moved" in asked.content.decode() and booking.code in asked.content.decode()
    )
    assert 'name="leave-approve"' in asked.content.decode()
    assert send(inside, world, "leave", LEAVE | {"leave-approve": "on"}).status_code == 302
    entry = told("resource.leave_taken")[0]
    assert entry.data["reason"] == "Rest" and entry.data["in_the_way"] == 1 and entry.user == world.staff
    world.resource.refresh_from_db()
    cells = {
        day.date: day.cell for day in days(world.service, world.resource, zone="Europe/Kyiv", now=world.now, count=4)
    }
    assert cells[date(2027, 3, 3)] == "on_leave" and cells[date(2027, 3, 4)] == "free"
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_leave_without_bookings_needs_no_approval_and_can_be_taken_back(inside: Client, world: World) -> None:
    assert 'name="leave-approve"' not in page(inside, world).content.decode()
    assert send(inside, world, "leave", LEAVE).status_code == 302
    (row,) = page(inside, world).context["by_hand"]
    assert inside.get(row["undo"]).status_code == 405
    assert inside.post(row["undo"]).status_code == 302
    assert not calendars.by_hand(world.resource, world.now, world.now + timedelta(days=9)) and free_times(world)
    assert inside.post(row["undo"], follow=True).status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"first": ""}, {"last": "2027-03-01"}, {"first": "2027-02-01"}, {"last": "2031-01-01"}, {"reason": "x" * 121}],
)
def test_leave_that_cannot_be_is_refused(inside: Client, world: World, change: dict[str, str]) -> None:
    answer = send(inside, world, "leave", LEAVE | {f"leave-{name}": value for name, value in change.items()})
    assert answer.status_code == 422 and not told("resource.leave_taken")


def test_one_day_otherwise(inside: Client, world: World) -> None:
    saturday = {
        "day-kind": "open",
        "day-day": "2027-03-06",
        "day-start": "10:00",
        "day-end": "12:00",
        "day-online": "on",
    }
    assert send(inside, world, "day", saturday).status_code == 302
    span = OpenSpan.objects.get(resource=world.resource, start=datetime.fromisoformat("2027-03-06T10:00+02:00"))
    assert span.online_only and told("resource.opened")[0].user == world.staff
    tuesday = {
        "day-kind": "close",
        "day-day": "2027-03-02",
        "day-start": "09:00",
        "day-end": "13:00",
        "day-reason": "Dentist",
    }
    assert send(inside, world, "day", tuesday).status_code == 302
    assert free_times(world)[0] == datetime.fromisoformat("2027-03-02T14:00+02:00")
    preview = {day["label"]: day["spans"] for day in page(inside, world).context["preview"]}
    assert preview["Saturday 6 March"] == ["10:00–12:00 (online)"] and preview["Tuesday 2 March"] == ["14:00–18:00"]


def test_an_hour_that_the_clocks_skip_is_refused(inside: Client, world: World) -> None:
    skipped = {"day-kind": "open", "day-day": "2027-03-28", "day-start": "03:30", "day-end": "06:00"}
    answer = send(inside, world, "day", skipped)
    assert answer.status_code == 422 and "3:30" in answer.content.decode()


@pytest.mark.parametrize("part", ["fly", "undo"])
def test_there_are_no_other_forms(inside: Client, world: World, part: str) -> None:
    assert inside.get(reverse("resource:hours_part", args=[world.resource.pk, part]), follow=True).status_code == 404


def test_time_of_another_resource_is_not_taken_back_here(inside: Client, world: World) -> None:
    hour_verbs.change(
        resource=world.resource,
        kind="close",
        start=world.now + timedelta(days=4),
        end=world.now + timedelta(days=5),
        reason="",
        by=None,
        now=world.now,
    )
    pk = calendars.by_hand(world.resource, world.now, world.now + timedelta(days=9))[0][0]
    weekly = world.resource.hours.event_set.exclude(rule=None).first()  # type: ignore[union-attr]
    assert inside.post(reverse("resource:hours_undo", args=[99, pk]), follow=True).status_code == 404
    assert (
        inside.post(reverse("resource:hours_undo", args=[world.resource.pk, weekly.pk]), follow=True).status_code == 404
    )


# The house ----------------------------------------------------------------------------------------------------


def close(client: Client, world: World, **more: str) -> Any:
    asked = {"day": "2027-03-02", "name": "Repair of the lift"} | more
    return client.post(reverse("place:closures", args=[world.place.pk]), asked)


def test_a_closed_house_has_no_free_times_and_opens_again(inside: Client, world: World) -> None:
    assert close(inside, world).status_code == 302 and not free_times(world)
    assert told("house.closed")[0].data["name"] == "Repair of the lift"
    (row,) = inside.get(reverse("place:closures", args=[world.place.pk])).context["rows"]
    assert row[1] == "Tuesday 2 March"
    assert inside.post(row[2]).status_code == 302 and free_times(world)
    assert told("house.opened")[0].user == world.staff
    assert inside.post(row[2], follow=True).status_code == 404


def test_a_house_may_stay_open_for_some_hours(inside: Client, world: World) -> None:
    assert close(inside, world, hours="10–12", yearly="on").status_code == 302
    assert {at.hour for at in free_times(world)} == {8, 9}  # UTC
    shown = inside.get(reverse("place:closures", args=[world.place.pk]))
    assert [when for _, when, _ in shown.context["rows"]] == ["2 March, 0:00–10:00", "2 March, 12:00–24:00"]
    assert "every year" in shown.content.decode()


def test_bookings_of_a_day_are_shown_before_the_house_closes(inside: Client, world: World) -> None:
    booking = booked(world)
    asked = close(inside, world)
    assert asked.status_code == 422 and booking.code in asked.content.decode() and not told("house.closed")
    assert close(inside, world, approve="on").status_code == 302 and told("house.closed")


@pytest.mark.parametrize(
    "change",
    [{"day": ""}, {"day": "2027-02-28"}, {"day": "2030-01-01"}, {"name": ""}, {"hours": "noon"}, {"name": "x" * 200}],
)
def test_a_closure_that_cannot_be_is_refused(inside: Client, world: World, change: dict[str, str]) -> None:
    assert close(inside, world, **change).status_code == 422 and not told("house.closed")


def test_what_was_lifted_by_hand_stands_in_the_engine_too(world: World) -> None:
    booking = booked(world)
    hour_verbs.change(
        resource=world.resource,
        kind="close",
        start=booking.start,
        end=booking.end,
        reason="",
        by=None,
        now=world.now,
        despite=True,
    )
    assert verbs.cancel(booking=booking, by=None, now=world.now, by_house=True).refund == 400
