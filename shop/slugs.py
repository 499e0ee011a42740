"""Names of goods as they stand in Oscar's addresses."""

from anyascii import anyascii
from django.utils.text import slugify

MOST = 255
"""Letters that a slug has room for."""


def slug(name: str, allow_unicode: bool = False) -> str:
    """In Latin letters: "krem-dlya-ruk". Spelled as numbers, as Oscar would, a long Ukrainian name finds no room."""
    return slugify(name if allow_unicode else anyascii(name), allow_unicode=allow_unicode)[:MOST].strip("-") or "-"
