"""Promotions of these stories."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from shop.models import Good, Promo, Shelf
from shop.verbs.promo import About, make_promo
from tests.shop.till import Till
from tests.world import words


def on_shelf(product: Any, code: str = "care") -> Good:
    """The product as a good of the house, on its shelf."""
    from oscar.core.loading import get_model

    category = get_model("catalogue", "Category").add_root(name=code)
    shelf = Shelf.objects.create(category=category, code=code, name=words("Face and hands", "Для обличчя та рук"))
    return Good.objects.create(product=product, code=product.upc, shelf=shelf, name=words("Cream", "Крем"))


def promo(till: Till, code: str = "TENTH", value: int = 10, *, used: int = 0, **rules: Any) -> Promo:
    """A tenth off everything, unless said otherwise; `services`, `shelves`, `things`, `days` (how long it lasts)."""
    named = {name: rules.pop(name) for name in ("services", "shelves", "things") if name in rules}
    days = rules.pop("days", None)
    ends = till.now + timedelta(days=days) if days is not None else None
    if not named and not {"sessions", "goods"} & set(rules):
        rules |= {"sessions": True, "goods": True}
    rules = {"name": words(f"Promotion {code}", f"Акція {code}"), "value": Decimal(value)} | rules
    about = About(code=code, ends=ends, **named)
    return make_promo(about, by=till.world.staff, now=till.now, used=used, **rules)
