"""What lies on a shelf is shown and not typed over: each piece that comes or goes is a movement, with who and why."""

from typing import Any

from oscar.apps.dashboard.catalogue import forms

from words import say


class StockRecordForm(forms.StockRecordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "num_in_stock" in self.fields:
            pieces = self.fields["num_in_stock"]
            pieces.disabled, pieces.required, pieces.help_text = True, False, say("staff.stock.by_movement")
