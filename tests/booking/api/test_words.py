"""Whatever the API refuses or does not understand, it says why in both languages."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import wire
from booking.core.decisions import Reason
from booking.texts import Scene, spoken
from tests.world import World
from words import has_words, in_language

ROOT = Path(__file__).resolve().parents[3]
AT = int(datetime(2027, 3, 2, 8, tzinfo=UTC).timestamp())
NUMBERS: dict[str, Any] = {
    "n": 3, "party": 5, "limit": 30, "asked": 20, "format": "online", "service": "Session", "currency": "UAH",
    "percent": Decimal(50), "old_amount": Decimal(0), "amount": Decimal(400), "state": "held", "verb": "move",
} | dict.fromkeys(("earliest", "latest", "opens", "next", "from", "until", "at", "time", "earlier", "later",
"start"), AT
)  # fmt: skip
EXPLAIN = {"Fee", "Deposit", "Approve"}
"""Their reasons explain a sum; nobody is refused by them."""


def trees(*folders: str) -> Iterator[ast.Module]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")) or [ROOT / folder]:
            yield ast.parse(file.read_text())


def calls(tree: ast.AST, name: str, skip: frozenset[str] = frozenset()) -> Iterator[ast.Call]:
    for node in ast.iter_child_nodes(tree):
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if called == name and isinstance(node, ast.Call):
            yield node
        if called not in skip:
            yield from calls(node, name, skip)


def refusals() -> dict[str, set[str]]:
    """Every reason that the room refuses with -> the numbers it gives, all of them where they are not written out."""
    found: dict[str, set[str]] = {}
    for tree in trees("booking"):
        for call in calls(tree, "Reason", frozenset(EXPLAIN)):
            if call.args and isinstance(call.args[0], ast.Constant):
                told = call.args[1] if len(call.args) > 1 else None
                plain = isinstance(told, ast.Dict) and all(isinstance(key, ast.Constant) for key in told.keys)
                names = {key.value for key in told.keys} if plain else set() if told is None else set(NUMBERS)
                found.setdefault(str(call.args[0].value), set()).update(names)
    return found


def test_the_reasons_are_really_found() -> None:
    assert {
        "too_soon",
        "busy",
        "quote_changed",
        "active_holds",
        "already_over",
        "just_taken",
        "format_unavailable",
    } <= set(refusals())


@pytest.mark.parametrize(("code", "names"), refusals().items())
def test_every_refusal_is_said_in_both_languages(world: World, code: str, names: set[str]) -> None:
    scene = Scene(world.service, world.resource, datetime(2027, 3, 2, 8, tzinfo=UTC), "Europe/Kyiv", world.now)
    said = []
    for language in ("en", "uk"):
        with in_language(language):
            said += spoken([Reason(code, {name: NUMBERS[name] for name in names})], scene)
    assert said[0]["text"] and said[1]["text"] and said[0]["text"] != said[1]["text"]
    assert all(str(AT) not in str(one) for one in said)


def misreadings() -> set[str]:
    found = set(wire.MISUNDERSTOOD.values()) | {"not_understood"}
    for tree in trees("booking/api", "site/wire.py", "site/config/api.py"):
        found |= {call.args[0].value for call in calls(tree, "bad") if isinstance(call.args[0], ast.Constant)}
        wrong = [call for call in calls(tree, "Wrong") if len(call.args) > 1]
        found |= {call.args[1].value for call in wrong if not any(keyword.arg == "text" for keyword in call.keywords)}
    return found


@pytest.mark.parametrize("code", sorted(misreadings()))
def test_every_misreading_has_its_words(code: str) -> None:
    for language in ("en", "uk"):
        with in_language(language):
            assert has_words(f"form_errors.{code}")
