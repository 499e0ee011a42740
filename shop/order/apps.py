"""Oscar's order room with our own walls."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "shop.order"
