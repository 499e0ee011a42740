"""Words and their stems: forms of one word meet, other words do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.stems import ALIKE, LONGEST, likeness, stem, stems_in, words_in


@pytest.mark.parametrize("forms", [
    "рушник рушника рушники рушників рушничок рушнички рушничків рушниками",
    "крем крему креми кремів кремом кремами",
    "килимок килимка килимки килимків килимком",
    "м’ячик мʼячики м'ячиків",
    "стрічка стрічки стрічок стрічкою",
    "пляшка пляшку пляшок пляшками",
    "бальзам бальзаму бальзами бальзамів",
    "картка картки карток картками",
    "олія олії олією олію",
    "щоденник щоденника щоденники щоденників",
    "масаж масажу масажем масажі",
    "мило мила милом",
    "towel towels", "cream creams", "massage massages", "bottle bottles", "diary diaries", "card cards",
])  # fmt: skip
def test_forms_of_one_word_have_one_stem(forms: str) -> None:
    assert len(set(stems_in(forms))) == 1, stems_in(forms)


@pytest.mark.parametrize(
    ("one", "other"), [("крем", "крок"), ("мило", "масаж"), ("чай", "час"), ("glass", "glue"), ("сон", "сонце")]
)
def test_other_words_have_other_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(("wrong", "right"), [
    ("масаш", "масаж"), ("крм", "крем"), ("herbel", "herbal"), ("рушнекі", "рушник"), ("hourglas", "hourglass"),
    ("камінь", "каменю"), ("skiping", "skipping"), ("скакалька", "скакалка"), ("battle", "bottle"),
])  # fmt: skip
def test_a_slip_of_the_pen_is_like_the_word(wrong: str, right: str) -> None:
    assert max(likeness(stem(wrong), stem(right)), likeness(wrong, stem(right))) >= ALIKE


@pytest.mark.parametrize(("one", "other"), [("крем", "мило"), ("tea", "mat"), ("рушник", "ролик"), ("cream", "cards")])
def test_words_that_have_nothing_in_common_are_not_alike(one: str, other: str) -> None:
    assert likeness(stem(one), stem(other)) < ALIKE


@given(st.text(max_size=200))
def test_any_text_has_words_that_can_be_kept(text: str) -> None:
    for word in words_in(text):
        assert 1 <= len(stem(word)) <= LONGEST * 3  # one sign may become three small letters
        assert likeness(word, word) == 1
