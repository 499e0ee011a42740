"""Words of the shop: facts as labels, and what a payment page is for."""

from shop.homes import Home
from shop.models import Payment, Promo
from words import in_language, say, say_lazy

FACTS = {
    fact: say_lazy(f"verbs_log.{fact}")
    for fact in (
        "payment.received", "payment.late", "payment.refunded", "payment.refund_failed", "payment.refund_retried",
        "fee.due", "fee.failed", "order.placed", "order.paid", "order.late", "order.lapsed",
        "order.cancelled", "order.packing", "order.ready", "order.sent", "order.handed_over", "order.received",
        "order.returned", "payment.taken",
        "gift.bought", "gift.delivered", "gift.accepted", "gift.passed", "gift.used", "gift.spent", "gift.redeemed",
        "gift.refilled", "gift.returned", "gift.resent", "gift.readdressed", "gift.blocked", "gift.unblocked",
        "gift.extended", "gift.ending", "gift.expired", "gift.donated",
        "donation.given", "donation.returned", "donation.handed_over",
        "promo.made", "promo.changed", "promo.ended",
        "stock.received", "stock.written_off", "stock.handed_out", "stock.returned", "stock.released", "stock.low",
        "good.changed", "shelf.changed",
    )
}  # fmt: skip


def page_title(home: Home, payment: Payment) -> str:
    """What Stripe's page calls it, in the client's language. Confidential sessions are not named."""
    with in_language(home.language):
        booking = home.booking
        if booking is None:
            return say("payment_page.order", code=home.order.number)
        if booking.confidential:
            return say("notices.calendar_neutral")
        whole = payment.purpose == Payment.DEPOSIT and booking.deposit == booking.price
        key = "payment_page.whole" if whole else f"payment_page.{payment.purpose}"
        return say(key, service=str(booking.service), code=booking.code)


def scope(promo: Promo) -> str:
    """What a promotion is about, in the active language: "any session, Face and hands"."""
    whole = [say(f"promo.{name}") for name in ("sessions", "goods") if getattr(promo, name)]
    named = [str(row) for rows in (promo.services, promo.shelves, promo.things) for row in rows.all()]
    return ", ".join(whole + named)
