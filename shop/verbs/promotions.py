"""What an order has used up of promotions: given back when it lapses, used again when late money brings it back."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from oscar.core.loading import get_model

from shop.verbs.sales import CANCELLED, PENDING, set_status

Offer, OrderDiscount = get_model("offer", "ConditionalOffer"), get_model("order", "OrderDiscount")
Voucher, Application = get_model("voucher", "Voucher"), get_model("voucher", "VoucherApplication")


def forget_promotions(order: Any) -> None:
    """Codes and offers that are for so many orders only are free for others. The caller has locked the order."""
    _count(order, -1)
    for used in Application.objects.filter(order=order):
        Voucher.objects.filter(pk=used.voucher_id).update(num_orders=F("num_orders") - 1)
    Application.objects.filter(order=order).delete()


def stand_again(order: Any) -> None:
    """Late money has brought a lapsed order back, for the price that it was placed for, whoever has used its codes
    meanwhile. May be called for each of its lines.
    """
    order.refresh_from_db(fields=["status"])
    if order.status == CANCELLED:
        set_status(order, PENDING)
        _count_again(order)


def _count_again(order: Any) -> None:
    _count(order, 1)
    codes = order.discounts.exclude(voucher_id=None).values_list("voucher_id", flat=True)
    for voucher in Voucher.objects.select_for_update().filter(pk__in=codes).order_by("pk"):
        voucher.record_usage(order, order.user or AnonymousUser())


def _count(order: Any, sign: int) -> None:
    for row in OrderDiscount.objects.filter(order=order).order_by("offer_id"):
        Offer.objects.filter(pk=row.offer_id).update(
            num_applications=F("num_applications") + sign * (row.frequency or 1),
            total_discount=F("total_discount") + sign * row.amount, num_orders=F("num_orders") + sign,
        )  # fmt: skip
        Voucher.objects.filter(pk=row.voucher_id).update(total_discount=F("total_discount") + sign * row.amount)
