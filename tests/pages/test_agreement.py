"""Whoever agrees with the rules can read them from the very words that he agrees with."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from pages.models import ContentPage
from shop.models import Good
from tests.pages.test_tree import CODES, soup_of

TITLES = {
    "en": ["Cancelling and moving", "Rules of sale", "Privacy"],
    "uk": ["Скасування й перенесення", "Правила продажу", "Приватність"],
}


def named(visitor: Client, code: str) -> list[Any]:
    with override(code):
        good = Good.objects.get(code="hand-cream")
        visitor.post(reverse("basket-put"), {"product": good.product_id})
        return soup_of(visitor, reverse("checkout")).select("label[for=id_consent] a")


@pytest.mark.parametrize("code", CODES)
def test_the_consent_leads_to_the_rules_in_its_language(visitor: Client, code: str) -> None:
    links = named(visitor, code)
    assert [link.get_text() for link in links] == TITLES[code]
    for link in links:
        assert link["target"] == "_blank", "what was written stays"
        assert soup_of(visitor, str(link["href"])).select_one("h1")


@pytest.mark.parametrize("code", CODES)
def test_editors_choose_what_is_named(visitor: Client, code: str) -> None:
    ContentPage.objects.filter(title=TITLES[code][0]).update(binding=False)
    assert [link.get_text() for link in named(visitor, code)] == TITLES[code][1:]
