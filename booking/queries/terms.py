"""What is agreed: rules in force, prices, and quotes that are charged as shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import editions
from booking.core.decisions import ZERO, Decision, Reason, decide
from booking.core.rules import Buffers, CancelFee, Case, HoldTime, Rule, find, for_house, read_rules, share
from booking.core.slots import Need
from booking.models import Booking, Offer, Resource, Service
from booking.policies import raw_rules
from ledger.queries import balance

MINUTE = 60


@dataclass(frozen=True)
class Terms:
    """What a booking of this service at this start would cost and bind to. Money in `currency`."""

    price: Decimal
    due_now: Decimal
    later: Decimal
    currency: str
    free_until: datetime | None
    late_fee: Decimal
    hold_minutes: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Quote:
    """What cancelling now would do: of `paid`, `fee` is kept and `refund` comes back."""

    paid: Decimal
    fee: Decimal
    refund: Decimal
    reason: Reason | None
    free_until: datetime | None
    waived: bool
    late: bool


def raw_terms(service: Service) -> list[dict[str, Any]]:
    """The rules in force for the service as plain data: its published policy's, with its own prepayment if any."""
    raw = list(raw_rules(service.policy.rules)) if service.policy.live else []
    if service.prepay == "policy":
        return raw
    own = {"rule": "deposit", "kind": service.prepay, "value": str(service.prepay_value)}
    return [rule for rule in raw if rule["rule"] != "deposit"] + [own]


def rules_of(service: Service) -> tuple[Rule, ...]:
    return read_rules(raw_terms(service))


def rules_kept(service: Service) -> tuple[Rule, ...]:
    """The same for what is only shown: read once an edition."""
    return editions.kept(("rules", service.pk), lambda: rules_of(service))


def agreed(booking: Booking, *, by_house: bool = False) -> tuple[Rule, ...]:
    """The rules that the booking was made under, whatever the policy says today; those of them that bind the house."""
    rules = read_rules(booking.terms.get("rules", []))
    return for_house(rules) if by_house else rules


def need_of(service: Service, rules: Sequence[Rule], *, booking: Booking | None = None) -> Need:
    """The time one session asks for; of two buffers the longer counts. A `booking` made already keeps its length."""
    around = find(rules, Buffers)
    length = booking.end - booking.start if booking else timedelta(minutes=service.minutes)
    return Need(
        length=int(length.total_seconds()),
        step=service.step * MINUTE,
        before=max(service.before, around.before_minutes) * MINUTE,
        after=max(service.after, around.after_minutes) * MINUTE,
    )


def offer_of(service: Service, resource: Resource) -> Offer | None:
    """How the resource does the service; None when it does not, or neither may be booked."""
    offer = Offer.objects.filter(service=service, resource=resource, live=True).first()
    if offer is None:
        return None
    offer.service, offer.resource = service, resource
    return offer if offer.can_be_booked else None


def offer_called(service: str, resource: str) -> Offer:
    """The same by their codes, one that is not live where there is none. LookupError names which of both is unknown."""
    try:
        offers = Offer.objects.select_related("service__policy", "resource__place")
        return offers.get(service__code=service, resource__code=resource)
    except Offer.DoesNotExist:
        return _no_offer(service, resource)


def _no_offer(service: str, resource: str) -> Offer:
    what = Service.objects.select_related("policy").filter(code=service).first()
    if what is None:
        raise LookupError("service")
    who = Resource.objects.select_related("place").filter(code=resource).first()
    if who is None:
        raise LookupError("resource")
    return Offer(service=what, resource=who, live=False)


def price_of(service: Service, resource: Resource) -> Decimal | None:
    """What the resource charges for the service; None when it does not offer it."""
    offer = offer_of(service, resource)
    return offer.charge if offer else None


def terms_of(service: Service, start: datetime, *, price: Decimal, now: datetime) -> Terms:
    """Terms of a booking made now; `price` is the resource's (`price_of`)."""
    rules = rules_of(service)
    begin = int(start.timestamp())
    case = Case(verb="hold", now=int(now.timestamp()), start=begin, end=begin + service.minutes * MINUTE, price=price)
    due = decide(rules, case).deposit
    return Terms(
        price=price, due_now=due, later=price - due, currency=service.currency, free_until=free_until(rules, start),
        late_fee=late_fee(rules, price), hold_minutes=find(rules, HoldTime).minutes, rules=rules,
    )  # fmt: skip


def free_until(rules: Sequence[Rule], start: datetime) -> datetime | None:
    """Until when cancelling costs nothing; None when it never costs."""
    fee = next((rule for rule in rules if isinstance(rule, CancelFee) and rule.percent), None)
    return start - timedelta(hours=fee.free_hours) if fee else None


def late_fee(rules: Sequence[Rule], price: Decimal) -> Decimal:
    fee = next((rule for rule in rules if isinstance(rule, CancelFee)), None)
    return share(price, fee.percent) if fee else ZERO


def judge(
    booking: Booking, verb: str, *, now: datetime, by_house: bool = False, start: datetime | None = None
) -> Decision:
    """What the booking's own terms say of `verb` now; a move is to `start`."""
    begin, rules = start or booking.start, agreed(booking, by_house=by_house)
    case = Case(
        verb=verb, now=int(now.timestamp()), start=int(begin.timestamp()),
        end=int((begin + (booking.end - booking.start)).timestamp()), price=booking.price, moves=booking.moves,
        late_cancels=_late_cancels(booking) if _counted(verb, rules) else 0, by_house=by_house,
        moved_from=int(booking.start.timestamp()) if start else None,
    )  # fmt: skip
    return decide(rules, case)


def _counted(verb: str, rules: Sequence[Rule]) -> bool:
    """Whether anything follows from how often somebody has cancelled late."""
    return any(isinstance(rule, CancelFee) and verb in rule.verbs and rule.first_waived for rule in rules)


def quote_cancel(booking: Booking, *, now: datetime, by_house: bool = False) -> Quote:
    """Keeps at most what was paid: a late cancellation never sends a bill. What was only held costs nothing."""
    paid = balance(booking.account)
    if booking.state in {"held", "pending"}:
        return Quote(paid=paid, fee=ZERO, refund=paid, reason=None, free_until=None, waived=False, late=False)
    decision = judge(booking, "cancel", now=now, by_house=by_house)
    fee = min(decision.fee, paid)
    reason = next(iter(decision.reasons), None)
    return Quote(
        paid=paid, fee=fee, refund=paid - fee, reason=reason, free_until=free_until(agreed(booking), booking.start),
        waived=reason is not None and reason.code == "late_cancel_waived", late=reason is not None,
    )  # fmt: skip


def _late_cancels(booking: Booking) -> int:
    if booking.client_id is None and not booking.email:
        return 0
    whose = {"client": booking.client_id} if booking.client_id else {"email": booking.email}
    return Booking.objects.filter(**whose, late=True).exclude(pk=booking.pk).count()


def instant(seconds: int) -> datetime:
    """UTC seconds, as the core counts, to an aware moment."""
    return datetime.fromtimestamp(seconds, UTC)
