"""Editors are told which goods on the page they have opened have gone, and which are not sold any more."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import furnish_roles, give_role
from pages.models import GoodsPage, HomePage
from shop.models import Good, Shelf
from shop.verbs.stock import shelf_of
from tests.conftest import T0
from tests.staff.desk import come
from tests.world import person

SAID = {
    "en": ("Sold out now, and this page says so: ", "Not on sale any more, and left out of this page: ",
           "Nothing of this category can be had, so its block is empty: "),
    "uk": ("Зараз розпродано, і сторінка про це каже: ", "Більше не продається, і на цій сторінці не показується: ",
           "З цієї категорії зараз нічого не можна купити, тож її блок порожній: "),
}  # fmt: skip


@pytest.fixture(params=["en", "uk"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def editor(house: Path, db: None, language: str) -> Client:
    furnish_roles()
    user = person("writer@example.org", "Some Body")
    give_role(user=user, role="editor", by=None, now=T0)
    return come(Client(headers={"accept-language": language}), User.objects.get(pk=user.pk))


def draft(*goods: str, shelf: str = "calm") -> Any:
    """A home page with these goods and this shelf, saved as a draft."""
    page = HomePage.objects.get(locale__language_code="en")
    rows, row = [Good.objects.get(code=code) for code in goods], Shelf.objects.get(code=shelf)
    page.body = [("products", {"title": "Goods", "goods": rows}), ("category", {"title": "", "shelf": row})]
    page.save_revision()
    return page


def told(editor: Client, page: Any) -> list[str]:
    answer = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    return [str(one) for one in answer.context["messages"]]


def test_who_opens_a_page_is_told_what_cannot_be_had(editor: Client, language: str) -> None:
    page = draft("hand-cream", "soap", "lip-balm", "mat")
    type(shelf_of(Good.objects.get(code="lip-balm").product)).objects.update(num_in_stock=0)
    hidden = Good.objects.get(code="mat")
    type(hidden.product).objects.filter(pk=hidden.product_id).update(is_public=False)
    names = {code: Good.objects.get(code=code).name.say(language) for code in ("hand-cream", "soap", "lip-balm", "mat")}
    gone, not_sold, bare = told(editor, page)
    assert gone == SAID[language][0] + ", ".join(names[code] for code in ("hand-cream", "lip-balm", "soap")) + "."
    assert not_sold == f"{SAID[language][1]}{names['mat']}."
    assert bare == f"{SAID[language][2]}{Shelf.objects.get(code='calm').name.say(language)}."


def test_who_opens_the_shop_is_told_what_has_gone(editor: Client, language: str) -> None:
    page = GoodsPage.objects.get(locale__language_code="en")
    assert told(editor, page) == [SAID[language][0] + Good.objects.get(code="soap").name.say(language) + "."]


def test_where_everything_can_be_had_nothing_is_said(editor: Client) -> None:
    assert told(editor, draft("hand-cream")) == []
