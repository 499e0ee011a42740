"""Oscar's app list with our forks put in: the only place where it is spelled."""

FORKED = ("checkout", "order", "partner", "search", "dashboard")
_ROOMS = {
    "analytics": "Analytics", "checkout": "Checkout", "address": "Address", "shipping": "Shipping",
    "catalogue": "Catalogue", "catalogue.reviews": "CatalogueReviews", "communication": "Communication",
    "partner": "Partner", "basket": "Basket", "payment": "Payment", "offer": "Offer", "order": "Order",
    "customer": "Customer", "search": "Search", "voucher": "Voucher", "wishlists": "Wishlists",
    "dashboard": "Dashboard",
}  # fmt: skip
_DASHBOARDS = (
    "reports", "users", "orders", "catalogue", "offers", "partners", "pages", "ranges", "reviews", "vouchers",
    "communications", "shipping",
)  # fmt: skip


def _config(room: str, name: str) -> str:
    home = "shop" if room in FORKED else "oscar.apps"
    return f"{home}.{room}.apps.{name}Config"


APPS = [
    "oscar.config.Shop",
    *(_config(room, name) for room, name in _ROOMS.items()),
    *(_config(f"dashboard.{room}", f"{room.title()}Dashboard") for room in _DASHBOARDS),
]
MIGRATION_MODULES = {room: f"oscar.apps.{room}.migrations" for room in ("partner", "order")}
