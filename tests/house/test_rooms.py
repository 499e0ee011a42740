"""Imports go down only, and each library has one door."""

import re
from collections.abc import Iterator

import pytest

from tests.house.source import LOOSE, ROOMS, ROOT, Module, modules

GROUND = frozenset(LOOSE)
BELOW = {
    "booking.core": frozenset(),
    "ledger": GROUND,
    "accounts": GROUND,
    "notifications": GROUND | {"accounts"},
    "booking": GROUND | {"booking.core", "ledger", "accounts", "notifications"},
    "loyalty": GROUND | {"booking", "booking.core", "ledger", "accounts", "notifications"},
    "shop": GROUND | {"booking", "booking.core", "ledger", "accounts", "notifications"},
    "pages": GROUND | {"shop", "loyalty", "booking", "booking.core", "ledger", "accounts", "notifications"},
    "config": GROUND | set(ROOMS) | {"booking.core"},
} | dict.fromkeys(LOOSE, GROUND)
"""What each room may import of ours, itself aside."""

SHARED = frozenset({"models", "queries", "verbs", "blocks", "core"})
"""Drawers that other rooms may open."""
ALSO = {
    "accounts": {"roles", "limits", "letters", "links"},
    "booking": {
        "access", "links", "letters", "texts", "showcase", "choosers", "calendars", "sale", "ics", "shows", "ways_out",
        "api",
    },
    "notifications": {"letters", "lines", "subjects"},
}  # fmt: skip
"""Drawers beyond those, each for a reason of its own: who may what, how a link is signed,
how a refusal is said, how lists are told over JSON."""
FREE = {"config"}
"""Rooms that may open any drawer: they put the house together."""

DOORS = {
    "schedule": {"booking.calendars"},
    "oscar": {"shop", "config.settings", "accounts.models", "accounts.backends"},
    "stripe": {"shop.card"},
    "celery": {"config.celery", "config"},
    "two_factor": {"accounts", "config"},
    "sesame": {"accounts"},
    "ninja": {"config.api", "booking.api", "shop.api", "wire"},
}
"""Library -> the modules (or rooms) through which it is used."""


def _ours(name: str) -> str | None:
    parts = name.split(".")
    if parts[:2] == ["booking", "core"]:
        return "booking.core"
    return parts[0] if parts[0] in ROOMS or parts[0] in LOOSE else None


def _wrong(module: Module) -> Iterator[str]:
    for name in module.imports():
        room = _ours(name)
        if room is None or room == module.room or (module.room, room) == ("booking", "booking.core"):
            continue
        if room not in BELOW[module.room]:
            yield f"{module.name} imports {name}: {module.room} is not above {room}"
        elif module.room not in FREE and room in ROOMS and not _shared(name):
            yield f"{module.name} opens a private drawer: {name}"


def _shared(name: str) -> bool:
    room, _, rest = name.partition(".")
    drawer = rest.split(".")[0]
    return not drawer or drawer in SHARED | ALSO.get(room, set())


def test_imports_go_down_only_and_open_only_shared_drawers() -> None:
    assert [line for module in modules() for line in _wrong(module)] == []


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    through = DOORS[library]
    strays = [
        f"{module.name} imports {name}"
        for module in modules()
        for name in module.imports()
        if name.split(".")[0] == library
        and not any(module.name == door or module.name.startswith(f"{door}.") for door in through)
    ]
    assert strays == []


def test_the_pure_middle_knows_only_the_standard_library() -> None:
    import sys

    foreign = [
        f"{module.name} imports {name}"
        for module in modules()
        if module.room == "booking.core"
        for name in module.imports()
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("booking.core")
    ]
    assert foreign == []


def test_the_pure_middle_reads_no_clock() -> None:
    clocks = re.compile(r"\b(now|today|utcnow|time)\(\)")
    readers = [m.name for m in modules() if m.room == "booking.core" and clocks.search(m.path.read_text("utf-8"))]
    assert readers == []


def test_only_the_edges_read_the_clock() -> None:
    inner = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|clock\.now\(")
    edges = {"views", "commands", "api", "wagtail_hooks", "middleware", "celery", "staff", "area", "second"}
    readers = [
        m.name for m in modules()
        if m.room not in LOOSE and set(m.name.split(".")) & {"verbs", "queries", "core", "models"}
        and inner.search(m.path.read_text("utf-8"))
        and not set(m.name.split(".")) & edges
    ]  # fmt: skip
    assert readers == []


def test_site_is_never_a_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()


def test_no_file_is_an_attic() -> None:
    attics = {"utils", "helpers", "base", "misc", "common"}
    oscars = {"shop.order.utils"}  # Oscar looks its classes up by this module's name
    assert [m.name for m in modules() if m.name.split(".")[-1] in attics and m.name not in oscars] == []
