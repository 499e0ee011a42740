"""The hosted pages in a real browser, without scripts, and over plain HTTP."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.peers import chromium
from tests.peers.stripe.running import Peer
from tests.peers.stripe.words import WORDS, language_for
from tests.peers_stripe.conftest import Payable, line

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": chromium.path(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    }


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens an address in a fresh browser: without JavaScript unless asked for."""
    contexts = []

    def open_page(address: str, *, language: str = "en-GB", script: bool = False, **how: Any) -> Page:
        context = browser.new_context(locale=language, java_script_enabled=script, **how)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def site(peer: Peer) -> str:
    """An address of a page that exists, to be sent back to: a paid session shows it is over."""
    return f"{peer.base}/c/pay/none"


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_address_that_a_start_prints_says_what_it_is(peer: Peer, language: str) -> None:
    asked = urllib.request.Request(peer.base, headers={"Accept-Language": language})
    with urllib.request.urlopen(asked) as answer:
        assert answer.status == 200 and WORDS[language]["door"] in answer.read().decode()


def test_a_visitor_is_declined_tries_again_and_pays(
    peer: Peer, api: Any, open_session: Payable, visit: Open, site: str
) -> None:
    session = open_session(success_url=f"{site}?s={{CHECKOUT_SESSION_ID}}", customer_email="olena@example.com")
    page = visit(session.url)
    expect(page.get_by_text("Test payment page — no real money moves")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value("olena@example.com")
    page.get_by_label("Declined").check()
    page.get_by_role("button", name="Pay ₴500.00").click()
    expect(page.get_by_role("alert")).to_have_text(WORDS["en"]["generic_decline"])
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_role("button", name="Pay").click()
    assert page.url == f"{site}?s={session.id}"
    assert api.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_typed_number_goes_before_the_chosen_card(open_session: Payable, visit: Open) -> None:
    page = visit(open_session().url)
    page.get_by_label("Card number").fill("4000 0000 0000 9995")
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("alert")).to_have_text(WORDS["en"]["insufficient_funds"])


@pytest.mark.parametrize(
    ("number", "word"),
    [("4111111111111111", "test_mode_live_card"), ("12345", "incorrect_number"), ("<b>", "incorrect_number")],
)
def test_a_number_that_is_no_test_card_is_refused(open_session: Payable, visit: Open, number: str, word: str) -> None:
    page = visit(open_session().url)
    page.get_by_label("Card number").fill(number)
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("alert")).to_have_text(WORDS["en"][word])
    expect(page.get_by_label("Card number")).to_have_value("")


def test_3d_secure_is_failed_then_passed_on_its_page(api: Any, open_session: Payable, visit: Open, site: str) -> None:
    session = open_session(success_url=site)
    page = visit(session.url)
    for button in ("Fail", "Complete"):
        page.get_by_label("Asks for 3-D Secure every time").check()
        page.get_by_role("button", name="Pay").click()
        expect(page.get_by_role("heading")).to_have_text("3-D Secure")
        assert api.checkout.sessions.retrieve(session.id).status == "open"
        if button == "Fail":
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("alert")).to_have_text(WORDS["en"]["authentication_failure"])
    page.get_by_role("button", name="Complete").click()
    assert page.url == site
    assert api.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_3d_secure_without_a_session_leads_to_its_own_return_address(
    peer: Peer, api: Any, visit: Open, site: str
) -> None:
    intent = api.payment_intents.create(
        {
            "amount": 50000,
            "currency": "uah",
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": site,
        }
    )
    page = visit(intent.next_action.redirect_to_url.url)
    expect(page.get_by_text("₴500.00")).to_be_visible()
    page.get_by_role("button", name="Complete").click()
    assert page.url.startswith(f"{site}?payment_intent={intent.id}&")
    page.goto(f"{peer.base}/3ds/{intent.id}")
    expect(page.get_by_role("heading")).to_have_text(WORDS["en"]["closed_check"])


def test_back_leads_to_the_site(open_session: Payable, visit: Open, site: str) -> None:
    page = visit(open_session(cancel_url=site).url)
    page.get_by_role("link", name="Back").click()
    assert page.url == site


def test_a_card_is_saved_without_a_payment(api: Any, visit: Open, site: str, customer: stripe.Customer) -> None:
    session = api.checkout.sessions.create(
        {"mode": "setup", "currency": "uah", "customer": customer.id, "success_url": site}
    )
    page = visit(session.url)
    expect(page.get_by_label("Email")).to_have_value("olena@example.com")
    page.get_by_role("button", name="Save card").click()
    assert page.url == site
    assert len(api.customers.payment_methods.list(customer.id).data) == 1


@pytest.mark.parametrize(
    ("submit", "button"), [("auto", "Pay"), ("pay", "Pay"), ("book", "Book for"), ("donate", "Donate")]
)
def test_the_button_says_what_the_site_asked_for(open_session: Payable, visit: Open, submit: str, button: str) -> None:
    page = visit(open_session(submit_type=submit).url)
    expect(page.get_by_role("button")).to_have_text(f"{button} ₴500.00")


def test_the_page_follows_the_browser_or_the_session(open_session: Payable, visit: Open) -> None:
    page = visit(open_session(locale="auto").url, language="uk-UA")
    expect(page.get_by_text("Тестова сторінка оплати — справжні гроші не рухаються")).to_be_visible()
    expect(page.get_by_role("button")).to_have_text("Сплатити 500,00 ₴")
    assert page.locator("html").get_attribute("lang") == "uk"
    page = visit(open_session(locale="en").url, language="uk-UA")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("de,en;q=0.5,uk;q=0.7", "uk"),
        ("fr", "en"),
        ("", "en"),
        ("uk;q=x,en;q=0.1", "en"),
    ],
)
def test_the_best_accepted_language_wins(accepted: str, language: str) -> None:
    assert language_for("auto", accepted) == language


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["uk"].keys()
    assert not set("ыэъё") & set("".join(WORDS["uk"].values()).lower())


def test_a_session_that_is_over_says_so(peer: Peer, api: Any, open_session: Payable, visit: Open) -> None:
    paid, expired = open_session(), open_session()
    peer.pay(paid.id)
    api.checkout.sessions.expire(expired.id)
    page = visit(paid.url)
    expect(page.get_by_role("heading")).to_have_text(WORDS["en"]["closed_complete"])
    expect(page.get_by_role("link")).to_have_attribute("href", f"http://127.0.0.1:1/ok?session={paid.id}")
    page.goto(expired.url)
    expect(page.get_by_role("heading")).to_have_text(WORDS["en"]["closed_expired"])


def test_paying_again_from_an_old_tab_takes_nothing(peer: Peer, api: Any, open_session: Payable, visit: Open) -> None:
    session = open_session()
    page = visit(session.url)
    peer.pay(session.id)
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("heading")).to_have_text(WORDS["en"]["closed_complete"])
    assert len(api.charges.list().data) == 1


def test_names_from_the_site_are_shown_as_text(open_session: Payable, visit: Open) -> None:
    name = "<script>alert(1)</script> & $total ₴"
    page = visit(open_session(line_items=[line(name=name, quantity=3)], cancel_url="javascript:alert(1)").url)
    expect(page.locator("dt").first).to_have_text(f"{name} × 3")
    expect(page.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "uk-UA"])
def test_the_pages_are_accessible_and_narrow_enough(
    peer: Peer, open_session: Payable, visit: Open, scheme: str, language: str
) -> None:
    session = open_session(line_items=[line(), line(123456, "Дуже довга назва послуги без кінця і краю", quantity=12)])
    how = {"color_scheme": scheme, "viewport": {"width": 320, "height": 700}, "script": True, "bypass_csp": True}
    page = visit(session.url, language=language, **how)
    look(page)
    for number in ("4000000000000002", "4000002760003184"):
        page.locator(f"[value='{number}']").check()
        page.get_by_role("button").click()
        look(page)
    page.goto(f"{peer.base}/c/pay/none")
    look(page)


def look(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert found == [], json.dumps(found, indent=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_no_script_can_run_on_the_pages(open_session: Payable) -> None:
    with urllib.request.urlopen(open_session().url) as answer:
        policy, text = answer.headers["Content-Security-Policy"], answer.read().decode()
    assert policy.startswith("default-src 'none'")
    assert "<script" not in text
    assert 'autocomplete="cc-number"' in text
