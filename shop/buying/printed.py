"""The receipt on paper: A4, the same lines and sums as on its page."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from shop.paper import BOLD, DISPLAY, INK, QUIET, TEXT, learn_letters, plain
from words import say

LINE = HexColor("#d9d4ca")
MARGIN, WIDE, NARROW = 18 * mm, 114 * mm, 30 * mm
SIZE, LEADING = 10, 14.5
PADDING = 6
"""Points that reportlab leaves inside its frame, on each side."""


def _style(name: str, font: str = TEXT, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        name, **{"fontName": font, "fontSize": SIZE, "leading": LEADING, "textColor": HexColor(INK)} | more
    )


def drawn(receipt: dict[str, Any]) -> bytes:
    """`receipt`: as `shop.buying.receipts.receipt` tells it, in the language spoken now."""
    learn_letters()
    paper = BytesIO()
    frame = SimpleDocTemplate(
        paper, pagesize=A4, topMargin=MARGIN, bottomMargin=MARGIN, leftMargin=MARGIN - PADDING,
        rightMargin=MARGIN - PADDING,
        title=receipt["title"], author=receipt["house"]["name"], lang=receipt["language"],
    )  # fmt: skip
    frame.build([*_head(receipt), *_lines(receipt), *_sums(receipt), *_money(receipt)])
    return paper.getvalue()


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(plain(text)).replace("\n", "<br/>"), style)


def _head(receipt: dict[str, Any]) -> list[Flowable]:
    house = receipt["house"]
    name = _text(house["name"], _style("house", DISPLAY, fontSize=22, leading=26))
    number = _text(say("receipt.number", number=receipt["number"]), _style("number", BOLD, alignment=TA_RIGHT))
    about = _text("\n".join(filter(None, house["about"])), _quiet())
    day = _text(receipt["at"], _quiet(alignment=TA_RIGHT))
    top = Table([[name, number], [about, day]], colWidths=[WIDE, 2 * NARROW], style=_bare())
    top.setStyle(TableStyle([("VALIGN", (0, 0), (-1, 0), "BOTTOM")]))
    title = _text(receipt["title"], _style("title", DISPLAY, fontSize=18, leading=24))
    whom = _text(say("receipt.for", name=receipt["name"]), _style("whom"))
    return [top, Spacer(0, 10 * mm), title, whom, Spacer(0, 6 * mm)]


def _quiet(**more: Any) -> ParagraphStyle:
    return _style("quiet", **{"textColor": HexColor(QUIET), "fontSize": 9, "leading": 13} | more)


def _right(font: str = TEXT) -> ParagraphStyle:
    return _style("right", font, alignment=TA_RIGHT)


def _bare() -> TableStyle:
    return TableStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ])  # fmt: skip


def _lines(receipt: dict[str, Any]) -> Iterable[Flowable]:
    """What was bought; under each line what promotions took off it, in their sequence."""
    named = (("what", _quiet()), ("quantity", _quiet(alignment=TA_RIGHT)), ("price", _quiet(alignment=TA_RIGHT)))
    rows: list[list[Any]] = [[_text(say(f"receipt.{name}"), style) for name, style in named]]
    ruled = []
    for line in receipt["lines"]:
        what = [_text(line["title"], _style("what", BOLD)), *([_text(line["note"], _quiet())] if line["note"] else [])]
        rows.append([what, _text(str(line["quantity"]), _right()), _text(line["was"], _right())])
        rows += [[_text(label, _quiet()), "", _text(amount, _right())] for label, amount in line["discounts"]]
        ruled.append(("LINEBELOW", (0, len(rows) - 1), (-1, len(rows) - 1), 0.5, LINE))
    table = Table(rows, colWidths=[WIDE, NARROW - 10 * mm, NARROW + 10 * mm], style=_bare(), repeatRows=1)
    table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, 0), 0.5, LINE), *ruled]))
    yield table
    yield Spacer(0, 5 * mm)


def _sums(receipt: dict[str, Any]) -> list[Flowable]:
    *steps, (label, amount) = receipt["sums"]
    rows = [[_text(name, _style("step")), _text(much, _right())] for name, much in steps]
    rows.append([_text(label, _style("total", BOLD)), _text(amount, _right(BOLD))])
    said = [Spacer(0, 2 * mm), _text(receipt["stacking"], _quiet())] if receipt["stacking"] else []
    return [_totals(rows), *said, Spacer(0, 8 * mm)]


def _totals(rows: Sequence[Sequence[Any]]) -> Table:
    table = Table(rows, colWidths=[WIDE + NARROW - 10 * mm, NARROW + 10 * mm], style=_bare())
    table.setStyle(TableStyle([("LINEABOVE", (0, len(rows) - 1), (-1, len(rows) - 1), 0.75, HexColor(INK))]))
    return table


def _money(receipt: dict[str, Any]) -> list[Flowable]:
    """Who paid what, what came back, and what is left."""
    rows = [[_source(label, day), _text(amount, _right())] for label, day, amount in receipt["money"]]
    rows += [[_text(label, _style("left", BOLD)), _text(amount, _right(BOLD))] for label, amount in receipt["left"]]
    heading = _text(say("receipt.money"), _style("heading", DISPLAY, fontSize=13, leading=18))
    return [heading, Spacer(0, 2 * mm), _totals(rows)] if rows else []


def _source(label: str, day: str) -> list[Flowable]:
    return [_text(label, _style("source")), _text(day, _quiet())]
