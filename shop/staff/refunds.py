"""What staff do with a refund that its bank did not take: send it again, or say how it was given back instead."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic import IndexView

import clock
from money import show_money
from reading import ReadingViewSet, framed
from shop import card
from shop.models import Refund
from shop.staff.order_acts import RETRIES
from shop.staff.order_asking import reason_field, source
from shop.verbs import give_otherwise, look_again, retry_refund
from words import say, say_lazy

SAID = "staff.orders.otherwise"


class Otherwise(forms.Form):
    """By which means, and why not by its own."""

    way = forms.ChoiceField(
        label=say_lazy(f"{SAID}.way"), widget=forms.RadioSelect,
        choices=[(way, say_lazy(f"staff.orders.{way}")) for way, _ in Refund.OTHERWISE],
        error_messages={"required": say_lazy("form_errors.required")},
    )  # fmt: skip
    reason = reason_field()


class RefundList(IndexView):
    def get_list_more_buttons(self, instance: Refund) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.state == Refund.FAILED and self.request.user.has_perm(RETRIES):
            again, instead = (reverse(name, args=[instance.pk]) for name in ("retry_refund", "refund_otherwise"))
            buttons.append(MenuItem(_("Send again"), url=again, icon_name="rotate", priority=5))
            buttons.append(MenuItem(say(f"{SAID}.label"), url=instead, icon_name="check", priority=6))
        return buttons


class Refunds(ReadingViewSet):
    model, icon, menu_label, index_view_class = Refund, "rotate", _("Refunds"), RefundList
    list_display = ["payment", "amount", "reason", "state", "way", "sent_at", "error"]
    list_filter = ["state", "reason", "way"]
    search_fields = ["payment__order__number", "ref", "stripe_id", "payment__order__lines__session__booking__code"]
    list_export = ["payment", "amount", "reason", "state", "way", "why", "sent_at", "stripe_id", "error"]
    inspect_view_fields = [*list_export, "attempts", "ref"]
    form_fields = ["reason"]


def _found(request: HttpRequest, pk: int) -> Refund:
    if not request.user.has_perm(RETRIES):
        raise PermissionDenied
    return get_object_or_404(Refund.objects.select_related("payment__order"), pk=pk)


def _is_over(request: HttpRequest) -> None:
    gone = gettext("This refund is not waiting for you: it has been sent, or is on its way.")
    messages.error(request, gone)


def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then sends a failed refund again."""
    refund = _found(request, pk)
    if request.method != "POST":
        return render(request, "shop/retry_refund.html", {"refund": refund, "back": reverse("refund:index")})
    if retry_refund(refund, by=request.user, now=clock.now()):
        messages.success(request, gettext("The refund will be sent again in a minute."))
    else:
        _is_over(request)
    return redirect("refund:index")


@never_cache
@require_http_methods(["GET", "POST"])
def otherwise(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks by which means and why, then records that it has been given back so, unless the card has it after all."""
    refund = _found(request, pk)
    back = _back(refund)
    if refund.state != Refund.FAILED:
        _is_over(request)
        return redirect(back)
    form = Otherwise(request.POST or None)
    if form.is_valid():
        _record(request, refund, form.cleaned_data, clock.now())
        return redirect(back)
    told = framed(say(f"{SAID}.label"), "check", (gettext("Refunds"), reverse("refund:index"))) | {
        "form": form, "facts": _facts(refund), "label": say(f"{SAID}.label"), "text": say(f"{SAID}.text"), "back": back,
    }  # fmt: skip
    return render(request, "staff/refund_otherwise.html", told, status=422 if form.is_bound else 200)


def _record(request: HttpRequest, refund: Refund, told: dict[str, str], now: datetime) -> None:
    try:
        taken = look_again(refund, now=now)
    except card.Unreachable:
        messages.error(request, say(f"{SAID}.silent"))
        return
    if taken:
        messages.warning(request, say(f"{SAID}.taken"))
    elif give_otherwise(refund, way=told["way"], reason=told["reason"], by=request.user, now=now):
        amount = show_money(refund.amount, refund.payment.order.currency)
        messages.success(request, say(f"{SAID}.done", amount=amount))
    else:
        _is_over(request)


def _back(refund: Refund) -> str:
    """To the order's page; a session that was booked by itself has none."""
    order = refund.payment.order
    if hasattr(order, "purchase"):
        return reverse("orders:inspect", args=[order.purchase.pk])
    return reverse("refund:index")


def _facts(refund: Refund) -> list[tuple[str, str]]:
    order = refund.payment.order
    return [
        (say("staff.orders.number"), order.number),
        (say("staff.orders.sum"), show_money(refund.amount, order.currency)),
        (say(f"{SAID}.from"), source(refund.payment.means, refund.payment.source)),
        (say(f"{SAID}.said"), refund.error),
    ]


urls = [
    path("refund/<int:pk>/again/", retry, name="retry_refund"),
    path("refund/<int:pk>/otherwise/", otherwise, name="refund_otherwise"),
]
