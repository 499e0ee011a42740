"""One page of many: which rows it shows, and where the pages beside it are."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page


def pager(address: Callable[[int], str], *, number: int, size: int, total: int) -> dict[str, Any]:
    """The data of parts/_pager.html: page `number`, from 1, of `total` rows, `size` to a page.

    `address`: where a page of that number stands.
    """
    before = (number - 1) * size
    last = min(before + size, total)
    return {
        "first": before + 1, "last": last, "total": total, "previous_url": address(number - 1) if before else "",
        "next_url": address(number + 1) if last < total else "",
    }  # fmt: skip


def pager_of(page: "Page[Any]") -> dict[str, Any]:
    """Of a page of Django's, whose address is the same but for its number."""
    many = page.paginator
    return pager(lambda number: f"?page={number}", number=page.number, size=many.per_page, total=many.count)
