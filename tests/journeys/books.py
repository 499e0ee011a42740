"""What a journey leaves behind, read from the site's own database. And visits that begin soon."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import override
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

import clock
from accounts.models import User
from booking import verbs
from booking.models import Booking, Occupancy, OpenSpan, Resource, Service
from booking.verbs import hours
from ledger.models import Transfer
from ledger.queries import balance, trial_balance
from notifications.models import Message
from shop import verbs as shop
from shop.models import Payment, Refund
from tests.journeys.house import House, until

ZERO = Decimal(0)
WAITING = (Message.WAITING, Message.SENDING)
CODE = re.compile(r"/book(?:ing)?/([A-Z0-9]+)/")


@dataclass(frozen=True)
class Kept:
    """What became of a booking. `sent` and `coming` are letters as "client:booking_confirmed:email"."""

    state: str
    held: Decimal
    paid: Decimal
    returned: Decimal
    sent: frozenset[str]
    coming: frozenset[str]


def code_in(address: str) -> str:
    found = CODE.search(address)
    assert found, f"{address} is not about a booking"
    return found[1]


def _messages(code: str, *states: str, due: bool) -> frozenset[str]:
    rows = Message.objects.filter(about=f"booking:{code}", state__in=states)
    rows = rows.filter(not_before__lte=clock.now()) if due else rows.filter(not_before__gt=clock.now())
    return frozenset(f"{row.audience}:{row.letter}:{row.channel}" for row in rows)


def _settled(code: str) -> bool:
    """Nothing of this booking is on its way: no letter that is due, no refund."""
    refunds = Refund.objects.filter(payment__order__lines__session__booking__code=code)
    return (
        not _messages(code, *WAITING, due=True)
        and not refunds.filter(state__in=(Refund.WAITING, Refund.SENDING)).exists()
    )


def read(house: House, code: str, *, state: str) -> Kept:
    """Waits for the state and for all that follows from it."""
    with house.rows():
        until(lambda: Booking.objects.filter(code=code, state=state).exists(), what=f"{code} as {state}")
        until(lambda: _settled(code), what=f"The letters and refunds of {code}")
        return _read(code)


def _read(code: str) -> Kept:
    booking = Booking.objects.get(code=code)
    payments = Payment.objects.filter(order__lines__session__booking=booking, state=Payment.PAID)
    refunds = Refund.objects.filter(payment__in=payments, state=Refund.SENT)
    assert trial_balance() == []
    return Kept(
        booking.state, balance(booking.account), sum((row.received for row in payments), ZERO),
        sum((row.amount for row in refunds), ZERO), _messages(code, Message.SENT, due=True),
        _messages(code, *WAITING, due=False),
    )  # fmt: skip


def fields(house: House, code: str, *names: str) -> Any:
    with house.rows():
        return Booking.objects.values_list(*names, flat=len(names) == 1).get(code=code)


def latest(house: House, email: str) -> str:
    """The code of the newest booking made with this address."""
    with house.rows():
        return str(Booking.objects.filter(email=email).latest("pk").code)


def lapse(house: House, code: str) -> None:
    """The hold of this booking is over, as if the minutes had passed."""
    with house.rows(), transaction.atomic():
        gone = clock.now() - timedelta(seconds=1)
        assert Booking.objects.filter(code=code, state="held").update(expires_at=gone)
        Occupancy.objects.filter(booking__code=code).update(expires_at=gone)


def open_time(resource: Resource, start: datetime, *, now: datetime) -> None:
    """Makes sure that the expert works around `start`, whatever the day: the house has no days off any more."""
    if resource.place.closures:
        resource.place.closures.event_set.all().delete()
    with override("en"):
        hours.change(
            resource=resource, kind="open", start=start - timedelta(hours=1), end=start + timedelta(hours=3), reason="",
            by=None, now=now,
        )  # fmt: skip


def bring_near(house: House, code: str, *, ahead: timedelta) -> datetime:
    """The house moves the visit to `ahead` from now; says to when."""
    now = clock.now()
    with house.rows():
        booking = Booking.objects.select_related("resource__place", "service").get(code=code)
        start = _half_hour(now + ahead)
        open_time(booking.resource, start, now=now)
        verbs.move(booking=booking, start=start, by=None, now=now, by_house=True)
        return start


def visit_begun(house: House, *, expert: str, service: str, email: str, minutes_ago: int = 30) -> str:
    """A visit that was booked three days ago, pays at the desk, and has just begun."""
    now = clock.now()
    earlier, start = now - timedelta(days=3), _half_hour(now - timedelta(minutes=minutes_ago))
    with house.rows(), transaction.atomic():
        resource = Resource.objects.select_related("place", "hours", "away").get(code=expert)
        open_time(resource, start, now=earlier)
        booking = verbs.hold(
            service=Service.objects.get(code=service), resource=resource, start=start, now=earlier,
            person=verbs.Person(None, f"begun-{email}"[:40]), language="uk",
        )  # fmt: skip
        booking = verbs.write_contact(
            booking=booking, name="Орест Тест", email=email, phone="+380501112233", by=None, now=earlier
        )
        payment = shop.sell(booking, now=earlier, by=None)
        if payment:
            shop.settle(payment, intent_id=f"pi_begun_{payment.key.hex}", amount=payment.amount, now=earlier)
        return str(booking.code)


def _half_hour(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)


def earned(house: House, code: str) -> dict[str, Decimal]:
    """Where the booking's account has paid to."""
    with house.rows():
        rows = Transfer.objects.filter(source__code=f"booking:{code}").select_related("target")
        return {row.target.code: row.amount for row in rows}


def open_hours(house: House, expert: str, start: datetime) -> None:
    with house.rows():
        resource = Resource.objects.select_related("place", "hours", "away").get(code=expert)
        open_time(resource, start.astimezone(UTC), now=clock.now())


def is_open(house: House, expert: str, moment: datetime) -> bool:
    with house.rows():
        return OpenSpan.objects.filter(resource__code=expert, start__lte=moment, end__gt=moment).exists()


def speaks(house: House, email: str, language: str) -> None:
    """From now on this person is spoken to in `language`."""
    with house.rows():
        assert User.objects.filter(email=email).update(language=language)


def second_factor(house: House, email: str) -> str:
    """What the authenticator of this person shows now, as if it had not been asked in this half minute."""
    with house.rows():
        device = TOTPDevice.objects.get(user__email=email)
        TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits):0{device.digits}}"
