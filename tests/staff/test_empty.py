"""Lists with nothing in them: each says what it is for and what to do first, in the language of whoever works there."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.staff.desk import come
from tests.world import World
from words import in_language, say

LISTS = {
    "gift": "gift:index", "giftdesign": "giftdesign:index", "foundation": "foundation:index", "good": "good:index",
    "shelf": "shelf:index", "photo": "photo:index", "movement": "movement:index", "promo": "promo:index",
    "purchase": "orders:index", "payment": "payment:index", "refund": "refund:index", "incoming": "incoming:index",
    "booking": "bookings:index", "review": "review:index", "message": "outbox:index",
    "account": "ledger_accounts:index", "transfer": "ledger_transfers:index",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_what_it_is_for(world: World, client: Client, name: str, language: str) -> None:
    come(client, world.staff)
    UserProfile.objects.update_or_create(user=world.staff, defaults={"preferred_language": language})
    page = client.get(reverse(LISTS[name])).content.decode()
    with in_language(language):
        assert say(f"staff.empty.{name}") in page
    assert "to display" not in page


def test_a_search_that_finds_nothing_says_so_and_not_what_the_list_is_for(world: World, client: Client) -> None:
    come(client, world.staff)
    page = client.get(reverse("resource:index"), {"q": "nobodyofthisname"}).content.decode()
    with in_language("en"):
        assert say("staff.empty.not_found") in page and say("staff.empty.resource") not in page
