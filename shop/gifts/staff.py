"""Certificates for staff: found, read with their history, put right with a reason; and what the house owes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property as kept
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import registry
from wagtail.permissions import register_permission_policy

import clock
from booking.core.codes import is_code, tidy
from booking.core.decisions import Refused
from ledger.queries import statement
from money import show_money
from reading import NeverDeleted, OnlyRead, ReadingViewSet
from shop.gifts.liability import owed
from shop.gifts.reading import left_on, with_given
from shop.gifts.telling import sentence, standing
from shop.models import Foundation, Gift, GiftDesign
from shop.verbs import gifts
from words import say, say_lazy

MAY_SEE, MAY = "shop.view_gift", "shop.change_gift"
LONGEST_REASON = 200
register_permission_policy(Gift, OnlyRead(Gift))
register_permission_policy(Foundation, NeverDeleted(Foundation))


class GiftList(IndexView):
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
    list_display = ["printed", "recipient", "giver", "amount", "state", "paid_at", "delivered_at", "valid_until"]
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


class Scanning(MenuItem):
    """Where the desk finds the page of certificates."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY))


class Owing(MenuItem):
    """Among the reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_SEE))


def allowed(permission: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return door


def framed(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    """The head of a page in the admin. `above`: (label, address) of the pages over this one, the nearest last."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": say("staff.home")}]
    crumbs += [{"url": url, "label": label} for label, url in above]
    return {"breadcrumbs_items": [*crumbs, {"url": "", "label": title}], "header_title": title, "header_icon": "tag"}


def listed() -> tuple[str, str]:
    return say("staff.gifts.menu"), reverse("gift:index")


@never_cache
@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate: where it stands, what moved on it, what was done with it, and what can be."""
    gift, now = get_object_or_404(Gift.objects.select_related("design", "service"), pk=pk), clock.now()
    left = left_on(gift)
    told = framed(gift.printed, listed()) | {
        "gift": gift, "left": left, "state": standing(gift, left, now=now), "moves": statement(gift.account),
        "lines": _history(gift), "acts": _offered(gift, request.user),
        "scan": f"{reverse('scan_gift')}?code={gift.code}" if request.user.has_perm(MAY) else "",
    }  # fmt: skip
    return render(request, "staff/gift.html", told)


def _history(gift: Gift) -> list[dict[str, Any]]:
    rows = registry.get_logs_for_instance(gift).select_related("user").order_by("-timestamp")
    return [
        {"at": row.timestamp, "who": row.user or "", "what": row.message, "reason": row.data.get("reason", "")}
        for row in rows
    ]


class Why(forms.Form):
    reason = forms.CharField(
        label=say_lazy("staff.override_reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": say_lazy("staff.acts.reason_missing")},
    )  # fmt: skip


class Sure(forms.Form):
    sure = forms.CharField(widget=forms.HiddenInput, initial="1")


class Address(Why):
    email = forms.EmailField(label=say_lazy("gifts.to_email"), max_length=254)
    field_order = ("email", "reason")


@dataclass(frozen=True)
class Act:
    """Its words are `staff.gifts.acts.<name>`: label, text and done."""

    form: type[forms.Form]
    do: Callable[..., Any]
    suits: Callable[[Gift], bool]


def _living(gift: Gift) -> bool:
    return gift.state == Gift.LIVE


ACTS: dict[str, Act] = {
    "resend": Act(Sure, gifts.resend, lambda gift: _living(gift) and bool(gift.email and gift.delivered_at)),
    "readdress": Act(Address, gifts.readdress, lambda gift: _living(gift) and not gift.accepted_at),
    "extend": Act(Why, gifts.extend, lambda gift: _living(gift) and not gift.extended),
    "block": Act(Why, gifts.block, lambda gift: _living(gift) and not gift.blocked),
    "unblock": Act(Why, gifts.unblock, lambda gift: bool(gift.blocked)),
}


def _offered(gift: Gift, user: Any) -> list[dict[str, str]]:
    if not user.has_perm(MAY):
        return []
    return [
        {"label": say(f"staff.gifts.acts.{name}.label"), "url": reverse("gift_act", args=[gift.pk, name])}
        for name, act in ACTS.items() if act.suits(gift)
    ]  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Asks, then does it. What is refused is told with its reason, and nothing changes."""
    gift, now = get_object_or_404(Gift.objects.select_related("design"), pk=pk), clock.now()
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    home = redirect("gift_card", gift.pk)
    if not chosen.suits(gift):
        messages.warning(request, say("staff.gifts.not_now"))
        return home
    form = chosen.form(request.POST or None)
    if form.is_valid() and _done(chosen, form, gift, request.user, now):
        messages.success(request, say(f"staff.gifts.acts.{name}.done"))
        return home
    label = say(f"staff.gifts.acts.{name}.label")
    told = framed(label, listed(), (gift.printed, reverse("gift_card", args=[gift.pk]))) | {
        "gift": gift, "form": form, "label": label, "text": say(f"staff.gifts.acts.{name}.text"),
        "grave": name == "block",
    }  # fmt: skip
    return render(request, "staff/gift_act.html", told, status=422 if form.is_bound else 200)


def _done(chosen: Act, form: forms.Form, gift: Gift, by: Any, now: datetime) -> bool:
    told = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
    try:
        chosen.do(gift, by=by, now=now, **told)
    except Refused as refused:
        form.add_error(None, sentence(refused.reasons[0], now=now, zone=gift.zone))
        return False
    return True


@never_cache
@require_safe
def liability(request: HttpRequest) -> HttpResponse:
    """What the house owes on certificates, by currency and the month in which they end; it equals the ledger."""
    return render(
        request, "staff/gift_liability.html", framed(say("staff.gifts.liability"), listed()) | {"sums": owed()}
    )


urls = [
    path("gifts/card/<int:pk>/", allowed(MAY_SEE)(card), name="gift_card"),
    path("gifts/card/<int:pk>/<str:name>/", allowed(MAY)(act), name="gift_act"),
    path("gifts/liability/", allowed(MAY_SEE)(liability), name="gift_liability"),
]
