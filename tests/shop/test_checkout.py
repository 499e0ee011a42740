"""The checkout: one page, reckoned anew at each choice, ordered whole or not at all."""

from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from oscar.core.loading import get_model

import clock
from booking.models import Booking
from shop.models import Payment, Purchase
from tests.shop.buying import Visitor, cream
from tests.shop.promos import promo
from tests.shop.till import MINUTE, TUESDAY_10, Till
from tests.world import World

Order = get_model("order", "Order")
ABOUT = {"name": "Maria Koval", "phone": "+380 44 123 45 67", "email": "maria@example.org", "consent": "on"}


@pytest.fixture
def visitor(till: Till, world: World, client: Client) -> Visitor:
    return Visitor(world, client)


def page(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "html.parser")


def shown(visitor: Visitor) -> str:
    return str(visitor.get("checkout/").select_one("[name=shown]")["value"])  # type: ignore[index]


def orders(visitor: Visitor, **told: Any) -> Any:
    return visitor.post("checkout/", **{**ABOUT, "shown": shown(visitor), **told})


def test_an_empty_basket_has_no_checkout(visitor: Visitor) -> None:
    assert visitor.browser.get("/en/checkout/").url == "/en/basket/"
    assert visitor.post("checkout/", **ABOUT).url == "/en/basket/"


def test_a_guest_orders_a_session_and_goods_and_goes_to_the_card(visitor: Visitor) -> None:
    booking = visitor.books()
    visitor.put(cream(), 2)
    assert shown(visitor) == "1040.00", "a deposit of 400 and two jars"
    answer = orders(visitor, delivery="visit", means="card", note="By the window")
    payment = Payment.objects.get()
    assert answer.status_code == 302 and answer.url == payment.session_url
    assert (payment.amount, payment.order.guest_email) == (1040, "maria@example.org")
    booking.refresh_from_db()
    assert (booking.name, booking.note, booking.email) == ("Maria Koval", "By the window", "maria@example.org")
    assert visitor.lines == [] and visitor.browser.cookies["basket"].value == ""


def test_a_client_is_known(visitor: Visitor) -> None:
    visitor.signs_in()
    visitor.put(cream())
    form = visitor.get("checkout/")
    assert form.select_one("[name=email]")["value"] == "client@example.org"  # type: ignore[index]
    assert form.select_one("[name=name]")["value"] == "Maria Koval"  # type: ignore[index]
    orders(visitor, delivery="pickup", means="desk", shown="0")
    assert Order.objects.get().user == visitor.world.client


def test_nothing_is_asked_of_a_session_that_goods_need(visitor: Visitor) -> None:
    visitor.books()
    form = visitor.get("checkout/")
    assert not form.select("[name=delivery], [name=means], [name=address]")
    assert form.select("[name=note]")
    assert orders(visitor).status_code == 302


def test_goods_at_the_desk_need_no_card(visitor: Visitor) -> None:
    visitor.put(cream())
    visitor.post("checkout/", **ABOUT, do="reckon", delivery="pickup", means="desk")
    answer = orders(visitor, delivery="pickup", means="desk", shown="0")
    order = Order.objects.get()
    assert answer.url == f"/en/order/{order.number}/?paid=done"
    assert Purchase.objects.get().at_desk
    assert "Thank you" in visitor.get(f"order/{order.number}/?paid=done").get_text()


def test_each_choice_is_reckoned_and_nothing_that_was_written_is_lost(visitor: Visitor) -> None:
    visitor.put(cream())
    told = {"name": "Марія", "address": "Львів, відділення 5", "delivery": "post", "means": "card", "do": "reckon"}
    form = page(visitor.post("checkout/", **told))
    assert "₴410" in form.select_one("#totals").get_text()  # type: ignore[union-attr]
    assert form.select_one("[name=shown]")["value"] == "410.00"  # type: ignore[index]
    assert form.select_one("[name=name]")["value"] == "Марія"  # type: ignore[index]
    assert "Львів, відділення 5" in form.select_one("[name=address]").get_text()  # type: ignore[union-attr]
    assert not form.select(".bad"), "nothing is judged yet"
    assert form.select_one("[name=delivery][value=post]").has_attr("checked")  # type: ignore[union-attr]
    assert visitor.get("checkout/").select_one("[name=name]")["value"] == "Марія"  # type: ignore[index]


def test_a_parcel_has_its_price_and_its_address(visitor: Visitor) -> None:
    visitor.put(cream())
    answer = orders(visitor, delivery="post", means="card", address="Kyiv, branch 7", shown="410.00")
    assert answer.status_code == 302
    bought = Purchase.objects.get()
    assert (bought.delivery, bought.address, bought.order.shipping_incl_tax) == ("post", "Kyiv, branch 7", 90)


BAD: dict[str, dict[str, Any]] = {
    "no name": {"name": ""}, "a name of signs": {"name": "???"}, "a long name": {"name": "a" * 10_000},
    "no e-mail": {"email": "maria"}, "a telephone of words": {"phone": "call me"}, "no consent": {"consent": ""},
    "a parcel to nowhere": {"delivery": "post", "address": ""}, "a long address": {"address": "b" * 10_000},
    "an unknown way": {"delivery": "drone"}, "a parcel paid later": {"delivery": "post", "means": "desk"},
    "control signs": {"name": "Maria\x00"}, "unknown means": {"means": "barter"},
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_what_is_wrong_is_told_and_nothing_is_lost(visitor: Visitor, fault: str) -> None:
    visitor.put(cream())
    usual = {"delivery": "pickup", "means": "card", "address": "Kyiv, branch 7"}
    answer = orders(visitor, **(usual | BAD[fault]))
    form = page(answer)
    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert form.select("[role=alert] a[href^='#id_']")
    if "email" not in BAD[fault]:
        assert form.select_one("[name=email]")["value"] == "maria@example.org"  # type: ignore[index]
    assert visitor.lines == [("Cream", 1)]


def test_script_tags_are_words(visitor: Visitor) -> None:
    visitor.put(cream())
    script = "<script>alert(1)</script>"
    form = page(visitor.post("checkout/", do="reckon", name=script, address=script, delivery="post", code=script))
    assert not form.select("main script")
    assert form.select_one("[name=name]")["value"] == script  # type: ignore[index]


@pytest.mark.parametrize("told", ["", "0", "1", "-320", "999999999", "<script>", "320.000001", "1e3"])
def test_a_sum_that_was_not_shown_is_not_charged(visitor: Visitor, told: str) -> None:
    visitor.put(cream())
    answer = orders(visitor, delivery="pickup", means="card", shown=told)
    form = page(answer)
    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert "Nothing has been charged" in form.get_text() and "₴320" in form.get_text()
    assert form.select_one("[name=shown]")["value"] == "320.00", "the next press agrees to it"  # type: ignore[index]


def test_a_price_that_changed_meanwhile_is_shown_first(visitor: Visitor) -> None:
    jar = cream()
    visitor.put(jar)
    seen = shown(visitor)
    jar.stockrecords.update(price=350)
    answer = orders(visitor, delivery="pickup", means="card", shown=seen)
    text = page(answer).get_text()
    assert answer.status_code == 409 and "it was ₴320, now it is ₴350" in text
    assert orders(visitor, delivery="pickup", means="card").status_code == 302


CHANGED = {
    "en": ("The sum has changed", "it was ₴320, now it is ₴410", "What you filled in has been kept"),
    "uk": ("Сума змінилася", "було 320 ₴, стало 410 ₴", "Усе, що ви заповнили, збережено"),
}


@pytest.mark.parametrize("language", CHANGED)
def test_a_press_before_the_sum_was_reckoned_loses_nothing_and_the_next_one_orders(
    till: Till, world: World, language: str
) -> None:
    visitor = Visitor(world, Client(), language)
    visitor.put(cream())
    written = {"delivery": "post", "means": "card", "address": "Київ, відділення 7", "name": "Їжакевич"}
    answer = orders(visitor, **written)
    form = page(answer)
    alert = " ".join(form.select_one("main [role=alert]").get_text(" ").replace("\xa0", " ").split())  # type: ignore[union-attr]
    assert answer.status_code == 409 and all(said in alert for said in CHANGED[language]), alert
    kept = {one["name"]: one.get("value", "") for one in form.select("#order input[name]") if _sent(one)}
    kept |= {one["name"]: one.get_text().strip() for one in form.select("#order textarea[name]")}
    kept["consent"] = "on" if "consent" in kept else ""
    assert {**ABOUT, **written, "shown": "410.00"}.items() <= kept.items()
    assert visitor.post("checkout/", **kept).status_code == 302
    assert Payment.objects.get().amount == 410


def _sent(one: Any) -> bool:
    return one.get("type") not in ("radio", "checkbox") or one.has_attr("checked")


def test_a_code_that_was_written_but_not_applied_is_reckoned_before_anything_is_paid(
    till: Till, visitor: Visitor
) -> None:
    promo(till, goods=True)
    visitor.put(cream())
    answer = orders(visitor, delivery="pickup", means="card", code="TENTH")
    form = page(answer)
    assert (answer.status_code, Order.objects.count()) == (200, 0)
    assert "TENTH" in form.select_one("#code-heard").get_text()  # type: ignore[union-attr]
    assert orders(visitor, delivery="pickup", means="card").status_code == 302
    assert Payment.objects.get().amount == 288


def test_a_thing_that_is_gone_is_named_and_the_rest_is_kept(visitor: Visitor) -> None:
    jar = cream()
    visitor.put(jar, 3)
    visitor.put(cream("Towel"))
    seen = shown(visitor)
    jar.stockrecords.update(num_allocated=4)
    answer = orders(visitor, delivery="pickup", means="card", shown=seen, name="Марія")
    alert = page(answer).select_one("main [role=alert]")
    assert answer.status_code == 409 and alert is not None and "“Cream”: only 1 left" in alert.get_text()
    take = alert.select_one("button[name=quantity]")
    assert take is not None and take["value"] == "1"
    path = str(take.find_parent("form")["action"])[4:]  # type: ignore[index]
    assert visitor.post(path, quantity=1, next="/en/checkout/").url == "/en/checkout/"
    assert visitor.lines == [("Cream", 1), ("Towel", 1)]
    assert visitor.get("checkout/").select_one("[name=name]")["value"] == "Марія"  # type: ignore[index]


def test_what_cannot_be_had_is_mended_before_anything_is_paid(visitor: Visitor, now: datetime) -> None:
    visitor.books()
    visitor.put(cream())
    assert visitor.get("checkout/").select("#totals button[data-needs-hold]")
    with clock.standing_at(now + 11 * MINUTE):
        form = visitor.get("checkout/")
        assert not form.select("#totals button[data-needs-hold]")
        assert "cannot be had as it stands" in form.select_one("#totals").get_text()  # type: ignore[union-attr]


def test_a_hold_that_has_lapsed_is_named_and_taken_again_without_leaving(visitor: Visitor, now: datetime) -> None:
    visitor.books()
    seen = shown(visitor)
    with clock.standing_at(now + 11 * MINUTE):
        answer = orders(visitor, shown=seen)
        alert = page(answer).select_one("main [role=alert]")
        assert answer.status_code == 409 and alert is not None
        assert "We held this time for" in alert.get_text() and "Session, Olena Hnatiuk" in alert.get_text()
        form = alert.select_one("form")
        assert form is not None
        told = {str(one["name"]): str(one["value"]) for one in form.select("input[name]")}
        assert visitor.post(str(form["action"])[4:], **told).url == "/en/checkout/"
        assert orders(visitor).status_code == 302
    assert Booking.objects.get(state="held").start == TUESDAY_10


def test_who_presses_twice_orders_once(visitor: Visitor) -> None:
    visitor.put(cream())
    told = {**ABOUT, "delivery": "pickup", "means": "card", "shown": shown(visitor)}
    visitor.post("checkout/", **told)
    assert visitor.post("checkout/", **told).url == "/en/basket/"
    assert Order.objects.count() == 1


def test_the_sum_is_said_in_words(visitor: Visitor) -> None:
    visitor.books()
    assert "Now ₴400, the rest, ₴800, later" in visitor.get("checkout/").get_text()


def test_orders_are_throttled(visitor: Visitor) -> None:
    visitor.put(cream())
    answers = {visitor.post("checkout/", name="x").status_code for _ in range(41)}
    assert answers == {422, 429}


def test_both_languages(till: Till, world: World) -> None:
    visitor = Visitor(world, Client(), "uk")
    visitor.books()
    visitor.put(cream())
    text = visitor.get("checkout/").get_text()
    assert "Оформлення замовлення" in text and "Разом із візитом у вівторок, 2 березня" in text
    orders(visitor, delivery="visit", means="card")
    assert Purchase.objects.get().language == "uk"
