"""The fixtures as they are read: texts in both languages, days counted from today."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings

from fields import Words
from moments import WEEKDAYS

FOLDER = settings.ROOT / "fixtures"
Say = Callable[[str], Any]
"""Tells of progress in one line."""


class _Plain(yaml.SafeLoader):
    """Only true and false are truths: `on` is a word."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, look) for tag, look in rules if first in "tTfF" or not tag.endswith(":bool")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def read(name: str) -> Any:
    """fixtures/world/<name>.yaml"""
    text = (FOLDER / "world" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Plain)  # noqa: S506  a SafeLoader


def both(entry: Mapping[str, str] | None) -> Words:
    return Words({code: " ".join(text.split("\n")).strip() for code, text in (entry or {}).items()})


def long(entry: Mapping[str, str] | None) -> Words:
    """Paragraphs stay: one empty line between two."""
    return Words({code: "\n\n".join(paragraphs(text)) for code, text in (entry or {}).items()})


def paragraphs(text: str) -> list[str]:
    """The fixtures fold a paragraph's lines; an empty line or a line of its own begins the next one."""
    return [" ".join(part.split()) for part in text.strip().split("\n") if part.strip()]


def hours_of(spans: Mapping[str, Any]) -> dict[int, list[tuple[time, time]]]:
    """{mon: [["10:00", "14:00"]]} as weekday numbers and clocks."""
    return {WEEKDAYS.index(day): [(clock_of(a), clock_of(b)) for a, b in parts] for day, parts in spans.items()}


def clock_of(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def day_of(when: Mapping[str, Any], today: date) -> date:
    """{week: 1, weekday: tue} counts from this week's Monday, {day: 2} from today."""
    if "day" in when:
        return today + timedelta(days=when["day"])
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=when["week"], days=WEEKDAYS.index(when["weekday"]))


def moment_of(when: Mapping[str, Any], today: date) -> datetime:
    """`at` is house time; UTC comes out."""
    there = datetime.combine(day_of(when, today), clock_of(when["at"]), ZoneInfo(settings.HOUSE_ZONE))
    return there.astimezone(UTC)


class Missing(Exception):
    """Strings that have no words in the other language."""


class Lexicon(dict[str, str]):
    """What stands on the English pages -> the same in Ukrainian, gathered while the pages are written."""

    def __call__(self, entry: Mapping[str, str]) -> str:
        """The English text of an entry; its Ukrainian is remembered. ValueError: the same English said two ways."""
        en, uk = both(entry)["en"], both(entry)["uk"]
        return self.told(en, uk)

    def told(self, en: str, uk: str) -> str:
        if self.setdefault(en, uk) != uk:
            raise ValueError(f"{en!r} has two translations: {self[en]!r} and {uk!r}")
        return en

    def rich(self, entry: Mapping[str, str]) -> str:
        """Paragraphs as rich text."""
        return self.html(zip(paragraphs(entry["en"]), paragraphs(entry["uk"]), strict=True), "p")

    def html(self, pairs: Any, tag: str) -> str:
        return "".join(f"<{tag}>{self.told(safe(en), safe(uk))}</{tag}>" for en, uk in pairs)


def safe(text: str) -> str:
    return escape(text, quote=False)
