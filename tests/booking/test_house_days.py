"""Closing and opening a house rewrites only the days in question, and comes to the same as rewriting everything."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from booking import calendars
from booking.models import OpenSpan, Resource
from booking.verbs import hours
from tests.booking.clocks import ALL_DAY, DAY, KYIV, NEW_YORK, NOW, OFFICE, TODAY, house, keep, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
NIGHT = [(time(20), time(2))]
WEEKS: dict[str, dict[str, Any]] = {
    "office": {"weekly": dict.fromkeys(range(5), OFFICE)},
    "nights": {"weekly": dict.fromkeys(range(7), NIGHT)},
    "around the clock": {"weekly": dict.fromkeys(range(7), ALL_DAY)},
    "some days online": {"weekly": {day: [*OFFICE, (time(19), time(21))] for day in range(7)}, "online_only": [0, 6]},
}
CLOSURES: dict[str, dict[str, Any]] = {
    "tomorrow": {"day": TODAY + DAY},
    "today": {"day": TODAY},
    "yesterday": {"day": TODAY - DAY},
    "clocks forward": {"day": date(2027, 3, 28)},
    "but for a few hours": {"day": date(2027, 4, 5), "hours": [(time(10), time(14))]},
    "every year": {"day": date(2020, 5, 1), "yearly": True},
    "every leap day": {"day": date(2024, 2, 29), "yearly": True},
    "every year from next on": {"day": date(2028, 4, 7), "yearly": True},
    "last day of the hours": {"day": TODAY + calendars.HORIZON - DAY},
    "far away": {"day": TODAY + 2 * calendars.HORIZON},
}


def rows(resource: Resource) -> list[tuple[Any, ...]]:
    found = OpenSpan.objects.filter(resource=resource).order_by("start", "end")
    return list(found.values_list("start", "end", "online_only"))


def written_anew(resource: Resource) -> list[tuple[Any, ...]]:
    resource.refresh_from_db()
    calendars.refresh(resource=Resource.objects.select_related("place").get(pk=resource.pk), now=NOW)
    return rows(resource)


@pytest.mark.parametrize("zone", [KYIV, NEW_YORK])
@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("closure", CLOSURES)
def test_a_closure_and_its_end_come_to_the_same_as_a_whole_refresh(closure: str, week: str, zone: str) -> None:
    place = house(KYIV)
    resource = someone(zone, place=place)
    keep(resource, **WEEKS[week])
    calendars.close_time(
        resource=resource, start=NOW + 2 * DAY, end=NOW + 2 * DAY + timedelta(hours=3), reason="x", by=None, now=NOW
    )
    before = rows(resource)
    hours.close_house(place=place, name="Holiday", by=None, now=NOW, **CLOSURES[closure])
    assert rows(resource) == written_anew(resource)
    for event in list(place.closures.event_set.all()):
        hours.open_house(place=place, pk=event.pk, by=None, now=NOW)
        assert rows(resource) == written_anew(resource)
    assert rows(resource) == before


def test_other_days_keep_their_rows() -> None:
    place = house(KYIV)
    resource = someone(KYIV, place=place)
    keep(resource, dict.fromkeys(range(7), OFFICE))
    before = set(OpenSpan.objects.values_list("pk", flat=True))
    hours.close_house(place=place, day=date(2027, 4, 7), name="Holiday", by=None, now=NOW)
    assert len(before - set(OpenSpan.objects.values_list("pk", flat=True))) <= 3


def test_a_house_closes_for_all_who_work_in_it() -> None:
    place = house(KYIV)
    people = [someone(KYIV, place=place, code=f"one{n}") for n in range(3)]
    for one in people:
        keep(one, dict.fromkeys(range(7), OFFICE))
    elsewhere = someone(KYIV, place=house(KYIV, code="other"), code="away")
    keep(elsewhere, dict.fromkeys(range(7), OFFICE))
    hours.close_house(place=place, day=date(2027, 4, 7), name="Holiday", by=None, now=NOW)
    noon = datetime(2027, 4, 7, 9, tzinfo=UTC)
    opened = OpenSpan.objects.filter(start__lte=noon, end__gt=noon).values_list("resource__code", flat=True)
    assert list(opened) == ["away"]
