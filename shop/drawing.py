"""Pictures of the theme on paper: the plain paths and circles of which they are drawn, as vectors."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # files of the theme, never of strangers

from reportlab.lib.colors import HexColor

TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
SIZES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Z": 0}
"""Command of a path -> how many numbers it takes."""
Point = tuple[float, float]
INHERITED = ("fill", "stroke", "stroke-width")


def draw(canvas: Any, file: Path, *, x: float, y: float, scale: float) -> None:
    """With its upper left corner at (x, y), in points from the lower left corner of the page."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(scale, -scale)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    _element(canvas, ElementTree.parse(file).getroot(), {"fill": "#000000"})  # noqa: S314
    canvas.restoreState()


def paper_of(file: Path) -> str:
    """The colour on which it is drawn: its first path is its ground."""
    return next(str(path.get("fill")) for path in ElementTree.parse(file).iter() if path.tag.endswith("path"))  # noqa: S314


def _element(canvas: Any, element: Any, style: Mapping[str, str]) -> None:
    style = {**style, **{name: element.get(name) for name in INHERITED if element.get(name)}}
    kind = element.tag.rpartition("}")[2]
    if kind in SHAPES:
        path = canvas.beginPath()
        SHAPES[kind](path, element)
        canvas.drawPath(path, **_paint(canvas, style))
    for child in element:
        _element(canvas, child, style)


def _paint(canvas: Any, style: Mapping[str, str]) -> dict[str, int]:
    fill, stroke = (style.get(name, "none") for name in ("fill", "stroke"))
    if fill != "none":
        canvas.setFillColor(HexColor(fill))
    if stroke != "none":
        canvas.setStrokeColor(HexColor(stroke))
        canvas.setLineWidth(float(style.get("stroke-width", 1)))
    return {"fill": int(fill != "none"), "stroke": int(stroke != "none")}


def _circle(path: Any, element: Any) -> None:
    path.circle(*(float(element.get(name)) for name in ("cx", "cy", "r")))


def _path(path: Any, element: Any) -> None:
    at: Point = (0, 0)
    first: Point = (0, 0)
    for command, numbers in _commands(element.get("d")):
        points = _absolute(command, numbers, at)
        if command in "Zz":
            path.close()
            at = first
            continue
        at = points[-1]
        if command in "Mm":
            first = at
        MARKS[len(points) if command not in "Mm" else 0](path, points)


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """Each with its numbers; a command that is left out is the one before, and after M it is L."""
    tokens, command = TOKEN.findall(text), ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        taken = SIZES[command.upper()]
        yield command, [float(token) for token in tokens[:taken]]
        del tokens[:taken]
        command = {"M": "L", "m": "l"}.get(command, command)


def _absolute(command: str, numbers: list[float], at: Point) -> list[Point]:
    dx, dy = at if command.islower() else (0.0, 0.0)
    if command in "Hh":
        return [(numbers[0] + dx, at[1])]
    if command in "Vv":
        return [(at[0], numbers[0] + dy)]
    return [(x + dx, y + dy) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]


def _move(path: Any, points: list[Point]) -> None:
    path.moveTo(*points[0])


def _line(path: Any, points: list[Point]) -> None:
    path.lineTo(*points[0])


def _curve(path: Any, points: list[Point]) -> None:
    path.curveTo(*(number for point in points for number in point))


MARKS = {0: _move, 1: _line, 3: _curve}
SHAPES = {"path": _path, "circle": _circle}
