"""People and houses that keep hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking import calendars
from booking.models import OpenSpan, Place, Resource
from tests.world import words

KYIV, NEW_YORK = "Europe/Kyiv", "America/New_York"
DAY = timedelta(days=1)
NOW = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
TODAY = NOW.date()
OFFICE = [(time(9), time(18))]
ALL_DAY = [(time(0), time(0))]


def house(zone=KYIV, code="house"):
    return Place.objects.create(code=code, name=words("House", "Дім"), zone=zone)


def someone(zone=KYIV, place=None, code="one"):
    return Resource.objects.create(code=code, name=words("One", "Одна"), zone=zone, place=place or house(zone))


def keep(resource, weekly, since=TODAY, now=NOW, **more):
    calendars.set_hours(resource=resource, weekly=weekly, since=since, by=None, now=now, **more)


def spans(resource, zone=None, **where):
    """As local clocks tell them."""
    there = ZoneInfo(zone or resource.zone)
    rows = OpenSpan.objects.filter(resource=resource, **where).order_by("start")
    return [(row.start.astimezone(there), row.end.astimezone(there)) for row in rows]


def on(resource, day, zone=None):
    """The spans that begin on that local day: "09:00-18:00"."""
    found = spans(resource, zone)
    return [f"{start:%H:%M}-{end:%H:%M}" for start, end in found if start.date() == day]
