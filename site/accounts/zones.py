"""Time zones that a person may choose from, by the names of their cities."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location

from moments import RENAMED
from words import language, manners

LANDS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


@cache
def names() -> frozenset[str]:
    """Every zone named after a place, under its present name, and UTC."""
    placed = {zone for zone in available_timezones() if zone.partition("/")[0] in LANDS}
    return frozenset((placed | {"UTC"}) - RENAMED.keys())


def choices() -> list[tuple[str, str]]:
    """Zones and how they are called in the language spoken now, by that name."""
    return _called(language())


@cache
def _called(code: str) -> list[tuple[str, str]]:
    return sorted(((zone, _city(zone, code)) for zone in names()), key=lambda pair: pair[1])


def _city(zone: str, code: str) -> str:
    if zone == "UTC":
        return zone
    city = get_timezone_location(ZoneInfo(zone), locale=manners(code), return_city=True)
    return f"{city} ({zone})"
