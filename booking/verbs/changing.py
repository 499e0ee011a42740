"""Changing one's mind: cancel and move, with the quote that was shown."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from booking.core.decisions import Reason, Refused
from booking.core.states import next_state
from booking.guard import violated
from booking.models import Booking, Occupancy
from booking.queries.instead import CURABLE, alternatives
from booking.queries.terms import Quote, agreed, judge, need_of, quote_cancel
from booking.queries.times import why_not
from booking.verbs.keeping import hold_still, keep_fee
from booking.verbs.people import Had, Owner, had, own_overlap, promised, take_turn
from booking.verbs.taking import lock, sweep
from facts import announce


def cancel(
    *, booking: Booking, by: Any, now: datetime, by_house: bool = False, quoted: Decimal | None = None, reason: str = ""
) -> Quote:
    """Frees the time and says what becomes of the money. `quoted`: the fee that was shown.

    Refused("quote_changed") when the fee is another by now, "already_over" once it has begun, "already_changed" when
    somebody was faster.
    """
    with transaction.atomic():
        old = hold_still(booking).state
        new = next_state(old, "cancel")
        quote = _quoted(booking, quoted, now, by_house)
        if not Booking.objects.filter(pk=booking.pk, state=old).update(state=new, late=quote.late, expires_at=None):
            raise Refused(Reason("already_changed", {"state": old, "verb": "cancel"}))
        Occupancy.objects.filter(booking=booking).update(live=False)
        keep_fee(booking, quote.fee, ref=f"{booking.code}:cancelled", by=by, now=now)
        booking.refresh_from_db()
        announce(
            "booking.cancelled", booking, by=by, now=now, old=old, new=new, paid=quote.paid, fee=quote.fee,
            refund=quote.refund, by_house=by_house, reason=reason,
        )  # fmt: skip
    return quote


def _quoted(booking: Booking, quoted: Decimal | None, now: datetime, by_house: bool) -> Quote:
    refusals = judge(booking, "cancel", now=now, by_house=by_house).refusals
    if refusals and booking.state == "confirmed":
        raise Refused(*refusals)
    quote = quote_cancel(booking, now=now, by_house=by_house)
    if quoted is not None and quoted != quote.fee:
        raise Refused(
            Reason("quote_changed", {"old_amount": quoted, "amount": quote.fee, "currency": booking.currency})
        )
    return quote


def move(
    *, booking: Booking, start: datetime, by: Any, now: datetime, by_house: bool = False, reason: str = ""
) -> Booking:
    """The same session at another start; payment and terms go with it. Refused with reasons and alternatives.

    The house keeps hours, closures and everybody else's bookings, and no limit of time that its rules set to clients.
    """
    try:
        with transaction.atomic():
            return _move(booking, start, by, now, by_house, reason)
    except Refused as refused:
        if any(reason.code not in CURABLE for reason in refused.reasons):
            raise
        ways_out = alternatives(
            booking.service, booking.resource, start, now=now, zone=booking.zone, format=booking.format, moving=booking,
            busy=[(one.start, one.end) for one in _others(booking, Owner.of(booking), now)],
            rules=agreed(booking, by_house=by_house),
        )  # fmt: skip
        raise Refused(*refused.reasons, alternatives=ways_out) from refused


def _move(booking: Booking, start: datetime, by: Any, now: datetime, by_house: bool, reason: str) -> Booking:
    owner = Owner.of(booking)
    take_turn(owner, now=now)
    resource = lock([booking.resource_id])[0]
    sweep(resource, now=now)
    booking.refresh_from_db()
    next_state(booking.state, "move")
    _may_move(booking, owner, start, now, by_house)
    old_start, old_end = booking.start, booking.end
    end = start + (old_end - old_start)
    changes = {"start": start, "end": end, "moves": F("moves") + (0 if by_house else 1)}
    if not Booking.objects.filter(pk=booking.pk, state="confirmed", start=old_start).update(**changes):
        raise Refused(Reason("already_changed", {"state": booking.state, "verb": "move"}))
    booking.refresh_from_db()
    _move_footprint(booking)
    announce(
        "booking.moved", booking, by=by, now=now, old_start=old_start, old_end=old_end, new_start=start, new_end=end,
        by_house=by_house, reason=reason,
    )  # fmt: skip
    return booking


def _may_move(booking: Booking, owner: Owner, start: datetime, now: datetime, by_house: bool) -> None:
    if start == booking.start:
        raise Refused(Reason("same_time"))
    against = list(judge(booking, "move", now=now, by_house=by_house, start=start).refusals)
    obstacle = why_not(
        booking.service, booking.resource, start, now=now, format=booking.format, ignoring=booking,
        rules=agreed(booking, by_house=by_house),
    )  # fmt: skip
    if obstacle and obstacle.code not in {reason.code for reason in against}:
        against.append(obstacle)
    if not by_house:
        against.extend(own_overlap(_others(booking, owner, now), start, start + (booking.end - booking.start)))
    if against:
        raise Refused(*against)


def _others(booking: Booking, owner: Owner, now: datetime) -> list[Had]:
    """What else the same people have promised."""
    return promised(had(owner.mine, now=now, besides=booking), now=now)


def _move_footprint(booking: Booking) -> None:
    need = need_of(booking.service, agreed(booking))
    span = {
        "start": booking.start - timedelta(seconds=need.before),
        "end": booking.end + timedelta(seconds=need.after),
    }
    try:
        Occupancy.objects.filter(booking=booking, live=True).update(**span)
    except IntegrityError as error:
        if violated(error, "no_overlap"):
            raise Refused(Reason("just_taken")) from error
        raise
