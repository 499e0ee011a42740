"""Words of the letters' frame, and ready lines that fill a letter's placeholders: from the file of the letters."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from django.conf import settings

from words import HOLE, language


@cache
def source() -> dict[str, Any]:
    """The whole file: `frame`, `lines`, `letters`."""
    path = Path(settings.ROOT, "fixtures", "letters.yaml")
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def line(key: str, /, **numbers: Any) -> str:
    """One ready line in the active language. KeyError: no such line, or a placeholder without a number."""
    return _fill(_text(source()["lines"][key], numbers), numbers)


def frame(key: str, /, **numbers: Any) -> str:
    """Greeting, sign-off, footer."""
    return _fill(_text(source()["frame"][key], numbers), numbers)


def _text(entry: dict[str, Any], numbers: dict[str, Any]) -> str:
    said = entry.get(language()) or entry[settings.LANGUAGE_CODE]
    if "plural" not in entry:
        return str(said)
    return str(said[Locale.parse(language()).plural_form(numbers[entry["plural"]])])


def _fill(text: str, numbers: dict[str, Any]) -> str:
    return HOLE.sub(lambda hole: str(numbers[hole[1]]), text)
