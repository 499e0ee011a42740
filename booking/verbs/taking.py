"""Taking time and letting it go: hold, hold longer, retake, expire."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from booking.core.codes import new_code
from booking.core.decisions import Decision, Reason, Refused, decide
from booking.core.rules import Case, HoldTime, Rule, find
from booking.core.states import next_state
from booking.guard import violated
from booking.models import Booking, Occupancy, Offer, Resource, Service
from booking.queries.instead import CURABLE, alternatives
from booking.queries.terms import agreed, need_of, offer_of, raw_terms, rules_of
from booking.queries.times import why_not
from booking.verbs.people import Had, Owner, Person, fit_in, had, own_overlap, promised, take_turn
from facts import announce


def hold(
    *, service: Service, resource: Resource, start: datetime, person: Person, now: datetime, format: str = "on_site",
    language: str = "en", zone: str = "Europe/Kyiv", source: str = "page", party: int = 1,
    quoted: Decimal | None = None, offer: Offer | None = None,
) -> Booking:  # fmt: skip
    """Takes [start, start + duration) for a few minutes. Aware times. `quoted`: the price that was shown; `offer`: how
    the resource does the service, where that has been read already.

    Raises Refused with every reason and with alternatives that were free when it was raised; "quote_changed" when the
    price is another by now.
    """
    asked = _Asked(service, resource, start, person, now, format, party, quoted, offer)
    try:
        asked.judge(resource)  # whoever cannot have it is told so before anybody has to wait for him
        with transaction.atomic():
            return _hold(asked, language, zone, source)
    except Refused as refused:
        if any(reason.code not in CURABLE for reason in refused.reasons):
            raise
        busy = [(one.start, one.end) for one in asked.bound]
        ways_out = alternatives(service, resource, start, now=now, zone=zone, format=format, busy=busy, party=party)
        raise Refused(*refused.reasons, alternatives=ways_out) from refused


def _hold(asked: "_Asked", language: str, zone: str, source: str) -> Booking:
    take_turn(asked.person, now=asked.now)
    resource = lock([asked.resource.pk])[0]
    sweep(resource, now=asked.now)
    service, person, now = asked.service, asked.person, asked.now
    charge, decision = asked.judge(resource)
    booking = Booking.objects.create(
        code=new_code(), service=service, resource=resource, start=asked.start, end=asked.end,
        state=next_state(None, "hold"), expires_at=now + timedelta(minutes=find(asked.rules, HoldTime).minutes),
        format=asked.format, party=asked.party, client=person.user, visitor=person.visitor, language=language,
        zone=zone, price=charge, deposit=decision.deposit, currency=service.currency,
        terms=_snapshot(service), policy=service.policy, source=source, created_at=now,
    )  # fmt: skip
    occupy(booking, asked.rules)
    announce(
        "booking.held", booking, by=person.user, now=now, start=asked.start, resource=resource.code,
        service=service.code,
    )  # fmt: skip
    return booking


class _Asked:
    """A time that somebody wants. It is judged twice: before anything is locked, and once nothing can change."""

    def __init__(
        self, service: Service, resource: Resource, start: datetime, person: Person, now: datetime, format: str,
        party: int, quoted: Decimal | None, offer: Offer | None,
    ) -> None:  # fmt: skip
        self.service, self.resource, self.start, self.person, self.now = service, resource, start, person, now
        self.format, self.party, self.quoted = format, party, quoted
        self.end = start + timedelta(minutes=service.minutes)
        self.rules, self.offered = rules_of(service), offer or offer_of(service, resource)
        self.bound: list[Had] = []
        """What else the person has promised, as last read."""

    def _offer(self, resource: Resource) -> Offer:
        if self.offered is None or not (self.offered.can_be_booked and resource.live):
            raise Refused(Reason("not_offered"))
        if self.quoted is not None and self.quoted != self.offered.charge:
            raise Refused(Reason("quote_changed", {"old_amount": self.quoted, "amount": self.offered.charge}))
        return self.offered

    def judge(self, resource: Resource) -> tuple[Decimal, Decision]:
        """The price and the decision of the rules, or Refused with every reason against. `resource`: as it is now."""
        offer, those = self._offer(resource), had(self.person.mine, now=self.now)
        self.bound = promised(those, now=self.now)
        case = Case(
            verb="hold", now=_seconds(self.now), start=_seconds(self.start), end=_seconds(self.end), price=offer.charge,
            active=len(self.bound), holds=sum(one.is_held(self.now) for one in those),
        )  # fmt: skip
        decision = decide(self.rules, case)
        against = {reason.code: reason for reason in decision.refusals}
        for reason in self._obstacles(offer, resource):
            against.setdefault(reason.code, reason)
        if against:
            raise Refused(*against.values())
        return offer.charge, decision

    def _obstacles(self, offer: Offer, resource: Resource) -> Iterable[Reason]:
        service, start = self.service, self.start
        if self.format not in offer.ways:
            has = next(iter(offer.ways), "on_site")
            yield Reason("format_unavailable", {"format": has, "start": _seconds(start)})
        most = service.party_max if resource.sole else min(service.party_max, resource.capacity)
        if self.party > most:
            yield Reason("party_too_large", {"n": most, "party": self.party})
        if self.party < service.party_min:
            yield Reason("party_too_small", {"n": service.party_min, "party": self.party})
        asked: dict[str, Any] = {"format": self.format, "rules": self.rules, "party": min(self.party, most)}
        obstacle = why_not(service, resource, start, now=self.now, **asked)
        if obstacle:
            yield obstacle
        yield from own_overlap(self.bound, start, self.end)


def occupy(booking: Booking, rules: tuple[Rule, ...]) -> None:
    """Takes the booking's footprint. Raises Refused("just_taken") where the database itself says no.

    The transaction, or its savepoint, is over then.
    """
    need, resource = need_of(booking.service, rules), booking.resource
    try:
        Occupancy.objects.create(
            booking=booking, resource=resource, units=resource.units_for(booking.party), sole=resource.sole,
            expires_at=booking.expires_at,
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
        owner = Owner.of(booking)
        take_turn(owner, now=now)
        resource = lock([booking.resource_id])[0]
        sweep(resource, now=now)
        rules = agreed(booking)
        # the promise was made in time: only what has been taken meanwhile, or has closed, stands against it
        in_time = tuple(rule for rule in rules if rule.name != "notice")
        obstacle = why_not(
            booking.service, resource, booking.start, now=now, format=booking.format, rules=in_time, ignoring=booking
        )
        if obstacle:
            raise Refused(obstacle)
        fit_in(booking, owner, rules, now=now)
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
    lapsed = Occupancy.objects.filter(resource=resource, live=True, expires_at__lte=now).exclude(booking=None)
    pks = list(lapsed.values_list("booking", flat=True))
    for booking in Booking.objects.filter(pk__in=pks).order_by("pk") if pks else ():
        expire(booking=booking, now=now)


def lock(pks: Iterable[int]) -> list[Resource]:
    """The resources' rows, locked in pk order until the transaction ends; with place and person, whom letters ask."""
    rows = Resource.objects.select_for_update(of=("self",)).select_related("place", "user")
    return list(rows.filter(pk__in=set(pks)).order_by("pk"))


def lock_only(pks: Iterable[int]) -> None:
    """Locks the resources' rows as `lock` does, for whoever need not know what is in them."""
    rows = Resource.objects.select_for_update().filter(pk__in=set(pks)).order_by("pk")
    list(rows.values_list("pk"))


def _snapshot(service: Service) -> dict[str, Any]:
    return {"policy": service.policy.code, "revision": service.policy.live_revision_id, "rules": raw_terms(service)}


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
