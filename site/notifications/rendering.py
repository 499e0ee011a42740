"""A letter in full: the words that staff edit, filled from the living subject, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from notifications.lines import frame, source
from notifications.models import Letter
from notifications.subjects import Telling, Word
from words import HOLE, language


@dataclass(frozen=True)
class Written:
    """A letter ready to be sent."""

    subject: str
    html: str
    text: str


def fill(text: str, words: Mapping[str, Word]) -> str:
    """`text` with its placeholders filled, line by line; a line whose placeholders are all empty is left out.

    KeyError: a placeholder that nobody knows. What is filled in is never read for placeholders again.
    """
    lines = (_line(line, words) for line in text.split("\n"))
    return "\n".join(line for line in lines if line is not None)


def _line(line: str, words: Mapping[str, Word]) -> str | None:
    found = {name: _word(words[name]) for name in HOLE.findall(line)}
    if found and not any(found.values()):
        return None
    return HOLE.sub(lambda hole: found[hole[1]], line)


def _word(word: Word) -> str:
    return word() if callable(word) else word


def paragraphs(body: str) -> list[list[str]]:
    """Blocks of lines; empty blocks, whose lines were left out, are gone."""
    blocks = ([line for line in block.split("\n") if line.strip()] for block in body.split("\n\n"))
    return [block for block in blocks if block]


def one_line(text: str) -> str:
    """A subject holds no line breaks, whatever somebody wrote into a note."""
    return " ".join(text.split())


def write(letter: Letter, told: Telling) -> Written:
    """The letter in the active language."""
    spoken = language()
    words: Mapping[str, Word] = {"dear": told.dear, "link": told.link, **told.words}

    def part(name: str) -> str:
        return fill(getattr(letter, name).say(spoken), words)

    context: dict[str, Any] = {
        "language": spoken, "subject": one_line(part("subject")), "preheader": one_line(part("preheader")),
        "greeting": frame("greeting", dear=told.dear) if told.dear else frame("greeting_plain"),
        "paragraphs": paragraphs(part("body")), "button": one_line(part("button")), "link": told.link,
        "questions": frame("questions"), "sign_off": frame("sign_off"), "footer": fill(frame_text(told.footer), words),
    }  # fmt: skip
    return Written(
        subject=context["subject"],
        html=render_to_string("letters/letter.html", context),
        text=render_to_string("letters/letter.txt", context).strip() + "\n",
    )


def frame_text(key: str) -> str:
    """A text of the frame with its placeholders still in it."""
    entry: dict[str, str] = source()["frame"][key]
    return entry[language()]
