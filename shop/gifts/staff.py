"""One certificate for staff: read with its history, put right with a reason; and what the house owes."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import registry

import clock
import moments
from booking.core.decisions import Refused
from ledger.queries import statement
from shop.gifts.liability import owed
from shop.gifts.reading import left_on
from shop.gifts.telling import sentence, standing
from shop.models import Gift
from shop.verbs import gifts
from words import has_words, say, say_lazy

MAY_SEE, MAY = "shop.view_gift", "shop.change_gift"
LONGEST_REASON = 200


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
    gift, now = get_object_or_404(Gift.objects.select_related("service", "sale__line__order"), pk=pk), clock.now()
    left = left_on(gift)
    told = framed(gift.printed, listed()) | {
        "gift": gift, "left": left, "state": standing(gift, left, now=now), "facts": _facts(gift),
        "moves": _moves(gift), "lines": _history(gift), "acts": _offered(gift, request.user),
        "scan": f"{reverse('scan_gift')}?code={gift.code}" if request.user.has_perm(MAY) else "",
    }  # fmt: skip
    return render(request, "staff/gift.html", told)


def _facts(gift: Gift) -> list[tuple[str, str]]:
    """(label, value), those that are known."""
    order = gift.sale.line.order.number if hasattr(gift, "sale") else ""
    known = {
        "gifts.service": gift.service or "", "gifts.to_name": _joined(gift.recipient, gift.email),
        "gifts.from_name": _joined(gift.giver, gift.giver_email), "staff.gifts.order_number": order,
        "staff.gifts.delivered": _at(gift.delivered_at or gift.deliver_at, gift), "staff.why": gift.blocked,
        "staff.gifts.accepted": _at(gift.accepted_at, gift), "staff.gifts.until": _at(gift.valid_until, gift),
    }  # fmt: skip
    return [(say(key), str(value)) for key, value in known.items() if value]


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _at(moment: datetime | None, gift: Gift) -> str:
    """On the clocks of the certificate's zone."""
    return f"{moments.full_date(moment, gift.zone)}, {moments.clock(moment, gift.zone)}" if moment else ""


def _moves(gift: Gift) -> list[dict[str, Any]]:
    return [
        {
            "at": _at(row.at, gift), "what": _moved(row.reason), "by": row.by or "", "amount": row.amount,
            "came": row.target.code == gift.account,
            "other": row.source if row.target.code == gift.account else row.target,
        }
        for row in statement(gift.account)
    ]  # fmt: skip


def _moved(reason: str) -> str:
    """In words where there are some; what is reversed by hand is called as the ledger calls it."""
    key = f"staff.gifts.moved.{reason.removeprefix('gift.')}"
    return say(key) if has_words(key) else reason


def _history(gift: Gift) -> list[dict[str, Any]]:
    rows = registry.get_logs_for_instance(gift).select_related("user").order_by("-timestamp", "-pk")
    return [
        {
            "at": _at(row.timestamp, gift),
            "who": row.user or "",
            "what": row.message,
            "reason": row.data.get("reason", ""),
        }
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
