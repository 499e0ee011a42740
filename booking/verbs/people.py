"""Who asks, and what he has already. His limits are counted in his turn: nobody else acts for him meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import Q

from accounts.models import User, tidy
from booking.core.decisions import Reason, Refused, decide
from booking.core.rules import ActiveLimit, Case, Rule
from booking.core.states import ACTIVE, LIVE
from booking.models import Booking, Turn
from booking.models.turns import PLACES
from fields import Words


@dataclass(frozen=True)
class Person:
    """Who asks: a signed-in user, or a visitor known by the random id that his session keeps. At least one of them."""

    user: Any = None
    visitor: str = ""

    @property
    def mine(self) -> Q:
        """Bookings of this person."""
        by_visitor = Q(visitor=self.visitor) if self.visitor else Q(pk=None)
        return (Q(client=self.user) | by_visitor) if self.user else by_visitor

    @property
    def names(self) -> list[str]:
        """What his turn is known by."""
        return [f"visitor:{self.visitor}"] * bool(self.visitor) + ([_by_mail(self.user.email)] if self.user else [])


@dataclass(frozen=True)
class Owner:
    """For whom a booking is, a guest or a client: bookings of his address and of his account count together."""

    address: str
    accounts: tuple[Any, ...] = ()

    @classmethod
    def of(cls, *bookings: Booking, address: str = "", by: Any = None) -> "Owner":
        """`address`, `by`: who is about to be written into all of them; without them as they stand."""
        address = tidy(address or bookings[0].email)
        accounts = [by] if by else [booking.client for booking in bookings]
        found = (*accounts, User.objects.by_address(address) if address else None)
        return cls(address, tuple(dict.fromkeys(account for account in found if account)))

    @property
    def mine(self) -> Q:
        by_address = Q(email=self.address) if self.address else Q(pk=None)
        return by_address | Q(client__in=self.accounts) if self.accounts else by_address

    @property
    def names(self) -> list[str]:
        """By addresses only: an account that takes a guest's bookings over has the same one."""
        return [_by_mail(address) for address in (self.address, *(one.email for one in self.accounts)) if address]


def _by_mail(address: str) -> str:
    return f"mail:{tidy(address)}"


def take_turn(whose: Person | Owner, *, now: datetime) -> None:
    """Waits until nobody else acts for these people, and keeps others waiting until the transaction ends.

    The first lock of a transaction, before any resource's.
    """
    places = {int.from_bytes(sha256(name.encode()).digest()[:8]) % PLACES for name in whose.names}
    rows = [Turn(place=place, at=now) for place in sorted(places)]  # in one order, by one statement
    Turn.objects.bulk_create(rows, update_conflicts=True, unique_fields=["place"], update_fields=["at"])


class Had(NamedTuple):
    """A booking that somebody has already."""

    state: str
    email: str
    expires_at: datetime | None
    start: datetime
    end: datetime
    service: Words

    def is_held(self, now: datetime) -> bool:
        return self.state == "held" and (self.expires_at is None or self.expires_at > now)

    @property
    def binds(self) -> bool:
        """A promise, or one that waits for nothing but its money: it has been said for whom it is."""
        return self.state in ACTIVE or (self.state == "held" and bool(self.email))


def had(whose: Q, *, now: datetime, besides: Booking | None = None) -> list[Had]:
    """Everything that takes time of these people from `now` on, soonest first; `besides` is left out."""
    rows = Booking.objects.filter(whose, state__in=LIVE, end__gt=now).order_by("start")
    rows = rows.exclude(pk=besides.pk) if besides else rows
    return [Had(*row) for row in rows.values_list("state", "email", "expires_at", "start", "end", "service__name")]


def promised(those: Iterable[Had], *, now: datetime) -> list[Had]:
    """Which of them bind; a hold that has lapsed does not."""
    return [one for one in those if one.binds and (one.state != "held" or one.is_held(now))]


def own_overlap(bound: Iterable[Had], start: datetime, end: datetime) -> Iterable[Reason]:
    """Nobody is in two places at once."""
    for own in bound:
        if own.start < end and start < own.end:
            yield Reason("own_overlap", {"service": str(own.service), "time": int(own.start.timestamp())})
            return


def fit_in(booking: Booking, owner: Owner, rules: Sequence[Rule], *, now: datetime) -> None:
    """Refused when the booking would be one too many for its people, or they are elsewhere then. In their turn.

    A lapsed hold counts until somebody has ended it: its money may still come, and be taken.
    """
    bound = [one for one in had(owner.mine, now=now, besides=booking) if one.binds]
    case = Case(
        verb="hold", now=int(now.timestamp()), start=int(booking.start.timestamp()), end=int(booking.end.timestamp()),
        active=len(bound),
    )  # fmt: skip
    refusals = decide([rule for rule in rules if isinstance(rule, ActiveLimit)], case).refusals
    against = [*refusals, *own_overlap(bound, booking.start, booking.end)]
    if against:
        raise Refused(*against)
