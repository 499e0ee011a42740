"""Rows of the booking room and what the database refuses about them."""

from booking.models.answers import IdempotentAnswer
from booking.models.offer import Direction, Offer, Place, Policy, Resource, Review, Service
from booking.models.promise import Booking, Occupancy, OpenSpan
from booking.models.turns import Turn

__all__ = [
    "Booking", "Direction", "IdempotentAnswer", "Occupancy", "Offer", "OpenSpan", "Place", "Policy", "Resource",
    "Review",
    "Service",
    "Turn",
]  # fmt: skip
