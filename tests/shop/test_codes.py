"""One field for promo codes and certificates; certificates as lines of a basket."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from shop.models import Gift, Payment
from shop.models.money import masked
from shop.verbs.gifts import put_gift
from tests.shop.buying import Basket, Visitor, cream
from tests.shop.gifts.given import bought, drafted, fresh, left
from tests.shop.promos import promo
from tests.shop.test_checkout import orders, page, shown
from tests.shop.till import Till
from tests.world import World

Order = get_model("order", "Order")


@pytest.fixture
def visitor(till: Till, world: World, client: Client) -> Visitor:
    return Visitor(world, client)


def totals(visitor: Visitor, path: str = "basket/") -> str:
    return visitor.get(path).select_one(".totals").get_text(" ")  # type: ignore[union-attr]


def test_a_promo_code_takes_off_and_is_taken_out_again(visitor: Visitor, till: Till) -> None:
    promo(till)
    visitor.put(cream(), 2)
    visitor.post("basket/code/", code=" tenth ")
    assert "Promo code “TENTH”: −₴64" in visitor.get().get_text()
    assert "−₴64" in totals(visitor) and "₴576" in totals(visitor, "checkout/")
    visitor.post("basket/code/", drop="TENTH")
    assert "₴576" not in totals(visitor)


def test_a_code_at_the_checkout_loses_nothing_that_was_written(visitor: Visitor, till: Till) -> None:
    promo(till)
    visitor.put(cream())
    form = page(visitor.post("checkout/", do="code", code="TENTH", name="Марія", delivery="pickup", means="card"))
    assert form.select_one("[name=name]")["value"] == "Марія"  # type: ignore[index]
    assert form.select_one("[name=shown]")["value"] == "288.00"  # type: ignore[index]
    assert orders(visitor, delivery="pickup", means="card").status_code == 302
    assert (Payment.objects.get().amount, Order.objects.get().total_incl_tax) == (288, 288)


@pytest.mark.parametrize("code", ["NOTHING", "<script>alert(1)</script>", "a" * 10_000, "AAAA-AAAA-AAAB", "\x00"])
def test_a_code_that_is_none_says_so(visitor: Visitor, code: str) -> None:
    visitor.put(cream())
    visitor.post("basket/code/", code=code)
    answer = visitor.get()
    assert answer.select(".notice[data-tone=sunny]") and not answer.select("main script")
    assert "₴320" in totals(visitor)


def test_guesses_are_throttled(visitor: Visitor) -> None:
    visitor.put(cream())
    assert {visitor.post("basket/code/", code="GUESS").status_code for _ in range(21)} == {302, 429}


def test_a_certificate_pays_first_and_the_card_the_rest(visitor: Visitor, now: datetime) -> None:
    gift = bought(now, 300)
    visitor.put(cream())
    visitor.post("basket/code/", code=gift.printed.lower())
    assert "−₴300" in totals(visitor) and "₴20" in totals(visitor, "checkout/")
    orders(visitor, delivery="pickup", means="card")
    assert (Payment.objects.get(means="card").amount, left(gift)) == (20, 0)
    number = Order.objects.get().number
    assert "Certificate" in visitor.get(f"order/{number}/").get_text()


def test_nothing_left_to_pay_needs_no_card(visitor: Visitor, now: datetime) -> None:
    gift = bought(now, 1000)
    visitor.put(cream())
    visitor.post("basket/code/", code=gift.printed)
    answer = orders(visitor, delivery="pickup", means="card")
    assert answer.url == f"/en/order/{Order.objects.get().number}/?paid=done"
    assert left(gift) == 680


def test_a_certificate_can_be_left_out(visitor: Visitor, now: datetime) -> None:
    gift = bought(now, 1000)
    visitor.put(cream())
    visitor.post("basket/code/", code=gift.printed)
    assert "−" in totals(visitor)
    visitor.post("basket/code/", drop=masked(gift.code))
    assert "−" not in totals(visitor)


@pytest.mark.parametrize("path", ["basket/", "checkout/"])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_page_names_a_certificate_by_the_end_of_its_code(
    till: Till, now: datetime, path: str, language: str
) -> None:
    visitor, gift = Visitor(till.world, Client(), language), bought(now, 1000)
    visitor.put(cream())
    visitor.post("basket/code/", code=gift.printed)
    shown = visitor.get(path)
    assert str(shown).count(masked(gift.code)) >= 3, (
        "in the sums, beside the field, and on the button that takes it out"
    )
    assert gift.code not in str(shown) and gift.printed not in str(shown)
    value = shown.select_one("[name=drop]")["value"]  # type: ignore[index]
    visitor.post("basket/code/", drop=value)
    assert masked(gift.code) in visitor.get().get_text(), "what was taken out"
    assert masked(gift.code) not in totals(visitor)


def puts(visitor: Visitor, gift: Gift, now: datetime) -> None:
    put_gift(Basket.objects.get(), gift, now=now)


def test_a_certificate_in_the_basket_is_shown_edited_removed_and_put_back(visitor: Visitor, now: datetime) -> None:
    visitor.put(cream())
    gift = drafted(now, 1500, recipient="Oksana")
    puts(visitor, gift, now)
    line = visitor.get().select(".lines > li")[1]
    assert "Gift certificate for Oksana" in line.get_text() and "₴1,500" in line.get_text()
    assert line.select_one(f"a[href='/en/gift/{gift.key}/']")
    visitor.post(visitor.line(1), do="remove")
    assert len(visitor.lines) == 1
    visitor.post("basket/undo/")
    assert len(visitor.lines) == 2


def test_a_session_goods_and_a_certificate_are_one_order(visitor: Visitor, now: datetime) -> None:
    visitor.books()
    visitor.put(cream())
    gift = drafted(now, 1500, recipient="Oksana")
    puts(visitor, gift, now)
    assert shown(visitor) == "2220.00"
    assert orders(visitor, delivery="visit", means="card").status_code == 302
    text = visitor.get(f"order/{Order.objects.get().number}/").get_text()
    assert "Gift certificate for Oksana" in text and "Session, Olena Hnatiuk" in text and "Cream" in text
    assert fresh(gift).state == Gift.DRAFT, "nobody has paid"


def points(visitor: Visitor) -> Any:
    return visitor.get("checkout/").select_one("[name=points]")


def test_points_are_offered_to_those_who_have_some(visitor: Visitor) -> None:
    visitor.put(cream())
    assert points(visitor) is None
    visitor.signs_in()
    assert points(visitor) is None


def test_a_certificate_in_the_basket_survives_signing_in_and_is_still_ones_own(
    visitor: Visitor, world: World, now: datetime
) -> None:
    gift = drafted(now, 1000)
    visitor.put(cream("Towel"))
    puts(visitor, gift, now)
    mine = Visitor(world, Client())
    mine.signs_in()
    mine.put(cream())
    visitor.signs_in()
    prices = [price.get_text() for price in visitor.get().select(".lines > li > .price")]
    assert sorted(prices) == ["₴1,000", "₴320", "₴320"]
    edit = next(str(link["href"]) for link in visitor.get().select(".lines a") if "/gift/" in str(link["href"]))
    assert visitor.browser.get(edit).status_code == 200
    assert Client().get(edit).status_code == 404, "a stranger's eyes"
    orders(visitor, delivery="pickup", means="card")
    assert Payment.objects.get().amount == 1640
