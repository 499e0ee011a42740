"""Paper as the eye sees it: PDFs rendered to pictures, what is printed where, and what a scanner reads there."""

from contextlib import closing
from typing import NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

SHARP = 3
"""Pixels of a picture for each point of the paper."""


class Box(NamedTuple):
    """Points from the upper left corner of the paper."""

    left: float
    top: float
    right: float
    bottom: float


def seen(pdf: bytes) -> list[Image.Image]:
    """Its pages as pictures."""
    with closing(pypdfium2.PdfDocument(pdf)) as paper:
        return [page.render(scale=SHARP).to_pil().convert("RGB") for page in paper]


def words_of(pdf: bytes) -> str:
    """What is written on all of it, every space a plain one."""
    with closing(pypdfium2.PdfDocument(pdf)) as paper:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in paper)


def rows(pdf: bytes) -> list[Box]:
    """Around each row of words on its first page."""
    with closing(pypdfium2.PdfDocument(pdf)) as paper:
        height, written = paper[0].get_height(), paper[0].get_textpage()
        found = [written.get_rect(number) for number in range(written.count_rects())]
    return [Box(left, height - top, right, height - bottom) for left, bottom, right, top in found]


def overlap(one: Box, other: Box) -> bool:
    wide = min(one.right, other.right) - max(one.left, other.left)
    return wide > 0 and min(one.bottom, other.bottom) - max(one.top, other.top) > 0


def part(picture: Image.Image, box: Box) -> Image.Image:
    return picture.crop(tuple(round(edge * SHARP) for edge in box))  # type: ignore[arg-type]


def printed(picture: Image.Image) -> Box:
    """The smallest box around all that is printed on white paper."""
    found = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    assert found, "the paper is empty"
    return Box(*(edge / SHARP for edge in found))


def holds(outer: Box, inner: Box) -> bool:
    """To a point: so far a letter may lean out."""
    edges = (inner.left - outer.left, inner.top - outer.top, outer.right - inner.right, outer.bottom - inner.bottom)
    return min(edges) >= -1


def colour(picture: Image.Image, left: float, top: float) -> str:
    """At a point of the paper, as "#1d6055"."""
    red, green, blue = picture.getpixel((round(left * SHARP), round(top * SHARP)))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def scanned(picture: Image.Image) -> str:
    """What the one square code on it says."""
    codes = zxingcpp.read_barcodes(picture)
    assert [code.format for code in codes] == [zxingcpp.BarcodeFormat.QRCode]
    return str(codes[0].text)
