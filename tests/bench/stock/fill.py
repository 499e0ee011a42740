"""Puts the things on the shelf: `python -m tests.bench.stock.fill pictures`, with the shop's settings."""

import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

GOODS = 20


def _pictures(source: Path) -> list[str]:
    """Copied to where the shop keeps its media; named from there."""
    from django.conf import settings

    shelf = settings.MEDIA_ROOT / "peer"
    shelf.mkdir(parents=True)
    return [
        str(Path(shutil.copy(file, shelf)).relative_to(settings.MEDIA_ROOT)) for file in sorted(source.glob("*.webp"))
    ]


def _stock(number: int, kind: Any, partner: Any, picture: str) -> None:
    from oscar.core.loading import get_model

    product = get_model("catalogue", "Product").objects.create(
        product_class=kind, title=f"Thing {number}", upc=f"peer-{number}", structure="standalone"
    )
    get_model("partner", "StockRecord").objects.create(
        product=product, partner=partner, partner_sku=product.upc, price=Decimal(100 + number), price_currency="GBP",
        num_in_stock=50,
    )  # fmt: skip
    get_model("catalogue", "ProductImage").objects.create(product=product, original=picture)


def main(source: str) -> None:
    django.setup()
    from oscar.core.loading import get_model

    kind = get_model("catalogue", "ProductClass").objects.create(name="Peer")
    partner = get_model("partner", "Partner").objects.create(name="Peer")
    pictures = _pictures(Path(source))
    for number in range(GOODS):
        _stock(number, kind, partner, pictures[number % len(pictures)])


if __name__ == "__main__":
    main(*sys.argv[1:])
