"""Rows of the shop beside Oscar's own, and what the database refuses about them."""

from shop.models.money import Incoming, Part, Payment, Refund, SavedCard
from shop.models.sales import Purchase, Sellable, SessionLine

__all__ = ["Incoming", "Part", "Payment", "Purchase", "Refund", "SavedCard", "Sellable", "SessionLine"]
