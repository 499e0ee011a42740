"""Taking time and letting it go: hold, hold longer, retake, expire."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from booking.core.codes import new_code
from booking.core.decisions import Decision, Reason, Refused, decide
from booking.core.rules import Case, HoldTime, Rule, find
from booking.core.states import ACTIVE, next_state
from booking.guard import violated
from booking.models import Booking, Occupancy, Resource, Service
from booking.queries.terms import agreed, need_of, price_of, raw_terms, rules_of
from booking.queries.times import CURABLE, alternatives, why_not
from facts import announce


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


def hold(
    *, service: Service, resource: Resource, start: datetime, person: Person, now: datetime, format: str = "on_site",
    language: str = "en", zone: str = "Europe/Kyiv", source: str = "page", party: int = 1,
) -> Booking:  # fmt: skip
    """Takes [start, start + duration) for a few minutes. Aware times.

    Raises Refused with every reason and with alternatives that were free when it was raised.
    """
    try:
        with transaction.atomic():
            return _hold(service, resource, start, person, now, format, language, zone, source, party)
    except Refused as refused:
        if any(reason.code not in CURABLE for reason in refused.reasons):
            raise
        busy = promised(person.mine, now).values_list("start", "end")
        ways_out = alternatives(service, resource, start, now=now, zone=zone, format=format, busy=busy)
        raise Refused(*refused.reasons, alternatives=ways_out) from refused


def _hold(
    service: Service, resource: Resource, start: datetime, person: Person, now: datetime, format: str, language: str,
    zone: str, source: str, party: int,
) -> Booking:  # fmt: skip
    resource = lock([resource])[0]
    sweep(resource, now=now)
    rules, end = rules_of(service), start + timedelta(minutes=service.minutes)
    price = price_of(service, resource)
    if price is None:
        raise Refused(Reason("not_offered"))
    decision = _allowed(service, resource, rules, start, end, person, now, format, price, party)
    booking = Booking.objects.create(
        code=new_code(), service=service, resource=resource, start=start, end=end, state=next_state(None, "hold"),
        expires_at=now + timedelta(minutes=find(rules, HoldTime).minutes), format=format, party=party,
        client=person.user, visitor=person.visitor, language=language, zone=zone, price=price,
        deposit=decision.deposit, currency=service.currency, terms=_snapshot(service), policy=service.policy,
        source=source, created_at=now,
    )  # fmt: skip
    occupy(booking, rules)
    announce(
        "booking.held", booking, by=person.user, now=now, start=start, resource=resource.code, service=service.code
    )
    return booking


def _allowed(
    service: Service, resource: Resource, rules: tuple[Rule, ...], start: datetime, end: datetime, person: Person,
    now: datetime, format: str, price: Any, party: int,
) -> Decision:  # fmt: skip
    """The decision of the rules, or Refused with every reason against."""
    mine = promised(person.mine, now)
    holds = Booking.objects.filter(person.mine, state="held", expires_at__gt=now)
    case = Case(
        verb="hold", now=_seconds(now), start=_seconds(start), end=_seconds(end), price=price, active=mine.count(),
        holds=holds.count(),
    )  # fmt: skip
    decision = decide(rules, case)
    against = {reason.code: reason for reason in decision.refusals}
    for reason in _obstacles(service, resource, rules, start, end, mine, now, format, party):
        against.setdefault(reason.code, reason)
    if against:
        raise Refused(*against.values())
    return decision


def _obstacles(
    service: Service, resource: Resource, rules: tuple[Rule, ...], start: datetime, end: datetime, mine: Any,
    now: datetime, format: str, party: int,
) -> Iterable[Reason]:  # fmt: skip
    if format not in service.formats:
        yield Reason("format_unavailable", {"format": next(iter(service.formats), "on_site"), "start": _seconds(start)})
    if party > service.party_max:
        yield Reason("party_too_large", {"n": service.party_max, "party": party})
    if party < service.party_min:
        yield Reason("party_too_small", {"n": service.party_min, "party": party})
    obstacle = why_not(service, resource, start, now=now, format=format, rules=rules)
    if obstacle:
        yield obstacle
    yield from own_overlap(mine, start, end)


def promised(whose: Q, now: datetime) -> QuerySet[Booking]:
    """Bookings that still bind these people; what is only held does not."""
    return Booking.objects.filter(whose, state__in=ACTIVE, end__gt=now)


def own_overlap(mine: QuerySet[Booking], start: datetime, end: datetime) -> Iterable[Reason]:
    """Nobody is in two places at once."""
    own = mine.filter(start__lt=end, end__gt=start).select_related("service").first()
    if own:
        yield Reason("own_overlap", {"service": str(own.service), "time": _seconds(own.start)})


def occupy(booking: Booking, rules: tuple[Rule, ...]) -> None:
    """Takes the booking's footprint. Raises Refused("just_taken") where the database itself says no."""
    need, resource = need_of(booking.service, rules), booking.resource
    try:
        with transaction.atomic():  # an error inside must not poison the outer transaction
            Occupancy.objects.create(
                booking=booking, resource=resource, units=1, sole=resource.capacity == 1, expires_at=booking.expires_at,
                start=booking.start - timedelta(seconds=need.before), end=booking.end + timedelta(seconds=need.after),
            )  # fmt: skip
    except IntegrityError as error:
        if violated(error, "no_overlap"):
            raise Refused(Reason("just_taken")) from error
        raise


def hold_longer(*, booking: Booking, now: datetime, by: Any = None) -> Booking:
    """Once, for as many minutes as the first time, counted from now. Refused when it has been done or has ended."""
    minutes = find(agreed(booking), HoldTime).minutes
    until = now + timedelta(minutes=minutes)
    with transaction.atomic():
        rows = Booking.objects.filter(pk=booking.pk, state="held", held_longer=False, expires_at__gt=now)
        if not rows.update(expires_at=until, held_longer=True):
            raise Refused(Reason("hold_expired", {"n": minutes}))
        Occupancy.objects.filter(booking=booking, live=True).update(expires_at=until)
        announce("booking.held_longer", booking, by=by, now=now, until=until)
    booking.refresh_from_db()
    return booking


def retake(*, booking: Booking, now: datetime, by: Any = None) -> Booking:
    """Money came after the hold had ended: takes the same time again for ten minutes, or Refused if it is gone."""
    with transaction.atomic():
        resource = lock([booking.resource])[0]
        sweep(resource, now=now)
        rules = agreed(booking)
        # the promise was made in time: only what others have taken meanwhile, or what has closed, stands against it
        in_time = tuple(rule for rule in rules if rule.name != "notice")
        obstacle = why_not(
            booking.service, resource, booking.start, now=now, format=booking.format, rules=in_time, ignoring=booking
        )
        if obstacle:
            raise Refused(obstacle)
        until = now + timedelta(minutes=find(rules, HoldTime).minutes)
        state = next_state("expired", "retake")
        if not Booking.objects.filter(pk=booking.pk, state="expired").update(state=state, expires_at=until):
            raise Refused(Reason("already_changed"))
        booking.refresh_from_db()
        occupy(booking, rules)
        announce("booking.retaken", booking, by=by, now=now)
    return booking


def expire(*, booking: Booking, now: datetime) -> bool:
    """Ends a hold or a request whose time is over; False when there is nothing to end."""
    with transaction.atomic():
        rows = Booking.objects.filter(pk=booking.pk, state__in=("held", "pending"), expires_at__lte=now)
        if not rows.update(state="expired"):
            return False
        Occupancy.objects.filter(booking=booking).update(live=False)
        booking.refresh_from_db()
        announce("booking.expired", booking, by=None, now=now)
    return True


def expire_holds(*, now: datetime) -> int:
    """Ends every hold whose time is over; says how many. For the clock."""
    due = Booking.objects.filter(state__in=("held", "pending"), expires_at__lte=now).order_by("expires_at")[:200]
    return sum(expire(booking=booking, now=now) for booking in due)


def sweep(resource: Resource, *, now: datetime) -> None:
    """Ends this resource's lapsed holds inside the taking transaction: taking must not wait for the clock."""
    lapsed = Booking.objects.filter(
        occupancies__resource=resource, occupancies__live=True, state__in=("held", "pending")
    )
    for booking in lapsed.filter(expires_at__lte=now).order_by("pk").distinct():
        expire(booking=booking, now=now)


def lock(resources: Iterable[Resource]) -> list[Resource]:
    """The resources' rows, locked in pk order until the transaction ends."""
    pks = [resource.pk for resource in resources]
    return list(Resource.objects.select_for_update().filter(pk__in=pks).order_by("pk"))


def _snapshot(service: Service) -> dict[str, Any]:
    return {"policy": service.policy.code, "revision": service.policy.live_revision_id, "rules": raw_terms(service)}


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
