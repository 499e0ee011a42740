"""The page on which one gives, and a donation wherever things that are bought are shown."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from notifications.models import Letter, Message
from notifications.rendering import HOLE, write
from notifications.subjects import telling
from notifications.verbs import load_letters
from shop.models import Donation, Foundation, Payment
from shop.verbs.refunding import Item, refund
from tests.shop.buying import Visitor, cream
from tests.shop.donations.given import foundation
from tests.shop.shopper import settle
from tests.shop.test_checkout import orders, shown
from tests.shop.test_staff import enter
from tests.shop.till import Till
from tests.world import World
from words import in_language

GIVING = {"foundation": "quiet-shore", "sum": "200"}


@pytest.fixture
def visitor(till: Till, world: World, client: Client) -> Visitor:
    foundation()
    return Visitor(world, client)


def text(visitor: Visitor, path: str) -> str:
    return " ".join(visitor.get(path).get_text(" ").split())


def gives(visitor: Visitor, path: str = "donate/", **told: Any) -> Any:
    return visitor.post(path, **GIVING | told)


def paid(visitor: Visitor, till: Till) -> Any:
    """Ordered and paid by a guest."""
    gives(visitor)
    assert orders(visitor).status_code == 302
    payment = Payment.objects.get()
    settle(till, payment)
    return payment.order


def test_a_guest_gives_with_nothing_else_in_the_basket(visitor: Visitor) -> None:
    assert gives(visitor).url == "/en/basket/"
    assert visitor.lines == [("Donation: Quiet Shore", 1)]
    form = visitor.get("checkout/")
    assert not form.select("[name=delivery], [name=means], [name=address], [name=note]")
    assert "A donation is paid by card now" in form.get_text() and shown(visitor) == "200.00"
    assert orders(visitor).status_code == 302 and Payment.objects.get().amount == 200


def test_ones_own_sum_is_told_before_it_is_put(visitor: Visitor) -> None:
    said = visitor.post("donate/", foundation="quiet-shore", sum="own", own="75.50", preview="1")
    assert "₴75.50" in said.content.decode() and "For: Quiet Shore" in said.content.decode()
    assert visitor.lines == []
    gives(visitor, sum="own", own="75.50")
    assert Donation.objects.get().amount == 75.5


@pytest.mark.parametrize("told", [
    {"sum": "own", "own": "19"}, {"sum": "own", "own": "50001"}, {"sum": "own", "own": ""}, {"sum": "own", "own": "x"},
    {"sum": "own", "own": "1e9"}, {"sum": "own", "own": "20.001"}, {"sum": "7"}, {"sum": ""}, {"foundation": ""},
    {"foundation": "nobody"}, {"foundation": "<script>"},
])  # fmt: skip
def test_what_makes_no_sense_is_refused_beside_its_field(visitor: Visitor, told: dict[str, str]) -> None:
    answer = gives(visitor, **told)
    assert (answer.status_code, Donation.objects.count()) == (400, 0)
    assert 'class="bad"' in answer.content.decode() or "data-bad" in answer.content.decode()


def test_a_link_chooses_beforehand(visitor: Visitor) -> None:
    foundation("other")
    form = visitor.get("donate/?foundation=other&sum=500")
    assert {one["value"] for one in form.select("#donation-form input[checked]")} == {"other", "500"}
    assert visitor.get("donate/?foundation=%3Cx%3E&sum=zzz").select("form#donation-form")


def test_it_is_changed_in_the_basket_by_nobody_else(visitor: Visitor, world: World) -> None:
    gives(visitor)
    key = Donation.objects.get().key
    assert visitor.get(f"donate/{key}/").select_one("#sum-200[checked]")
    gives(visitor, f"donate/{key}/", sum="500")
    assert visitor.get().select_one(".lines .price").get_text() == "₴500"  # type: ignore[union-attr]
    stranger = Visitor(world, Client())
    stranger.get(f"donate/{key}/", status=404)
    assert gives(stranger, f"donate/{key}/").status_code == 404


def test_it_is_taken_out_and_put_back(visitor: Visitor) -> None:
    gives(visitor)
    visitor.post(visitor.line(), do="remove")
    assert "Donation: Quiet Shore" in text(visitor, "basket/") and visitor.lines == []
    visitor.post("basket/undo/")
    assert visitor.lines == [("Donation: Quiet Shore", 1)]


def test_it_survives_signing_in(visitor: Visitor, till: Till) -> None:
    gives(visitor)
    visitor.put(cream())
    visitor.signs_in()
    gives(visitor)
    assert sorted(visitor.lines) == [("Cream", 1), ("Donation: Quiet Shore", 1), ("Donation: Quiet Shore", 1)]


def test_a_foundation_that_is_put_away_is_said_in_the_basket(visitor: Visitor) -> None:
    gives(visitor)
    Foundation.objects.update(live=False)
    said = text(visitor, "basket/")
    assert "takes no donations here any more" in said and "₴200" in said
    assert visitor.get("checkout/").select(".notice")


def test_where_there_is_no_foundation_there_is_no_door(visitor: Visitor) -> None:
    visitor.put(cream())
    assert visitor.get().select("a[href='/en/donate/']") and visitor.get("gift/").select("a[href='/en/donate/']")
    Foundation.objects.update(live=False)
    assert not visitor.get().select("a[href='/en/donate/']")
    assert not visitor.get("gift/").select("a[href='/en/donate/']")
    page = visitor.get("donate/")
    assert not page.select("form#donation-form") and "No foundation is collecting" in page.get_text()
    assert gives(visitor).status_code == 200 and not Donation.objects.exists()


def test_the_order_its_receipt_and_the_purchases_name_it(visitor: Visitor, till: Till) -> None:
    visitor.signs_in()
    order = paid(visitor, till)
    for path in (f"order/{order.number}/", f"order/{order.number}/receipt/", "me/purchases/"):
        assert "Donation: Quiet Shore" in text(visitor, path), path
    assert visitor.browser.get(f"/en/order/{order.number}/receipt.pdf").content.startswith(b"%PDF")
    visitor.language = "uk"
    assert "Пожертва: Тихий берег" in text(visitor, f"order/{order.number}/")


def test_whoever_gave_sees_what_came_back(visitor: Visitor, till: Till) -> None:
    order = paid(visitor, till)
    refund(order, [Item(order.lines.get().pk)], reason="asked", by=till.world.staff, now=till.now)
    said = text(visitor, f"order/{order.number}/")
    assert "Back: Card on its way −₴200" in said and "Price now ₴0" in said


def test_staff_see_to_whom_it_goes_and_give_it_back(visitor: Visitor, till: Till) -> None:
    order = paid(visitor, till)
    enter(visitor.browser, till.world.staff)
    row = order.purchase
    card = visitor.browser.get(f"/cms/orders/inspect/{row.pk}/")
    assert "Donation: Quiet Shore" in card.content.decode()


def test_a_letter_thanks_for_it(visitor: Visitor, till: Till) -> None:
    load_letters()
    paid(visitor, till)
    donation, row = Donation.objects.get(), Message.objects.get(letter="donation_given", channel="email")
    assert (row.about, row.audience) == (f"donation:{donation.key}", "client")
    for language, words in (("en", "Quiet Shore"), ("uk", "Тихий берег")):
        with in_language(language):
            how: dict[str, Any] = {"zone": "Europe/Kyiv", "data": {"amount": "200"}, "now": till.now}
            told = telling(row.about, letter="donation_given", audience="client", language=language, **how)
            assert told
            written = write(Letter.objects.get(code="donation_given"), told)
        assert words in written.text and "₴" in written.text and not HOLE.search(written.subject + written.text)


def test_a_letter_about_an_order_names_it(visitor: Visitor, till: Till) -> None:
    from shop.letters import items

    assert items(paid(visitor, till)) == ["Donation: Quiet Shore × 1: ₴200"]


def test_whoever_floods_the_page_is_held_back(visitor: Visitor, now: datetime) -> None:
    answers = {gives(visitor, sum="nothing").status_code for _ in range(61)}
    assert answers == {400, 429}
