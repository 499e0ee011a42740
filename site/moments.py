"""Times as people read them. Instants are aware datetimes, a zone is a name ("Europe/Kyiv"), `now` is an argument.

Everything is said in the active language. ValueError: a naive datetime. zoneinfo.ZoneInfoNotFoundError: unknown zone.
"""

from datetime import UTC, datetime, timedelta
from datetime import date as Date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import format_date

from words import has_words, manners, say

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RENAMED = {"Europe/Kiev": "Europe/Kyiv", "Etc/UTC": "UTC"}
HOUR, DAY = 60, 24 * 60
FIRST, LAST = Date(2000, 1, 1), Date(2200, 1, 1)
NEAR = {0: "dates.today", 1: "dates.tomorrow"}
SKIES = ((5, "night"), (11, "dawn"), (17, "noon"), (20, "dusk"), (24, "night"))


def local(instant: datetime, zone: str) -> datetime:
    """The instant on the clocks of `zone`."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no zone: give an aware datetime")
    return instant.astimezone(ZoneInfo(zone))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # the folders of the zones are walked each time that it is asked


def is_zone(name: str) -> bool:
    return name in _zones()


def read_instant(text: str) -> datetime | None:
    """An ISO 8601 moment on a whole minute, with its offset, in UTC; None: it is not one, or far from our times.

    A `+` that an address has turned into a space counts as one.
    """
    if not text.isprintable():  # the standard library passes over a NUL before the offset
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    if moment.tzinfo is None or moment.second or moment.microsecond or not FIRST <= moment.date() <= LAST:
        return None
    return moment.astimezone(UTC)


def clock(instant: datetime, zone: str) -> str:
    """{time}: "9:00", "18:00"."""
    there = local(instant, zone)
    return f"{there.hour}:{there:%M}"


def sky(instant: datetime, zone: str) -> str:
    """The light at that hour: "dawn", "noon", "dusk" or "night"."""
    hour = local(instant, zone).hour
    return next(name for until, name in SKIES if hour < until)


def date(instant: datetime, zone: str, now: datetime | None = None) -> str:
    """{date}: "12 March" / "12 березня"; with its year when that is not the year of `now`."""
    there = local(instant, zone)
    text = format_date(there.date(), "d MMMM", locale=manners())
    return text if now is None or there.year == local(now, zone).year else _with_year(text, there.year)


def full_date(instant: datetime, zone: str) -> str:
    """ "12 March 2026" / "12 березня 2026 року"."""
    there = local(instant, zone)
    return _with_year(format_date(there.date(), "d MMMM", locale=manners()), there.year)


def day(instant: datetime, zone: str) -> str:
    """{day}: "Tuesday 12 March" / "вівторок, 12 березня"."""
    return say("dates.day", weekday=say(f"dates.weekdays.{_weekday(instant, zone)}"), date=date(instant, zone))


def on_day(instant: datetime, zone: str) -> str:
    """{on_day}: "on Tuesday 12 March" / "у вівторок, 12 березня"."""
    return say("dates.day", weekday=say(f"dates.on_weekday.{_weekday(instant, zone)}"), date=date(instant, zone))


def on_full_day(instant: datetime, zone: str) -> str:
    """The same with its year, for what is far: "on Tuesday 12 March 2026" / "у вівторок, 12 березня 2026 року"."""
    return _with_year(on_day(instant, zone), local(instant, zone).year)


def near_day(instant: datetime, zone: str, now: datetime) -> str:
    """The shortest name of a day: "today", "tomorrow", "Thu" within a week, then "12 Mar" / "12 бер."."""
    ahead = (local(instant, zone).date() - local(now, zone).date()).days
    if ahead in NEAR:
        return say(NEAR[ahead])
    if 0 < ahead < 7:
        return say(f"dates.weekdays_short.{_weekday(instant, zone)}")
    return format_date(local(instant, zone).date(), "d MMM", locale=manners())


def near(instant: datetime, zone: str, now: datetime) -> str:
    """The shortest name of a time: "today 14:30", "Thu 9:00"."""
    return f"{near_day(instant, zone, now)} {clock(instant, zone)}"


def moment(instant: datetime, zone: str, now: datetime) -> str:
    """{from}, {until}: "18:00" today, "12 March, 18:00" on another day, with the year in another year."""
    if local(instant, zone).date() == local(now, zone).date():
        return clock(instant, zone)
    return say("dates.moment", date=date(instant, zone, now), time=clock(instant, zone))


def when(start: datetime, end: datetime, zone: str) -> str:
    """{when}: "Tuesday 12 March, 18:00–18:50, Kyiv time" / "вівторок, 12 березня, 18:00–18:50 за київським часом".

    A span over midnight names both days; an hour that the clocks show twice is told apart by its distance from UTC.
    """
    told = {"day": day(start, zone), "time": _exact(start, zone), "until": _exact(end, zone), "zone": zone_name(zone)}
    if local(start, zone).date() == local(end, zone).date():
        return say("dates.when", **told)
    return say("dates.when_overnight", until_day=day(end, zone), **told)


def hours(start: datetime, end: datetime, zone: str) -> str:
    """ "18:00–18:50"."""
    return say("dates.hours", time=_exact(start, zone), until=_exact(end, zone))


def days(first: Date, last: Date) -> str:
    """A run of days, both included: "23–29 November", "28 November – 4 December"."""
    place = manners()
    until = format_date(last, "d MMMM", locale=place)
    if (first.year, first.month) == (last.year, last.month):
        return say("dates.days", first=first.day, last=until)
    return say("dates.days_apart", first=format_date(first, "d MMMM", locale=place), last=until)


def zone_name(zone: str) -> str:
    """{zone}: "Kyiv time" / "за київським часом"; a city without words of its own is named as CLDR names it."""
    known = f"time_zone.names.{RENAMED.get(zone, zone)}"
    if has_words(known):
        return say(known)
    return say("time_zone.names.other", place=city(zone))


def city(zone: str) -> str:
    """ "Kolkata" / "Колката": the city that the zone is named after, as CLDR calls it, else as the zone does."""
    known, own = manners().time_zones, f"time_zone.cities.{zone}"
    spelt = (known[name]["city"] for name in _called(zone) if "city" in known.get(name, {}))
    return next(spelt, "") or (say(own) if has_words(own) else zone.rpartition("/")[2].replace("_", " "))


@cache
def _called(zone: str) -> tuple[str, ...]:
    """Its name, its present name and its former ones: CLDR knows a city by the name that the zone had at first."""
    aliases = get_global("zone_aliases")
    now = str(aliases.get(ZoneInfo(zone).key, zone))
    return (zone, now, *(old for old, new in aliases.items() if new == now))


def offset(instant: datetime, zone: str) -> str:
    """{offset}: "+2", "+5:30", "−5", "+0": how far the clocks of `zone` are from UTC at this instant."""
    minutes = int((local(instant, zone).utcoffset() or timedelta()).total_seconds() // 60)
    whole, rest = divmod(abs(minutes), HOUR)
    return ("−" if minutes < 0 else "+") + (f"{whole}:{rest:02}" if rest else str(whole))


def duration(minutes: int) -> str:
    """{limit}, {used}, {asked}, {wait}: "50 minutes", "1 hour 30 minutes", "24 hours", "2 days"."""
    if minutes % DAY == 0 and minutes >= 2 * DAY:
        return say("counts.days", n=minutes // DAY)
    return _in_parts(minutes, "counts.hours", "counts.minutes")


def short_duration(minutes: int) -> str:
    """ "50 min", "1 h 20 min"."""
    return _in_parts(minutes, "counts.short_hours", "counts.short_minutes")


def relative(instant: datetime, now: datetime) -> str:
    """How long until, or since: "in 5 minutes", "in 3 hours", "in 2 days", "now", "2 hours ago". Parts are left out."""
    seconds = (instant - now).total_seconds()
    minutes = int(abs(seconds) // 60)
    unit, n = _largest(minutes)
    if n == 0:
        return say("counts.now")
    return say(f"counts.in_{unit}" if seconds > 0 else f"counts.{unit}_ago", n=n)


def _largest(minutes: int) -> tuple[str, int]:
    if minutes < HOUR:
        return "minutes", minutes
    return ("hours", minutes // HOUR) if minutes < 2 * DAY else ("days", minutes // DAY)


def _in_parts(minutes: int, hours_key: str, minutes_key: str) -> str:
    if minutes < 0:
        raise ValueError(f"A duration is not negative: {minutes} minutes")
    whole, rest = divmod(minutes, HOUR)
    if not whole:
        return say(minutes_key, n=rest)
    if not rest:
        return say(hours_key, n=whole)
    return say("counts.hours_and_minutes", hours=say(hours_key, n=whole), minutes=say(minutes_key, n=rest))


def _weekday(instant: datetime, zone: str) -> str:
    return WEEKDAYS[local(instant, zone).weekday()]


def _with_year(text: str, year: int) -> str:
    return say("dates.with_year", date=text, year=year)


def _exact(instant: datetime, zone: str) -> str:
    there = local(instant, zone)
    twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return f"{clock(instant, zone)} (UTC{offset(instant, zone)})" if twice else clock(instant, zone)
