"""The block with which an editor asks for a good cause."""

from shop.blocks import DonationBlock
from shop.models import DonationRules, Foundation
from tests.shop.donations.given import foundation
from tests.world import World
from words import in_language


def drawn() -> str:
    block = DonationBlock()
    return str(block.render(block.to_python({"title": "Give", "text": "All of it arrives."}))).strip()


def test_it_shows_foundations_and_sums_and_each_leads_to_the_page(world: World) -> None:
    foundation()
    DonationRules.objects.create(amounts=[40, 90])
    said = drawn()
    for part in ("Quiet Shore", "Helps.", "/donate/?foundation=quiet-shore", "/donate/?sum=40", "₴90"):
        assert part in said, part


def test_where_there_is_no_foundation_it_asks_for_nothing(world: World) -> None:
    foundation()
    Foundation.objects.update(live=False)
    assert drawn() == ""


def test_its_preview_has_words_in_both_languages(world: World) -> None:
    foundation()
    for language, words in (("en", "Give to a good cause"), ("uk", "Оберіть фонд і суму")):
        with in_language(language):
            assert words in str(DonationBlock().render(DonationBlock().get_preview_value()))
