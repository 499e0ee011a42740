"""An expert's week as a table. Kyiv's clocks: on 28 March 2027 3:00 becomes 4:00, on 31 October 4:00 becomes 3:00."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from booking import calendars, weeks
from booking.models import Booking
from tests.booking.acts import promise
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
PLAIN, SPRING, AUTUMN = date(2027, 3, 1), date(2027, 3, 22), date(2027, 10, 25)
MONDAY, TUESDAY, SUNDAY = 0, 1, 6
DAYS = {day: [(time(0), time(0))] for day in range(7)}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.fixture(autouse=True)
def _promise(world: World) -> None:
    """What the other visits are like."""
    promise(world, utc(2027, 3, 5, 8))


def visit(world: World, start: datetime, minutes: int, name: str = "Anna", **more: Any) -> Booking:
    """A promise, as a row: what the rules think of its time is told elsewhere."""
    row = Booking.objects.get(source="page")
    row.pk, row.code = None, f"W{Booking.objects.count():06}"
    told = {"start": start, "end": start + timedelta(minutes=minutes), "name": name, "source": "desk", **more}
    for field, value in told.items():
        setattr(row, field, value)
    row.save(force_insert=True)
    return row


def around_the_clock(world: World, zone: str = "Europe/Kyiv") -> None:
    world.resource.zone = zone
    world.resource.save()
    calendars.set_hours(resource=world.resource, weekly=DAYS, since=PLAIN, by=None, now=world.now)


def columns(world: World, monday: date) -> list[dict[str, dict[str, Any]]]:
    """Seven columns, label -> cell; and the table is whole: every cell of it is there once."""
    rows = weeks.show(world.resource, monday, now=world.now)["rows"]
    found: list[dict[str, dict[str, Any]]] = [{} for _ in range(7)]
    covered = [0] * 7
    for number, row in enumerate(rows):
        cells = iter(row["cells"])
        for day in range(7):
            if covered[day] <= number:
                found[day][row["label"]] = cell = next(cells)
                covered[day] = number + cell["rowspan"]
        assert next(cells, None) is None
    assert covered == [len(rows)] * 7
    return found


def names(cell: dict[str, Any]) -> list[str]:
    return [one["title"] for one in cell["events"]]


def test_a_visit_spans_its_half_hours(world: World) -> None:
    visit(world, utc(2027, 3, 2, 8), 50)  # ten in the morning in Kyiv
    tuesday = columns(world, PLAIN)[TUESDAY]
    assert (names(tuesday["10:00"]), tuesday["10:00"]["rowspan"], "10:30" in tuesday) == (["Anna"], 2, False)
    assert tuesday["10:00"]["events"][0]["hours"] == "10:00–10:50"
    assert (tuesday["11:00"]["off"], tuesday["13:00"]["off"], tuesday["8:00"]["off"]) == (False, True, True)


def test_only_what_was_promised_is_shown_and_only_today_is_marked(world: World) -> None:
    for state in ("held", "cancelled", "expired", "rejected"):
        ends = world.now + timedelta(minutes=5) if state == "held" else None
        visit(world, utc(2027, 3, 2, 8), 50, state=state, expires_at=ends)
    week = columns(world, PLAIN)
    assert names(week[TUESDAY]["10:00"]) == []
    assert [{cell["today"] for cell in day.values()} for day in week] == [{True}, *[{False}] * 6]


def test_visits_of_one_half_hour_stand_together(world: World) -> None:
    for minute, name in ((0, "Anna"), (10, "Borys"), (50, "Vira")):
        visit(world, utc(2027, 3, 2, 8, minute), 10 if minute < 50 else 20, name)
    tuesday = columns(world, PLAIN)[TUESDAY]
    assert (names(tuesday["10:00"]), tuesday["10:00"]["rowspan"]) == (["Anna", "Borys"], 1)
    assert (names(tuesday["10:30"]), tuesday["10:30"]["rowspan"]) == (["Vira"], 2)


def test_a_visit_that_begins_under_another_is_not_lost(world: World) -> None:
    visit(world, utc(2027, 3, 2, 8), 50, "Anna")
    visit(world, utc(2027, 3, 2, 8, 50), 50, "Borys")
    tuesday = columns(world, PLAIN)[TUESDAY]
    assert (names(tuesday["10:00"]), tuesday["10:00"]["rowspan"]) == (["Anna", "Borys"], 4)


def test_a_visit_over_midnight_is_seen_on_both_days(world: World) -> None:
    visit(world, utc(2027, 3, 1, 21, 30), 60)  # 23:30 in Kyiv
    week = columns(world, PLAIN)
    assert names(week[MONDAY]["23:30"]) == ["Anna"] and names(week[TUESDAY]["0:00"]) == ["Anna"]
    assert week[TUESDAY]["0:00"]["rowspan"] == 1


def test_a_visit_until_midnight_is_seen_on_one_day(world: World) -> None:
    visit(world, utc(2027, 3, 1, 21), 60)
    week = columns(world, PLAIN)
    assert names(week[MONDAY]["23:00"]) == ["Anna"]
    assert not any(names(cell) for cell in week[TUESDAY].values())


def test_an_hour_that_the_clocks_jump_over_is_closed(world: World) -> None:
    around_the_clock(world)
    sunday = columns(world, SPRING)[SUNDAY]
    off = [label for label, cell in sunday.items() if cell["off"]]
    assert off == ["3:00", "3:30"]


def test_a_visit_over_the_jump_ends_where_the_clocks_say(world: World) -> None:
    around_the_clock(world)
    visit(world, utc(2027, 3, 28, 0, 30), 60)  # 2:30 to 4:30
    sunday = columns(world, SPRING)[SUNDAY]
    assert (names(sunday["2:30"]), sunday["2:30"]["rowspan"]) == (["Anna"], 4)
    assert sunday["2:30"]["events"][0]["hours"] == "2:30–4:30"


def test_visits_in_an_hour_that_comes_twice_are_all_there(world: World) -> None:
    around_the_clock(world)
    for hour, name in ((0, "Anna"), (1, "Borys")):
        visit(world, utc(2027, 10, 31, hour), 50, name)  # 3:00 to 3:50, twice
    sunday = columns(world, AUTUMN)[SUNDAY]
    told = [(one["title"], one["hours"]) for one in sunday["3:00"]["events"]]
    assert [name for name, _ in told] == ["Anna", "Borys"] and told[0][1] != told[1][1]


def test_a_visit_that_ends_before_it_began_by_the_clocks_has_a_cell(world: World) -> None:
    around_the_clock(world)
    visit(world, utc(2027, 10, 31, 0, 45), 30)  # 3:45 to 3:15 by the clocks
    assert names(columns(world, AUTUMN)[SUNDAY]["3:30"]) == ["Anna"]


@pytest.mark.parametrize(("monday", "hours"), [(PLAIN, "24\xa0h"), (SPRING, "23\xa0h"), (AUTUMN, "25\xa0h")])
def test_a_days_load_counts_its_real_hours(world: World, monday: date, hours: str) -> None:
    around_the_clock(world)
    world.now = utc(2027, 3, 1, 7) if monday != AUTUMN else utc(2027, 10, 20, 7)
    calendars.refresh_all(now=world.now)
    sunday = weeks.show(world.resource, monday, now=world.now)["days"][SUNDAY]
    assert hours in sunday["note"]


@pytest.mark.parametrize(
    "zone", ["Europe/Kyiv", "America/New_York", "Asia/Kolkata", "America/Havana", "Pacific/Chatham"]
)
@pytest.mark.parametrize("monday", [date(2027, 3, 8), SPRING, AUTUMN, date(2027, 11, 1), date(2027, 4, 4)])
def test_the_table_is_whole_in_every_zone_and_week(world: World, zone: str, monday: date) -> None:
    around_the_clock(world, zone)
    start = datetime.combine(monday, time(0), UTC) - timedelta(hours=14)
    for number in range(0, 7 * 24 + 28, 3):
        visit(world, start + timedelta(hours=number, minutes=number * 5 % 60), 35 + number % 4 * 25, f"N{number}")
    week = columns(world, monday)
    shown = {name for day in week for cell in day.values() for name in names(cell)}
    due = {one.name for one in weeks.week(world.resource, datetime.combine(monday, time(0), weeks.ZoneInfo(zone)))}
    assert shown == due


def test_the_page_shows_both_visits_of_a_half_hour(world: World, client: Client) -> None:
    visit(world, utc(2027, 3, 2, 8), 10, "Anna")
    visit(world, utc(2027, 3, 2, 8, 15), 10, "Borys")
    client.force_login(world.expert)
    page = client.get(reverse("week"), {"from": PLAIN.isoformat()}).content.decode()
    assert "<b>Anna</b>" in page and "<b>Borys</b>" in page
