"""One order on one page: whose, what, how far, what was paid and given back, what may be done, what has happened."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import entries
from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.views.generic import InspectView
from wagtail.models import ModelLogEntry

import clock
import moments
from money import show_money
from shop.buying.things import title_sold
from shop.letters import THINGS
from shop.models import Payment, Purchase, Refund
from shop.staff import order_acts
from shop.staff.order_asking import source
from words import say

ZONE = settings.HOUSE_ZONE


class OrderCard(InspectView):
    def get_object(self, queryset: Any = None) -> Any:
        return get_object_or_404(Purchase.objects.select_related("order"), pk=self.pk)

    def get_page_title(self) -> str:
        return say("staff.orders.title")

    def get_fields_context(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**kwargs)
        return told | card(self.object, now=clock.now(), user=self.request.user)


def card(row: Purchase, *, now: datetime, user: Any) -> dict[str, Any]:
    """Everything the page says, words already chosen."""
    order, sees_money = row.order, user.has_perm(order_acts.SEES_MONEY)
    return {
        "row": row, "order": order, "facts": _facts(row, now), "lines": lines(order),
        "sums": sums(order) if sees_money else [], "payments": _payments(order) if sees_money else [],
        "refunds": _refunds(row, user) if sees_money else [], "actions": order_acts.offered(row, user=user),
        "history": history(order), "sees_money": sees_money,
    }  # fmt: skip


def money(row: Purchase) -> str:
    """Where nothing is awaited by card, the rest is paid at the desk."""
    later = row.order.status == "Pending" and row.expires_at is None
    return say("staff.orders.money.later" if later else f"staff.orders.money.{row.order.status}")


def _facts(row: Purchase, now: datetime) -> list[tuple[str, str]]:
    stage = say(f"order_states.{row.stage}") if row.stage else ""
    since = f"{stage}, {moments.moment(row.stage_at, ZONE, now)}" if stage and row.stage_at else stage
    rows = [
        ("money", money(row)), ("stage", since),
        ("placed", moments.moment(row.order.date_placed, ZONE, now)),
        ("until", moments.moment(row.expires_at, ZONE, now) if row.expires_at else ""),
        ("client", row.name), ("email", row.email), ("phone", row.phone), ("language", row.language),
        ("delivery", str(row.get_delivery_display()) if row.delivery else ""), ("address", row.address),
        ("parcel", row.parcel), ("desk", say("staff.data.yes") if row.at_desk else ""),
    ]  # fmt: skip
    return [(say(f"staff.orders.{name}"), value) for name, value in rows if value]


def lines(order: Any) -> list[dict[str, Any]]:
    """Each line with what promotions took off it, what was paid for it and what was taken back."""
    rows = order.lines.select_related("session__booking", *THINGS).prefetch_related(
        "returns", "discounts__order_discount"
    )
    return [_line(order, line) for line in rows.order_by("pk")]


def _line(order: Any, line: Any) -> dict[str, Any]:
    booking = line.session.booking if hasattr(line, "session") else None
    back = list(line.returns.all())
    return {
        "pk": line.pk, "title": f"{line.title} · {booking.code}" if booking else title_sold(line),
        "quantity": line.quantity,
        "price": show_money(line.line_price_before_discounts_incl_tax, order.currency),
        "off": [
            (one.order_discount.voucher_code or one.order_discount.offer_name, show_money(-one.amount, order.currency))
            for one in line.discounts.all()
        ],
        "total": show_money(line.line_price_incl_tax, order.currency),
        "state": say(f"staff.states.{booking.state}") if booking else "",
        "url": reverse("bookings:inspect", args=[booking.pk]) if booking else "",
        "back": [(one.quantity, show_money(-one.amount, order.currency), one.reason) for one in back],
    }  # fmt: skip


def sums(order: Any) -> list[tuple[str, str]]:
    came, went = paid(order), given_back(order)
    rows = [
        ("delivery_price", order.shipping_incl_tax), ("total", order.total_incl_tax), ("paid", came),
        ("returned", went), ("owed", order_acts.owed(order)),
    ]  # fmt: skip
    return [
        (say(f"staff.orders.{name}"), show_money(sum_, order.currency))
        for name, sum_ in rows
        if sum_ or name == "total"
    ]


def paid(order: Any) -> Decimal:
    rows = Payment.objects.filter(order=order, state=Payment.PAID).values_list("received", flat=True)
    return sum(rows, Decimal(0))


def given_back(order: Any) -> Decimal:
    rows = Refund.objects.filter(payment__order=order).values_list("amount", flat=True)
    return sum(rows, Decimal(0))


def _payments(order: Any) -> list[dict[str, str]]:
    return [
        {
            "at": _at(one.paid_at or one.opened_at), "what": source(one.means, one.source),
            "state": str(one.get_state_display()), "error": one.error,
            "amount": show_money(one.received if one.state == Payment.PAID else one.amount, order.currency),
        }
        for one in order.payments.order_by("pk")
    ]  # fmt: skip


def _refunds(row: Purchase, user: Any) -> list[dict[str, str]]:
    found = Refund.objects.filter(payment__order=row.order).select_related("payment").order_by("pk")
    return [_refund(row, one, user) for one in found]


def _refund(row: Purchase, one: Refund, user: Any) -> dict[str, str]:
    """`out`: where what waits at the desk is handed out. `again`, `otherwise`: where what the bank refused is sent once
    more, or was given back another way.
    """
    desk = one.payment.means == Payment.DESK
    waits = one.state == Refund.WAITING and desk and user.has_perm(order_acts.TAKES_MONEY)
    failed = one.state == Refund.FAILED and user.has_perm(order_acts.RETRIES)
    return {
        "at": _at(one.sent_at or one.not_before), "what": _gone_to(one), "state": str(one.get_state_display()),
        "error": one.error or one.why, "reason": one.reason,
        "amount": show_money(one.amount, row.order.currency),
        "out": reverse("orders:hand_back", args=[row.pk, one.pk]) if waits else "",
        "again": reverse("retry_refund", args=[one.pk]) if failed else "",
        "otherwise": reverse("refund_otherwise", args=[one.pk]) if failed else "",
        "hint": say("staff.orders.refund_failed") if one.state == Refund.FAILED else "",
    }  # fmt: skip


def _gone_to(refund: Refund) -> str:
    asked = source(refund.payment.means, refund.payment.source)
    return f"{asked} → {say(f'staff.orders.{refund.way}')}" if refund.way else asked


def _at(moment: datetime) -> str:
    return f"{moments.local(moment, ZONE):%Y-%m-%d %H:%M}"


def history(order: Any) -> list[entries.Line]:
    rows = ModelLogEntry.objects.for_instance(order).select_related("user").order_by("timestamp", "pk")
    return [entries.line(row, zone=ZONE) for row in rows]
