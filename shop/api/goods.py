"""What can be bought. Open to everybody. However long an answer is, its queries are few."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from booking.api.examples import page, shown
from shop import searching, showcase
from shop.api import shapes
from shop.models import Shelf
from wire import Trouble, Wrong, answer, known
from words import can_be_kept

router = Router(tags=["what can be bought"])
ORDERS: dict[str, tuple[Any, ...]] = {
    "cheap": ("price", "pk"), "dear": (F("dearest").desc(), "pk"), "new": ("-product__date_created", "-pk"),
}  # fmt: skip


@router.get("/goods", response={200: shapes.Goods, 422: Trouble}, openapi_extra=shown(page(shapes.GOOD)))
def goods(request: HttpRequest, asked: Query[shapes.GoodsAsked]) -> HttpResponse:
    """Goods that are on sale, with how many are left."""
    known(request, shapes.GoodsAsked)
    pages = Paginator(_sorted(_found(asked), asked), asked.size)
    there = pages.page(asked.page).object_list if asked.page <= pages.num_pages else []
    rows = list(showcase.pictured(there, showcase.CARD).prefetch_related("services")) if len(there) else []
    told = {"total": pages.count, "page": asked.page, "pages": pages.num_pages}
    return answer(told | {"items": [_good(request, row) for row in rows]})


def _found(asked: shapes.GoodsAsked) -> Any:
    if asked.category and not Shelf.objects.filter(code=asked.category).exists():
        raise Wrong("category", "unknown_category", category=asked.category)
    rows = showcase.on_sale()
    wanted: dict[str, Any] = {
        "shelf__code": asked.category, "price__lte": asked.price_max, "free__gt": 0 if asked.in_stock else None,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value not in ("", None)})
    if asked.service:
        rows = rows.filter(pk__in=showcase.with_service(asked.service))
    return searching.found(rows, asked.q) if asked.q else rows


def _sorted(rows: Any, asked: shapes.GoodsAsked) -> Any:
    if asked.sort == "best" and asked.q:
        return rows.order_by("-rank", "shelf__sort_order", "shelf", "sort_order", "pk")
    return rows.order_by(*ORDERS[asked.sort]) if asked.sort in ORDERS else rows


@router.get("/goods/{code}", response={200: shapes.GoodWhole, 404: Trouble, 422: Trouble},
            openapi_extra=shown(shapes.WHOLE))  # fmt: skip
def good(request: HttpRequest, code: str) -> HttpResponse:
    """One good with its variants and pictures."""
    known(request, shapes.GoodAsked)
    rows = showcase.pictured(showcase.on_sale().filter(code=code), showcase.CARD, showcase.LARGE)
    row = rows.prefetch_related("services").first() if can_be_kept(code) else None
    if row is None:
        raise Wrong("code", "unknown_good", status=404)
    whole = {
        "variants": [
            {
                "code": one.code, "name": str(one.name), "price": f"{one.price:.2f}", "in_stock": max(one.free, 0),
                "grams": one.grams,
            }
            for one in showcase.variants(row)
        ],
        "pictures": [_picture(request, photo, showcase.LARGE) for photo in row.photos.all()],
    }  # fmt: skip
    return answer(_good(request, row) | whole)


def _good(request: HttpRequest, row: Any) -> dict[str, Any]:
    first = next(iter(row.photos.all()), None)
    return {
        "code": row.code, "name": str(row.name), "text": str(row.text), "unit": str(row.unit),
        "category": {"code": row.shelf.code, "name": str(row.shelf.name)}, "price_from": f"{row.price:.2f}",
        "price_to": f"{row.dearest:.2f}", "currency": settings.OSCAR_DEFAULT_CURRENCY, "in_stock": max(row.free, 0),
        "services": [service.code for service in row.services.all()],
        "url": request.build_absolute_uri(showcase.address(row)),
        "picture": _picture(request, first, showcase.CARD) if first else None,
    }  # fmt: skip


def _picture(request: HttpRequest, photo: Any, spec: str) -> dict[str, Any]:
    made = showcase.picture(photo, spec)
    return made | {"url": request.build_absolute_uri(made["url"])}
