"""What else is written when an order is written, in the same transaction."""

from typing import Any

from django.db.models import F, Q
from oscar.apps.order import utils

from booking.core.codes import new_code
from booking.core.decisions import Reason, Refused
from shop.models import Donation, GiftLine, Promo, SessionLine
from shop.partner.strategy import BOOKING, DONATION, GIFT, option

LENGTH = 9


class OrderNumberGenerator(utils.OrderNumberGenerator):
    """Numbers that neither can be guessed nor tell how much is sold."""

    def order_number(self, basket: Any) -> str:
        return new_code(length=LENGTH)


class OrderCreator(utils.OrderCreator):
    """`written`: line of the basket -> line of the order that it became."""

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[int, Any] = {}

    def create_additional_line_models(self, order: Any, order_line: Any, basket_line: Any) -> None:
        """A line that sells a session or a gift is tied to it; the database refuses a second tie (IntegrityError)."""
        self.written[basket_line.pk] = order_line
        code, key, given = (option(basket_line, name) for name in (BOOKING, GIFT, DONATION))
        named = basket_line.basket.strategy.named_by(basket_line)
        if code:
            SessionLine.objects.create(line=order_line, booking=named.bookings[code])
        if key:
            GiftLine.objects.create(line=order_line, gift=named.gifts[key])
        if given:
            _give(order_line, given)

    def record_discount(self, discount: dict[str, Any]) -> None:
        """Counts in SQL: Oscar adds in Python and saves, and two orders at once lose one.

        Refused("promo_used_up"): another order has taken the last of an offer that is for so many only.
        """
        offer, voucher = discount["offer"], discount.get("voucher")
        counted = F("num_applications") + discount["freq"]
        most = Q(max_global_applications=None) | Q(max_global_applications__gte=counted)
        taken = {"total_discount": F("total_discount") + discount["discount"]}
        rows = type(offer)._default_manager.filter(most, pk=offer.pk)
        if not rows.update(num_applications=counted, num_orders=F("num_orders") + 1, **taken):
            raise Refused(Reason("promo_used_up", {"n": offer.max_global_applications, "code": offer.name}))
        if voucher:
            type(voucher)._default_manager.filter(pk=voucher.pk).update(**taken)

    def record_voucher_usage(self, order: Any, voucher: Any, user: Any) -> None:
        """Counts one use of a code, if there is one left. Refused("promo_used_up"): another order had the last one."""
        rows, most = type(voucher)._default_manager.filter(pk=voucher.pk), _most(voucher)
        if most is not None:
            rows = rows.filter(num_orders__lt=most)
        if not rows.update(num_orders=F("num_orders") + 1):
            raise Refused(Reason("promo_used_up", {"n": most, "code": voucher.code}))
        voucher.applications.create(order=order, user=user if user.is_authenticated else None)


def _give(order_line: Any, key: str) -> None:
    """It is given in the sum that was shown. Refused("already_ordered"): another order gives it."""
    tie = {"line": order_line, "amount": order_line.line_price_incl_tax}
    if not Donation.objects.filter(key=key, line=None).update(**tie):
        raise Refused(Reason("already_ordered"))


def _most(voucher: Any) -> int | None:
    """For how many orders a code is; None: for any number, or Oscar's own kind of code."""
    found: int | None = Promo.objects.filter(voucher=voucher).values_list("uses_max", flat=True).first()
    return found
