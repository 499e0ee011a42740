"""Receipts: the same lines and sums on the page and on paper, in the buyer's language."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model
from pypdf import PdfReader

from shop import verbs
from shop.models import Payment
from tests.shop.buying import Visitor, cream
from tests.shop.gifts.given import bought
from tests.shop.promos import promo
from tests.shop.test_checkout import orders
from tests.shop.till import Till
from tests.world import World
from tests.world import words as both

Order = get_model("order", "Order")
SAID = {
    "en": ["Receipt", "For Maria Koval", "Session, Olena Hnatiuk", "Tuesday 2 March", "₴1,200", "₴640", "₴90", "₴1,930",
           "Card", "₴1,130", "Still to pay", "₴800", "House", "1 Quiet St"],
    "uk": ["Квитанція", "Кому: Maria Koval", "Сеанс, Олена Гнатюк", "Вівторок, 2 березня", "1 200 ₴", "640 ₴", "90 ₴",
           "1 930 ₴", "Картка", "1 130 ₴", "Ще до сплати", "800 ₴", "Дім", "вул. Тиха, 1"],
}  # fmt: skip


def paid(world: World, language: str, now: datetime) -> tuple[Visitor, Any]:
    visitor = Visitor(world, Client(), language)
    visitor.books()
    visitor.put(cream("Їжакевич ₴"), 2)
    orders(visitor, delivery="post", means="card", address="Kyiv, branch 7", shown="1130.00")
    payment = Payment.objects.get()
    verbs.settle(payment, intent_id="pi_1", amount=payment.amount, now=now)
    return visitor, Order.objects.get()


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


@pytest.mark.parametrize("language", SAID)
def test_page_and_paper_say_the_same(till: Till, world: World, now: datetime, language: str) -> None:
    visitor, order = paid(world, language, now)
    page = plain(visitor.get(f"order/{order.number}/receipt/").get_text(" "))
    answer = visitor.browser.get(f"/{language}/order/{order.number}/receipt.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    paper = PdfReader(BytesIO(answer.content))
    printed = plain(" ".join(sheet.extract_text() for sheet in paper.pages))
    for words in [*SAID[language], order.number, "Їжакевич ₴"]:
        assert words in page, words
        assert words in printed, words
    assert len(paper.pages) == 1


STACKED = {
    "en": ["Promotion (of everybody)", "−₴64", "Promotion TENTH (TENTH)", "−₴57.60", "After discounts", "₴518.40",
           "Discounts come off in this sequence"],
    "uk": ["Акція (для всіх)", "−64 ₴", "Акція TENTH (TENTH)", "−57,60 ₴", "Після знижок", "518,40 ₴",
           "Знижки віднімаємо в такій послідовності"],
}  # fmt: skip


@pytest.mark.parametrize("language", STACKED)
def test_the_sequence_of_discounts_is_said_line_by_line(till: Till, world: World, now: datetime, language: str) -> None:
    names = {"name": both("Promotion (of everybody)", "Акція (для всіх)")}
    promo(till, code="", goods=True, **names)
    promo(till, goods=True)
    visitor = Visitor(world, Client(), language)
    visitor.put(cream(), 2)
    visitor.post("basket/code/", code="TENTH")
    visitor.post("basket/code/", code=bought(now, 400).code)
    orders(visitor, delivery="pickup", means="card")
    payment = Payment.objects.get(means="card")
    verbs.settle(payment, intent_id="pi_1", amount=payment.amount, now=now)
    order = Order.objects.get()
    page = plain(visitor.get(f"order/{order.number}/receipt/").get_text(" "))
    answer = visitor.browser.get(f"/{language}/order/{order.number}/receipt.pdf")
    printed = plain(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.content)).pages))
    for text in (page, printed):
        places = [text.find(said) for said in STACKED[language]]
        assert min(places) > 0 and places == sorted(places), (places, text)


def test_each_letter_on_paper_comes_with_it(till: Till, world: World, now: datetime) -> None:
    visitor, order = paid(world, "uk", now)
    paper = PdfReader(BytesIO(visitor.browser.get(f"/uk/order/{order.number}/receipt.pdf").content))
    fonts = [font.get_object() for font in paper.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    used = [font for font in fonts if "FontFile2" in str(font.get("/FontDescriptor", {}))]
    assert len(used) == 3, "text, bold and the display face"


def test_what_was_not_paid_has_no_receipt(till: Till, world: World) -> None:
    visitor = Visitor(world, Client())
    visitor.put(cream())
    orders(visitor, delivery="pickup", means="card")
    number = Order.objects.get().number
    assert visitor.browser.get(f"/en/order/{number}/receipt/").status_code == 404
    assert visitor.browser.get(f"/en/order/{number}/receipt.pdf").status_code == 404


def test_a_long_receipt_goes_on_to_a_second_sheet(till: Till, world: World, now: datetime) -> None:
    visitor = Visitor(world, Client())
    for number in range(40):
        visitor.put(cream(f"Thing {number} " + "with a long name " * 3))
    orders(visitor, delivery="pickup", means="card")
    payment = Payment.objects.get()
    verbs.settle(payment, intent_id="pi_1", amount=payment.amount, now=now)
    content = visitor.browser.get(f"/en/order/{Order.objects.get().number}/receipt.pdf").content
    assert len(PdfReader(BytesIO(content)).pages) > 1
