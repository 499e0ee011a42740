"""What a first visit weighs, as the browser received it: the home page has the most letters on it."""

import pytest
from playwright.sync_api import Browser

from tests.bench.weights import MOST, received
from tests.journeys.house import House

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("path", ["/en/", "/uk/"])
def test_the_first_view_of_the_home_page_without_pictures_is_light(atrium: House, browser: Browser, path: str) -> None:
    came = received(browser, f"{atrium.address}{path}")
    assert came["Font"] and came["Document"], "everything was asked for"
    assert sum(size for kind, size in came.items() if kind != "Image") <= MOST["first view"], came
