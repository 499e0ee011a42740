import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.core.codes import ALPHABET, is_code, new_code, tidy

lengths = st.integers(2, 28)
codes = st.builds(
    lambda length, seed: new_code(length=length, choice=random.Random(seed).choice), lengths, st.integers()
)


def test_the_alphabet_has_no_look_alikes_and_a_prime_size():
    assert not set(ALPHABET) & set("OI01LU")
    assert len(set(ALPHABET)) == len(ALPHABET) == 29


def test_a_code_has_seven_letters_unless_told():
    assert len(new_code()) == 7
    assert is_code(new_code())


def test_codes_differ():
    assert len({new_code(length=12) for _ in range(200)}) == 200


@given(codes)
def test_a_new_code_is_a_code(code):
    assert is_code(code)


@given(codes, st.data())
def test_one_wrong_character_is_always_seen(code, data):
    place = data.draw(st.integers(0, len(code) - 1))
    for wrong in set(ALPHABET + "OI01LUS -а") - {code[place]}:
        assert not is_code(code[:place] + wrong + code[place + 1 :])


@given(codes)
def test_two_letters_that_changed_places_are_always_seen(code):
    for a, b in combinations(range(len(code)), 2):
        swapped = list(code)
        swapped[a], swapped[b] = code[b], code[a]
        assert is_code("".join(swapped)) == (code[a] == code[b])


@pytest.mark.parametrize("text", ["", "2", "2" * 29, "abc", "HELLO-WORLD"])
def test_what_cannot_be_a_code_is_not(text):
    assert not is_code(text)


@pytest.mark.parametrize("length", [-1, 0, 1, 29])
def test_a_length_that_cannot_be_checked_is_refused(length):
    with pytest.raises(ValueError, match="from 2 to 28"):
        new_code(length=length)


@given(codes, st.sampled_from([" ", "-", "\u2011", "\u2013", "\u00a0", " - "]))
def test_a_code_typed_loosely_is_tidied(code, separator):
    assert tidy(separator.join(code.lower()) + "\n") == code
