"""What staff see of money by card: payments, refunds and Stripe's words, and one action: send a failed refund again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem as SideItem
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.contrib.settings.registry import register_setting
from wagtail.permissions import register_permission_policy

import clock
from reading import OnlyRead, ReadingViewSet
from shop.choosers import CHOOSERS
from shop.donations import staff as donations
from shop.gifts import desk, lists
from shop.gifts import staff as gifts
from shop.models import DeliveryRules, DonationRules, GiftRules, Incoming, Payment, Refund
from shop.staff.on_pages import told_of
from shop.staff.order_acts import RETRIES
from shop.staff.orders import Orders
from shop.staff.promos import Promos
from shop.staff.stock import Store
from shop.texts import FACTS
from shop.verbs import retry_refund
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


class RefundList(IndexView):
    def get_list_more_buttons(self, instance: Refund) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.state == Refund.FAILED and self.request.user.has_perm(RETRIES):
            again = reverse("retry_refund", args=[instance.pk])
            buttons.append(MenuItem(_("Send again"), url=again, icon_name="rotate", priority=5))
        return buttons


class Refunds(ReadingViewSet):
    model, icon, menu_label, index_view_class = Refund, "rotate", _("Refunds"), RefundList
    list_display = ["payment", "amount", "reason", "state", "sent_at", "error"]
    list_filter = ["state", "reason"]
    search_fields = ["payment__order__number", "ref", "stripe_id", "payment__order__lines__session__booking__code"]
    list_export = ["payment", "amount", "reason", "state", "sent_at", "stripe_id", "error"]
    inspect_view_fields = [*list_export, "attempts", "ref"]
    form_fields = ["reason"]


class Events(ReadingViewSet):
    model, icon, menu_label = Incoming, "mail", _("Words of the bank")
    list_display = ["kind", "event_id", "received_at", "times", "outcome"]
    list_filter = ["kind", "received_at"]
    search_fields = ["event_id", "kind", "outcome"]
    inspect_view_fields = list_display
    form_fields = ["kind"]


class Money(ModelViewSetGroup):
    menu_label, menu_icon, menu_order = _("Card payments"), "tag", 320
    items = (Payments, Refunds, Events)


def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then sends a failed refund again."""
    if not request.user.has_perm(RETRIES):
        raise PermissionDenied
    refund = get_object_or_404(Refund, pk=pk)
    if request.method != "POST":
        return render(request, "shop/retry_refund.html", {"refund": refund, "back": reverse("refund:index")})
    if retry_refund(refund, by=request.user, now=clock.now()):
        messages.success(request, gettext("The refund will be sent again in a minute."))
    else:
        messages.error(request, gettext("This refund is not waiting for you: it has been sent, or is on its way."))
    return redirect("refund:index")


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
    return [path("refund/<int:pk>/again/", retry, name="retry_refund"), *gifts.urls, *desk.urls, *donations.urls]


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
