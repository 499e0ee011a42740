"""Rows of the shop beside Oscar's own, and what the database refuses about them."""

from shop.models.delivery import DeliveryRules, ParcelStep
from shop.models.foundations import Donation, DonationRules, Foundation
from shop.models.gifts import Gift, GiftDesign, GiftLine, GiftRules
from shop.models.goods import Good, Movement, Photo, Shelf, Sought
from shop.models.money import Incoming, Part, Payment, Refund, SavedCard
from shop.models.promos import Promo
from shop.models.returns import Return
from shop.models.sales import Purchase, Sellable, SessionLine

__all__ = [
    "DeliveryRules", "Donation", "DonationRules", "Foundation", "Gift", "GiftDesign", "GiftLine", "GiftRules", "Good",
    "Incoming", "Movement", "ParcelStep", "Part", "Payment", "Photo", "Promo", "Purchase", "Refund", "Return",
    "SavedCard", "Sellable", "SessionLine", "Shelf", "Sought",
]  # fmt: skip
