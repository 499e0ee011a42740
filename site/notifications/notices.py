"""Who is told what, and when: fact -> rows. And what a fact makes pointless of what has not been sent yet."""

from datetime import timedelta
from typing import Any, NamedTuple

CLIENT, EXPERT, STAFF = "client", "expert", "staff"
GIVER, RECIPIENT = "giver", "recipient"
EMAIL, IN_APP = "email", "in_app"
BOTH = (EMAIL, IN_APP)
NOW = timedelta(0)
EVE, SOON = timedelta(hours=24), timedelta(hours=1)


class Notice(NamedTuple):
    """Goes out `before` the subject begins, or `after` the fact, or at once; `only` for facts with such data."""

    to: str
    letter: str
    channels: tuple[str, ...] = BOTH
    before: timedelta = NOW
    after: timedelta = NOW
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def suits(self, data: dict[str, Any]) -> bool:
        return all(data.get(name) in wanted for name, wanted in self.only)


def _when(name: str, *wanted: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ((name, wanted),)


AGREED = _when("old", "pending", "confirmed")
REMINDERS = (
    Notice(CLIENT, "reminder_24h", before=EVE),
    Notice(CLIENT, "reminder_1h", before=SOON),
    Notice(EXPERT, "expert_reminder", before=EVE),
    Notice(EXPERT, "expert_reminder", before=SOON),
)
NOTICES: dict[str, tuple[Notice, ...]] = {
    "booking.held": (Notice(CLIENT, "booking_held", (EMAIL,), after=timedelta(minutes=5)),),
    "booking.confirmed": (Notice(CLIENT, "booking_confirmed"), Notice(EXPERT, "expert_new_booking"), *REMINDERS),
    "booking.moved": (Notice(CLIENT, "booking_moved"), Notice(EXPERT, "expert_moved"), *REMINDERS),
    "booking.cancelled": (
        Notice(CLIENT, "booking_cancelled", only=AGREED),
        Notice(EXPERT, "expert_cancelled", only=AGREED),
    ),
    "booking.expired": (Notice(CLIENT, "booking_expired"),),
    "booking.missed": (Notice(CLIENT, "booking_missed"),),
    "booking.link_sent": (Notice(CLIENT, "booking_link", (EMAIL,)),),
    "payment.received": (
        Notice(CLIENT, "payment_received", only=_when("outcome", "confirmed", "short", "kept", "earned")),
        Notice(CLIENT, "fee_charged", only=_when("outcome", "fee")),
    ),
    "payment.late": (
        Notice(CLIENT, "payment_late_booked", only=_when("outcome", "retaken")),
        Notice(CLIENT, "payment_late_refunded", only=_when("outcome", "refunded")),
    ),
    "payment.refunded": (Notice(CLIENT, "refund_sent"),),
    "payment.refund_failed": (Notice(STAFF, "staff_refund_failed", (EMAIL,)),),
    "fee.due": (Notice(CLIENT, "fee_due"),),
    "fee.failed": (Notice(STAFF, "staff_fee_failed", (EMAIL,)),),
    "gift.bought": (Notice(GIVER, "gift_bought", (EMAIL,)),),
    "gift.delivered": (Notice(RECIPIENT, "gift_delivered", (EMAIL,), only=_when("to", "letter")),),
    "gift.resent": (Notice(RECIPIENT, "gift_delivered", (EMAIL,)),),
    "gift.accepted": (Notice(GIVER, "gift_accepted", (EMAIL,)),),
    "gift.spent": (Notice(RECIPIENT, "gift_spent", (EMAIL,)),),
    "gift.refilled": (Notice(RECIPIENT, "gift_refilled", (EMAIL,)),),
    "gift.ending": (Notice(RECIPIENT, "gift_expiring", (EMAIL,)),),
    "points.earned": (Notice(CLIENT, "points_earned"),),
    "points.expiring": (Notice(CLIENT, "points_expiring"),),
}

REMINDING = frozenset(notice.letter for notice in REMINDERS)
PERISHABLE = REMINDING | {"booking_held", "booking_confirmed", "booking_moved", "expert_new_booking", "expert_moved"}
DROPS: dict[str, frozenset[str]] = {
    "booking.confirmed": frozenset({"booking_held"}),
    "booking.moved": REMINDING,
    "booking.cancelled": PERISHABLE,
    "booking.rejected": PERISHABLE,
    "booking.expired": PERISHABLE,
    "booking.missed": PERISHABLE,
    "booking.completed": REMINDING,
    "gift.blocked": frozenset({"gift_delivered", "gift_expiring"}),
    "gift.passed": frozenset({"gift_expiring"}),
    "gift.readdressed": frozenset({"gift_delivered"}),
}
"""Fact -> letters about the subject that are no longer true and are not sent. What tells of money always goes out."""

SAID: dict[str, str] = {
    "booking_confirmed": "confirmed",
    "booking_expired": "expired",
    "booking_moved": "moved",
    "booking_cancelled": "cancelled",
    "booking_missed": "missed",
    "reminder_24h": "reminder",
    "reminder_1h": "reminder",
    "payment_received": "payment",
    "payment_late_booked": "payment_retaken",
    "payment_late_refunded": "payment_late",
    "refund_sent": "refund",
    "fee_charged": "fee_charged",
    "fee_due": "fee_due",
    "points_earned": "points",
    "points_expiring": "points_expiring",
    "expert_new_booking": "expert_new",
    "expert_moved": "expert_moved",
    "expert_cancelled": "expert_cancelled",
    "expert_reminder": "expert_reminder",
}
"""Letter -> key under `notices.` of the short text inside the site."""
