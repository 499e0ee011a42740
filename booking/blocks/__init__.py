"""What a page may show of the booking room."""

from booking import showcase
from booking.blocks import readable
from booking.blocks.cards import Frame, expert_cards, service_cards
from booking.blocks.faces import NOBODY, Face, Picture, faces
from booking.blocks.stream import BookBlock, ExpertsBlock, FreeTimesBlock, PolicyBlock, ServicesBlock
from booking.blocks.widget import booking_widget
from booking.horizon import Horizon

__all__ = [
    "NOBODY", "BookBlock", "ExpertsBlock", "Face", "Frame", "FreeTimesBlock", "Horizon", "Picture", "PolicyBlock",
    "ServicesBlock",
    "booking_widget", "expert_cards", "faces", "readable", "service_cards", "showcase",
]  # fmt: skip
