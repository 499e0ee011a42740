"""Closed houses, changed hours, and what the night does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking import calendars
from booking.models import OpenSpan, Resource
from tests.booking.clocks import ALL_DAY, DAY, KYIV, NEW_YORK, NOW, OFFICE, house, keep, on, someone, spans

pytestmark = pytest.mark.django_db


def closed(resource, *days):
    calendars.refresh(resource=resource, now=NOW)
    return [on(resource, day) == [] for day in days]


def test_a_yearly_closure_comes_back_on_its_date_and_a_single_one_does_not():
    resource = someone()
    keep(resource, dict.fromkeys(range(7), OFFICE))
    calendars.close_house(place=resource.place, day=date(2026, 3, 8), name="Spring", yearly=True)
    calendars.close_house(place=resource.place, day=date(2026, 3, 10), name="Repair")
    calendars.close_house(place=resource.place, day=date(2028, 3, 12), name="From next year", yearly=True)
    assert closed(resource, date(2027, 3, 8), date(2027, 3, 10), date(2027, 3, 12)) == [True, False, False]


def test_a_closure_of_the_29th_of_february_repeats_in_leap_years_only():
    resource, now = someone(), datetime(2028, 2, 1, 8, tzinfo=UTC)
    calendars.close_house(place=resource.place, day=date(2024, 2, 29), name="Leap", yearly=True)
    keep(resource, dict.fromkeys(range(7), OFFICE), since=now.date(), now=now)
    assert [on(resource, date(2028, *day)) == [] for day in ((2, 28), (2, 29), (3, 1))] == [False, True, False]
    calendars.refresh(resource=resource, now=datetime(2029, 2, 1, 8, tzinfo=UTC))
    assert [on(resource, date(2029, *day)) == [] for day in ((2, 28), (3, 1))] == [False, False]


def test_a_yearly_closure_made_on_a_short_day_is_a_whole_day_in_other_years():
    resource, now = someone(), datetime(2028, 3, 20, 8, tzinfo=UTC)
    calendars.close_house(place=resource.place, day=date(2027, 3, 28), name="Short", yearly=True)
    keep(resource, dict.fromkeys(range(7), ALL_DAY), since=now.date(), now=now)
    edges = spans(resource)
    assert [edges[0][1], edges[1][0]] == [datetime(2028, 3, 28 + n, tzinfo=ZoneInfo(KYIV)) for n in (0, 1)]
    late = datetime(2028, 3, 28, 23, 30, tzinfo=ZoneInfo(KYIV))
    assert [one.code for one in calendars.causes(resource, late, late + timedelta(minutes=10))] == ["house_closed"]


def test_a_house_may_keep_a_few_hours_of_a_closed_day():
    resource = someone()
    keep(resource, {0: OFFICE})
    calendars.close_house(place=resource.place, day=date(2027, 3, 8), name="Eve", hours=[(time(10), time(14))])
    calendars.refresh(resource=resource, now=NOW)
    assert on(resource, date(2027, 3, 8)) == ["10:00-14:00"]


def test_closing_a_house_twice_is_closing_it_once():
    place = house()
    for _ in range(2):
        calendars.close_house(
            place=place, day=date(2027, 3, 8), name="Spring", yearly=True, hours=[(time(9), time(11))]
        )
    assert place.closures.event_set.count() == 2


def test_a_house_closes_by_its_own_clock_for_somebody_in_another_zone():
    resource = someone(NEW_YORK, place=house(KYIV))
    keep(resource, dict.fromkeys(range(7), ALL_DAY))
    calendars.close_house(place=resource.place, day=date(2027, 3, 8), name="Spring")
    calendars.refresh(resource=resource, now=NOW)
    (_, shut), (opened, _) = spans(resource, KYIV)
    assert (shut, opened) == tuple(datetime(2027, 3, day, tzinfo=ZoneInfo(KYIV)) for day in (8, 9))


def test_new_hours_end_the_old_ones_and_leave_them_as_history():
    resource = someone()
    keep(resource, {0: OFFICE})
    later = datetime(2027, 3, 10, 8, tzinfo=UTC)
    keep(resource, {0: [(time(12), time(20))]}, since=date(2027, 3, 15), now=later)
    assert [on(resource, date(2027, 3, day)) for day in (1, 8, 15, 22)] == [
        ["09:00-18:00"], ["09:00-18:00"], ["12:00-20:00"], ["12:00-20:00"],
    ]  # fmt: skip
    ends = [one.end_recurring_period for one in resource.hours.event_set.order_by("start")]
    assert ends == [datetime(2027, 3, 15, tzinfo=ZoneInfo(KYIV)), None]


def test_hours_planned_for_later_give_way_to_hours_that_begin_before_them():
    resource = someone()
    keep(resource, {0: [(time(9), time(10))]}, since=date(2027, 3, 22))
    keep(resource, {0: OFFICE}, since=date(2027, 3, 8))
    assert [on(resource, date(2027, 3, day)) for day in (1, 8, 22)] == [[], ["09:00-18:00"], ["09:00-18:00"]]
    assert resource.hours.event_set.count() == 1


def test_the_last_night_of_the_old_hours_is_kept_to_its_morning():
    resource = someone()
    keep(resource, {day: [(time(22), time(6))] for day in range(7)})
    keep(resource, {}, since=date(2027, 3, 10))
    calendars.refresh(resource=resource, now=datetime(2027, 3, 10, 1, tzinfo=UTC))
    last = spans(resource)[-1]
    assert last == tuple(datetime(2027, 3, day, hour, tzinfo=ZoneInfo(KYIV)) for day, hour in ((9, 22), (10, 6)))


def rows(resource):
    return list(
        OpenSpan.objects.filter(resource=resource).order_by("start", "end").values_list("start", "end", "online_only")
    )


def test_a_refresh_changes_nothing_the_second_time():
    resource = someone()
    keep(resource, {0: OFFICE, 3: [(time(20), time(2))], 5: ALL_DAY}, online_only=[3])
    start = NOW + timedelta(hours=3)
    calendars.close_time(resource=resource, start=start, end=start + DAY, reason="", by=None, now=NOW)
    before = rows(resource)
    for _ in range(2):
        calendars.refresh(resource=resource, now=NOW)
    assert rows(resource) == before


def test_the_days_that_have_passed_stay_when_the_rest_is_rewritten():
    resource = someone()
    keep(resource, {day: [(time(9), time(9))] for day in range(7)})
    first = rows(resource)[0][0]
    for night in range(1, 4):
        calendars.refresh(resource=resource, now=NOW + night * DAY)
    ((start, end, _),) = rows(resource)
    assert start == first
    assert end >= NOW + 3 * DAY + calendars.HORIZON - 2 * DAY


def test_past_days_keep_the_hours_they_had():
    resource = someone()
    keep(resource, dict.fromkeys(range(7), OFFICE))
    before = [row for row in rows(resource) if row[1] < NOW + 7 * DAY]
    resource.hours.event_set.all().delete()
    calendars.refresh(resource=resource, now=NOW + 8 * DAY)
    assert rows(resource)[: len(before)] == before
    assert len(rows(resource)) == 8


def test_a_resource_without_a_calendar_is_never_open():
    resource = someone()
    calendars.refresh(resource=resource, now=NOW)
    assert rows(resource) == []


def test_rolling_forward_reaches_the_horizon_and_then_rests():
    resource = someone()
    keep(resource, dict.fromkeys(range(5), OFFICE))
    assert calendars.roll_forward(now=NOW) == 0
    later = NOW + 20 * DAY
    assert calendars.roll_forward(now=later) == 1
    assert rows(resource)[-1][1] > later + calendars.HORIZON - 5 * DAY
    assert calendars.roll_forward(now=later) == 0


def test_rolling_forward_does_not_turn_to_those_who_will_not_be_there():
    resource = someone()
    keep(resource, dict.fromkeys(range(7), OFFICE))
    edge = NOW + calendars.HORIZON
    calendars.close_time(resource=resource, start=edge - 20 * DAY, end=edge + 40 * DAY, reason="", by=None, now=NOW)
    gone = someone(code="gone", place=resource.place)
    keep(gone, {0: OFFICE})
    keep(gone, {}, since=date(2027, 3, 8))
    assert calendars.roll_forward(now=NOW + DAY) == 0


def test_the_night_refreshes_everybody():
    resource = someone()
    keep(resource, {0: OFFICE})
    calendars.close_house(place=resource.place, day=date(2027, 3, 8), name="Spring")
    assert calendars.refresh_all(now=NOW) == 1
    assert on(resource, date(2027, 3, 8)) == []


def test_causes_name_leave_and_closures_but_not_the_reason_of_the_leave():
    resource = someone()
    start = datetime(2027, 3, 8, 12, tzinfo=ZoneInfo(KYIV))
    calendars.close_time(resource=resource, start=start, end=start + DAY, reason="dentist", by=None, now=NOW)
    calendars.close_house(place=resource.place, day=date(2027, 3, 8), name="Spring")
    found = calendars.causes(resource, start, start + timedelta(hours=1))
    assert [(one.code, dict(one.numbers)) for one in found] == [
        ("house_closed", {"reason": "Spring"}),
        ("on_leave", {}),
    ]
    assert calendars.causes(resource, start + DAY, start + DAY + timedelta(hours=1)) == []


def test_what_was_done_by_hand_is_listed_and_can_be_taken_back():
    resource = someone()
    keep(resource, {0: OFFICE})
    saturday = datetime(2027, 3, 6, 10, tzinfo=ZoneInfo(KYIV))
    monday = saturday + 2 * DAY
    calendars.open_time(resource=resource, start=saturday, end=saturday + DAY / 12, by=None, now=NOW)
    calendars.close_time(resource=resource, start=monday, end=monday + DAY / 24, reason="dentist", by=None, now=NOW)
    listed = calendars.by_hand(resource, saturday - DAY, monday + DAY)
    assert [(kind, start, reason) for _, kind, start, _, reason in listed] == [
        ("open", saturday, ""), ("close", monday, "dentist"),
    ]  # fmt: skip
    for pk, _, start, end, _ in listed:
        assert calendars.forget(resource=resource, pk=pk, now=NOW) == (start, end)
    assert calendars.by_hand(resource, saturday - DAY, monday + DAY) == []
    assert (on(resource, date(2027, 3, 6)), on(resource, date(2027, 3, 8))) == ([], ["09:00-18:00"])


def test_weekly_hours_and_other_peoples_changes_cannot_be_taken_back_by_hand():
    resource = someone()
    keep(resource, {0: OFFICE})
    other = someone(code="other", place=resource.place)
    calendars.open_time(resource=other, start=NOW, end=NOW + DAY, by=None, now=NOW)
    theirs = calendars.by_hand(other, NOW, NOW + DAY)[0][0]
    for pk in (resource.hours.event_set.get().pk, theirs, 10**6):
        assert calendars.forget(resource=resource, pk=pk, now=NOW) is None
    assert len(calendars.by_hand(other, NOW, NOW + DAY)) == 1


def test_reading_hours_asks_a_constant_number_of_questions(django_assert_num_queries):
    resource = someone()
    for week in range(4):
        keep(resource, {day: [(time(9 + week), time(18))] for day in range(7)}, since=NOW.date() + 7 * week * DAY)
    resource = Resource.objects.select_related("place", "hours", "away").get()
    with django_assert_num_queries(7):  # a transaction, begun, hours with their exceptions, delete, insert, its end
        calendars.refresh(resource=resource, now=NOW)
