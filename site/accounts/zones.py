"""Time zones that a person may choose from, by the names of their cities."""

from functools import cache
from zoneinfo import available_timezones

from moments import RENAMED, city
from words import in_language, language

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
    with in_language(code):
        return sorted(((zone, f"{city(zone)} ({zone})") for zone in names()), key=lambda pair: pair[1])
