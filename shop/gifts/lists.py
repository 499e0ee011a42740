"""Lists for staff: certificates with what is left on them, their designs, foundations with what was given."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property as kept
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import register_permission_policy

import clock
import moments
from booking.core.codes import is_code, tidy
from money import show_money
from reading import NeverDeleted, OnlyRead, ReadingViewSet
from shop.gifts.reading import with_given, with_left
from shop.gifts.telling import standing
from shop.models import Foundation, Gift, GiftDesign
from words import say, say_lazy

register_permission_policy(Gift, OnlyRead(Gift))
register_permission_policy(Foundation, NeverDeleted(Foundation))


def left(gift: Any) -> str:
    return show_money(gift.left, gift.currency)


def value(gift: Any) -> str:
    return show_money(gift.amount, gift.currency)


def state(gift: Any) -> str:
    return standing(gift, gift.left, now=clock.now())


def until(gift: Any) -> str:
    return moments.full_date(gift.valid_until, gift.zone) if gift.valid_until else "—"


class GiftList(IndexView):
    def get_base_queryset(self) -> Any:
        return with_left(super().get_base_queryset())

    @kept
    def search_query(self) -> str:
        """A code may be typed as it is printed."""
        said: str = IndexView.search_query.func(self) or ""
        return tidy(said) if is_code(tidy(said)) else said

    def get_edit_url(self, instance: Gift) -> str:
        return reverse("gift_card", args=[instance.pk])

    def get_inspect_url(self, instance: Gift) -> str:
        return reverse("gift_card", args=[instance.pk])


class Gifts(ReadingViewSet):
    model, icon, menu_label, index_view_class = Gift, "tag", _("Gift certificates"), GiftList
    list_display = [
        "printed", "recipient", "giver",
        Column("left", label=say_lazy("staff.gifts.left"), accessor=left, sort_key="left"),
        Column("amount", label=say_lazy("staff.gifts.worth"), accessor=value, sort_key="amount"),
        Column("state", label=say_lazy("staff.gifts.state"), accessor=state, sort_key="state"),
        Column("until", label=say_lazy("staff.gifts.until"), accessor=until, classname="h-once"),
    ]  # fmt: skip
    list_filter = ["state", "paid_at", "valid_until"]
    search_fields = ["code", "recipient", "giver", "email", "giver_email", "sale__line__order__number"]
    list_export = ["recipient", "giver", "amount", "currency", "state", "paid_at", "delivered_at", "valid_until"]
    form_fields = ["state"]


class Designs(ModelViewSet):
    model, icon, menu_label, copy_view_enabled = GiftDesign, "image", _("Gift designs"), False
    list_display = ["name", "live", "sort_order"]
    form_fields = ["code", "name", "look", "message", "message_formal", "live", "sort_order"]


class FoundationList(IndexView):
    def get_base_queryset(self) -> Any:
        return with_given(super().get_base_queryset())

    def get_list_more_buttons(self, instance: Foundation) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        card = reverse("foundation_card", args=[instance.pk])
        return [*buttons, MenuItem(say("staff.donations.open"), url=card, icon_name="history", priority=5)]


class Foundations(ModelViewSet):
    model, icon, menu_label, index_view_class = Foundation, "group", _("Foundations"), FoundationList
    copy_view_enabled = False
    list_display = [
        "name", "live", "sort_order",
        Column("given", label=say_lazy("staff.gifts.donated"), accessor=lambda one: show_money(one.given)),
    ]  # fmt: skip
    form_fields = ["code", "name", "summary", "live", "sort_order"]


class Certificates(ModelViewSetGroup):
    menu_label, menu_icon, menu_order = _("Gifts"), "tag", 310
    items = (Gifts, Designs, Foundations)
