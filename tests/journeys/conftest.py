"""One running site for all journeys; a fresh browser profile for each visitor."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from accounts.models import Throttle
from ledger.queries import trial_balance
from tests.journeys.house import House, house
from tests.journeys.visitor import Visitor
from tests.peers import chromium

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
SPOKEN = {"en": "en-GB", "uk": "uk-UA"}
Visitors = Callable[..., Visitor]
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: whoever takes them is not the only one at work in the end."""
    items.sort(key=lambda item: "is_fit_for_everybody" not in item.name)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium.path(), "headless": True, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url() -> str:
    """Visitors know the site's address; the plugin's own fixture warns under this pytest."""
    return ""


@pytest.fixture(scope="session")
def atrium(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house"), django_db_blocker.unblock) as running:
        yield running


@pytest.fixture(params=["en", "uk"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What browsers complained of: scripts that failed, what the content security policy stopped. None is allowed."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture(autouse=True)
def books_balance(atrium: House) -> Iterator[None]:
    """Whatever a journey did, and where it ended."""
    yield
    with atrium.rows():
        assert trial_balance() == []


@pytest.fixture(autouse=True)
def everybody_is_new(atrium: House) -> None:
    """All visitors come from one address: what one journey tried does not count against the next."""
    with atrium.rows():
        Throttle.objects.all().delete()


def _listen(page: Page, found: list[str]) -> None:
    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            found.append(f"{page.url}: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))


@pytest.fixture
def visitors(
    atrium: House, language: str, complaints: list[str], new_context: Callable[..., BrowserContext]
) -> Visitors:
    """Makes a visitor with a browser of his own; what he is given goes to the browser's context."""

    def come(**how: Any) -> Visitor:
        usual = {
            "viewport": PHONE,
            "locale": SPOKEN[language],
            "timezone_id": "Europe/Kyiv",
            "reduced_motion": "reduce",
        }
        page = new_context(**(usual | how)).new_page()
        page.set_default_timeout(60_000)
        page.set_default_navigation_timeout(120_000)
        _listen(page, complaints)
        return Visitor(atrium, page, language)

    return come


@pytest.fixture
def visitor(visitors: Visitors) -> Visitor:
    return visitors()
