"""Stock that cannot be oversold."""

from django.db.models import F
from django.db.models.functions import Coalesce
from oscar.apps.partner.abstract_models import AbstractStockRecord


class OutOfStock(Exception):
    """Raised inside the order's transaction: nothing of the order stays. Carries the product."""


class StockRecord(AbstractStockRecord):
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
