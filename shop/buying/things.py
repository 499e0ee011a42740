"""What is sold, by its name and picture; and why something cannot be had, in words."""

from typing import Any, NamedTuple

from booking.core.decisions import Reason
from words import say


class Picture(NamedTuple):
    """What a template needs of a picture; sizes in pixels."""

    url: str
    width: int
    height: int


SIZE = (400, 500)
"""Of a picture whose own size is not kept: the box it is shown in."""


def name_of(product: Any) -> str:
    return str(product.get_title())


def picture_of(product: Any) -> Picture | None:
    found = product.primary_image()
    return None if isinstance(found, dict) else Picture(found.original.url, *SIZE)


def sentence(reason: Reason) -> str:
    """A refusal of the shop's in the active language; those of sessions are said by the booking room."""
    return say(f"refusals.{reason.code}.text", **reason.numbers)
