"""Our own Python files as the tests of the house see them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ROOTS = (ROOT / "site", ROOT)
ROOMS = (
    "accounts",
    "config",
    "ledger",
    "notifications",
    "pages",
    "booking",
    "shop",
    "loyalty",
    "chat",
    "desk",
    "insights",
)
LOOSE = (
    "clock",
    "contact",
    "editions",
    "entries",
    "facts",
    "fields",
    "moments",
    "money",
    "paging",
    "reading",
    "wire",
    "words",
)
"""Modules of the ground floor: they belong to no room."""


class Module(NamedTuple):
    name: str
    path: Path

    @property
    def room(self) -> str:
        """ "booking.core" is a room of its own: the pure middle."""
        parts = self.name.split(".")
        return "booking.core" if parts[:2] == ["booking", "core"] else parts[0]

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text("utf-8"))

    def imports(self) -> Iterator[str]:
        """Every dotted name that is imported, wherever in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules() -> list[Module]:
    """All of our modules but migrations."""
    found = []
    for room in (*ROOMS, *LOOSE):
        for root in ROOTS:
            files = [root / f"{room}.py"] if room in LOOSE else sorted((root / room).rglob("*.py"))
            found += [
                Module(_name(file, root), file) for file in files if file.is_file() and "migrations" not in file.parts
            ]
    return found


def _name(file: Path, root: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, docstring left out."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1
