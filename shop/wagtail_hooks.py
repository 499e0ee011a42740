"""What staff see of the shop in the admin: money by card, orders, stock, promotions, certificates, donations."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem as SideItem
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.contrib.settings.registry import register_setting
from wagtail.permissions import register_permission_policy

from reading import OnlyRead, ReadingViewSet
from shop.choosers import CHOOSERS
from shop.donations import staff as donations
from shop.gifts import desk, lists
from shop.gifts import staff as gifts
from shop.models import DeliveryRules, DonationRules, GiftRules, Incoming, Payment, Refund
from shop.staff import refunds
from shop.staff.on_pages import told_of
from shop.staff.orders import Orders
from shop.staff.promos import Promos
from shop.staff.stock import Store
from shop.texts import FACTS
from words import say_lazy

for model in (Payment, Refund, Incoming):
    register_permission_policy(model, OnlyRead(model))


class Payments(ReadingViewSet):
    model, icon, menu_label = Payment, "tag", _("Payments")
    list_display = ["order", "purpose", "amount", "received", "state", "opened_at", "paid_at"]
    list_filter = ["state", "purpose", "opened_at"]
    search_fields = ["order__number", "intent_id", "session_id", "order__lines__session__booking__code"]
    list_export = ["order", "purpose", "amount", "received", "state", "opened_at", "paid_at", "intent_id", "error"]
    inspect_view_fields = [*list_export, "session_id", "attempts"]
    form_fields = ["purpose"]


class Events(ReadingViewSet):
    model, icon, menu_label = Incoming, "mail", _("Words of the bank")
    list_display = ["kind", "event_id", "received_at", "times", "outcome"]
    list_filter = ["kind", "received_at"]
    search_fields = ["event_id", "kind", "outcome"]
    inspect_view_fields = list_display
    form_fields = ["kind"]


class Money(ModelViewSetGroup):
    menu_label, menu_icon, menu_order = _("Card payments"), "tag", 320
    items = (Payments, refunds.Refunds, Events)


@hooks.register("register_admin_viewset")
def money() -> Money:
    return Money()


@hooks.register("register_admin_viewset")
def choosers() -> Any:
    return list(CHOOSERS)


@hooks.register("register_admin_viewset")
def store() -> Store:
    return Store()


@hooks.register("register_admin_viewset")
def promotions() -> Promos:
    return Promos()


@hooks.register("register_admin_viewset")
def certificates() -> lists.Certificates:
    return lists.Certificates()


@hooks.register("register_admin_viewset")
def orders() -> Orders:
    return Orders()


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [*refunds.urls, *gifts.urls, *desk.urls, *donations.urls]


@hooks.register("before_edit_page")
def warn_of_what_is_gone(request: HttpRequest, page: Any) -> None:
    """Whoever opens a page for editing is told what of the goods on it cannot be had."""
    for text in told_of(page) if request.method == "GET" else ():
        messages.warning(request, text)


@hooks.register("register_admin_menu_item")
def scanning() -> SideItem:
    return gifts.Scanning(say_lazy("staff.gifts.scan"), reverse("scan_gift"), icon_name="tag", order=90)


@hooks.register("register_reports_menu_item")
def owing() -> SideItem:
    return gifts.Owing(say_lazy("staff.gifts.liability"), reverse("gift_liability"), icon_name="tag", order=900)


register_setting(GiftRules, icon="tag")
register_setting(DonationRules, icon="group")
register_setting(DeliveryRules, icon="mail")


@hooks.register("register_log_actions")
def facts(actions: Any) -> None:
    for fact, label in FACTS.items():
        actions.register_action(fact, label, label)
