"""A neighbour in the same run: Oscar's own catalogue page, its own templates, a shelf of goods with a picture each."""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from oscar.core.loading import get_model

from tests import databases

CATALOGUE = "/en/shop/catalogue/"
GOODS = 20
PICTURES = settings.ROOT / "fixtures" / "images"


def _model(app: str, name: str) -> Any:
    return get_model(app, name)._default_manager


def _stock(number: int, kind: Any, partner: Any, picture: str) -> None:
    product = _model("catalogue", "Product").create(
        product_class=kind, title=f"Thing {number}", upc=f"peer-{number}", structure="standalone"
    )
    _model("partner", "StockRecord").create(
        product=product, partner=partner, partner_sku=product.upc, price=Decimal(100 + number), price_currency="UAH",
        num_in_stock=50,
    )  # fmt: skip
    _model("catalogue", "ProductImage").create(product=product, original=picture)


def _pictures(folder: Path) -> list[str]:
    """Copied to where the site of this VAR_DIR keeps its media; named from there."""
    shelf = folder / "media" / "peer"
    shelf.mkdir(parents=True)
    return [
        str(Path(shutil.copy(file, shelf)).relative_to(folder / "media")) for file in sorted(PICTURES.glob("*.webp"))
    ]


def fill(folder: Path) -> None:
    """Puts the goods into the world of this VAR_DIR."""
    pictures = _pictures(folder)
    with databases.visiting(str(folder / "atrium.sqlite3")):
        kind, _ = _model("catalogue", "ProductClass").get_or_create(slug="peer", defaults={"name": "Peer"})
        partner, _ = _model("partner", "Partner").get_or_create(code="peer", defaults={"name": "Peer"})
        for number in range(GOODS):
            _stock(number, kind, partner, pictures[number % len(pictures)])
