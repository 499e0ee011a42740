"""Times in words. Kyiv's clocks change on 28 March 2027 (3:00 becomes 4:00) and 31 October 2027 (4:00 becomes 3:00)."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest
from django.template import Context, Template

import moments
from accounts.zones import choices, names
from words import in_language

KYIV = "Europe/Kyiv"
NBSP = "\xa0"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def minutes(n: int) -> timedelta:
    return timedelta(minutes=n)


EVENING = utc(2027, 3, 12, 16, 0)
"""Friday 12 March 2027, 18:00 in Kyiv."""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Friday 12 March, 18:00–18:50, Kyiv time"),
        ("uk", "п’ятниця, 12 березня, 18:00–18:50 за київським часом"),
    ],
)
def test_when_names_day_hours_and_zone(language: str, text: str) -> None:
    with in_language(language):
        assert moments.when(EVENING, EVENING + minutes(50), KYIV) == text


def test_when_is_told_by_the_clocks_of_the_zone() -> None:
    with in_language("en"):
        text = moments.when(EVENING, EVENING + minutes(50), "America/New_York")
    assert text == "Friday 12 March, 11:00–11:50, New York time"


@pytest.mark.parametrize(
    ("start", "long", "text"),
    [
        (utc(2027, 3, 28, 0, 30), 30, "Sunday 28 March, 2:30–4:00, Kyiv time"),
        (utc(2027, 3, 28, 0, 30), 60, "Sunday 28 March, 2:30–4:30, Kyiv time"),
        (utc(2027, 10, 31, 0, 30), 60, "Sunday 31 October, 3:30 (UTC+3)–3:30 (UTC+2), Kyiv time"),
        (utc(2027, 10, 30, 23, 30), 60, "Sunday 31 October, 2:30–3:30 (UTC+3), Kyiv time"),
        (utc(2027, 10, 31, 1, 30), 60, "Sunday 31 October, 3:30 (UTC+2)–4:30, Kyiv time"),
    ],
)
def test_when_is_plain_over_a_change_of_clocks(start: datetime, long: int, text: str) -> None:
    with in_language("en"):
        assert moments.when(start, start + minutes(long), KYIV) == text


def test_a_night_names_both_days() -> None:
    start = utc(2027, 3, 12, 21, 0)
    with in_language("en"):
        english = moments.when(start, start + minutes(120), KYIV)
    assert english == "Friday 12 March, 23:00 – Saturday 13 March, 1:00, Kyiv time"
    with in_language("uk"):
        text = moments.when(start, start + minutes(120), KYIV).replace(NBSP, " ")
    assert text == "п’ятниця, 12 березня, 23:00 — субота, 13 березня, 1:00 за київським часом"


def test_days_in_a_sentence() -> None:
    with in_language("en"):
        assert (moments.day(EVENING, KYIV), moments.on_day(EVENING, KYIV)) == ("Friday 12 March", "on Friday 12 March")
    with in_language("uk"):
        assert moments.on_day(EVENING, KYIV) == "у п’ятницю, 12 березня"
        assert moments.on_day(EVENING + timedelta(days=5), KYIV) == "у середу, 17 березня"


def test_the_day_is_the_day_of_the_zone() -> None:
    late = utc(2027, 3, 12, 23, 0)
    with in_language("en"):
        assert (moments.date(late, "UTC"), moments.date(late, KYIV)) == ("12 March", "13 March")


@pytest.mark.parametrize(
    ("now", "english", "ukrainian"),
    [
        (utc(2027, 3, 12, 5), "18:00", "18:00"),
        (utc(2027, 3, 11, 22, 30), "18:00", "18:00"),  # already the twelfth in Kyiv
        (utc(2027, 3, 11, 5), "12 March, 18:00", "12 березня, 18:00"),
        (utc(2026, 12, 1), "12 March 2027, 18:00", "12 березня 2027 року, 18:00"),
    ],
)
def test_a_moment_is_as_short_as_it_can_be(now: datetime, english: str, ukrainian: str) -> None:
    with in_language("en"):
        assert moments.moment(EVENING, KYIV, now) == english
    with in_language("uk"):
        assert moments.moment(EVENING, KYIV, now) == ukrainian


@pytest.mark.parametrize(
    ("days", "english", "ukrainian"),
    [
        (-1, "11 Mar 18:00", "11 бер. 18:00"),
        (0, "today 18:00", "сьогодні 18:00"),
        (1, "tomorrow 18:00", "завтра 18:00"),
        (2, "Sun 18:00", "нд 18:00"),
        (6, "Thu 18:00", "чт 18:00"),
        (7, "19 Mar 18:00", "19 бер. 18:00"),
    ],
)
def test_a_near_time_is_named_by_its_day(days: int, english: str, ukrainian: str) -> None:
    with in_language("en"):
        assert moments.near(EVENING + timedelta(days=days), KYIV, EVENING) == english
    with in_language("uk"):
        assert moments.near(EVENING + timedelta(days=days), KYIV, EVENING) == ukrainian


def test_tomorrow_is_a_day_and_not_twenty_four_hours() -> None:
    before_the_change = utc(2027, 3, 27, 21, 30)  # 23:30 in Kyiv; the next day has 23 hours
    with in_language("en"):
        assert moments.near(before_the_change + timedelta(hours=23), KYIV, before_the_change) == "tomorrow 23:30"


@pytest.mark.parametrize(
    ("zone", "english", "ukrainian"),
    [
        (KYIV, "Kyiv time", "за київським часом"),
        ("Europe/Kiev", "Kyiv time", "за київським часом"),
        ("Asia/Tokyo", "Tokyo time", "за часом зони Токіо"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "за часом зони Буенос-Айрес"),
        ("Asia/Kolkata", "Kolkata time", "за часом зони Колката"),
        ("Asia/Calcutta", "Kolkata time", "за часом зони Колката"),
        ("America/Coyhaique", "Coyhaique time", "за часом зони Койяїке"),
        ("UTC", "UTC", "за UTC"),
    ],
)
def test_a_zone_is_named_by_its_city(zone: str, english: str, ukrainian: str) -> None:
    with in_language("en"):
        assert moments.zone_name(zone) == english
    with in_language("uk"):
        assert moments.zone_name(zone) == ukrainian


def test_in_ukrainian_every_city_is_spelt_in_ukrainian() -> None:
    with in_language("uk"):
        latin = [zone for zone in sorted(names() - {"UTC"}) if re.search("[A-Za-z]", moments.city(zone))]
        listed = [label for zone, label in choices() if zone != "UTC" and label.isascii()]
    assert (latin, listed) == ([], [])


@pytest.mark.parametrize(
    ("instant", "zone", "text"),
    [
        (EVENING, KYIV, "+2"),
        (utc(2027, 7, 1), KYIV, "+3"),
        (EVENING, "Asia/Kolkata", "+5:30"),
        (EVENING, "America/New_York", "−5"),
        (EVENING, "America/St_Johns", "−3:30"),
        (EVENING, "UTC", "+0"),
    ],
)
def test_an_offset_is_that_of_the_instant(instant: datetime, zone: str, text: str) -> None:
    assert moments.offset(instant, zone) == text


@pytest.mark.parametrize(
    ("length", "english", "ukrainian", "short"),
    [
        (0, "0 minutes", "0 хвилин", "0 min"),
        (1, "1 minute", "1 хвилина", "1 min"),
        (50, "50 minutes", "50 хвилин", "50 min"),
        (60, "1 hour", "1 година", "1 h"),
        (90, "1 hour 30 minutes", "1 година 30 хвилин", "1 h 30 min"),
        (1440, "24 hours", "24 години", "24 h"),
        (2880, "2 days", "2 дні", "48 h"),
    ],
)
def test_a_duration_is_spoken_in_hours_and_minutes(length: int, english: str, ukrainian: str, short: str) -> None:
    with in_language("en"):
        assert (moments.duration(length), moments.short_duration(length).replace(NBSP, " ")) == (english, short)
    with in_language("uk"):
        assert moments.duration(length).replace(NBSP, " ") == ukrainian


def test_a_duration_is_not_negative() -> None:
    with pytest.raises(ValueError, match="-5"):
        moments.duration(-5)


@pytest.mark.parametrize(
    ("away", "english", "ukrainian"),
    [
        (0, "now", "зараз"),
        (5, "in 5 minutes", "за 5 хвилин"),
        (-21, "21 minutes ago", "21 хвилину тому"),
        (60, "in 1 hour", "за 1 годину"),
        (-130, "2 hours ago", "2 години тому"),
        (2880, "in 2 days", "за 2 дні"),
        (-10080, "7 days ago", "7 днів тому"),
    ],
)
def test_how_long_until_and_since(away: int, english: str, ukrainian: str) -> None:
    with in_language("en"):
        assert moments.relative(EVENING + minutes(away), EVENING) == english
    with in_language("uk"):
        assert moments.relative(EVENING + minutes(away), EVENING).replace(NBSP, " ") == ukrainian


def test_a_run_of_days_names_a_month_once() -> None:
    with in_language("en"):
        assert moments.days(date(2027, 3, 22), date(2027, 3, 28)) == "22–28 March"
        assert moments.days(date(2027, 3, 29), date(2027, 4, 4)) == "29 March – 4 April"


def test_a_time_without_a_zone_and_a_zone_that_is_not_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        moments.clock(datetime(2027, 3, 12, 18, 0), KYIV)  # noqa: DTZ001
    with pytest.raises(ZoneInfoNotFoundError):
        moments.clock(EVENING, "Europe/Atlantis")


def test_templates_speak_of_times() -> None:
    page = Template(
        "{% load atrium %}{% when start end zone %}|{{ start|clock:zone }}|{{ start|on_day:zone|capital }}|"
        "{% moment start zone now %}|{% near start zone now %}|{{ zone|zone_name }}|{{ 90|duration }}|"
        "{% relative start now %}"
    )
    known = {"start": EVENING, "end": EVENING + minutes(50), "zone": KYIV, "now": EVENING - minutes(60)}
    with in_language("en"):
        assert page.render(Context(known)) == (
            "Friday 12 March, 18:00–18:50, Kyiv time|18:00|On Friday 12 March|18:00|today 18:00|Kyiv time|"
            "1 hour 30 minutes|in 1 hour"
        )


@pytest.mark.parametrize(("language", "ending"), [("en", " {year}"), ("uk", " {year} року")])
def test_a_far_day_is_named_with_its_year(language: str, ending: str) -> None:
    with in_language(language):
        said = moments.on_full_day(EVENING, KYIV)
        assert said == moments.on_day(EVENING, KYIV) + ending.format(year=EVENING.year)
