"""What staff do with an order. A table of actions: each is a verb of the shop, asked for and confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

import clock
from booking.core.decisions import Reason, Refused
from money import show_money
from shop import verbs
from shop.models import Purchase, Refund
from shop.sharing import total
from shop.staff import order_asking as asking
from shop.stages import PLACED, leads
from shop.verbs.cancelling import can_be_cancelled
from shop.verbs.desk import owing
from shop.verbs.refunding import preview
from shop.verbs.sales import deal_seen
from words import say

SEES_MONEY, PACKS, TAKES_MONEY = "shop.view_payment", "shop.change_purchase", "shop.add_payment"
RETRIES = "shop.change_refund"
GIVES_BACK = "shop.add_return"
Data = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """`verb`: of the table of stages, empty where the goods stay where they are; `may`: the permission it needs."""

    verb: str
    may: str
    form: type[asking.Question]
    do: Callable[..., Any]
    icon: str
    ways: frozenset[str] = frozenset()
    grave: bool = False

    def suits(self, row: Purchase) -> bool:
        if self.ways and row.delivery not in self.ways:
            return False
        return leads(row.stage, self.verb) if self.verb else True


def _plain(verb: Callable[..., Any]) -> Callable[..., Any]:
    return lambda order, told, by, now: verb(order, by=by, now=now)


def _send(order: Any, told: Data, by: Any, now: datetime) -> None:
    verbs.send(order, parcel=told["parcel"], by=by, now=now)


def _pay(order: Any, told: Data, by: Any, now: datetime) -> None:
    verbs.take_payment(order, how=told["how"], shown=told["shown"], by=by, now=now)


def _cancel(order: Any, told: Data, by: Any, now: datetime) -> None:
    verbs.cancel_unpaid(order, reason=told["reason"], whose="house", by=by, now=now)


FETCHED, CARRIED = frozenset({Purchase.VISIT, Purchase.PICKUP}), frozenset({Purchase.POST})
ACTS: dict[str, Act] = {
    "pack": Act("pack", PACKS, asking.Question, _plain(verbs.pack), "clipboard-list"),
    "ready": Act("make_ready", PACKS, asking.Question, _plain(verbs.make_ready), "check", FETCHED),
    "send": Act("send", PACKS, asking.Send, _send, "mail", CARRIED),
    "pay": Act("", TAKES_MONEY, asking.Pay, _pay, "tag"),
    "hand_over": Act("hand_over", TAKES_MONEY, asking.Question, _plain(verbs.hand_over), "success", FETCHED),
    "arrived": Act("arrive", PACKS, asking.Question, _plain(verbs.arrive), "success", CARRIED),
    "cancel": Act("", GIVES_BACK, asking.Cancel, _cancel, "cross", grave=True),
}
"""Name in the address -> what it does. Its words are `staff.orders.acts.<name>`: label, text and done."""


def owed(order: Any) -> Decimal:
    return total(owing(deal_seen(order)))


def suits(name: str, row: Purchase) -> bool:
    if name == "pay":
        return bool(owed(row.order))
    if name == "cancel":
        return can_be_cancelled(deal_seen(row.order))
    if name == "pack" and row.stage == PLACED and not row.at_desk:
        return False
    return ACTS[name].suits(row)


def offered(row: Purchase, *, user: Any) -> list[dict[str, Any]]:
    """What this person may do with the order now."""
    shown = [
        {"label": say(f"staff.orders.acts.{name}.label"), "icon": act.icon, "grave": act.grave,
         "url": reverse("orders:act", args=[row.pk, name])}
        for name, act in ACTS.items() if user.has_perm(act.may) and suits(name, row)
    ]  # fmt: skip
    if user.has_perm(GIVES_BACK) and asking.returnable(row.order):
        back = {"label": say("staff.orders.acts.return.label"), "icon": "rotate", "grave": True}
        shown.append(back | {"url": reverse("orders:return", args=[row.pk])})
    return shown


@never_cache
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Asks, with what it would mean; then does it. What is refused is told with its reason, and nothing changes."""
    if name not in ACTS:
        raise Http404
    if not request.user.has_perm(ACTS[name].may):
        raise PermissionDenied
    row, now = get_object_or_404(Purchase.objects.select_related("order"), pk=pk), clock.now()
    if not suits(name, row):
        messages.warning(request, say("refusals.order_stage.text"))
        return redirect("orders:inspect", row.pk)
    form = ACTS[name].form(request.POST or None, row=row, owed=owed(row.order))
    if form.is_valid() and _done(ACTS[name].do, form, row, request.user, now):
        messages.success(request, say(f"staff.orders.acts.{name}.done", code=row.order.number))
        return redirect("orders:inspect", row.pk)
    return render(request, "staff/order_act.html", _page(name, row, form), status=422 if form.is_bound else 200)


def _done(do: Callable[..., Any], form: forms.Form, row: Purchase, by: Any, now: datetime) -> bool:
    try:
        do(row.order, form.cleaned_data, by, now)
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, spoken(reason, row.order.currency))
        row.refresh_from_db()
        return False
    return True


def spoken(reason: Reason, currency: str) -> str:
    """A refusal in words; its sums are money of the order."""
    told = {
        name: show_money(value, currency) if isinstance(value, Decimal) else value
        for name, value in reason.numbers.items()
    }
    return say(f"refusals.{reason.code}.text", **told)


def _page(name: str, row: Purchase, form: Any, **more: Any) -> dict[str, Any]:
    label, back = say(f"staff.orders.acts.{name}.label"), reverse("orders:inspect", args=[row.pk])
    icon, grave = (ACTS[name].icon, ACTS[name].grave) if name in ACTS else ("rotate", True)
    crumbs = [(say("staff.home"), reverse("wagtailadmin_home")), (say("staff.menu.orders"), reverse("orders:index"))]
    above = [{"url": url, "label": text} for text, url in [*crumbs, (row.order.number, back), (label, "")]]
    return {
        "header_title": label, "header_icon": icon, "breadcrumbs_items": above, "row": row, "order": row.order,
        "form": form, "label": label, "text": say(f"staff.orders.acts.{name}.text"), "back": back, "grave": grave,
    } | more  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Which lines, why; then where the money would go; then it goes."""
    if not request.user.has_perm(GIVES_BACK):
        raise PermissionDenied
    row, now = get_object_or_404(Purchase.objects.select_related("order"), pk=pk), clock.now()
    form, going = asking.Back(request.POST or None, row=row), None
    if form.is_valid():
        going = _going(form, row, request.user, now)
    agreed = going is not None and request.POST.get("sure") == form.mark(going)
    if agreed and _done(_give_back, form, row, request.user, now):
        messages.success(request, say("staff.orders.acts.return.done", code=row.order.number))
        return redirect("orders:inspect", row.pk)
    status = 422 if form.is_bound and form.errors else 200
    shown = asking.shown(going, row.order.currency) if going is not None else None
    more = {"going": shown, "mark": form.mark(going) if going is not None else ""}
    return render(request, "staff/order_return.html", _page("return", row, form, **more), status=status)


def _going(form: Any, row: Purchase, by: Any, now: datetime) -> Any:
    try:
        return preview(row.order, form.items(), by=by, now=now)
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, spoken(reason, row.order.currency))
        return None


def _give_back(order: Any, told: Data, by: Any, now: datetime) -> None:
    verbs.refund(order, told["items"], reason=told["reason"], by=by, now=now)


@require_POST
def hand_back(request: HttpRequest, pk: int, refund: int) -> HttpResponse:
    """What was paid at the desk has been handed out there."""
    if not request.user.has_perm(TAKES_MONEY):
        raise PermissionDenied
    row = get_object_or_404(Purchase, pk=pk)
    found = get_object_or_404(Refund.objects.select_related("payment__order"), pk=refund, payment__order=row.order_id)
    if verbs.hand_back(found, by=request.user, now=clock.now()):
        messages.success(request, say("staff.orders.handed_back"))
    return redirect("orders:inspect", row.pk)
