"""Wherever code or a template asks for words by name, they exist and get all that they ask for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract

from tests.words import texts

ROOT = texts.ROOT
SOURCES = ("site", "booking", "shop", "loyalty", "themes")
TAG = re.compile(r"""{%\s*say\s+(?P<quote>["'])(?P<key>[^"']+)(?P=quote)(?P<given>[^%]*)%}""")
GIVEN = re.compile(r"(\w+)=")
Use = tuple[str, str, set[str] | None]
"""Where, the key, the names given (None: not known before it runs)."""


def files(ending: str) -> Iterator[Path]:
    for source in SOURCES:
        yield from sorted((ROOT / source).rglob(f"*.{ending}"))


def in_code(source: str, where: str) -> Iterator[Use]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in {"say", "say_lazy"} and node.args:
            key = node.args[0]
            if isinstance(key, ast.Constant):
                names = {keyword.arg for keyword in node.keywords}
                known = None if None in names else {str(name).removesuffix("_") for name in names}
                yield f"{where}:{node.lineno}", str(key.value), known


def _called(node: ast.Call) -> str:
    """The name of what is called; a method of another thing that is called `say` is not ours."""
    called = node.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "words":
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def in_template(source: str, where: str) -> Iterator[Use]:
    for number, line in enumerate(source.splitlines(), start=1):
        for tag in TAG.finditer(line):
            yield f"{where}:{number}", tag["key"], {name.removesuffix("_") for name in GIVEN.findall(tag["given"])}


def uses() -> Iterator[Use]:
    for path in files("py"):
        yield from in_code(path.read_text(), str(path.relative_to(ROOT)))
    for path in files("html"):
        yield from in_template(path.read_text(), str(path.relative_to(ROOT)))


def wrong(use: Use) -> str | None:
    where, key, given = use
    text = {text.where: text for text in texts.keyed()}.get(key)
    if text is None:
        return f"{where}: no words under {key}"
    asked = set(re.findall(r"\{(\w+)\}", text.said["en"][0])) | ({"n"} if text.counted else set())
    missing = set() if given is None else asked - given
    return f"{where}: {key} lacks {', '.join(sorted(missing))}" if missing else None


def test_every_text_that_is_asked_for_exists_and_gets_its_numbers() -> None:
    faults = [fault for fault in map(wrong, uses()) if fault]
    assert not faults, "\n".join(faults)


def test_a_wrong_use_in_code_is_noticed() -> None:
    code = """
say("no.such")
say("actions.pay")
say("actions.pay", due=1)
words.say_lazy("counts.days", **n)
say(f"a.{b}")
name.say("en")
"""
    noticed = [wrong(use) for use in in_code(code, "x")]
    assert noticed == ["x:2: no words under no.such", "x:3: actions.pay lacks due", None, None]


def test_a_wrong_use_in_a_template_is_noticed() -> None:
    page = """{% say "hints.peak" from=a until=b %}{% say "counts.days" %}
{% say 'actions.boook' as x %}"""
    noticed = [wrong(use) for use in in_template(page, "x")]
    assert noticed == [None, "x:1: counts.days lacks n", "x:2: no words under actions.boook"]


def labels_in_code() -> Iterator[Use]:
    """English labels marked for translation in our own code."""
    words = {"_": None, "gettext": None, "gettext_lazy": None}
    for path in files("py"):
        with path.open("rb") as code:
            for line, label, *_rest in extract("python", code, keywords=words):
                yield f"{path.relative_to(ROOT)}:{line}", str(label), None


def test_every_label_of_the_staff_pages_has_its_ukrainian() -> None:
    missing = [f"{where}: {label}" for where, label, _given in labels_in_code() if label not in texts.catalogue("uk")]
    assert not missing, "\n".join(missing)
