"""The sheet as the eye sees it: rendered to a picture, which is scanned and measured."""

import itertools
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics

from fields import Words
from shop.drawing import paper_of
from shop.gifts import links
from shop.gifts.paper import HEIGHT, LEFT, MARGIN, PANEL, WIDTH, sheet
from shop.models import Gift, GiftDesign
from shop.paper import FACES, learn_letters, picture, plain
from tests.shop.eye import Box, colour, holds, overlap, part, printed, rows, scanned, seen, words_of
from tests.shop.gifts.given import bought
from tests.shop.gifts.test_paper import DESIGNS
from tests.world import World

COLUMN = Box(LEFT, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN)
WISH = "Вітаю з днем народження! Нехай рік принесе спокій, натхнення і багато тихих ранків із кавою. "
LONG = {
    "recipient": "Олександра-Вікторія Переяславець-Хмельницька, найкраща у світі подруга",
    "giver": "Костянтин Костянтинопольський-Задунайський з усією своєю великою родиною", "message": (WISH * 5)[:400],
}  # fmt: skip
WRITTEN: dict[str, dict[str, Any]] = {
    "as usual": {},
    "nothing": {"recipient": "", "giver": "", "message": ""},
    "long": LONG,
    "without a space": {"recipient": "Щ" * 80, "giver": "Ю" * 80, "message": "Ж" * 400},
    "one word": {"message": "Так!"},
}
CASES = list(itertools.product(("en", "uk"), WRITTEN))


def given_with(world: World, language: str, name: str) -> Gift:
    return bought(world.now, 1500, language=language, **WRITTEN[name])


@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_phone_reads_the_recipients_address_from_the_square(world: World, language: str, name: str) -> None:
    gift = given_with(world, language, name)
    assert scanned(seen(sheet(gift))[0]) == links.address(gift)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_nothing_is_outside_the_margins_or_over_another_thing(world: World, language: str, name: str) -> None:
    pdf = sheet(given_with(world, language, name))
    pages = seen(pdf)
    assert len(pages) == 1
    right = printed(part(pages[0], Box(PANEL + 1, 0, WIDTH, HEIGHT)))
    assert holds(COLUMN, Box(right.left + PANEL + 1, right.top, right.right + PANEL + 1, right.bottom))
    assert not [pair for pair in itertools.combinations(rows(pdf), 2) if overlap(*pair)]


@pytest.mark.parametrize("code", DESIGNS)
def test_its_left_third_has_the_colour_of_its_design_and_a_picture_in_it(world: World, code: str) -> None:
    gift = bought(world.now)
    gift.design = GiftDesign(code=code, name=Words({"en": code}))
    face = seen(sheet(gift))[0]
    ground = paper_of(picture(gift.design.picture)).lower()
    corners = [(2, 2), (PANEL - 2, 2), (2, HEIGHT - 2), (PANEL - 2, HEIGHT - 2)]
    assert {colour(face, *corner) for corner in corners} == {ground}
    inside = part(face, Box(20, 120, PANEL - 20, HEIGHT - 120))
    assert len(inside.getcolors(1 << 20) or ()) > 20
    assert colour(face, PANEL + 4, HEIGHT / 2) == "#ffffff"


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_word_can_be_read_in_what_was_printed(world: World, language: str) -> None:
    said = words_of(sheet(given_with(world, language, "long")))
    for word in " ".join(LONG.values()).split():
        assert word in said, word
    assert "₴" in said


def test_signs_that_the_letters_lack_leave_no_empty_box(world: World) -> None:
    """The picture is the same as without them, and other letters are read as the nearest of the face."""
    gift = bought(world.now, message="Rest 🎂 a ❤️ little 優", recipient="Łukasz", giver="Zażółć Nguyễn")
    odd = seen(sheet(gift))[0]
    gift.message, gift.recipient, gift.giver = "Rest a little", "Lukasz", "Zazólć Nguyen".replace("ć", "c")
    assert odd.tobytes() == seen(sheet(gift))[0].tobytes()


@given(st.text())
def test_whatever_is_written_only_signs_of_every_face_are_printed(text: str) -> None:
    learn_letters()
    faces = [pdfmetrics.getFont(name).face.charToGlyph for name in FACES]
    assert all(ord(sign) in face for sign in plain(text) if sign != "\n" for face in faces)


@pytest.mark.parametrize("text", ["Їжак, ґанок, єнот — «її»", "Crème brûlée, naïve, ß", "1 500 ₴", "−64 ₴ № 5…"])
def test_what_the_letters_have_is_printed_as_it_was_written(text: str) -> None:
    assert plain(text) == plain(normalize("NFD", text)) == text
