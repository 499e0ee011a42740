"""Free times, taken times, and who asks for them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking import calendars, queries, verbs
from booking.models import Occupancy, Offer, Resource
from tests.world import WEEKDAYS, words

KYIV = ZoneInfo("Europe/Kyiv")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def at(day, hour, minute=0, month=3):
    return datetime(2027, month, day, hour, minute, tzinfo=KYIV)


def take(world, start, *, resource=None, minutes=60, **more):
    return Occupancy.objects.create(
        resource=resource or world.resource, start=start, end=start + timedelta(minutes=minutes), **more
    )


def another(world, code, *services, **more):
    resource = Resource.objects.create(code=code, name=words(code, code), place=world.place, **more)
    Offer.objects.bulk_create(
        [Offer(resource=resource, service=one) for one in services or [world.service, world.free]]
    )
    calendars.set_hours(resource=resource, weekly=WEEKDAYS, since=world.now.date(), by=None, now=world.now)
    return resource


def strip(world, *, now=None, zone="Europe/Kyiv", **more):
    found = queries.days(world.service, world.resource, zone=zone, now=now or world.now, **more)
    return {day.date: day for day in found}


def cell(world, day, **more):
    return strip(world, **more)[date(2027, 3, day)].cell


def hold(world, start, **more):
    usual = {
        "service": world.service,
        "resource": world.resource,
        "now": world.now,
        "person": verbs.Person(world.client),
    }
    return verbs.hold(start=start, **usual | more)


def offers(world):
    rows = Offer.objects.select_related("service", "service__policy", "resource", "resource__place")
    return list(rows.order_by("pk"))
