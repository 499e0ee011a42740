"""Every block renders, has its preview in the editor's picker, and stays out of migrations."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import RequestFactory
from wagtail import blocks
from wagtail.models import Site

from booking.models import Policy, Resource
from fields import QuietStreamField
from pages.blocks import Body
from pages.blocks.links import SHARE, share
from pages.models import ContentPage, HomePage
from words import in_language

BLOCKS = dict(Body().child_blocks)
EMPTY_WITHOUT_ROWS = {"expert_cards", "service_cards", "policy", "articles", "picture", "products", "category"}
"""Blocks that show nothing when what they name is gone."""


def drawn(name: str, value: Any, code: str = "en") -> str:
    request = RequestFactory().get("/en/about/")
    Site.find_for_request(request)
    with in_language(code):
        return str(BLOCKS[name].render(value, {"request": request, "page": ContentPage.objects.first()}))


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_introduces_itself_to_the_editor(name: str) -> None:
    meta = BLOCKS[name].meta
    assert (
        meta.icon and str(meta.icon) != "placeholder" and str(meta.label) and str(meta.group) and str(meta.description)
    )


@pytest.mark.parametrize("code", ["en", "uk"])
@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_shows_its_preview(house: Path, db: None, name: str, code: str) -> None:
    block = BLOCKS[name]
    assert block.is_previewable
    text = BeautifulSoup(drawn(name, block.get_preview_value(), code), "html.parser")
    assert text.get_text(strip=True) or text.select("img")


@pytest.mark.parametrize("name", BLOCKS)
def test_the_preview_is_drawn_in_the_look_of_the_site(house: Path, db: None, name: str) -> None:
    block = BLOCKS[name]
    value = block.get_preview_value()
    assert block.get_preview_template(value) == "wagtailcore/shared/block_preview.html"
    request = RequestFactory().get("/cms/")
    context = {
        "request": request,
        "block_def": block,
        "block_class": "x",
        "bound_block": block.bind(value),
        "page_title": "x",
    }
    from django.template.loader import render_to_string

    assert "css/house.css" in render_to_string(block.get_preview_template(value), context)


@pytest.mark.parametrize("name", sorted(EMPTY_WITHOUT_ROWS))
def test_a_block_whose_rows_are_gone_shows_nothing_instead_of_failing(house: Path, db: None, name: str) -> None:
    gone = {
        "expert_cards": {"title": "x", "experts": [10**6]}, "service_cards": {"title": "x", "services": [10**6]},
        "policy": {"title": "x", "policy": 10**6}, "articles": {"title": "x", "count": 3}, "picture": {"image": 10**6},
        "products": {"title": "x", "goods": [10**6]}, "category": {"title": "x", "shelf": 10**6},
    }  # fmt: skip
    if name == "articles":
        from pages.models import ArticlePage

        ArticlePage.objects.update(live=False)
    assert not BeautifulSoup(drawn(name, BLOCKS[name].to_python(gone[name])), "html.parser").get_text(strip=True)


def test_free_times_are_honest_when_there_are_none(house: Path, db: None) -> None:
    Resource.objects.update(live=False)
    assert "No free times" in drawn("free_times", BLOCKS["free_times"].get_preview_value())


def test_the_book_block_says_when_nothing_can_be_booked(house: Path, db: None) -> None:
    empty = BLOCKS["book"].to_python({"title": "Book", "expert": None, "service": None})
    assert "No free times" in drawn("book", empty)


def test_an_unpublished_policy_is_not_shown(house: Path, db: None) -> None:
    value = BLOCKS["policy"].to_python({"title": "", "policy": Policy.objects.get(code="standard").pk})
    assert "12 hours" in drawn("policy", value)
    Policy.objects.update(live=False)
    assert not drawn(
        "policy", BLOCKS["policy"].to_python({"title": "", "policy": Policy.objects.get(code="standard").pk})
    ).strip()


@pytest.mark.parametrize("channel", SHARE)
def test_shared_addresses_are_quoted(channel: str) -> None:
    address = share(channel, "https://house.example/?a=1&b=2", "Tea & talk")
    assert "https%3A%2F%2Fhouse.example%2F%3Fa%3D1%26b%3D2" in address and "Tea & talk" not in address


def test_words_of_visitors_and_editors_are_escaped(house: Path, db: None) -> None:
    value = BLOCKS["quote"].to_python({"text": "<script>alert(1)</script>", "who": "<b>x</b>"})
    assert "<script>" not in drawn("quote", value) and "<b>" not in drawn("quote", value)


def test_blocks_stay_out_of_migrations(db: None) -> None:
    class More(blocks.StreamBlock):
        other = blocks.CharBlock()

    _, path, args, kwargs = QuietStreamField(More()).deconstruct()
    assert (path, args, kwargs) == ("django.db.models.JSONField", [], {"default": list})
    field = HomePage._meta.get_field("body")
    assert field.deconstruct()[1] == "django.db.models.JSONField"
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_a_data_migration_does_not_lose_blocks(house: Path, db: None) -> None:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    historical = MigrationLoader(connection).project_state().apps.get_model("pages", "HomePage")
    row = historical.objects.get(slug="home")
    before = len(HomePage.objects.get(pk=row.pk).body)
    row.save()
    assert before == len(HomePage.objects.get(pk=row.pk).body) > 5
