"""A house with a programme: a point for every 20 UAH, worth 1 UAH, at most 30 % of an order of 400, for 18 months."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from accounts.models import User
from booking import verbs as bookings
from booking.models import Booking
from ledger.models import Account
from ledger.queries import balance, trial_balance
from ledger.verbs import open_account
from loyalty.models import Programme
from loyalty.queries import debt_code, purse_code
from loyalty.verbs import PointsMeans, award
from shop import verbs as shop
from shop.models import Payment
from tests.world import World

TUESDAY_10 = datetime.fromisoformat("2027-03-02T08:00:00+00:00")


class Club:
    """What people of these stories do, in one line each; the books are tried at the end of every story."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, world.now

    def buys(self, amount: int | str, ref: str = "order:A", *, who: User | None = None) -> int:
        """Has paid so much for the purchase, all told."""
        user = who or self.world.client
        return award(user_id=user.pk, ref=ref, base=Decimal(amount), by=None, now=self.now)

    def spends(self, amount: int | str, ref: str = "spent", *, into: str = "order:B", who: User | None = None) -> None:
        user, account = self.world.client, open_account(into)
        PointsMeans().take(
            Decimal(amount), source=str(user.pk), into=account, ref=ref, user=who or user, by=who or user, now=self.now
        )

    def gets_back(self, amount: int | str, ref: str = "back", *, out_of: str = "order:B") -> None:
        account = Account.objects.get(code=out_of)
        source = str(self.world.client.pk)
        PointsMeans().give_back(Decimal(amount), source=source, out_of=account, ref=ref, by=None, now=self.now)

    def offered(self, whole: int | str, *, who: User | None = None) -> Decimal:
        user = self.world.client
        return PointsMeans().offer(str(user.pk), whole=Decimal(whole), user=who or user, now=self.now)

    def visits(self, *, paid: int = 1200, start: datetime = TUESDAY_10) -> Booking:
        """A session is booked, paid for so much, and has begun."""
        held = bookings.hold(
            service=self.world.service, resource=self.world.resource, start=start,
            person=bookings.Person(user=self.world.client), now=self.now,
        )  # fmt: skip
        booking = bookings.write_contact(
            booking=held, name="Maria Koval", email="client@example.org", phone="+380441234567", by=self.world.client,
            now=self.now,
        )  # fmt: skip
        payment = shop.sell(booking, now=self.now, by=self.world.client)
        assert payment
        self.settles(payment, 400)
        if paid > 400:
            rest = shop.bill(booking, now=self.now)
            assert rest
            self.settles(rest, paid - 400)
        self.now = max(self.now, start)
        return booking

    def settles(self, payment: Payment, amount: int) -> None:
        shop.settle(payment, intent_id=f"pi_{payment.pk}", amount=Decimal(amount), now=self.now)

    def completes(self, booking: Booking) -> Booking:
        return bookings.complete(booking=booking, by=self.world.expert, now=self.now)

    def waits(self, days: int) -> None:
        self.now += timedelta(days=days)

    @property
    def points(self) -> Decimal:
        return balance(purse_code(self.world.client.pk))

    @property
    def owes(self) -> Decimal:
        return -balance(debt_code(self.world.client.pk))

    def facts(self) -> list[str]:
        rows = ModelLogEntry.objects.filter(action__startswith="points.").order_by("pk")
        return list(rows.values_list("action", flat=True))

    def told(self, fact: str) -> dict[str, Any]:
        return ModelLogEntry.objects.filter(action=fact).latest("pk").data


@pytest.fixture
def programme(world: World) -> Programme:
    return Programme.objects.create()


@pytest.fixture
def club(world: World, programme: Programme) -> Iterator[Club]:
    yield Club(world)
    assert trial_balance() == []
