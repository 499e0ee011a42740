"""Words as they are looked for: their stems, and how alike two of them are. Standard library only.

Light on purpose: endings and diminutives are cut until none is left, the same in what is kept and in what is asked, so
that "рушників" meets "рушнички". What this does not bring together (alternations, slips of the pen) likeness does.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

WORD = re.compile(r"\w+")
MARKS = str.maketrans("", "", "'’ʼ`´\u0301")
"""Apostrophes and accents: "м’ячик" and "мʼячик" are one word."""
LONGEST = 40
SHORTEST = 3
"""Letters that remain when an ending is cut; after a single letter one fewer."""
CUT = (
    "ями ами ові еві єві ого ому ими іми ією ею єю ою ам ям ах ях ів їв ей ий ій их іх ої им ім ем єм ом "
    "ичок ечок ичк ечк очк ик ок ек к а я у ю и і ї е є о ь й"
)
UKRAINIAN = tuple(sorted(CUT.split(), key=len, reverse=True))
ENGLISH = ("ing", "ies", "ed", "es", "ly", "s", "y", "e")
ALIKE = 0.43
"""From here on two words may be one, misspelt."""


def words_in(text: str) -> list[str]:
    """Its words in small letters, without apostrophes; longer ones are cut."""
    return [word[:LONGEST] for word in WORD.findall(text.translate(MARKS).casefold().replace("_", " "))]


def stems_in(text: str) -> list[str]:
    return [stem(word) for word in words_in(text)]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """`word` as `words_in` gives it."""
    if word.isascii():
        return _without(word, ENGLISH)
    shorter = _without(word, UKRAINIAN)
    while shorter != word:
        word, shorter = shorter, _without(shorter, UKRAINIAN)
    return word


def _without(word: str, endings: Iterable[str]) -> str:
    for ending in endings:
        left = len(word) - len(ending)
        if word.endswith(ending) and left >= SHORTEST - (len(ending) == 1) and not word.endswith("ss"):
            return word[:left]
    return word


def likeness(one: str, other: str) -> float:
    """0 to 1: how many of their runs of three letters two words share."""
    first, second = _threes(one), _threes(other)
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=8192)
def _threes(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
