"""What reception does for a client: confirm at the desk, send the link again."""

from datetime import datetime
from typing import Any

from django.db import transaction

from booking import sale
from booking.models import Booking
from booking.verbs.keeping import write_contact
from facts import announce


def confirm(*, booking: Booking, name: str, email: str, phone: str, by: Any, now: datetime) -> Booking:
    """held → confirmed though nothing has been paid: what is due stays owed. Refused as `confirm`."""
    with transaction.atomic():
        write_contact(
            booking=booking, name=name, email=email, phone=phone, note=booking.note,
            charge_consent=booking.charge_consent,
            by=booking.client, now=now,
        )  # fmt: skip
        sale.at_desk(booking, now=now, by=by)
    booking.refresh_from_db()
    return booking


def send_link(*, booking: Booking, by: Any, now: datetime) -> None:
    """Tells the fact from which the letter with the signed link follows."""
    with transaction.atomic():
        announce("booking.link_sent", booking, by=by, now=now)
