"""What editors are told of the goods on their pages: which have gone, and which are not sold any more."""

from typing import Any

from django.db import models

from shop import showcase
from shop.models import Good, Shelf
from words import say


def told_of(page: Any) -> list[str]:
    """One sentence for each kind of trouble, in the active language. `page`: as it is being edited; goods that it lists
    beside its blocks are its `listed`.
    """
    shown = _shown(page, Good) | set(getattr(page, "listed", ()))
    goods = Good.objects.filter(pk__in=shown).select_related("of")
    free = dict(showcase.on_sale().filter(pk__in=goods).values_list("pk", "free"))
    there = showcase.on_sale().filter(free__gt=0)
    bare = Shelf.objects.filter(pk__in=_shown(page, Shelf)).exclude(pk__in=there.values("shelf"))
    troubles: dict[str, list[Any]] = {
        "sold_out": [good for good in goods if free.get(good.pk, 1) <= 0],
        "not_sold": [good for good in goods if good.pk not in free], "bare": list(bare),
    }  # fmt: skip
    return [say(f"staff.pages.{trouble}", what=", ".join(map(str, rows))) for trouble, rows in troubles.items() if rows]


def _shown(page: Any, wanted: type[models.Model]) -> set[int]:
    """The rows of this kind that the page's blocks name, however deep."""
    fields = [field for field in page._meta.concrete_fields if hasattr(field, "extract_references")]
    found = [row for field in fields for row in field.extract_references(field.value_from_object(page))]
    return {int(pk) for model, pk, *_ in found if model is wanted}
