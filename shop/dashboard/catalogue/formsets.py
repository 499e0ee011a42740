"""A shelf does not disappear with what lies on it."""

from typing import Any

from oscar.apps.dashboard.catalogue import formsets


class StockRecordFormSet(formsets.StockRecordFormSet):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.can_delete = False
