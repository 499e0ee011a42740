"""What a page may show of the shop."""

from shop import searching, showcase
from shop.blocks.donations import DonationBlock
from shop.blocks.gifts import GiftBlock
from shop.blocks.stream import GoodsBlock, ShelfBlock

__all__ = ["DonationBlock", "GiftBlock", "GoodsBlock", "ShelfBlock", "searching", "showcase"]
