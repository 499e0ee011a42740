"""Pickers of goods and shelves for the editor: in blocks and in panels."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from booking.choosers import ByCode

good_chooser: Any = ByCode(
    "good_chooser", model="shop.Good", icon="tag", choose_one_text=_("Choose a good"),
    choose_another_text=_("Choose another good"),
)  # fmt: skip
shelf_chooser: Any = ByCode(
    "shelf_chooser", model="shop.Shelf", icon="list-ul", choose_one_text=_("Choose a shelf"),
    choose_another_text=_("Choose another shelf"),
)  # fmt: skip
CHOOSERS = (good_chooser, shelf_chooser)

GoodChoice = good_chooser.get_block_class(name="GoodChoice", module_path="shop.choosers")
ShelfChoice = shelf_chooser.get_block_class(name="ShelfChoice", module_path="shop.choosers")
