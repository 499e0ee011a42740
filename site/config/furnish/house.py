"""The house: its place, closures, directions, and everything with walls, legs or a cable."""

from datetime import date
from typing import Any

from booking import calendars
from booking.models import Direction, Place, Resource
from config.furnish.words import both, clock_of, long, read
from fields import Words
from words import in_language, say

SINCE = 2025
"""Yearly closures count from here: a fixed year, so that each is made once."""


def place() -> Place:
    house = read("house")["house"]
    address = house["address"]
    row, _ = Place.objects.update_or_create(code=house["code"], defaults={
        "name": both(house["name"]), "zone": house["zone"], "phone": house["contacts"]["phone"],
        "email": house["contacts"]["email"], "way_in": both(house["way_in"]), "hours": _hours(house["hours"]),
        "address": _joined(address["street"], address["city"]),
        "latitude": address["latitude"], "longitude": address["longitude"],
    })  # fmt: skip
    for closure in house["closures"]:
        calendars.close_house(place=row, day=_first(closure["on"]), name=closure["name"]["en"], yearly=True)
    for short in house["shortened_days"]:
        hours = [(clock_of(a), clock_of(b)) for a, b in short["hours"]]
        calendars.close_house(place=row, day=_first(short["on"]), name=short["name"]["en"], yearly=True, hours=hours)
    return row


def _first(month_day: str) -> date:
    month, day = month_day.split("-")
    return date(SINCE, int(month), int(day))


def _joined(*parts: dict[str, str]) -> Words:
    return Words({code: ", ".join(part[code] for part in parts) for code in parts[0]})


def _hours(week: dict[str, Any]) -> Words:
    """Monday's hours stand for the week: the foot of a page names when the doors are open."""
    first, last = week["mon"][0]
    found = {}
    for code in ("en", "uk"):
        with in_language(code):
            found[code] = say("footer.hours", from_=first.lstrip("0"), until=last).rstrip(".")
    return Words(found)


def directions() -> int:
    rows = read("house")["directions"]
    for number, one in enumerate(rows):
        words = {"name": both(one["name"]), "summary": both(one["summary"]), "invitation": both(one["invitation"])}
        Direction.objects.update_or_create(code=one["code"], defaults=words | {"sort_order": number})
    return len(rows)


def things(place: Place) -> int:
    """Rooms, zones, desks and equipment: rows, not yet offered for booking online."""
    house = read("house")
    rows = [(Resource.ROOM, one) for one in house["rooms"]] + [(Resource.ZONE, one) for one in house["zones"]]
    rows += [(Resource.DESK, one) for one in house["desks"]["items"]]
    rows += [(Resource.EQUIPMENT, one) for one in house["equipment"]]
    for number, (kind, one) in enumerate(rows):
        _thing(place, kind, one, 100 + number)
    return len(rows)


def _thing(place: Place, kind: str, one: dict[str, Any], order: int) -> None:
    people = one.get("capacity", 1)
    party = one.get("party", {"min": 1, "max": 1})
    told = {
        "kind": kind, "name": both(one["name"]), "headline": both(one.get("summary") or one.get("note")),
        "place": place, "party_min": party["min"], "party_max": party["max"],
        "attributes": one.get("attributes", []), "zone": place.zone, "location": long(one.get("house_rules")),
        "sort_order": order,
    }  # fmt: skip
    size = {"capacity": people if kind == Resource.ZONE else one.get("units", 1)}
    # bookings stand on the capacity: once there are any, only `resize` may change it
    Resource.objects.update_or_create(code=one["code"], defaults=told, create_defaults=told | size)
