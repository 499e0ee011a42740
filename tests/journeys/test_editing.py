"""An editor puts a block of the shop on a page: it is seen while it is chosen and written, and read once published."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Page

from tests.journeys import books
from tests.journeys.conftest import Visitors
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
EDITOR, PAGE = "admin@atrium.example", "about"
DESK = {"width": 1280, "height": 900}
HEADING = {"en": "An hour for somebody dear", "uk": "A quiet morning as a gift"}
"""Written by an editor who speaks this language into a page in English."""
FACE = "Just because"


def test_a_block_of_gifts_is_seen_before_it_is_published(visitors: Visitors) -> None:
    editor, reader = visitors(viewport=DESK), visitors()
    heading = HEADING[editor.language]
    books.speaks(editor.house, EDITOR, editor.language)
    with editor.house.rows():
        number = Page.objects.get(slug=PAGE, locale__language_code="en").pk
    editor.comes_in(EDITOR)
    editor.goes(f"/cms/pages/{number}/edit/")
    _chooses_gifts(editor)
    editor.page.locator("[name^=body-][name$=-value-title]").first.fill(heading)
    editor.page.locator("[data-side-panel-toggle=preview]").click()
    live = editor.page.frame_locator("iframe[src*='in_preview_panel']").locator("main")
    for text in (heading, FACE):
        expect(live).to_contain_text(text)
    assert heading not in _reads(reader)
    editor.page.locator("footer [data-w-dropdown-target=toggle]").click()
    with editor.turns():
        editor.page.locator("button[name=action-publish]").click()
    assert heading in _reads(reader)


def _chooses_gifts(editor: Visitor) -> None:
    """Out of the picker, after a look at its picture."""
    editor.page.locator(".c-sf-add-button").first.click()
    row = editor.page.locator(".w-combobox__option-row").filter(has=editor.page.locator(".icon-tag"))
    gifts = row.filter(has_text={"en": "Gift certificate", "uk": "Подарунковий сертифікат"}[editor.language])
    gifts.get_by_role("button").click()
    picture = editor.page.frame_locator("iframe[src*='block-preview']").locator("main")
    expect(picture).to_contain_text(editor.says("gifts.buy_title"))
    gifts.get_by_role("option").click()


def _reads(reader: Visitor) -> str:
    reader.goes(f"/en/{PAGE}/")
    return reader.page.locator("main").inner_text()
