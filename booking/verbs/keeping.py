"""Keeping a promise: who it is for, confirming it, and what came of it."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from booking.core.decisions import ZERO, Reason, Refused
from booking.core.rules import HoldTime, find
from booking.core.states import next_state
from booking.models import Booking, Occupancy
from booking.queries.terms import agreed, judge
from booking.verbs.people import Owner, Person, fit_in, take_turn
from facts import announce
from ledger.queries import balance
from ledger.verbs import move as transfer
from ledger.verbs import open_account

SALES, FEES = "sales", "fees"


def write_contact(
    *, booking: Booking, name: str, email: str, phone: str, by: Any, now: datetime, note: str = "",
    charge_consent: bool = False, language: str | None = None, zone: str | None = None, owner: Owner | None = None,
) -> Booking:  # fmt: skip
    """Says for whom the time is held, from when on it binds. `owner`: the same, where the caller has taken their turn.

    Refused when it is no longer held, and when the people it is for have too many bookings or are elsewhere then. The
    limits are counted by address too: a new session must not lift them.
    """
    with transaction.atomic():
        if owner is None:
            owner = Owner.of(booking, address=email, by=by)
            take_turn(owner, now=now)
        fit_in(booking, owner, agreed(booking), now=now)
        told: dict[str, Any] = {
            "name": name, "email": email.lower(), "phone": phone, "note": note, "charge_consent": charge_consent,
            "client": by or booking.client, "language": language or booking.language, "zone": zone or booking.zone,
        }  # fmt: skip
        if not Booking.objects.filter(pk=booking.pk, state="held").update(**told):
            raise Refused(Reason("already_changed"))
    for field, value in told.items():
        setattr(booking, field, value)
    return booking


def adopt(*, person: Person, codes: Iterable[str]) -> int:
    """Times that this visitor held before he signed in are his account's from now on; says how many."""
    if not (person.user and person.visitor):
        return 0
    rows = Booking.objects.filter(code__in=list(codes), visitor=person.visitor, client=None, state="held")
    return rows.update(client=person.user)


def confirm(*, booking: Booking, by: Any, now: datetime) -> Booking:
    """held → confirmed. Refused("hold_expired") when the hold has been ended, Refused("already_changed") otherwise.

    A hold whose minutes are over but whose time nobody has wanted since is still good.
    """
    with transaction.atomic():
        changes = {"state": next_state("held", "confirm"), "expires_at": None, "settled_at": now}
        if not Booking.objects.filter(pk=booking.pk, state="held").exclude(email="").update(**changes):
            raise Refused(_lost(booking))
        Occupancy.objects.filter(booking=booking, live=True).update(expires_at=None)
        booking.refresh_from_db()
        announce("booking.confirmed", booking, by=by, now=now, start=booking.start, price=booking.price)
    return booking


def _lost(booking: Booking) -> Reason:
    state = Booking.objects.values_list("state", flat=True).get(pk=booking.pk)
    minutes = find(agreed(booking), HoldTime).minutes
    return Reason("hold_expired", {"n": minutes}) if state == "expired" else Reason("already_changed", {"state": state})


def begin(*, booking: Booking, by: Any, now: datetime) -> Booking:
    """confirmed → started: the client has come."""
    return _step(booking, "start", by, now, "booking.started")


def complete(*, booking: Booking, by: Any, now: datetime) -> Booking:
    """confirmed or started → completed; what was paid is earned. Refused before the session has begun."""
    with transaction.atomic():
        _begun(booking, now)
        earn(booking=booking, ref=booking.code, by=by, now=now)
        _step(booking, "complete", by, now, "booking.completed")
    return booking


def miss(*, booking: Booking, by: Any, now: datetime, waive: bool = False, reason: str = "") -> Booking:
    """confirmed → missed. The fee is kept from what was paid; the fact says what is still due and what goes back."""
    with transaction.atomic():
        _begun(booking, now)
        fee = ZERO if waive else judge(booking, "miss", now=now).fee
        paid = balance(booking.account)
        kept = min(fee, paid)
        keep_fee(booking, kept, ref=f"{booking.code}:missed", by=by, now=now)
        money = {"fee": fee, "kept": kept, "due": fee - kept, "refund": paid - kept}
        _step(booking, "miss", by, now, "booking.missed", waived=waive, reason=reason, **money)
    return booking


def _begun(booking: Booking, now: datetime) -> None:
    if now < hold_still(booking).start:
        raise Refused(Reason("not_begun", {"time": int(booking.start.timestamp())}))


def hold_still(booking: Booking) -> Booking:
    """Locks the booking's row, before any account's: a payment may be settling. Reads it anew."""
    Booking.objects.select_for_update().get(pk=booking.pk)
    booking.refresh_from_db()
    return booking


def earn(*, booking: Booking, ref: str, by: Any, now: datetime) -> None:
    """Moves what the booking's account holds to sales. `ref` makes a repeated call harmless."""
    held = balance(booking.account)
    if held > 0:
        _move(booking, held, SALES, "earned", ref, by, now)


def keep_fee(booking: Booking, amount: Decimal, *, ref: str, by: Any, now: datetime) -> None:
    if amount > 0:
        _move(booking, amount, FEES, "fee", ref, by, now)


def _move(booking: Booking, amount: Decimal, target: str, reason: str, ref: str, by: Any, now: datetime) -> None:
    source = open_account(booking.account, currency=booking.currency)
    into = open_account(f"{target}:{booking.currency}", currency=booking.currency)
    transfer(amount, source=source, target=into, reason=reason, ref=ref, now=now, by=by)


def _step(booking: Booking, verb: str, by: Any, now: datetime, fact: str, **data: Any) -> Booking:
    """One move along the table of states, on condition that nobody was faster."""
    with transaction.atomic():
        old = Booking.objects.values_list("state", flat=True).get(pk=booking.pk)
        new = next_state(old, verb)
        if not Booking.objects.filter(pk=booking.pk, state=old).update(state=new):
            raise Refused(Reason("already_changed", {"state": old, "verb": verb}))
        booking.refresh_from_db()
        announce(fact, booking, by=by, now=now, old=old, new=new, **data)
    return booking


def attach(*, user: Any, now: datetime) -> int:
    """Guest bookings made with this person's verified address become theirs; says how many."""
    if not user.email_verified_at:
        return 0
    with transaction.atomic():
        guest = list(Booking.objects.filter(client=None, email__iexact=user.email).order_by("pk"))
        Booking.objects.filter(pk__in=[booking.pk for booking in guest], client=None).update(client=user)
        for booking in guest:
            announce("booking.claimed", booking, by=user, now=now)
    return len(guest)


def on_account(verb: str, subject: Any, *, by: Any, now: datetime, data: dict[str, Any]) -> None:
    """Reaction: an address has been verified."""
    attach(user=subject, now=now)
