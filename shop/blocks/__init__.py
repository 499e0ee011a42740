"""What a page may show of the shop."""

from shop.blocks.gifts import GiftBlock

__all__ = ["GiftBlock"]
