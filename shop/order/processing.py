"""What staff may do to an order in Oscar's dashboard."""

from typing import Any

from django.utils.translation import gettext as _
from oscar.apps.order import processing
from oscar.apps.order.exceptions import InvalidOrderStatus, InvalidPaymentEvent

from shop.models import SessionLine


def sells_time(order: Any) -> bool:
    return SessionLine.objects.filter(line__order=order).exists()


class EventHandler(processing.EventHandler):
    """Orders of sessions follow their bookings, and money follows the card: neither is changed by hand here."""

    def handle_order_status_change(self, order: Any, new_status: str, note_msg: str | None = None) -> None:
        if sells_time(order):
            raise InvalidOrderStatus(_("This order sells a session: confirm or cancel its booking instead."))
        super().handle_order_status_change(order, new_status, note_msg)

    def validate_payment_event(
        self, order: Any, event_type: Any, amount: Any, lines: Any = None, line_quantities: Any = None, **kwargs: Any
    ) -> None:
        if sells_time(order):
            raise InvalidPaymentEvent(_("This order sells a session: its money is moved by its booking."))
        super().validate_payment_event(order, event_type, amount, lines, line_quantities, **kwargs)
