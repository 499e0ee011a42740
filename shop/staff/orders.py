"""The list of orders: found, filtered, looked into. Nothing here is typed over: only verbs change an order."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permissions import register_permission_policy

import clock
import moments
from money import show_money
from reading import OnlyRead, ReadingViewSet
from shop.models import Purchase
from shop.staff import order_acts
from shop.staff.order_card import OrderCard, money
from shop.stages import OPEN, STAGES
from words import say, say_lazy

Order = get_model("order", "Order")
register_permission_policy(Purchase, OnlyRead(Purchase))
STATUSES = ("Pending", "Paid", "Cancelled")


class OrderFilters(WagtailFilterSet):
    stage = django_filters.MultipleChoiceFilter(
        label=_("Goods"), choices=[(stage, say_lazy(f"order_states.{stage}")) for stage in STAGES],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    status = django_filters.ChoiceFilter(
        label=_("Money"), field_name="order__status",
        choices=[(status, say_lazy(f"staff.orders.money.{status}")) for status in STATUSES],
    )  # fmt: skip
    delivery = django_filters.ChoiceFilter(label=_("Delivery"), choices=Purchase.DELIVERIES[1:])
    at_desk = django_filters.BooleanFilter(label=_("Paid at the desk"))
    placed = django_filters.DateFromToRangeFilter(
        label=_("Placed"), field_name="order__date_placed", widget=DateRangePickerWidget
    )

    class Meta:
        model = Purchase
        fields: list[str] = []


def placed(row: Purchase) -> str:
    return moments.date(row.order.date_placed, settings.HOUSE_ZONE, clock.now())


def total(row: Purchase) -> str:
    return show_money(row.order.total_incl_tax, row.order.currency)


def stage(row: Purchase) -> str:
    return say(f"order_states.{row.stage}") if row.stage else "—"


def delivery(row: Purchase) -> str:
    return str(row.get_delivery_display()) if row.delivery else "—"


class OrderList(IndexView):
    filterset_class = OrderFilters
    default_ordering = "-pk"
    page_title = say_lazy("staff.menu.orders")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("order")

    def search_queryset(self, queryset: Any) -> Any:
        return found(queryset, self.search_query) if self.is_searching else queryset


def found(rows: Any, words: str) -> Any:
    """By number, by whoever bought it, by a session in it or a thing. All of the words."""
    for word in words.split():
        about = Q(order__number__icontains=word) | Q(name__icontains=word) | Q(email__icontains=word)
        about |= Q(phone__contains=word) | Q(parcel__icontains=word) | Q(order__lines__title__icontains=word)
        rows = rows.filter(about | Q(order__lines__session__booking__code__iexact=word)).distinct()
    return rows


class OrderFinder(ModelAdminURLFinder):
    """Where the rest of the admin finds a purchase: its card stands where the library expects a form."""

    def get_edit_url(self, instance: Any) -> str | None:
        return reverse("orders:inspect", args=[instance.pk]) if self.user.has_perm("shop.view_purchase") else None


class Orders(ReadingViewSet):
    model, icon, menu_label, name = Purchase, "list-ul", say_lazy("staff.menu.orders"), "orders"
    menu_order, add_to_admin_menu = 160, True
    index_view_class, inspect_view_class = OrderList, OrderCard
    filterset_class = OrderFilters
    list_display = [
        TitleColumn(
            "order", label=_("Number"), accessor="order.number", sort_key="order__number", url_name="orders:inspect"
        ),
        Column("placed", label=_("Placed"), accessor=placed, sort_key="pk", classname="h-once"),
        Column("name", label=_("Client"), sort_key="name"),
        Column("total", label=_("Total"), accessor=total, sort_key="order__total_incl_tax"),
        Column("money", label=_("Money"), accessor=money, sort_key="order__status"),
        StatusTagColumn("stage", label=_("Goods"), accessor=stage, primary=lambda row: row.stage in OPEN),
        Column("delivery", label=_("Delivery"), accessor=delivery),
    ]
    search_fields = ["name"]
    """Says that the list can be searched; what is searched is told by `found`."""
    form_fields = ["parcel"]
    inspect_template_name = "staff/order.html"
    url_finder_class = OrderFinder

    def get_urlpatterns(self) -> list[Any]:
        acts = [
            path("<int:pk>/return/", order_acts.take_back, name="return"),
            path("<int:pk>/refund/<int:refund>/out/", order_acts.hand_back, name="hand_back"),
            path("<int:pk>/<slug:name>/", order_acts.act, name="act"),
        ]
        return [*super().get_urlpatterns(), *acts]
