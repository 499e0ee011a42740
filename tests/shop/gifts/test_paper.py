"""The sheet: whether it is beautiful the eye must say; its words and letters are tried here, in both languages."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from fields import Words
from shop.gifts.paper import sheet
from shop.models import GiftDesign
from shop.paper import HAND, learn_letters, wrapped
from tests.shop.gifts.given import bought
from tests.world import World

SAID = {
    "en": ("Andrii, this is for you", "Valid until 1 March 2028", "Code of the certificate", "₴1,500", "Maria"),
    "uk": ("Andrii, це для вас", "Дійсний до 1 березня 2028 року", "Код сертифіката", "1 500 ₴", "Maria"),
}
DESIGNS = ("just-because", "birthday", "thank-you", "breather", "new-start", "winter")


def read(pdf: bytes) -> str:
    return " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def fonts(pdf: bytes) -> dict[str, bool]:
    """Its fonts by name, and whether their letters are within the file."""
    page: Any = PdfReader(BytesIO(pdf)).pages[0]
    found = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    return {
        font["/BaseFont"]: "/FontFile2" in font.get("/FontDescriptor", {}) for font in found if "+" in font["/BaseFont"]
    }


@pytest.mark.parametrize("language", SAID)
def test_it_says_all_that_its_bearer_needs_in_his_language(world: World, language: str) -> None:
    message = "Відпочинь: ґанок, їжак, єнот — і жодних справ." if language == "uk" else "Rest – a little, at last."
    gift = bought(world.now, 1500, language=language, message=message)
    said = read(sheet(gift))
    for part in (*SAID[language], message, gift.printed, "/gift/balance/"):
        assert part in said, part


def test_its_letters_are_within_it_the_sign_of_the_hryvnia_too(world: World) -> None:
    pdf = sheet(bought(world.now, language="uk"))
    assert fonts(pdf) and all(fonts(pdf).values())
    assert "\u20b4" in read(pdf)


def test_a_service_is_called_by_its_name(world: World) -> None:
    said = read(sheet(bought(world.now, service=world.service, language="uk")))
    assert "Сеанс" in said and "₴" not in said


@pytest.mark.parametrize("code", DESIGNS)
def test_every_design_can_be_drawn(world: World, code: str) -> None:
    gift = bought(world.now)
    gift.design = GiftDesign(code=code, name=Words({"en": code}))
    assert len(sheet(gift)) > 5000


def test_the_longest_message_fits_above_the_value(world: World) -> None:
    gift = bought(world.now, message="Щиро " * 80)
    assert read(sheet(gift)).count("Щиро") == 80


def test_no_row_of_a_message_begins_with_a_dash() -> None:
    learn_letters()
    rows = wrapped("Їжачки, ґанок, єноти — усе — зачекає", HAND, 14, 60)
    assert len(rows) > 2 and not [row for row in rows if row.startswith("—")]
    assert " ".join(rows) == "Їжачки, ґанок, єноти — усе — зачекає"


def test_the_same_certificate_is_the_same_sheet(world: World) -> None:
    gift = bought(world.now)
    assert sheet(gift) == sheet(gift)
