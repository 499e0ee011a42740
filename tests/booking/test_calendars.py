"""Hours, leave and single days, right whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking import calendars
from booking.models import OpenSpan
from tests.booking.clocks import ALL_DAY, DAY, KYIV, NEW_YORK, NOW, OFFICE, keep, on, someone, spans

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("since", [date(2027, 3, 1) + n * DAY for n in range(7)])
def test_monday_to_friday_is_five_days_whatever_weekday_it_starts_on(since):
    resource = someone()
    keep(resource, dict.fromkeys(range(5), OFFICE), since=since)
    later = {start.weekday() for start, _ in spans(resource, start__gte=NOW + 7 * DAY)}
    assert later == {0, 1, 2, 3, 4}
    assert min(start for start, _ in spans(resource)).date() == next(
        day for day in (since + n * DAY for n in range(7)) if day.weekday() < 5
    )


@pytest.mark.parametrize("weekday", range(7))
def test_a_single_weekday_is_that_day_alone(weekday):
    resource = someone()
    keep(resource, {weekday: OFFICE})
    assert {start.weekday() for start, _ in spans(resource)} == {weekday}
    assert len(spans(resource)) == 27 + (spans(resource)[0][0].date() + 27 * 7 * DAY < (NOW + calendars.HORIZON).date())


@pytest.mark.parametrize(
    ("zone", "change", "before", "after"),
    [
        (KYIV, date(2027, 3, 28), 7, 6),
        (KYIV, date(2027, 10, 31), 6, 7),
        (NEW_YORK, date(2027, 3, 14), 14, 13),
        (NEW_YORK, date(2027, 11, 7), 13, 14),
    ],
)
def test_nine_stays_nine_when_the_clocks_change(zone, change, before, after):
    resource, now = someone(zone), datetime.combine(change - 10 * DAY, time(12), UTC)
    keep(resource, dict.fromkeys(range(7), OFFICE), since=now.date(), now=now)
    starts = {start.date(): start.astimezone(UTC).hour for start, _ in spans(resource)}
    assert {starts[change - n * DAY] for n in range(1, 8)} == {before}
    assert {starts[change + n * DAY] for n in range(8)} == {after}
    assert {f"{end:%H:%M}" for _, end in spans(resource)} == {"18:00"}


def test_a_night_over_the_clock_change_is_an_hour_shorter_or_longer():
    resource = someone()
    keep(resource, {5: [(time(22), time(6))]})
    lasted = {start.date(): end.astimezone(UTC) - start.astimezone(UTC) for start, end in spans(resource)}
    assert lasted[date(2027, 3, 27)] == timedelta(hours=7)
    assert lasted[date(2027, 4, 3)] == timedelta(hours=8)
    assert on(resource, date(2027, 3, 27)) == ["22:00-06:00"]


def test_hours_that_begin_in_the_skipped_hour_end_when_they_always_do():
    resource = someone()
    keep(resource, {6: [(time(3, 30), time(6))]})
    assert on(resource, date(2027, 3, 28)) == ["04:30-06:00"]
    assert on(resource, date(2027, 4, 4)) == ["03:30-06:00"]


@pytest.mark.parametrize(
    ("weekly", "first", "second"),
    [
        ({6: [(time(3, 30), time(6))]}, ["04:30-06:00"], ["03:30-06:00"]),
        ({5: [(time(22), time(3, 30))], 6: [(time(12), time(13))]}, ["22:00-04:30"], ["22:00-03:30"]),
    ],
)
def test_a_first_day_in_the_skipped_hour_does_not_shift_the_days_after_it(weekly, first, second):
    resource, day = someone(), date(2027, 3, 27 if 5 in weekly else 28)
    keep(resource, weekly, since=date(2027, 3, 27))
    assert on(resource, day) == first
    assert [on(resource, day + n * DAY) for n in (7, 14)] == [second, second]


def test_a_night_goes_on_past_midnight_and_sunday_runs_into_monday():
    resource = someone()
    keep(resource, {6: [(time(22), time(2))]})
    start, end = spans(resource)[0]
    assert (start.weekday(), end.weekday(), end - start) == (6, 0, timedelta(hours=4))


def test_hours_round_the_clock_are_one_unbroken_span():
    resource = someone()
    keep(resource, dict.fromkeys(range(7), ALL_DAY))
    ((start, end),) = spans(resource)
    assert start.time() == time(0)
    assert end - start > calendars.HORIZON - DAY


def test_touching_and_overlapping_stretches_are_one():
    resource = someone()
    keep(resource, {0: [(time(9), time(13)), (time(13), time(15)), (time(14), time(16))]})
    assert on(resource, date(2027, 3, 1)) == ["09:00-16:00"]


def test_online_hours_are_told_apart_and_never_overlap_the_others():
    resource = someone()
    keep(resource, {0: OFFICE, 1: OFFICE}, online_only=[1])
    monday = date(2027, 3, 1)
    begin = datetime.combine(monday, time(16), ZoneInfo(KYIV))
    calendars.open_time(resource=resource, start=begin, end=begin + timedelta(hours=4), by=None, now=NOW, online=True)
    rows = OpenSpan.objects.filter(resource=resource).order_by("start").values_list("start", "online_only")[:3]
    assert [(start.astimezone(ZoneInfo(KYIV)).strftime("%d %H"), only) for start, only in rows] == [
        ("01 09", False), ("01 18", True), ("02 09", True),
    ]  # fmt: skip


def test_an_extra_opening_is_for_once():
    resource = someone()
    keep(resource, {0: OFFICE})
    saturday = datetime(2027, 3, 6, 10, tzinfo=ZoneInfo(KYIV))
    calendars.open_time(resource=resource, start=saturday, end=saturday + timedelta(hours=2), by=None, now=NOW)
    assert on(resource, date(2027, 3, 6)) == ["10:00-12:00"]
    assert on(resource, date(2027, 3, 13)) == []


def test_leave_takes_its_time_out_and_no_more():
    resource = someone()
    keep(resource, dict.fromkeys(range(7), OFFICE))
    start = datetime(2027, 3, 3, 12, tzinfo=ZoneInfo(KYIV))
    calendars.close_time(resource=resource, start=start, end=start + 2 * DAY, reason="rest", by=None, now=NOW)
    days = {n: on(resource, date(2027, 3, n)) for n in (2, 3, 4, 5, 6)}
    assert days == {2: ["09:00-18:00"], 3: ["09:00-12:00"], 4: [], 5: ["12:00-18:00"], 6: ["09:00-18:00"]}


@pytest.mark.parametrize("change", [calendars.open_time, calendars.close_time])
def test_time_that_ends_before_it_begins_is_refused_and_nothing_is_kept(change):
    resource = someone()
    more = {"reason": "x"} if change is calendars.close_time else {}
    with pytest.raises(ValueError, match="later than the start"):
        change(resource=resource, start=NOW, end=NOW, by=None, now=NOW, **more)
    assert calendars.by_hand(resource, NOW - DAY, NOW + DAY) == []


def test_one_day_taken_out_of_the_hours_or_moved_stays_so():
    resource = someone()
    keep(resource, {0: OFFICE})
    event = resource.hours.event_set.get()
    zone = ZoneInfo(KYIV)
    second, third = (
        event.get_occurrences(*(datetime(2027, 3, day, tzinfo=zone) + shift for shift in (timedelta(0), DAY)))[0]
        for day in (8, 15)
    )
    second.cancel()
    third.move(datetime(2027, 3, 16, 10, tzinfo=zone), datetime(2027, 3, 16, 12, tzinfo=zone))
    calendars.refresh(resource=resource, now=NOW)
    assert [on(resource, date(2027, 3, n)) for n in (1, 8, 15, 16, 22)] == [
        ["09:00-18:00"], [], [], ["10:00-12:00"], ["09:00-18:00"],
    ]  # fmt: skip
