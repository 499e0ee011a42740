"""Stock that cannot be oversold."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from oscar.apps.partner.abstract_models import AbstractStockRecord


class OutOfStock(Exception):
    """Raised inside the order's transaction: nothing of the order stays. Carries the product."""


MOVED = frozenset({"num_in_stock", "num_allocated"})


class StockRecord(AbstractStockRecord):
    def save(self, *args: Any, **kwargs: Any) -> None:
        """What lies there is changed by UPDATEs alone: a row that was read a while ago does not write it back."""
        if not self._state.adding:
            named = kwargs.get("update_fields") or [
                field.name for field in self._meta.concrete_fields if not field.primary_key
            ]
            kwargs["update_fields"] = [name for name in named if name not in MOVED]
        super().save(*args, **kwargs)

    def allocate(self, quantity: int) -> None:
        """Takes `quantity` pieces if they are there, by one conditional UPDATE; raises OutOfStock otherwise."""
        if not self.can_track_allocations:
            return
        left = Coalesce("num_in_stock", 0) - Coalesce("num_allocated", 0)
        rows = type(self).objects.annotate(left=left).filter(pk=self.pk, left__gte=quantity)
        if not rows.update(num_allocated=Coalesce(F("num_allocated"), 0) + quantity):
            raise OutOfStock(self.product)
        self.refresh_from_db(fields=["num_allocated"])


from oscar.apps.partner.models import *  # noqa: E402, F403  the rest is Oscar's
