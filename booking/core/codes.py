"""Codes to read aloud and copy by hand. The last letter checks the rest.

Each letter is weighted by its place, counted from the end, and the sum is divisible by the size of the alphabet.
The size is prime and above the length, so one wrong letter or two letters that changed places always show.
"""

import secrets
from collections.abc import Callable, Sequence
from unicodedata import category

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"  # 29: nothing that is taken for another: 0 O, 1 I L, 5 S, U V
SHORTEST, LONGEST = 2, len(ALPHABET) - 1


def new_code(*, length: int = 7, choice: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A code of `length` letters, the check letter included; `length` from 2 to 28."""
    if not SHORTEST <= length <= LONGEST:
        raise ValueError(f"a code has from {SHORTEST} to {LONGEST} letters, not {length}")
    body = "".join(choice(ALPHABET) for _ in range(length - 1))
    return body + ALPHABET[-_weigh(body + ALPHABET[0]) % len(ALPHABET)]


def is_code(text: str) -> bool:
    """Whether the text, already tidy, is a code whose check letter agrees."""
    if not SHORTEST <= len(text) <= LONGEST or not set(text) <= set(ALPHABET):
        return False
    return _weigh(text) % len(ALPHABET) == 0


def tidy(text: str) -> str:
    """As typed by a person, to as printed: capitals, without spaces and hyphens of any kind."""
    return "".join(letter for letter in text.upper() if not letter.isspace() and category(letter) != "Pd")


def _weigh(text: str) -> int:
    return sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(reversed(text), start=1))
