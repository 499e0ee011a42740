"""Gift certificates from the giver's card to the recipient's visit, on telephones; and at the desk."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

import clock
from tests.journeys import books, certificates
from tests.journeys.conftest import Visitors
from tests.journeys.fitness import faults
from tests.journeys.visitor import Visitor
from tests.shop.eye import scanned, seen

pytestmark = pytest.mark.journey
WORDS = {"en": "Rest a little, at last.", "uk": "Відпочинь хоч трохи, їжачку."}
PSYCHOLOGISTS = {"en": 1, "uk": 2}
"""How many speak the language."""
RECEPTION = "reception@atrium.example"
NAMED = ("nora", "speech-rehearsal")


def makes(giver: Visitor, to: Visitor, *, amount: int = 0, service: str = "", later: bool = False) -> None:
    """The gift is in the basket."""
    giver.goes("gift/")
    giver.page.locator("label:has(#design-breather)").click()
    if amount:
        giver.page.locator(f"label:has(#sum-{amount})").click()
    giver.page.locator("[name=service]").select_option(service)
    giver.page.locator("[name=recipient]").fill("Андрій")
    giver.page.locator("[name=giver]").fill(giver.name)
    giver.page.locator("[name=message]").fill(WORDS[giver.language])
    giver.page.locator("[name=email]").fill(to.email)
    giver.page.locator("[name=language]").select_option(giver.language)
    if later:
        giver.page.locator("[name=day]").fill(f"{clock.now() + timedelta(days=3):%Y-%m-%d}")
        giver.page.locator("[name=hour]").select_option("8")
    expect(giver.page.locator("#preview")).to_contain_text(WORDS[giver.language])
    assert faults(giver.page) == []
    giver.presses("gifts.put")
    expect(giver.page.locator(".lines")).to_contain_text(to.email)


def gives(giver: Visitor, to: Visitor, *, amount: int = 0, service: str = "", later: bool = False) -> None:
    """Makes the gift and pays for it by card, as a guest."""
    makes(giver, to, amount=amount, service=service, later=later)
    giver.follows("checkout.title")
    giver.writes_contact()
    assert faults(giver.page) == []
    with giver.turns():
        giver.page.locator("#totals button[data-needs-hold]").click()
    giver.pays()
    expect(giver.heading()).to_have_text(giver.says("orders.thanks"))


def opens(recipient: Visitor) -> None:
    """By the link in the letter."""
    recipient.page.goto(recipient.link_in_letter("/g/"))
    assert "t=" not in recipient.page.url
    expect(recipient.heading()).to_have_text(recipient.says("gifts.opened_title", who="Андрій"))
    recipient.sees("gifts.no_telling", giver="Соломія О’Тест")
    expect(recipient.page.locator(".letter")).to_have_text(WORDS[recipient.language])
    recipient.page.wait_for_load_state("networkidle")


def card(recipient: Visitor, expert: str) -> Locator:
    name = recipient.of_expert(expert)
    return recipient.page.locator("#found article.expert").filter(has=recipient.page.get_by_text(name, exact=True))


def test_a_gift_of_an_amount_comes_at_its_hour_and_books_with_a_top_up(visitors: Visitors) -> None:
    giver, recipient = visitors(), visitors()
    gives(giver, recipient, amount=1000, later=True)
    gift = certificates.given_by(giver.house, giver.email)
    assert certificates.left(giver.house, gift) == 1000
    assert certificates.told(giver.house, gift) == {"giver:gift_bought"}
    certificates.its_hour_comes(giver.house, gift)
    opens(recipient)
    assert faults(recipient.page) == []
    recipient.presses("gifts.accept")
    assert certificates.told(giver.house, gift) == {
        "giver:gift_bought",
        "recipient:gift_delivered",
        "giver:gift_accepted",
    }
    recipient.page.locator("#language").select_option(recipient.language)
    recipient.page.locator("label:has(#direction-psychology)").click()
    expect(recipient.page.locator("#found article.expert")).to_have_count(PSYCHOLOGISTS[recipient.language])
    expect(card(recipient, "solomiia")).to_contain_text(
        recipient.says("gifts.covered_partly", due=recipient.money(400))
    )
    assert faults(recipient.page) == []
    with recipient.turns():
        card(recipient, "solomiia").locator("button[name=start]").last.click()
    code = recipient.code()
    recipient.sees("gifts.applied", amount=recipient.money(1000), left=recipient.money(0))
    recipient.writes_contact()
    recipient.presses("actions.confirm_and_pay", due=recipient.money(400))
    recipient.pays()
    expect(recipient.heading()).to_have_text(recipient.says("confirmation.title"))
    kept = books.read(recipient.house, code, state="confirmed")
    assert (kept.held, kept.paid, kept.returned) == (1400, 1400, 0)
    assert certificates.left(giver.house, gift) == 0
    assert "recipient:gift_spent" in certificates.told(giver.house, gift)


def test_the_giver_sees_that_it_was_accepted_and_nothing_else(visitors: Visitors) -> None:
    giver, recipient = visitors(), visitors()
    gives(giver, recipient, amount=2500)
    gift = certificates.given_by(giver.house, giver.email)
    order = giver.page.url
    opens(recipient)
    recipient.presses("gifts.accept")
    told = certificates.told(giver.house, gift)
    assert {one for one in told if one.startswith("giver")} == {"giver:gift_bought", "giver:gift_accepted"}
    giver.page.goto(order)
    for address in (order, "me/gifts/"):
        giver.page.goto(order) if address == order else giver.goes(address)
        said = giver.page.content()
        assert gift.code not in said and gift.printed not in said
    giver.goes(f"g/{gift.code}/")
    giver.sees("pages_errors.404.title")


def test_a_gift_of_a_service_is_booked_moved_and_cancelled_and_its_value_comes_back(visitors: Visitors) -> None:
    giver, recipient = visitors(), visitors()
    gives(giver, recipient, service=NAMED[1])
    gift = certificates.given_by(giver.house, giver.email)
    opens(recipient)
    expect(card(recipient, NAMED[0])).to_contain_text(recipient.says("gifts.covered"))
    with recipient.turns():
        card(recipient, NAMED[0]).locator("h3 a").click()
    recipient.chooses_day(7)
    recipient.takes_time()
    code = recipient.code()
    recipient.writes_contact()
    recipient.presses("actions.confirm_free")
    expect(recipient.heading()).to_have_text(recipient.says("confirmation.title"))
    assert books.read(recipient.house, code, state="confirmed").held == 1600
    assert certificates.left(giver.house, gift) == 0
    recipient.follows("confirm.manage")
    recipient.follows("actions.move")
    recipient.chooses_day(8)
    new = datetime.fromisoformat(recipient.takes_time())
    recipient.presses("move.button")
    assert books.fields(recipient.house, code, "start", "moves") == (new, 1)
    recipient.goes(f"booking/{code}/cancel/")
    whole = recipient.money(1600)
    recipient.presses("cancel.button", refund=whole)
    kept = books.read(recipient.house, code, state="cancelled")
    assert (kept.held, kept.paid, kept.returned) == (0, 1600, 1600)
    assert certificates.left(giver.house, gift) == 1600
    assert "recipient:gift_refilled" in certificates.told(giver.house, gift)
    recipient.goes(f"g/{gift.code}/")
    expect(recipient.page.locator(".opened .price")).to_have_text(whole)


def test_reception_scans_the_square_sees_the_balance_and_redeems_a_part(visitor: Visitor) -> None:
    gift = certificates.given(visitor.house, 1000, email=visitor.email, language=visitor.language)
    square = scanned(seen(visitor.paper())[0])
    books.speaks(visitor.house, RECEPTION, visitor.language)
    visitor.comes_in(RECEPTION)
    visitor.page.goto(square)
    body = visitor.page.locator("body")
    expect(body).to_contain_text(gift.printed)
    expect(body).to_contain_text(visitor.money(1000))
    visitor.page.locator("[name=amount]").fill("250")
    visitor.page.locator("[name=note]").fill("Чай")
    visitor.presses("staff.gifts.redeem")
    visitor.sees("staff.gifts.redeemed", amount=visitor.money(250), left=visitor.money(750))
    assert certificates.left(visitor.house, gift) == 750


def test_what_is_left_goes_on_at_a_chosen_hour_and_then_to_a_foundation(visitors: Visitors) -> None:
    recipient, heir = visitors(), visitors()
    gift = certificates.given(recipient.house, 700, email=recipient.email, language=recipient.language)
    recipient.page.goto(recipient.link_in_letter("/g/"))
    recipient.follows("gifts.pass_on")
    recipient.page.locator("[name=recipient]").fill("Петро")
    recipient.page.locator("[name=message]").fill(WORDS[recipient.language])
    recipient.page.locator("[name=email]").fill(heir.email)
    recipient.page.locator("[name=day]").fill(f"{clock.now() + timedelta(days=2):%Y-%m-%d}")
    assert faults(recipient.page) == []
    recipient.presses("gifts.pass_on")
    recipient.sees("gifts.pass_on_done")
    passed = certificates.passed_on(recipient.house, gift)
    assert (certificates.left(heir.house, gift), certificates.left(heir.house, passed)) == (0, 700)
    certificates.its_hour_comes(heir.house, passed)
    heir.page.goto(heir.link_in_letter("/g/"))
    heir.follows("gifts.donate_rest")
    heir.sees("gifts.donate_final")
    assert faults(heir.page) == []
    heir.page.locator("[name=foundation]").first.check()
    heir.presses("gifts.donate_button")
    expect(heir.heading()).to_contain_text(heir.money(700))
    assert certificates.left(heir.house, passed) == 0
    assert "recipient:gift_donated" in certificates.told(heir.house, passed)


def test_pages_of_gifts_are_fit_for_everybody(visitor: Visitor) -> None:
    gift = certificates.given(visitor.house, 900, email="emma@atrium.example", language=visitor.language)
    for path in ("gifts/", "gift/balance/"):
        visitor.goes(path)
        assert faults(visitor.page) == [], path
    visitor.page.locator("#code").fill(gift.printed)
    visitor.presses("gifts.balance_show")
    expect(visitor.page.locator(".card .price")).to_have_text(visitor.money(900))
    assert faults(visitor.page) == []
    visitor.signs_in("emma@atrium.example")
    visitor.goes("me/gifts/")
    assert faults(visitor.page) == []
