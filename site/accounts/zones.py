"""Time zones that a person may choose from, by the names of their cities."""

from collections import defaultdict
from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global

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
    return sorted(((zone, f"{_city(zone, code)} ({zone})") for zone in names()), key=lambda pair: pair[1])


def _city(zone: str, code: str) -> str:
    known = manners(code).time_zones
    spelt = (known[name]["city"] for name in (zone, *_aliases()[zone]) if "city" in known.get(name, {}))
    return next(spelt, zone.rpartition("/")[2].replace("_", " "))


@cache
def _aliases() -> dict[str, list[str]]:
    """Zone -> its older names: cities are translated under the name that a zone had when CLDR first met it."""
    older: dict[str, list[str]] = defaultdict(list)
    for old, new in get_global("zone_aliases").items():
        older[new].append(old)
    return older
