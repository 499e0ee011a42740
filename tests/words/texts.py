"""Every text of the house in every language, from the catalogues and from the fixtures, as one list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "uk")
FORMS = {"en": ("one", "other"), "uk": ("one", "few", "many", "other")}
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[\w/-]+)+")


@dataclass(frozen=True)
class Text:
    """`said`: language -> its forms, one where nothing is counted; a language may be absent."""

    where: str
    said: dict[str, tuple[str, ...]]
    counted: bool = False

    def __str__(self) -> str:
        return self.where


@cache
def catalogue(language: str) -> dict[str, Message]:
    path = ROOT / "site" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return {_name(message): message for message in read_po(file, locale=language, abort_invalid=True) if message.id}


def _name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@cache
def keyed() -> list[Text]:
    """Texts under dotted keys."""
    names = dict.fromkeys(name for language in LANGUAGES for name in catalogue(language) if KEY.fullmatch(name))
    return [_keyed(name) for name in names]


def _keyed(name: str) -> Text:
    found = {language: catalogue(language)[name] for language in LANGUAGES if name in catalogue(language)}
    counted = any(not isinstance(message.id, str) for message in found.values())
    return Text(name, {language: _forms(message) for language, message in found.items()}, counted)


@cache
def labels() -> list[Text]:
    """Texts whose key is the English itself: names of fields and the like."""
    return [
        Text(name, {"en": (name,), "uk": _forms(message)})
        for name, message in catalogue("uk").items()
        if not KEY.fullmatch(name)
    ]


@cache
def fixtures() -> list[Text]:
    """Texts of the demonstration world and of the letters."""
    found: list[Text] = []
    for path in sorted((ROOT / "fixtures").rglob("*.yaml")):
        found += walk(yaml.safe_load(path.read_text()), str(path.relative_to(ROOT / "fixtures")))
    return found


def walk(node: Any, where: str) -> Iterator[Text]:
    if isinstance(node, dict) and not set(node).isdisjoint(LANGUAGES):
        yield _text(node, where)
    elif isinstance(node, dict):
        for name, part in node.items():
            yield from walk(part, f"{where}:{name}")
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from walk(part, f"{where}[{number}]")


def _text(node: dict[str, Any], where: str) -> Text:
    if "plural" in node:
        said = {code: tuple(node[code].get(form, "") for form in FORMS[code]) for code in LANGUAGES if code in node}
        return Text(where, said, counted=True)
    return Text(where, {code: _listed(node[code]) for code in LANGUAGES if code in node})


def _listed(said: Any) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),)


def every_text() -> list[Text]:
    return [*keyed(), *labels(), *fixtures()]
