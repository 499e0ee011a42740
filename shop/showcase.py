"""What pages show of the goods. Whatever the number of cards, the queries are the same.

Pages keep two addresses under names that are reversed here: `shelf` (a category) and `good`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from wagtail.images import get_image_model

import editions
from booking.models import Booking
from editions import Composed
from money import show_money
from shop.models import Good, Photo, Shelf
from words import say

CARD, LARGE = "fill-400x500|format-webp", "fill-800x1000|format-webp"
SHARED = "fill-1200x630|format-jpeg"
ALONG = 3
"""Goods that are shown with a visit."""
FEW = 5
"""From here down a card says how many are left."""
OWN, THEIRS = "product__stockrecords__", "variants__product__stockrecords__"
PUBLIC = Q(variants__product__is_public=True)


def _free(path: str) -> Any:
    return Coalesce(F(f"{path}num_in_stock"), 0) - Coalesce(F(f"{path}num_allocated"), 0)


def on_sale() -> Any:
    """A queryset of what has a price, each with its lowest (`price`), its highest (`dearest`) and its `free` pieces."""
    rows = Good.objects.filter(of=None, product__is_public=True).annotate(
        price=Coalesce(Min(f"{THEIRS}price", filter=PUBLIC), Min(f"{OWN}price")),
        dearest=Coalesce(Max(f"{THEIRS}price", filter=PUBLIC), Max(f"{OWN}price")),
        free=Coalesce(Sum(_free(THEIRS), filter=PUBLIC), Sum(_free(OWN)), 0),
    )
    return rows.exclude(price=None).order_by("shelf__sort_order", "shelf", "sort_order", "pk")


def variants(good: Good) -> list[Any]:
    """What is really sold under it, in the house's order: its variants, or itself; each with `price` and `free`."""
    rows = Good.objects.filter(Q(of=good) | Q(pk=good.pk), product__is_public=True)
    priced = rows.annotate(price=Min(f"{OWN}price"), free=Coalesce(Sum(_free(OWN)), 0)).exclude(price=None)
    return list(priced.select_related("of").order_by("sort_order", "pk"))


def shelves() -> list[Shelf]:
    """Those on which something stands."""
    rows = Shelf.objects.filter(goods__of=None, goods__product__is_public=True).distinct()
    return editions.kept(("shelves",), lambda: list(rows))


def pictured(goods: Any, *specs: str) -> Any:
    """With shelf, pictures and their ready-made sizes beside each: three queries more in all."""
    images = get_image_model().objects.prefetch_renditions(*specs)
    photos = Photo.objects.prefetch_related(Prefetch("image", images))
    return goods.select_related("shelf").prefetch_related(Prefetch("photos", photos))


def cards(goods: Any) -> list[dict[str, Any]]:
    """Of what `on_sale` gives, cut as it is shown: see parts/_good_card.html. Only what is left is read anew."""
    return cards_of(dict(goods.values_list("pk", "free")))


def cards_of(left: Mapping[int, int]) -> list[dict[str, Any]]:
    """Of goods by id, with how many are left of each."""
    told = cache(lambda: editions.kept_each(("good",), left, _told))

    def card(pk: int, free: int) -> dict[str, Any]:
        mark = f"{pk}-{max(0, min(free, FEW + 1))}"
        return Composed(lambda: told()[pk], {"tag": tag(free), "gone": free <= 0, "key": mark})

    return [card(pk, free) for pk, free in left.items()]


def _told(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What cards say however many are left."""
    return {
        one.pk: {
            "code": one.code, "name": str(one.name), "unit": str(one.unit), "url": address(one),
            "picture": next((picture(photo, CARD) for photo in one.photos.all()), None), "price": price_words(one),
        }
        for one in pictured(on_sale().filter(pk__in=ids), CARD)
    }  # fmt: skip


def address(good: Good) -> str:
    return reverse("good", args=[good.shelf.code, good.code])


def shelf_address(shelf: Shelf) -> str:
    return reverse("shelf", args=[shelf.code])


def price_words(good: Any) -> str:
    """ "₴320", "from ₴320" where variants cost differently."""
    shown = show_money(good.price)
    return say("expert.price_from", price=shown) if good.dearest > good.price else shown


def tag(free: int) -> dict[str, str] | None:
    """What a card says of the number that is left; nothing where there is enough."""
    if free <= 0:
        return {"text": say("basket.sold_out"), "tone": ""}
    return {"text": say("basket.stock_left", n=free), "tone": "sunny"} if free <= FEW else None


def stock(free: int) -> dict[str, str]:
    """The same in full, for the page of one good."""
    return tag(free) or {"text": say("goods.in_stock", n=free), "tone": "good"}


def first_photo(good: Good) -> Photo | None:
    """Of its own gallery, else of the good of which it is a variant."""
    return good.photos.select_related("image").first() or (
        good.of.photos.select_related("image").first() if good.of else None
    )


def picture(photo: Photo, spec: str) -> dict[str, Any]:
    """Cut by `spec`: made when first asked for, read afterwards."""
    made = photo.image.get_rendition(spec)
    return {"url": made.url, "width": made.width, "height": made.height, "alt": str(photo.alt)}


def with_service(code: str) -> Any:
    """A queryset of the ids of goods that go with the service of this code."""
    return Good.services.through.objects.filter(service__code=code).values("good")


def going_with(services: Iterable[int], *, most: int) -> Any:
    """What goes with these services and is there, what goes with most of them first."""
    ids = list(services)
    together: Any = Good.services.through.objects.filter(good=OuterRef("pk"), service__in=ids).order_by().values("good")
    rows = on_sale().annotate(together=Subquery(together.annotate(n=Count("pk")).values("n")))
    return rows.filter(together__gt=0, free__gt=0).order_by("-together", "sort_order", "pk")[:most]


def chosen(goods: Sequence[Good]) -> list[dict[str, Any]]:
    """Cards of these goods in their sequence; those no longer on sale are left out."""
    wanted = [good.pk for good in goods]
    rows = on_sale().filter(pk__in=wanted)
    left = dict(editions.asked(("chosen", *wanted), lambda: rows.values_list("pk", "free")))
    return cards_of({pk: left[pk] for pk in wanted if pk in left})


def along(booking: Booking) -> list[dict[str, Any]]:
    """Cards of what people take with such a visit: the port of `booking.sale`."""
    return cards(going_with([booking.service_id, booking.service.variant_of_id or booking.service_id], most=ALONG))
