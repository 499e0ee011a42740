"""What a page may show of the shop."""

from shop import searching, showcase
from shop.blocks.stream import GoodsBlock, ShelfBlock

__all__ = ["GoodsBlock", "ShelfBlock", "searching", "showcase"]
