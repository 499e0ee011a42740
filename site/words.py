"""What the house says: one key, one text, in the language of the reader.

Texts live in the gettext catalogues of `site/locale` under dotted keys ("refusals.busy.text"). A text may hold named
placeholders; a counted text has a form for every plural of its language and counts `{n}`, a whole number.
"""

import logging
import re
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any
from unicodedata import category

from babel import Locale
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, ngettext, override, to_locale

HOLE = re.compile(r"\{(\w+)\}")
BRITISH = {"en": "en_GB"}
log = logging.getLogger(__name__)


class NoSuchWords(LookupError):
    """No text is kept under this key."""


def say(key: str, /, **numbers: Any) -> str:
    """The text of `key` in the active language, its placeholders filled from `numbers`.

    A placeholder that is a word of Python is given with an underscore after it: `from_=`. Numbers that the text does
    not mention are left out. NoSuchWords: unknown key. TypeError: `n` of a counted text is not a whole number.
    KeyError: a placeholder has no number (where WORDS_STRICT is off it is logged, and "…" stands in its place).
    """
    code = get_language()
    if code is None:  # commands that switch translation off still speak
        with override(language()):
            return say(key, **numbers)
    text = _plain(key, code) or _counted_form(key, numbers)
    return HOLE.sub(lambda hole: _filling(key, hole[1], numbers), text) if "{" in text else text


say_lazy = lazy(say, str)
"""`say`, put off until the language of the reader is known."""


def has_words(key: str) -> bool:
    """Whether a text is kept under `key`."""
    with override(language()):
        return gettext(key) != key


def in_language(code: str) -> AbstractContextManager[None]:
    """Speak `code` ("uk") inside the block, and what was spoken before after it."""
    return override(code)


def can_be_kept(text: str, allowed: str = "") -> bool:
    """Whether a person's text has no control signs (but those allowed) and no halves of signs.

    Databases, letters and calendars choke on them.
    """
    return not any(category(sign) in {"Cc", "Cs"} and sign not in allowed for sign in text)


def language() -> str:
    """The language spoken now: the active one, or the house's own where none is."""
    return get_language() or str(settings.LANGUAGE_CODE)


def manners(code: str | None = None) -> Locale:
    """How dates, numbers and money are written in language `code` (None: the one spoken now)."""
    code = code or language()
    return Locale.parse(BRITISH.get(code, to_locale(code)))


@lru_cache(maxsize=8192)
def _plain(key: str, code: str) -> str:
    """The text of `key` in `code`, the language spoken now; empty when it is counted. Catalogues change with a start.

    Asked once: to look for plural forms costs more than all the rest of a sentence.
    """
    if ngettext(key, key, 1) != key:  # asked first: gettext alone would answer with the singular of a counted text
        return ""
    text = gettext(key)
    if text == key:
        raise NoSuchWords(f"No words are kept under {key!r}")
    return text


def _counted_form(key: str, numbers: dict[str, Any]) -> str:
    return ngettext(key, key, _counted(key, numbers))


def _counted(key: str, numbers: dict[str, Any]) -> int:
    if "n" not in numbers:
        raise KeyError(f"{key}: counts n, and n is not given")
    n = numbers["n"]
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError(f"{key}: n must be a whole number, not {n!r}")
    return n


def _filling(key: str, name: str, numbers: dict[str, Any]) -> str:
    for given in (name, f"{name}_"):
        if given in numbers:
            return str(numbers[given])
    if getattr(settings, "WORDS_STRICT", True):
        raise KeyError(f"{key}: {name} is not given")
    log.error("Words %s were asked for without %s", key, name)
    return "…"
