"""The block with which an editor invites to give."""

from typing import Any

from shop.blocks import GiftBlock
from shop.models import GiftRules
from tests.shop.gifts.given import design
from tests.world import World
from words import in_language


def drawn(**value: Any) -> str:
    block = GiftBlock()
    return str(block.render(block.to_python({"title": "Give", "text": "", "service": None} | value)))


def test_it_shows_faces_and_sums_and_each_leads_to_the_page_of_gifts(world: World) -> None:
    design()
    GiftRules.objects.create(amounts=[400, 900])
    said = drawn()
    for part in ("img/gift-winter.svg", "/gift/?design=winter", "/gift/?sum=400", "₴900"):
        assert part in said, part


def test_it_can_invite_to_give_one_service(world: World) -> None:
    said = drawn(service=world.service.pk)
    assert "/gift/?service=session" in said and "?sum=" not in said


def test_its_preview_has_words_in_both_languages(world: World) -> None:
    for language, words in (("en", "Give time"), ("uk", "Подарувати час")):
        with in_language(language):
            assert words in str(GiftBlock().render(GiftBlock().get_preview_value()))
