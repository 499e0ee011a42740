"""Lists of goods: the address is their state. What is not understood in an address is as if it were not there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Window
from django.http import QueryDict
from django.utils.functional import SimpleLazyObject

import editions
from money import read_money, show_money
from paging import pager
from shop.blocks import searching, showcase
from shop.models import Shelf
from words import say

PAGE = 24
PRICES = (200, 400, 700)
REMEMBERED = 50
"""Pages of a list whose question to the database is composed once."""
SORTS: dict[str, tuple[Any, ...]] = {
    "house": ("shelf__sort_order", "shelf", "sort_order", "pk"),
    "cheap": ("price", "pk"),
    "dear": (F("dearest").desc(), "pk"),
    "new": ("-product__date_created", "-pk"),
}
BEST = "best"
"""Of what was searched for: what fits best comes first, unless another order is asked for."""


@dataclass(frozen=True)
class Asked:
    """The conditions of one visitor, within one shelf or all of them. Empty means: any."""

    q: str = ""
    price: Decimal | None = None
    stock: bool = False
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: QueryDict) -> "Asked":
        price, sort, page = read_money(given.get("price") or "x"), given.get("sort", ""), given.get("page", "")
        return cls(
            q=given.get("q", "").replace("\x00", "").strip()[:80],
            price=price,
            stock=given.get("stock") == "1",
            sort=sort if sort in SORTS else "",
            page=int(page) if page.isascii() and page.isdigit() and 0 < int(page[:6]) < 10_000 else 1,
        )

    def query(self, **other: Any) -> str:
        """The same conditions, some changed, as they stand in an address; nothing where there are none."""
        one = replace(self, **other)
        named = {"q": one.q, "price": f"{one.price:f}" if one.price is not None else "", "stock": "1" * one.stock}
        named |= {"sort": one.sort, "page": str(one.page) if one.page > 1 else ""}
        kept = {name: value for name, value in named.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def key(self) -> str | None:
        """By which what says nothing but these conditions is remembered; None: there is no end of such conditions."""
        few = self.price in (None, *PRICES) and self.page <= REMEMBERED
        return None if self.q or not few else f"?{self.query(page=1)}"

    @property
    def given(self) -> list[str]:
        return [name for name in NAMES if getattr(self, name) != getattr(NOTHING, name)]


NOTHING = Asked()
NAMES: dict[str, Callable[[Asked], str]] = {
    "q": lambda asked: asked.q,
    "price": lambda asked: up_to(asked.price or Decimal(0)),
    "stock": lambda asked: say("goods.only_in_stock"),
}


def up_to(price: Decimal) -> str:
    return say("filters.up_to", price=show_money(price))


def chosen(asked: Asked, shelf: Shelf | None) -> Any:
    """A queryset of those that meet all the conditions, in no sequence yet."""
    goods = showcase.on_sale()
    if shelf:
        goods = goods.filter(shelf=shelf)
    if asked.price is not None:
        goods = goods.filter(price__lte=asked.price)
    if asked.stock:
        goods = goods.filter(free__gt=0)
    return searching.found(goods, asked.q) if asked.q else goods


def ordered(goods: Any, asked: Asked) -> Any:
    if asked.q and not asked.sort:
        return goods.order_by("-rank", *SORTS["house"])
    return goods.order_by(*SORTS[asked.sort or "house"])


def listed(asked: Asked, *, url: str, all_url: str, shelf: Shelf | None = None) -> dict[str, Any]:
    """The data of parts/_goods_list.html. `url`: this list without conditions, `all_url`: that of everything."""
    asked, left, total = cut(asked, shelf)
    return {
        "filters": SimpleLazyObject(lambda: filters(asked, url)),
        "filters_key": asked.key and (shelf and shelf.pk, asked.key),
        "chosen": len(asked.given), "shelves": shelves(asked, all_url, shelf), "total": total,
        "goods": showcase.cards_of(left),
        "found": say("goods.found", n=total) if total else say("goods.found_none"),
        "pager": pager(lambda number: url + asked.query(page=number), number=asked.page, size=PAGE, total=total),
        "empty": None if total else empty(asked, url, all_url, shelf),
        "robots": "noindex, follow" if asked.query(page=1) else "",
    }  # fmt: skip


def cut(asked: Asked, shelf: Shelf | None) -> tuple[Asked, dict[int, int], int]:
    """The page asked for: ids with how many are left; and the number of all. A page past the end is the last one."""
    rows = _rows(asked, shelf)
    if rows or asked.page == 1:
        return asked, {pk: free for pk, free, _ in rows}, rows[0][2] if rows else 0
    total = chosen(asked, shelf).count()
    return cut(replace(asked, page=-(-total // PAGE) or 1), shelf)


def _rows(asked: Asked, shelf: Shelf | None) -> list[tuple[int, int, int]]:
    if asked.key is None:
        return list(_query(asked, shelf))
    return editions.asked(("goods", shelf and shelf.pk, asked.page, asked.key), lambda: _query(asked, shelf))


def _query(asked: Asked, shelf: Shelf | None) -> Any:
    first = (asked.page - 1) * PAGE
    found = ordered(chosen(asked, shelf), asked).annotate(total=Window(Count("pk")))
    return found.values_list("pk", "free", "total")[first : first + PAGE]


def filters(asked: Asked, url: str) -> dict[str, Any]:
    sorts = [("", say(f"goods.sort_{BEST if asked.q else 'house'}"))]
    sorts += [(name, say(f"goods.sort_{name}")) for name in SORTS if asked.q or name != "house"]
    return {
        "url": url, "clear_url": url, "q": asked.q, "stock": asked.stock,
        "price": _prices(asked),
        "sort": [{"value": name, "label": label, "selected": name == asked.sort} for name, label in sorts],
    }  # fmt: skip


def _prices(asked: Asked) -> list[dict[str, Any]]:
    steps = sorted({Decimal(one) for one in PRICES} | ({asked.price} if asked.price is not None else set()))
    named = [{"value": f"{one:f}", "label": up_to(one), "selected": one == asked.price} for one in steps]
    return [{"value": "", "label": say("filters.any_price"), "selected": asked.price is None}, *named]


def shelves(asked: Asked, all_url: str, here: Shelf | None) -> list[dict[str, Any]]:
    """Every category under the same conditions."""
    kept = asked.query(page=1)
    ways: list[tuple[str, str, Shelf | None]] = [(say("goods.everything"), all_url, None)]
    ways += [(str(one.name), showcase.shelf_address(one), one) for one in showcase.shelves()]
    return [{"label": label, "url": url + kept, "current": one == here} for label, url, one in ways if url]


def empty(asked: Asked, url: str, all_url: str, shelf: Shelf | None) -> dict[str, Any]:
    """Which one condition to drop: the one without which most is found; then the way to everything."""
    without = {name: replace(asked, **{name: getattr(NOTHING, name)}, page=1) for name in asked.given}
    counts = {name: chosen(other, shelf).count() for name, other in without.items()} if len(without) > 1 else {}
    best = max(counts, key=lambda name: counts[name], default="")
    if best and counts[best]:
        drop = {"label": say("empty.experts_filter.button"), "url": url + without[best].query()}
        return {"text": say("empty.goods_filter.text", filter=NAMES[best](asked)), "actions": [drop]}
    text = say("empty.goods_search.text", query=asked.q) if asked.q else say("empty.goods.text")
    clear = {"label": say("filters.clear"), "url": url} if asked.given else None
    whole = {"label": say("goods.everything"), "url": all_url} if shelf and all_url else None
    return {"text": text, "picture": "tea.svg", "actions": [one for one in (clear, whole) if one]}
