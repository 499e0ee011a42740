"""Promotions and their codes: found, made, changed, ended. What they are is told by `shop.models.promos`."""

from datetime import datetime
from typing import Any

import django_filters
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

import clock
import moments
from money import show_money
from reading import NeverDeleted, framed
from shop.models import Promo
from shop.staff.promo_form import PromoForm
from shop.texts import scope
from shop.verbs.promo import ALWAYS, end_promo
from words import say, say_lazy

MAY = "shop.change_promo"
ICON = "tag"
SEARCHED = [f"name__{code}" for code, _name in settings.LANGUAGES]
NEVER = ALWAYS[1]
ACTIVE, PLANNED, USED_UP, ENDED = STATES = ("active", "planned", "used_up", "ended")
register_permission_policy(Promo, NeverDeleted(Promo))


def dated(promos: QuerySet[Promo]) -> Any:
    """Each with when it `begins` and `ends`, if ever, and how many orders `used` it."""
    return promos.annotate(
        begins=Coalesce("voucher__start_datetime", "offer__start_datetime"),
        ends=Coalesce("voucher__end_datetime", "offer__end_datetime"),
        used=Coalesce("voucher__num_orders", "offer__num_orders"),
    )  # fmt: skip


def standing(now: datetime) -> dict[str, Q]:
    """State -> which of the dated promotions are in it; each is in one."""
    over, ahead, gone = Q(ends__lt=now), Q(begins__gt=now), Q(uses_max__lte=F("used"))
    past = Q(ends__isnull=False) & over
    future = Q(begins__isnull=False) & ahead
    full = Q(uses_max__isnull=False) & gone
    return {ENDED: past, PLANNED: ~past & future, USED_UP: ~past & ~future & full, ACTIVE: ~past & ~future & ~full}


def state(promo: Any, now: datetime) -> str:
    """The same of one row."""
    if promo.ends and promo.ends < now:
        return ENDED
    if promo.begins and promo.begins > now:
        return PLANNED
    return USED_UP if promo.uses_max is not None and promo.used >= promo.uses_max else ACTIVE


class PromoFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=say_lazy("staff.promos.state"), choices=[(one, say_lazy(f"staff.promos.states.{one}")) for one in STATES],
        method="in_state",
    )  # fmt: skip
    with_code = django_filters.BooleanFilter(
        label=say_lazy("staff.promos.code"), field_name="voucher", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Promo
        fields = ["kind"]

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(standing(clock.now())[value])


class PromoList(IndexView):
    @property
    def add_item_label(self) -> str:
        return say("staff.promos.add")

    def get_base_queryset(self) -> Any:
        rows = dated(super().get_base_queryset()).select_related("voucher", "offer")
        return rows.prefetch_related("services", "shelves", "things__of")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(MAY) and state(instance, clock.now()) != ENDED:
            url = reverse("promo:end", args=[instance.pk])
            buttons.append(MenuItem(say("staff.promos.end"), url=url, icon_name="cross", priority=40))
        return buttons


def code(promo: Promo) -> str:
    return promo.voucher.code if promo.voucher else say("staff.promos.everybody")


def takes(promo: Promo) -> str:
    return f"{promo.value.normalize():f}%" if promo.kind == Promo.PERCENT else show_money(promo.value)


def used(promo: Any) -> str:
    return f"{promo.used} / {promo.uses_max}" if promo.uses_max is not None else str(promo.used)


def day(moment: datetime | None) -> str:
    return moments.date(moment, settings.HOUSE_ZONE, clock.now()) if moment and moment not in ALWAYS else "—"


@never_cache
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then ends a promotion at once."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    promo, home = get_object_or_404(dated(Promo.objects.select_related("voucher", "offer")), pk=pk), "promo:index"
    if request.method != "POST":
        context = framed(say("staff.promos.end"), ICON, (say("staff.menu.promos"), reverse(home)))
        told = {"promo": promo, "code": code(promo), "takes": takes(promo), "used": used(promo), "back": reverse(home)}
        return render(request, "staff/promo_end.html", context | told)
    if end_promo(promo, by=request.user, now=clock.now()):
        messages.success(request, say("staff.promos.ended", promo=str(promo)))
    else:
        messages.warning(request, say("staff.promos.over", promo=str(promo)))
    return redirect(home)


class Promos(ModelViewSet):
    model, icon, menu_label, index_view_class = Promo, ICON, say_lazy("staff.menu.promos"), PromoList
    add_to_admin_menu, menu_order = True, 310
    filterset_class = PromoFilters
    list_display = [
        "__str__", Column("code", label=say_lazy("staff.promos.code"), accessor=code, sort_key="voucher__code"),
        Column("takes", label=say_lazy("staff.promos.takes"), accessor=takes),
        Column("scope", label=say_lazy("staff.promos.about"), accessor=scope),
        Column("begins", label=say_lazy("staff.promos.first"), accessor=lambda one: day(one.begins), sort_key="begins"),
        Column("ends", label=say_lazy("staff.promos.last"), accessor=lambda one: day(one.ends), sort_key="ends"),
        Column("used", label=say_lazy("staff.promos.used"), accessor=used, sort_key="used"),
        StatusTagColumn(
            "state", label=say_lazy("staff.promos.state"),
            accessor=lambda one: say(f"staff.promos.states.{state(one, clock.now())}"),
            primary=lambda one: state(one, clock.now()) == ACTIVE,
        ),
    ]  # fmt: skip
    search_fields = ["voucher__code", *SEARCHED]
    copy_view_enabled = False
    list_per_page = 50
    form_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> Any:
        return PromoForm

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/end/", end, name="end")]
