"""What is said, and what is never said: a placeholder, a wrong plural, the wrong language."""

from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override

from money import show_money
from words import NoSuchWords, has_words, in_language, say, say_lazy

NBSP = "\xa0"


def test_a_text_is_said_in_the_active_language() -> None:
    with in_language("en"):
        assert say("actions.book") == "Book"
    with in_language("uk"):
        assert say("actions.book") == "Записатися"


def test_placeholders_are_filled_and_numbers_too_many_are_left_out() -> None:
    with in_language("en"):
        text = say("refusals.busy.text", who="Olena", on_day="on Monday", from_="9:00", until="9:50", code="X")
    assert text == "Olena is already booked on Monday from 9:00 to 9:50."


def test_words_of_a_person_are_not_read_as_placeholders() -> None:
    with in_language("en"):
        assert say("booking_states.rejected.text", reason="{n} {reason}").endswith("Reason: {n} {reason}")


@pytest.mark.parametrize(
    ("n", "english", "ukrainian"),
    [
        (0, "0 hours", "0 годин"),
        (1, "1 hour", "1 година"),
        (2, "2 hours", "2 години"),
        (5, "5 hours", "5 годин"),
        (11, "11 hours", "11 годин"),
        (12, "12 hours", "12 годин"),
        (21, "21 hours", "21 година"),
        (22, "22 hours", "22 години"),
        (25, "25 hours", "25 годин"),
        (111, "111 hours", "111 годин"),
        (1001, "1001 hours", "1001 година"),
    ],
)
def test_a_counted_text_takes_the_form_of_its_number(n: int, english: str, ukrainian: str) -> None:
    with in_language("en"):
        assert say("counts.hours", n=n) == english
    with in_language("uk"):
        assert say("counts.hours", n=n).replace(NBSP, " ") == ukrainian


@pytest.mark.parametrize("n", [1.5, Decimal(2), "3", True, None])
def test_only_whole_numbers_are_counted(n: Any) -> None:
    with pytest.raises(TypeError, match=r"counts\.hours.*whole number"):
        say("counts.hours", n=n)


def test_a_missing_number_is_an_error_that_names_key_and_placeholder() -> None:
    with pytest.raises(KeyError, match=r"counts\.hours.*n "):
        say("counts.hours")
    with pytest.raises(KeyError, match=r"actions\.pay: due"):
        say("actions.pay")


def test_where_words_are_not_strict_a_visitor_sees_no_placeholder(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WORDS_STRICT = False
    with in_language("en"):
        assert say("actions.pay") == "Pay …"
    assert "actions.pay were asked for without due" in caplog.text


@pytest.mark.parametrize("key", ["nothing.of.the.kind", "actions", "Book", ""])
def test_an_unknown_key_is_an_error(key: str) -> None:
    with pytest.raises(NoSuchWords):
        say(key)
    assert not has_words(key)


def test_counted_and_plain_keys_are_known() -> None:
    assert has_words("counts.hours")
    assert has_words("actions.book")


def test_lazy_words_wait_for_the_reader() -> None:
    label, counted = say_lazy("actions.book"), say_lazy("counts.days", n=2)
    with in_language("uk"):
        assert (str(label), str(counted)) == ("Записатися", f"2{NBSP}дні")
    with in_language("en"):
        assert (str(label), str(counted)) == ("Book", "2 days")


def test_a_command_that_switches_translation_off_still_speaks() -> None:
    with override(None):
        assert say("actions.book") == "Book"


def test_the_tag_says_and_escapes() -> None:
    page = Template(
        '{% load atrium %}{% say "booking_states.rejected.text" reason=reason %}|'
        '{% say "hints.peak" from="11:00" until="15:00" %}'
    )
    with in_language("en"):
        text = page.render(Context({"reason": "<script>"}))
    assert text.endswith("Reason: &lt;script&gt;|From 11:00 to 15:00 on working days: residents only")


def test_the_tag_counts() -> None:
    with in_language("uk"):
        text = Template('{% load atrium %}{% say "hints.hold" n=n %}').render(Context({"n": 10}))
    assert text.endswith(f"10{NBSP}хвилин")


@pytest.mark.parametrize(
    ("amount", "english", "ukrainian"),
    [
        ("1200", "₴1,200", "1 200 ₴"),
        ("1200.00", "₴1,200", "1 200 ₴"),
        ("1200.5", "₴1,200.50", "1 200,50 ₴"),
        ("0", "₴0", "0 ₴"),
        ("0.05", "₴0.05", "0,05 ₴"),
        ("-21", "−₴21", "−21 ₴"),
        ("1234567.89", "₴1,234,567.89", "1 234 567,89 ₴"),
    ],
)
def test_money_is_written_as_people_write_it(amount: str, english: str, ukrainian: str) -> None:
    assert show_money(Decimal(amount), language="en") == english
    assert show_money(Decimal(amount), language="uk") == ukrainian.replace(" ", NBSP)


def test_money_follows_the_active_language() -> None:
    with in_language("uk"):
        assert show_money(Decimal(900)) == f"900{NBSP}₴"


def test_other_currencies_have_the_signs_of_the_reader() -> None:
    assert show_money(Decimal(30), "EUR", "en") == "€30"
    assert show_money(Decimal("30.5"), "PLN", "uk") == f"30,50{NBSP}PLN"


@pytest.mark.parametrize("amount", [1.5, "100", True, None])
def test_money_is_never_a_float(amount: Any) -> None:
    with pytest.raises(TypeError, match="Decimal"):
        show_money(amount)


def test_templates_show_money() -> None:
    with in_language("en"):
        text = Template('{% load atrium %}{{ a|money }} {{ a|money:"EUR" }}').render(Context({"a": Decimal("400")}))
    assert text == "₴400 €400"
