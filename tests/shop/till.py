"""What people and the payment service do in these stories, in one line each."""

import json
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import stripe

import clock
from booking import verbs as bookings
from booking.models import Booking
from ledger.queries import balance
from shop import verbs
from shop.models import Incoming, Payment, Refund
from tests.peers.stripe.running import Peer
from tests.world import World

GOOD, DECLINED, CHECKED = "4242424242424242", "4000000000000002", "4000002760003184"
MONDAY_16 = datetime(2027, 3, 1, 14, 0, tzinfo=UTC)
TUESDAY_10 = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Till:
    """`now` is moved by the stories; the payment service's clock goes with it."""

    def __init__(self, world: World, peer: Peer, browser: Any) -> None:
        self.world, self.peer, self.browser, self.now = world, peer, browser, world.now

    def held(self, start: datetime = TUESDAY_10, *, consent: bool = False, language: str = "en", **how: Any) -> Booking:
        how = {"service": self.world.service, "resource": self.world.resource, **how}
        booking = bookings.hold(
            start=start, person=bookings.Person(user=self.world.client), now=self.now, language=language, **how
        )
        return bookings.write_contact(
            booking=booking, name="Maria Koval", email="client@example.org", phone="+380441234567",
            charge_consent=consent, by=self.world.client, now=self.now,
        )  # fmt: skip

    def checkout(self, booking: Booking) -> str | None:
        return verbs.checkout(booking, now=self.now, by=self.world.client)

    def sold(self, **how: Any) -> tuple[Booking, Payment]:
        """Held, ordered, and sent to the payment page."""
        booking = self.held(**how)
        assert self.checkout(booking)
        return booking, self.payment(booking)

    def paid(self, *, card: str = GOOD, check: str = "", **how: Any) -> tuple[Booking, Payment]:
        """And paid, and come back from the page."""
        booking, payment = self.sold(**how)
        self.come_back(self.pay(payment, card, check=check))
        return self.fresh(booking), self.fresh(payment)

    def payment(self, booking: Booking, **what: Any) -> Payment:
        return Payment.objects.filter(parts__line__session__booking=booking, **what).latest("pk")

    def pay(self, payment: Payment, card: str = GOOD, *, check: str = "") -> str:
        """In the browser, on the hosted page; the address that the payment service sends the visitor to."""
        payment = self.fresh(payment)
        return self.peer.pay(str(payment.session_id), card, check=check, email="client@example.org")

    def pay_and_stay(self, payment: Payment) -> str:
        """Paid; the id that the way back would carry."""
        self.pay(payment)
        return str(self.fresh(payment).session_id)

    def come_back(self, address: str) -> Any:
        return self.browser.get(address.removeprefix("http://127.0.0.1:8000"))

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """What the payment service has to tell, oldest first."""
        found = self.peer.client().v1.events.list({"limit": 100}).data
        told = [event.to_dict() for event in reversed(found)]
        return [event for event in told if not kinds or event["type"] in kinds]

    def tell(self, event: dict[str, Any], *, secret: str = "", age: int = 0) -> Any:
        """The webhook, signed with the SDK's own hand."""
        body = json.dumps(event)
        stamp = int(time.time()) - age
        signed = stripe.WebhookSignature.generate_signature_header(
            payload=body, secret=secret or self.peer.secret, timestamp=stamp
        )
        headers = {"Stripe-Signature": signed}
        return self.browser.post("/card/webhook/", body, content_type="application/json", headers=headers)

    def pass_time(self, much: timedelta) -> None:
        self.now += much
        self.peer.move_clock(int((self.now - datetime.now(UTC)).total_seconds()))

    def work(self) -> None:
        """One round of the worker, as the table in the wiring says."""
        with clock.standing_at(self.now):
            bookings.expire_holds(now=self.now)
            for job in (verbs.chase_payments, verbs.expire_sessions, verbs.send_refunds, verbs.charge_fees):
                job(now=self.now)

    def lapse(self, booking: Booking) -> Booking:
        """Time passes until the hold has ended, and the worker sees it."""
        self.pass_time(11 * MINUTE)
        bookings.expire_holds(now=self.now)
        return self.fresh(booking)

    def purse(self, booking: Booking) -> Decimal:
        return balance(booking.account)

    def charged(self) -> Decimal:
        """What Stripe has taken from cards, less what it gave back."""
        api = self.peer.client().v1
        taken = sum(intent.amount_received for intent in api.payment_intents.list({"limit": 100}).data)
        returned = sum(refund.amount for refund in api.refunds.list({"limit": 100}).data)
        return Decimal(taken - returned) / 100

    def facts(self, booking: Booking) -> list[str]:
        from wagtail.models import ModelLogEntry

        rows = ModelLogEntry.objects.filter(content_type__model="booking", object_id=str(booking.pk)).order_by("pk")
        return list(rows.values_list("action", flat=True))

    def outcomes(self) -> list[str]:
        return list(Incoming.objects.order_by("pk").values_list("outcome", flat=True))

    def refunds(self, booking: Booking) -> list[tuple[Decimal, str, str]]:
        rows = Refund.objects.filter(payment__order__lines__session__booking=booking).order_by("pk")
        return list(rows.values_list("amount", "reason", "state"))

    @staticmethod
    def fresh(row: Any) -> Any:
        row.refresh_from_db()
        return row
