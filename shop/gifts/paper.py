"""A certificate on paper: half a sheet, to print and to give."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.urls import reverse
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A5, landscape
from reportlab.pdfgen.canvas import Canvas

import moments
from money import show_money
from shop.drawing import draw, paper_of
from shop.gifts import links
from shop.models import Gift
from shop.paper import (
    BOLD,
    BRAND,
    DISPLAY,
    HAND,
    INK,
    QUIET,
    TEXT,
    fitting,
    learn_letters,
    picture,
    plain,
    square_code,
    wrapped,
    write,
)
from words import in_language, say

WIDTH, HEIGHT = landscape(A5)
PANEL, MARGIN = 236.0, 30.0
LEFT, COLUMN = PANEL + MARGIN, WIDTH - PANEL - 2 * MARGIN
SQUARE = 74.0
WORTH, LEAD, SIZES = 160.0, 1.3, (19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6)
"""Height at which the value stands; of the message, how far its rows are apart and which sizes it may have."""
BREATH = 12.0
"""Between the value and what stands above it, at least."""
ARCH = 420.0
"""How wide the arch of a picture is, in its own units."""


def sheet(gift: Gift) -> bytes:
    """The PDF, in the recipient's language: picture, message, value, code, until when, and where to go with it."""
    learn_letters()
    kept = BytesIO()
    with in_language(gift.language):
        canvas = Canvas(kept, pagesize=(WIDTH, HEIGHT), invariant=1, lang=gift.language)
        canvas.setTitle(plain(title(gift)))
        canvas.setAuthor(settings.OSCAR_SHOP_NAME)
        _face(canvas, gift)
        _words(canvas, gift, _heading(canvas, gift))
        _foot(canvas, gift)
        canvas.showPage()
        canvas.save()
    return kept.getvalue()


def title(gift: Gift) -> str:
    return say("gifts.received_title", giver=gift.giver) if gift.giver else say("gifts.received_title_anonymous")


def value(gift: Gift) -> str:
    """ "₴1,500", or the service by name."""
    return str(gift.service) if gift.service else show_money(gift.amount, gift.currency, gift.language)


def _face(canvas: Any, gift: Gift) -> None:
    file = picture(gift.design.picture)
    canvas.setFillColor(HexColor(paper_of(file)))
    canvas.rect(0, 0, PANEL, HEIGHT, stroke=0, fill=1)
    scale = PANEL / ARCH
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(0, 0, PANEL, HEIGHT)
    canvas.clipPath(frame, stroke=0)
    draw(canvas, file, x=PANEL / 2 - 300 * scale, y=HEIGHT / 2 + 206 * scale, scale=scale)
    canvas.restoreState()


def _heading(canvas: Any, gift: Gift) -> float:
    """The house, for whom, from whom; the baseline below."""
    canvas.setFillColor(HexColor(BRAND))
    y = write(canvas, [settings.OSCAR_SHOP_NAME], font=BOLD, size=10, x=LEFT, y=HEIGHT - 40)
    canvas.setFillColor(HexColor(QUIET))
    y = write(canvas, [say("gifts.paper.kind")], font=TEXT, size=10, x=LEFT, y=y - 14)
    canvas.setFillColor(HexColor(INK))
    whom = plain(gift.recipient).strip()
    greeting = say("gifts.opened_title", who=whom) if whom else say("gifts.paper.title")
    size, rows = fitting(greeting, DISPLAY, (25, 22, 19, 16, 14, 12, 10), COLUMN, 2)
    return write(canvas, rows, font=DISPLAY, size=size, x=LEFT, y=y - size * 0.75, lead=1.1)


def _words(canvas: Any, gift: Gift, y: float) -> None:
    """The message, as large as it can be, who says it, and what the certificate is worth."""
    size, rows = fitting(value(gift), DISPLAY, (30, 24, 19, 16), COLUMN, 1)
    worth = WORTH + size * 1.05 * (len(rows) - 1)
    _said(canvas, gift, y, lowest=worth + size * 0.75 + BREATH)
    canvas.setFillColor(HexColor(BRAND))
    write(canvas, rows, font=DISPLAY, size=size, x=LEFT, y=worth, lead=1.05)
    canvas.setFillColor(HexColor(QUIET))
    until = say("gifts.valid_until", date=moments.full_date(gift.valid_until, gift.zone)) if gift.valid_until else ""
    write(canvas, [until], font=TEXT, size=9.5, x=LEFT, y=WORTH - 17)


def _said(canvas: Any, gift: Gift, y: float, *, lowest: float) -> None:
    """The message and its giver between two heights."""
    small, names = fitting(gift.giver, TEXT, (10, 9, 8, 7), COLUMN, 1)
    size, rows = _largest(gift.message, y - 10 - lowest - max(0, len(names) - 1) * small * 1.25)
    canvas.setFillColor(HexColor(INK))
    y = write(canvas, rows, font=HAND, size=size, x=LEFT, y=y - 8, lead=LEAD)
    canvas.setFillColor(HexColor(QUIET))
    write(canvas, names, font=TEXT, size=small, x=LEFT, y=y - 2)


def _largest(message: str, height: float) -> tuple[float, list[str]]:
    """The size in which the message fills no more than the height, with its rows."""
    said = " ".join(plain(message).split())
    sizes = [size for size in SIZES if len(wrapped(said, HAND, size, COLUMN)) * size * LEAD <= height]
    size = sizes[0] if sizes else SIZES[-1]
    return size, wrapped(said, HAND, size, COLUMN) if said else []


def _foot(canvas: Any, gift: Gift) -> None:
    canvas.setStrokeColor(HexColor("#d9dedb"))
    canvas.setLineWidth(0.6)
    canvas.line(LEFT, MARGIN + SQUARE + 12, WIDTH - MARGIN, MARGIN + SQUARE + 12)
    canvas.setFillColor(HexColor(INK))
    square_code(canvas, links.address(gift), x=WIDTH - MARGIN - SQUARE, y=MARGIN, size=SQUARE)
    beside, y = COLUMN - SQUARE - 16, MARGIN + SQUARE - 9
    canvas.setFillColor(HexColor(QUIET))
    y = write(canvas, [say("gifts.paper.code")], font=TEXT, size=8.5, x=LEFT, y=y)
    canvas.setFillColor(HexColor(INK))
    y = write(canvas, [gift.printed], font=BOLD, size=13.5, x=LEFT, y=y - 6)
    canvas.setFillColor(HexColor(QUIET))
    where = f"{settings.SITE_ADDRESS}{reverse('gift-balance')}".partition("://")[2]
    write(canvas, wrapped(say("gifts.paper.how", where=where), TEXT, 8, beside), font=TEXT, size=8, x=LEFT, y=y - 1)
