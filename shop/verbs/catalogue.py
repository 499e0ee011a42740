"""What is sold, in words: shelves and goods, each beside the row of Oscar's that it stands for. May be called again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from oscar.core.loading import get_model

from booking.core.decisions import Reason, Refused
from booking.models import Service
from facts import announce
from fields import Words
from shop.models import Good, Shelf, Sought
from shop.stems import stems_in

Category, ProductClass = get_model("catalogue", "Category"), get_model("catalogue", "ProductClass")
Product = get_model("catalogue", "Product")
Partner, StockRecord = get_model("partner", "Partner"), get_model("partner", "StockRecord")
NAME, NEAR, SAID = 8, 3, 1
"""How much a word counts in a name, in what stands beside it (shelf, unit, services), and in the text."""
ENOUGH = 3
"""Pieces at which the warehouse is told, unless somebody says otherwise."""


def keep_shelf(*, code: str, name: Words, text: Words, sort_order: int = 0, now: datetime, by: Any) -> Shelf:
    """The shelf of this code with these words, and Oscar's category under it."""
    with transaction.atomic():
        row = Shelf.objects.select_related("category").filter(code=code).first()
        row = row or Shelf(code=code, category=Category.add_root(name=_plain(name), slug=code))
        row.name, row.text, row.sort_order = name, text, sort_order
        row.save()
        Category.objects.filter(pk=row.category_id).update(name=_plain(name), description=_plain(text))
        _index_all(row.goods.all())
        announce("shelf.changed", row, by=by, now=now)
    return row


def keep_good(
    *, code: str, shelf: Shelf, name: Words, text: Words, unit: Words, price: Decimal | None, grams: int = 0,
    low: int | None = ENOUGH, services: Iterable[Service] = (), of: Good | None = None, public: bool = True,
    sort_order: int = 0, now: datetime, by: Any,
) -> Good:  # fmt: skip
    """The good of this code with these words, and Oscar's product with its price (UAH) under it.

    `price` None: what is sold are its variants. `of`: the good of which it is a variant. `low`: at so many pieces the
    warehouse is told. Refused("variant_of_stocked"): pieces of `of` itself lie on the shelf.
    """
    with transaction.atomic():
        row = Good.objects.select_related("product").filter(code=code).first() or Good(code=code, product=Product())
        _place(row.product, row, name=name, text=text, shelf=shelf, of=of, public=public)
        row.shelf, row.of, row.name, row.text, row.unit, row.grams = shelf, of, name, text, unit, grams
        row.sort_order = sort_order
        row.save()
        row.services.set(services)
        if price is not None:
            _price(row, price, low)
        index(row.of or row)
        announce("good.changed", row, by=by, now=now, price=price)
    return row


def _place(product: Any, row: Good, *, name: Words, text: Words, shelf: Shelf, of: Good | None, public: bool) -> None:
    """Oscar's product, in the language of the house: what its dashboard, promotions and orders call it."""
    product.upc, product.is_public, product.description = row.code, public, _plain(text)
    product.title = f"{_plain(of.name)}, {_plain(name)}" if of else _plain(name)
    if of:
        _make_parent(of)
        product.structure, product.parent, product.product_class = Product.CHILD, of.product, None
    else:
        product.product_class = _kind()
    product.save()
    if not of:
        product.categories.set([shelf.category])
        for one in row.variants.all() if row.pk else ():
            Product.objects.filter(pk=one.product_id).update(title=f"{_plain(name)}, {_plain(one.name)}")


def _make_parent(of: Good) -> None:
    stock = StockRecord.objects.filter(product=of.product)
    if stock.filter(num_in_stock__gt=0).exists():
        raise Refused(Reason("variant_of_stocked", {"what": str(of)}))
    stock.delete()
    Product.objects.filter(pk=of.product_id).update(structure=Product.PARENT)
    of.product.structure = Product.PARENT


def _kind() -> Any:
    told = {"name": "Goods", "requires_shipping": True, "track_stock": True}
    return ProductClass.objects.get_or_create(slug="goods", defaults=told)[0]


def _price(row: Good, price: Decimal, low: int | None) -> None:
    house, _ = Partner.objects.get_or_create(code="house", defaults={"name": "House"})
    told = {"price": price, "low_stock_threshold": low, "price_currency": settings.OSCAR_DEFAULT_CURRENCY}
    StockRecord.objects.update_or_create(
        product=row.product, partner=house, defaults=told, create_defaults=told | {"partner_sku": row.code}
    )


def _plain(words: Words) -> str:
    return words.say(settings.LANGUAGE_CODE)


def index(good: Good) -> None:
    """Writes anew by which stems a good is found: its own words and those of its variants, in every language."""
    weights: dict[str, int] = {}
    for weight, words in _said(good):
        for stem in (stem for text in words.values() for stem in stems_in(text)):
            weights[stem] = max(weight, weights.get(stem, 0))
    good.sought.all().delete()
    Sought.objects.bulk_create(Sought(good=good, stem=stem, weight=weight) for stem, weight in weights.items())


def on_edit(verb: str, subject: Any, *, by: Any, now: datetime, data: Mapping[str, Any]) -> None:
    """Reaction: what goes with a service is found by the name that staff have given it now."""
    if isinstance(subject, Service):
        _index_all(subject.goods.all())


def _said(good: Good) -> list[tuple[int, Words]]:
    near = [good.unit, good.shelf.name, *(one.name for one in good.services.all())]
    variants = [one.name for one in good.variants.all()]
    return [(NAME, good.name), *((NEAR, words) for words in [*near, *variants]), (SAID, good.text)]


def _index_all(goods: Iterable[Good]) -> None:
    for good in goods:
        if not good.of_id:
            index(good)
