"""What is printed: the letters of the theme and the few things that a page is made of. Lengths are points."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont

DISPLAY, HAND, TEXT, BOLD = "brygada", "brygada-italic", "madefor", "madefor-bold"
FACES = (DISPLAY, HAND, TEXT, BOLD)
INK, QUIET, BRAND = "#172a2a", "#55696a", "#1d6055"
INSTEAD = {
    "\u202f": "\u00a0", "\u2010": "-", "\u2011": "-", "\u2032": "\u2019", "\u2033": "\u201d", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "ı": "i",
}  # fmt: skip
"""Signs that a face lacks and that are not made of others -> what is read in their place."""


@cache
def learn_letters() -> None:
    """Once a process: the theme's fonts, with Cyrillic and the sign of the hryvnia. Each page keeps what it uses."""
    for name in FACES:
        pdfmetrics.registerFont(TTFont(name, _print_file(f"{name}.ttf")))


def _print_file(name: str) -> Path:
    return next(file for theme in settings.THEMES if (file := Path(theme, "print", name)).is_file())


def picture(path: str) -> Path:
    """A picture among the static files."""
    return Path(str(finders.find(path)))


def plain(text: str) -> str:
    """Without signs that a face lacks: the nearest that all have, or nothing. Never an empty box."""
    return "".join("\n" if sign == "\n" else _nearest(sign) for sign in normalize("NFC", text))


@cache
def _signs() -> frozenset[str]:
    """What every face can write."""
    learn_letters()
    return frozenset.intersection(*(frozenset(map(chr, pdfmetrics.getFont(name).face.charToGlyph)) for name in FACES))


@cache
def _nearest(sign: str) -> str:
    read = INSTEAD.get(sign, sign)
    parts = (one for one in normalize("NFKD", read) if one in _signs() and not combining(one))
    return read if read in _signs() else "".join(parts)


DASH = "— "


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """No row is wider than `width`, and none begins with a dash: it stays at the end of the one before."""
    found: list[str] = []
    words = (piece for word in plain(text).split(" ") for piece in _pieces(word, font, size, width))
    for row in simpleSplit(" ".join(filter(None, words)), font, size, width):
        dashed = bool(found) and row.startswith(DASH)
        found[-1:] = [f"{found[-1]} {DASH.strip()}"] if dashed else found[-1:]
        found.append(row.removeprefix(DASH) if dashed else row)
    return found


def _pieces(word: str, font: str, size: float, width: float) -> Iterator[str]:
    """A word that is wider than the paper, in pieces that are not."""
    while stringWidth(word, font, size) > width and len(word) > 1:
        most = max(1, bisect_right(range(1, len(word)), width, key=lambda n: stringWidth(word[:n], font, size)))
        yield word[:most]
        word = word[most:]
    yield word


def fitting(text: str, font: str, sizes: Sequence[float], width: float, lines: int) -> tuple[float, list[str]]:
    """The largest of these sizes in which the text needs no more than so many lines; else the smallest."""
    for size in sizes:
        rows = wrapped(text, font, size, width)
        if len(rows) <= lines:
            return size, rows
    return sizes[-1], wrapped(text, font, sizes[-1], width)


def write(canvas: Any, rows: Sequence[str], *, font: str, size: float, x: float, y: float, lead: float = 1.25) -> float:
    """Rows from the baseline `y` downwards; the baseline after the last of them."""
    canvas.setFont(font, size)
    for row in rows:
        canvas.drawString(x, y, plain(row))
        y -= size * lead
    return y


def square_code(canvas: Any, text: str, *, x: float, y: float, size: float) -> None:
    """A QR code with its lower left corner at (x, y)."""
    rows = segno.make(text, error="m").matrix
    step = size / len(rows)
    path = canvas.beginPath()
    for n, row in enumerate(rows):
        for m, dark in enumerate(row):
            if dark:
                path.rect(x + m * step, y + size - (n + 1) * step, step, step)
    canvas.drawPath(path, fill=1, stroke=0)
