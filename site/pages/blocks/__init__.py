"""What a page is made of: the editor's own blocks, and those of the rooms. This import list is the wiring."""

from wagtail import blocks

from booking.blocks import BookBlock, ExpertsBlock, FreeTimesBlock, PolicyBlock, ServicesBlock
from pages.blocks.layout import BandBlock, CardsBlock, PictureBlock, StepsBlock, TableBlock
from pages.blocks.links import MapBlock, SocialBlock
from pages.blocks.lively import ArticlesBlock, DirectionsBlock, HeroBlock
from pages.blocks.words import FaqBlock, QuoteBlock, TextBlock, questions_in
from shop.blocks import DonationBlock, GiftBlock, GoodsBlock, ShelfBlock

__all__ = ["LASTING", "Body", "questions_in"]

LASTING = frozenset({
    "text", "quote", "faq", "hero", "picture", "table", "cards", "steps", "band", "directions", "articles", "map_link",
    "social", "service_cards", "policy",
})  # fmt: skip
"""Blocks that say the same at every hour and to everybody, until something in the house is changed (editions.py)."""


class Body(blocks.StreamBlock):
    """Everything that a page may hold, in the order of the editor's groups."""

    text = TextBlock()
    quote = QuoteBlock()
    faq = FaqBlock()
    hero = HeroBlock()
    picture = PictureBlock()
    table = TableBlock()
    cards = CardsBlock()
    steps = StepsBlock()
    band = BandBlock()
    directions = DirectionsBlock()
    articles = ArticlesBlock()
    map_link = MapBlock()
    social = SocialBlock()
    free_times = FreeTimesBlock()
    book = BookBlock()
    expert_cards = ExpertsBlock()
    service_cards = ServicesBlock()
    policy = PolicyBlock()
    products = GoodsBlock()
    category = ShelfBlock()
    gift = GiftBlock()
    donation = DonationBlock()
