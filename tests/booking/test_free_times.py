"""Days in words, next free times, and pools."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from booking import calendars, queries, verbs
from booking.core.decisions import Refused
from booking.core.spans import covers
from booking.models import Resource, Service
from booking.queries.times import full
from tests.booking.times import DAY, KYIV, at, cell, hold, offers, strip, take
from tests.world import WEEKDAYS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]


# Days and their words -----------------------------------------------------------------------------------------


def test_a_day_tells_its_free_times(world):
    tuesday = strip(world)[date(2027, 3, 2)]
    assert (tuesday.cell, tuesday.free, len(tuesday.times)) == ("free", 14, 14)
    assert tuesday.times[0] == at(2, 9)


def test_fourteen_days_begin_with_today(world):
    found = list(strip(world))
    assert (found[0], found[-1], len(found)) == (date(2027, 3, 1), date(2027, 3, 14), 14)


def test_a_weekend_is_a_day_off(world):
    assert (cell(world, 6), cell(world, 7)) == ("day_off", "day_off")


def test_a_day_without_a_free_time_is_taken(world):
    take(world, at(2, 0), minutes=24 * 60)
    assert cell(world, 2) == "full"


def test_a_day_of_leave_says_so(world):
    calendars.close_time(resource=world.resource, start=at(2, 0), end=at(4, 0), reason="x", by=None, now=world.now)
    assert (cell(world, 2), cell(world, 3), cell(world, 4)) == ("on_leave", "on_leave", "free")


def test_a_closed_house_says_so_even_to_one_on_leave(world):
    calendars.close_house(place=world.place, day=date(2027, 3, 2), name="Spring")
    calendars.close_time(resource=world.resource, start=at(2, 0), end=at(3, 0), reason="x", by=None, now=world.now)
    assert cell(world, 2) == "closed"


def test_a_day_that_leave_has_left_too_short_is_leave(world):
    calendars.close_time(resource=world.resource, start=at(2, 9, 30), end=at(2, 23), reason="x", by=None, now=world.now)
    assert cell(world, 2) == "on_leave"


def test_a_day_beyond_the_window_tells_when_it_opens(world):
    later = strip(world, first=date(2027, 4, 6), count=1)[date(2027, 4, 6)]
    assert (later.cell, later.opens.astimezone(KYIV).date()) == ("not_open", date(2027, 3, 6))


def test_a_day_whose_times_lie_just_beyond_the_window_is_not_open_rather_than_taken(world):
    morning = at(1, 7, 30)
    last = strip(world, now=morning, first=date(2027, 3, 31), count=1)[date(2027, 3, 31)]
    assert last.cell == "not_open"


def test_yesterday_and_an_evening_after_work_are_past(world):
    evening = at(2, 19)
    assert (cell(world, 1, now=evening, first=date(2027, 3, 1)), cell(world, 2, now=evening)) == ("past", "past")


def test_an_afternoon_inside_the_notice_is_too_late_and_not_taken(world):
    assert cell(world, 2, now=at(2, 16)) == "too_late"


def test_a_weekend_inside_the_notice_is_still_a_day_off(world):
    world.policy.rules = [("notice", {"hours": 72})]
    world.policy.save()
    assert cell(world, 6, now=at(5, 12)) == "day_off"


def test_days_are_those_of_the_readers_clocks(world):
    kyiv, tokyo = (strip(world, zone=zone)[date(2027, 3, 2)] for zone in ("Europe/Kyiv", "Asia/Tokyo"))
    assert kyiv.times[0] == at(2, 9)
    assert [day.astimezone(ZoneInfo("Asia/Tokyo")).date() for day in tokyo.times] == [date(2027, 3, 2)] * tokyo.free
    assert {f"{day.astimezone(KYIV):%d %H}" for day in tokyo.times} >= {"01 17", "02 09", "02 16"}
    honolulu = strip(world, zone="Pacific/Honolulu")[date(2027, 3, 1)]
    assert {f"{day.astimezone(KYIV):%d}" for day in honolulu.times} == {"01", "02"}


@pytest.mark.parametrize(("change", "hours"), [(date(2027, 3, 28), (7, 6)), (date(2027, 10, 31), (6, 7))])
def test_the_first_time_of_each_day_is_nine_on_both_sides_of_a_clock_change(world, change, hours):
    now = datetime.combine(change - 7 * DAY, time(6), UTC)
    calendars.refresh(resource=world.resource, now=now)
    found = strip(world, now=now, first=change - 2 * DAY, count=4)
    friday, monday = found[change - 2 * DAY].times[0], found[change + DAY].times[0]
    assert (friday.hour, monday.hour) == hours
    assert {moment.astimezone(KYIV).hour for moment in (friday, monday)} == {9}


# Next free ----------------------------------------------------------------------------------------------------


def test_the_next_free_time_is_the_first_of_the_list(world):
    offer = next(one for one in offers(world) if one.service == world.service)
    first = queries.slots(world.service, [world.resource], start=world.now, until=world.now + 9 * DAY, now=world.now)
    assert queries.next_free([offer], now=world.now) == {world.resource.pk: first[world.resource.pk][0]}


def test_of_several_services_the_soonest_counts(world):
    paid, free = sorted(offers(world), key=lambda one: one.service_id)
    take(world, at(1, 12), minutes=30)
    each = [queries.next_free([one], now=world.now)[world.resource.pk] for one in (paid, free)]
    assert queries.next_free([paid, free], now=world.now) == {world.resource.pk: min(each)}


def test_one_who_is_full_has_no_next_time_and_none_beyond_what_was_read(world):
    """Open round the clock, so that the open span reaches far beyond the days that are read."""
    weekly = {day: [(time(0), time(0))] for day in range(7)}
    calendars.set_hours(resource=world.resource, weekly=weekly, since=world.now.date(), by=None, now=world.now)
    world.policy.rules = []
    world.policy.save()
    take(world, at(1, 0), minutes=60 * 24 * 60)
    assert queries.next_free(offers(world), now=world.now, days=30) == {world.resource.pk: None}


def test_hours_kept_for_online_are_no_time_for_a_service_in_person(world):
    calendars.set_hours(
        resource=world.resource, weekly=WEEKDAYS, since=world.now.date(), by=None, now=world.now, online_only=range(5)
    )
    Service.objects.filter(pk=world.free.pk).update(formats=["on_site"])
    in_person = [one for one in offers(world) if one.service == world.free]
    assert queries.next_free(in_person, now=world.now) == {world.resource.pk: None}
    assert queries.next_free(offers(world), now=world.now)[world.resource.pk] is not None
    reason = queries.why_not(world.service, world.resource, at(2, 10), now=world.now, format="on_site")
    assert (reason.code, reason.numbers["format"]) == ("format_unavailable", "online")
    assert queries.why_not(world.service, world.resource, at(2, 10), now=world.now, format="online") is None


# Pools --------------------------------------------------------------------------------------------------------


def test_a_pool_is_full_only_where_every_unit_is_in_use():
    assert full([(0, 10, 1), (5, 15, 1), (5, 8, 1), (15, 20, 2)], 2) == [(5, 10), (15, 20)]
    assert full([(0, 5, 1), (5, 10, 1)], 2) == []
    assert full([(0, 5, 2), (5, 10, 2)], 2) == [(0, 10)]
    assert full([(0, 5, 3)], 2) == [(0, 5)]


def test_for_a_party_it_is_full_where_fewer_are_left():
    used = [(0, 10, 1), (5, 15, 1)]
    assert full(used, 3, 2) == [(5, 10)]
    assert full(used, 3, 3) == [(0, 15)]
    assert covers(full([], 3, 4), 0, 10**10)
    assert full(used, 1, 9) == [(0, 15)]


def test_a_pool_of_three_takes_three_and_refuses_the_fourth(world):
    Resource.objects.filter(pk=world.resource.pk).update(capacity=3)
    world.resource.refresh_from_db()
    for number in range(3):
        hold(world, at(2, 10), person=verbs.Person(visitor=f"v{number}"))
    with pytest.raises(Refused, match="capacity_full"):
        hold(world, at(2, 10, 30))
    assert hold(world, at(2, 11)).state == "held"
