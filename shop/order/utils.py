"""What else is written when an order is written, in the same transaction."""

from typing import Any

from django.db.models import F, Q
from oscar.apps.order import utils

from booking.core.codes import new_code
from booking.core.decisions import Reason, Refused
from booking.models import Booking
from shop.models import Gift, GiftLine, SessionLine
from shop.partner.strategy import BOOKING, GIFT, option

LENGTH = 9


class OrderNumberGenerator(utils.OrderNumberGenerator):
    """Numbers that neither can be guessed nor tell how much is sold."""

    def order_number(self, basket: Any) -> str:
        return new_code(length=LENGTH)


class OrderCreator(utils.OrderCreator):
    def create_additional_line_models(self, order: Any, order_line: Any, basket_line: Any) -> None:
        """A line that sells a session or a gift is tied to it; the database refuses a second tie (IntegrityError)."""
        code, key = option(basket_line, BOOKING), option(basket_line, GIFT)
        if code:
            SessionLine.objects.create(line=order_line, booking=Booking.objects.get(code=code))
        if key:
            GiftLine.objects.create(line=order_line, gift=Gift.objects.get(key=key))

    def record_discount(self, discount: dict[str, Any]) -> None:
        """Counts in SQL: Oscar adds in Python and saves, and two orders at once lose one.

        Refused("promo_used_up"): another order has taken the last of an offer that is for so many only.
        """
        offer = discount["offer"]
        most = Q(max_global_applications=None) | Q(
            max_global_applications__gte=F("num_applications") + discount["freq"]
        )
        if (
            not type(offer)
            ._default_manager.filter(most, pk=offer.pk)
            .update(
                num_applications=F("num_applications") + discount["freq"],
                total_discount=F("total_discount") + discount["discount"],
                num_orders=F("num_orders") + 1,
            )
        ):
            raise Refused(Reason("promo_used_up", {"n": offer.max_global_applications, "code": offer.name}))
        if discount.get("voucher"):
            discount["voucher"].record_discount(discount)
