"""Receipts as the eye sees them: rendered to pictures, both languages, with names that are short and far too long."""

import itertools
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model
from reportlab.lib.pagesizes import A4

from shop import verbs
from shop.buying.printed import MARGIN
from shop.models import Payment
from shop.paper import INK
from tests.shop.buying import Visitor, cream
from tests.shop.eye import Box, colour, holds, overlap, part, printed, rows, seen, words_of
from tests.shop.test_checkout import orders
from tests.shop.till import Till

Order = get_model("order", "Order")
WIDTH, HEIGHT = A4
PAPER = Box(MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN)
NAMES = {
    "short": ("Крем", "Марія Коваль"),
    "long": ("Набір «Їжакова комора» з ґанковим чаєм і єдвабною хусткою для тихих вечорів " * 3,
             "Олександра-Вікторія Переяславець-Хмельницька-Задунайська із дому Кам’янець-Подільського"),
    "without a space": ("Щ" * 200, "Ю" * 80),
}  # fmt: skip
CASES = list(itertools.product(("en", "uk"), NAMES))


def paper(till: Till, language: str, name: str, now: datetime, *, kinds: int = 1) -> bytes:
    """A receipt of things with this name, as the buyer gets it."""
    visitor = Visitor(till.world, Client(), language)
    visitor.books()
    what, who = NAMES[name]
    for number in range(kinds):
        visitor.put(cream(f"{number} {what}"[:255]), 2)
    orders(visitor, delivery="pickup", means="card", name=who)
    payment = Payment.objects.get(means="card")
    verbs.settle(payment, intent_id="pi_1", amount=payment.amount, now=now)
    answer: Any = visitor.browser.get(f"/{language}/order/{Order.objects.get().number}/receipt.pdf")
    return bytes(answer.content)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_nothing_is_outside_the_margins_or_over_another_thing(
    till: Till, now: datetime, language: str, name: str
) -> None:
    pdf = paper(till, language, name, now)
    pages = seen(pdf)
    assert len(pages) == 1 and holds(PAPER, printed(pages[0]))
    assert not [pair for pair in itertools.combinations(rows(pdf), 2) if overlap(*pair)]


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_word_can_be_read_in_what_was_printed(till: Till, now: datetime, language: str) -> None:
    said = words_of(paper(till, language, "long", now))
    for word in " ".join(NAMES["long"]).split():
        assert word in said, word
    assert "₴" in said


@pytest.mark.parametrize("language", ["en", "uk"])
def test_each_sheet_of_a_long_one_is_within_its_margins(till: Till, now: datetime, language: str) -> None:
    pages = seen(paper(till, language, "long", now, kinds=12))
    assert len(pages) > 1
    assert all(holds(PAPER, printed(page)) for page in pages)


def test_the_sum_stands_under_a_line_of_ink(till: Till, now: datetime) -> None:
    page = seen(paper(till, "uk", "short", now))[0]
    middle = part(page, Box(WIDTH / 2, MARGIN, WIDTH / 2 + 1, HEIGHT - MARGIN))
    inked = {colour(middle, 0.3, row / 3) for row in range(middle.height)}
    assert INK in inked and "#ffffff" in inked
