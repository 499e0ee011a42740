"""Who is told what, and when: fact -> rows. And what a fact makes pointless of what has not been sent yet."""

from datetime import timedelta
from typing import Any, NamedTuple

CLIENT, EXPERT, STAFF, STORE = "client", "expert", "staff", "store"
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
    "payment.refunded": (
        Notice(CLIENT, "refund_sent", only=_when("means", "card")),
        Notice(CLIENT, "refund_otherwise", only=_when("means", "cash", "terminal", "bank")),
    ),
    "payment.refund_failed": (Notice(STAFF, "staff_refund_failed", (EMAIL,)),),
    "order.placed": (
        Notice(CLIENT, "order_placed", only=_when("awaits", "desk")),
        Notice(CLIENT, "order_waiting", (EMAIL,), after=timedelta(minutes=5), only=_when("awaits", "card")),
    ),
    "order.paid": (Notice(CLIENT, "order_paid"),),
    "order.ready": (Notice(CLIENT, "order_ready"),),
    "order.sent": (Notice(CLIENT, "order_sent"),),
    "order.returned": (Notice(CLIENT, "order_returned", only=_when("goes", "back")),),
    "order.late": (Notice(CLIENT, "order_late"),),
    "order.lapsed": (Notice(CLIENT, "order_lapsed"),),
    "order.cancelled": (
        Notice(CLIENT, "order_cancelled"),
        Notice(STAFF, "staff_order_cancelled", (EMAIL,), only=_when("whose", "client")),
    ),
    "fee.due": (Notice(CLIENT, "fee_due"),),
    "fee.failed": (Notice(STAFF, "staff_fee_failed", (EMAIL,)),),
    "stock.low": (Notice(STORE, "staff_stock_low"),),
    "gift.bought": (Notice(GIVER, "gift_bought", (EMAIL,)),),
    "gift.delivered": (Notice(RECIPIENT, "gift_delivered", (EMAIL,), only=_when("to", "letter")),),
    "gift.resent": (Notice(RECIPIENT, "gift_delivered", (EMAIL,)),),
    "gift.accepted": (Notice(GIVER, "gift_accepted", (EMAIL,)),),
    "gift.spent": (Notice(RECIPIENT, "gift_spent", (EMAIL,)),),
    "gift.refilled": (Notice(RECIPIENT, "gift_refilled", (EMAIL,)),),
    "gift.donated": (Notice(RECIPIENT, "gift_donated", (EMAIL,)),),
    "gift.returned": (Notice(RECIPIENT, "gift_recalled", (EMAIL,), only=_when("told", "holder")),),
    "gift.ending": (Notice(RECIPIENT, "gift_expiring", (EMAIL,)),),
    "donation.given": (Notice(CLIENT, "donation_given"),),
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
    "order.paid": frozenset({"order_waiting"}),
    "order.lapsed": frozenset({"order_waiting", "order_placed"}),
    "order.cancelled": frozenset({"order_waiting", "order_placed"}),
    "order.handed_over": frozenset({"order_ready"}),
    "gift.blocked": frozenset({"gift_delivered", "gift_expiring"}),
    "gift.passed": frozenset({"gift_expiring"}),
    "gift.donated": frozenset({"gift_expiring"}),
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
    "refund_otherwise": "refund",
    "order_placed": "order_placed",
    "order_paid": "order_paid",
    "order_ready": "order_ready",
    "order_sent": "order_sent",
    "order_returned": "refund",
    "order_late": "order_late",
    "order_lapsed": "order_lapsed",
    "order_cancelled": "order_cancelled",
    "donation_given": "donation",
    "fee_charged": "fee_charged",
    "fee_due": "fee_due",
    "points_earned": "points",
    "points_expiring": "points_expiring",
    "expert_new_booking": "expert_new",
    "expert_moved": "expert_moved",
    "expert_cancelled": "expert_cancelled",
    "expert_reminder": "expert_reminder",
    "staff_stock_low": "stock_low",
}
"""Letter -> key under `notices.` of the short text inside the site."""
