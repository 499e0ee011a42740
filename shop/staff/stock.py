"""Goods with what is left of them; batches are received and losses written off from their list."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import register_permission_policy

import clock
import moments
from booking.core.decisions import Refused
from money import show_money
from reading import NeverDeleted, OnlyRead, ReadingViewSet, SafeSheet, framed
from shop import verbs
from shop.models import Good, Movement, Photo, Shelf
from shop.staff.forms import GoodForm, MoveForm, ShelfForm
from words import say, say_lazy

StockRecord = get_model("partner", "StockRecord")
SEARCHED = [f"name__{code}" for code, _name in settings.LANGUAGES]
MAY = "shop.add_movement"

register_permission_policy(Movement, OnlyRead(Movement))
for model in (Good, Shelf):
    register_permission_policy(model, NeverDeleted(model))


def counted(goods: QuerySet[Good]) -> Any:
    """Each with its `price`, pieces `there`, of them `promised` to orders and `free`, and the threshold `low`."""
    record = StockRecord.objects.filter(product=OuterRef("product")).order_by("pk")

    def of(name: str) -> Subquery:
        return Subquery(record.values(name)[:1])

    rows = goods.annotate(
        price=of("price"), there=of("num_in_stock"), promised=Coalesce(of("num_allocated"), 0),
        low=of("low_stock_threshold"),
    )  # fmt: skip
    return rows.annotate(free=Coalesce(F("there"), 0) - F("promised"))


def price(good: Any) -> str:
    return "—" if good.price is None else show_money(good.price)


def number(name: str) -> Callable[[Any], str]:
    return lambda good: "—" if good.price is None else str(getattr(good, name) or 0)


class GoodFilters(WagtailFilterSet):
    low = django_filters.BooleanFilter(label=say_lazy("staff.stock.low"), method="running_low")

    class Meta:
        model = Good
        fields = ["shelf"]

    def running_low(self, queryset: Any, name: str, value: bool) -> Any:
        low = queryset.filter(price__isnull=False, free__lte=F("low"))
        return low if value else queryset.exclude(pk__in=low.values("pk"))


class GoodList(IndexView):
    def get_base_queryset(self) -> Any:
        return counted(super().get_base_queryset()).select_related("of", "shelf", "product")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(MAY) and instance.price is not None:
            buttons += [
                MenuItem(say(f"staff.stock.{act}"), url=address(act, instance), icon_name=icon, priority=place)
                for place, (act, icon) in enumerate(ACTS.items(), start=4)
            ]
        return buttons


ACTS = {"receive": "plus", "write_off": "minus"}


def address(act: str, good: Good) -> str:
    return reverse(f"good:{act}", args=[good.pk])


def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch has come."""
    return _move(request, pk, "receive", lambda good, told, **who: verbs.receive(
        product=good.product, quantity=told["quantity"], batch=told["reason"], **who
    ))  # fmt: skip


def write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Broken, out of date, lost."""
    return _move(request, pk, "write_off", lambda good, told, **who: verbs.write_off(
        product=good.product, quantity=told["quantity"], reason=told["reason"], **who
    ))  # fmt: skip


def _move(request: HttpRequest, pk: int, act: str, verb: Callable[..., Movement]) -> HttpResponse:
    """Asks how many and why; says what is on the shelf now."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    good = get_object_or_404(counted(Good.objects.select_related("product", "of")).exclude(price=None), pk=pk)
    form = MoveForm(request.POST or None)
    if form.is_valid():
        try:
            moved = verb(good, form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refused:
            form.add_error("quantity", say("refusals.stock_promised.text", **refused.reasons[0].numbers))
        else:
            messages.success(request, say("staff.stock.done", what=good, left=moved.left))
            return redirect("good:index")
    label = say(f"staff.stock.{act}")
    context = framed(label, ACTS[act], (say("staff.menu.goods"), reverse("good:index")))
    context |= {"good": good, "form": form, "label": label, "back": reverse("good:index")}
    return render(request, "staff/stock.html", context, status=422 if form.is_bound else 200)


class Goods(ModelViewSet):
    model, icon, menu_label, index_view_class = Good, "tag", say_lazy("staff.menu.goods"), GoodList
    list_display = [
        "__str__", "code",
        Column("shelf", label=_("Category"), sort_key="shelf"), Column("price", label=_("Price"), accessor=price),
        Column("there", label=say_lazy("staff.stock.there"), accessor=number("there"), sort_key="there"),
        Column("promised", label=say_lazy("staff.stock.promised"), accessor=number("promised"), sort_key="promised"),
        Column("free", label=say_lazy("staff.stock.free"), accessor=number("free"), sort_key="free"),
        BooleanColumn("product.is_public", label=say_lazy("staff.stock.public")),
    ]  # fmt: skip
    filterset_class = GoodFilters
    search_fields = ["code", *SEARCHED]
    copy_view_enabled = False
    list_per_page = 50
    list_export = ["code", "name", "shelf", "price", "there", "promised", "free", "low"]
    form_fields = ["code"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return GoodForm

    def get_urlpatterns(self) -> list[Any]:
        doors = [path(f"<int:pk>/{act}/", view, name=act) for act, view in VIEWS.items()]
        return [*super().get_urlpatterns(), *doors]


VIEWS = {"receive": receive, "write_off": write_off}


class Shelves(ModelViewSet):
    model, icon, menu_label = Shelf, "list-ul", say_lazy("staff.menu.shelves")
    list_display = ["name", "code", "text"]
    search_fields = ["code", *SEARCHED]
    copy_view_enabled = False
    form_fields = ["code"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return ShelfForm


class PhotoList(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("good__of", "image")


class Photos(ModelViewSet):
    model, icon, menu_label, index_view_class = Photo, "image", say_lazy("staff.menu.photos"), PhotoList
    list_display = [Column("good", label=_("Good"), sort_key="good"), "image", "alt", "sort_order"]
    search_fields = ["good__code", *(f"good__{name}" for name in SEARCHED)]
    copy_view_enabled = False
    panels = [FieldPanel("good"), FieldPanel("image"), FieldPanel("alt"), FieldPanel("sort_order")]


class MovementList(SafeSheet, IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("by", "line__order", "product")


class Movements(ReadingViewSet):
    model, icon, menu_label, index_view_class = Movement, "history", say_lazy("staff.menu.movements"), MovementList
    list_display = [
        Column("at", label=_("When"), accessor=lambda one: told_at(one), sort_key="at"), "what",
        Column("kind", label=_("Movement"), accessor="get_kind_display", sort_key="kind"),
        Column("change", label=_("Quantity"), accessor=lambda one: f"{one.change:+d}".replace("-", "−")), "left",
        "reason", Column("order", label=_("Order")), "by",
    ]  # fmt: skip
    list_filter = {"kind": ["exact"], "at": ["date__gte", "date__lte"]}
    search_fields = ["what", "reason", "line__order__number"]
    list_export = ["at", "what", "kind", "change", "left", "reason", "order", "by"]
    inspect_view_fields = ["at", "what", "kind", "quantity", "left", "reason", "order", "by"]
    form_fields = ["kind"]


def told_at(row: Movement) -> str:
    """By the house's clocks."""
    return f"{moments.local(row.at, settings.HOUSE_ZONE):%Y-%m-%d %H:%M}"


class Store(ModelViewSetGroup):
    menu_label, menu_icon, menu_order = say_lazy("staff.menu.shop"), "tag", 300
    items = (Goods, Shelves, Photos, Movements)
