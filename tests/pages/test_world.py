"""What a newcomer finds in the demo house: who works there, what they offer, and every block in use."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.models import Page

from booking.models import Direction, Policy, Resource, Review, Service
from pages import models as rows
from pages.blocks import Body

CODES = [code for code, _ in settings.LANGUAGES]
PROMISED = {
    "text", "picture", "quote", "faq", "table", "cards", "free_times", "book", "expert_cards", "service_cards",
    "policy", "map_link", "social",
}  # fmt: skip
"""Rich text, picture, quote, FAQ, table, cards, next free times, book, expert cards, service cards, policy in words,
map link, social buttons."""


def used(code: str) -> Counter[str]:
    """Names of the blocks on live pages of this language."""
    pages = (page.specific for page in Page.objects.live().filter(depth__gt=1, locale__language_code=code))
    return Counter(str(block.block_type) for page in pages for block in getattr(page, "body", ()))


def test_one_house_with_ten_experts_and_fourteen_services(house: Path, db: None) -> None:
    assert Resource.objects.filter(kind=Resource.PERSON, live=True).count() == 10
    assert Service.objects.filter(variant_of=None).count() == 14
    assert Direction.objects.count() >= 5 and Policy.objects.filter(live=True).count() >= 3
    assert Review.objects.filter(live=True).count() >= 10
    assert not Resource.objects.filter(kind=Resource.PERSON, user=None).exists()


@pytest.mark.parametrize("code", CODES)
def test_each_of_them_has_a_page_in_every_language(house: Path, db: None, code: str) -> None:
    pages = {"locale__language_code": code}
    assert rows.ExpertPage.objects.live().filter(**pages).count() == 10
    assert rows.ServicePage.objects.live().filter(**pages).count() == 14
    assert not rows.ExpertPage.objects.live().filter(portrait=None, **pages).exists()
    assert rows.ArticlePage.objects.live().filter(**pages).count() >= 3


def test_every_promised_block_is_there_for_editors() -> None:
    assert set(Body().child_blocks) >= PROMISED


@pytest.mark.parametrize("code", CODES)
def test_every_promised_block_is_on_a_page(house: Path, db: None, code: str) -> None:
    assert PROMISED - set(used(code)) == set()


def test_both_languages_have_the_same_blocks(house: Path, db: None) -> None:
    assert used("en") == used("uk")
