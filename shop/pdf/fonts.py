"""The house's letters on paper, embedded into each file: Latin, Ukrainian and ₴."""

from functools import cache
from pathlib import Path

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

TEXT, BOLD, DISPLAY = "House", "House-Bold", "House-Display"
FILES = {TEXT: "madefor.ttf", BOLD: "madefor-bold.ttf", DISPLAY: "brygada.ttf"}
"""Name on paper -> file in the theme's folder `print`."""


@cache
def register() -> None:
    """Reads the files, once a process."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(_path(file))))


def _path(file: str) -> Path:
    """The theme's own, else the house's."""
    found: list[Path] = [theme / "print" / file for theme in settings.THEMES]
    return next(path for path in found if path.is_file())
