"""Bookings as templates show them: plain dictionaries, words already chosen."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import moments
from booking import sale
from booking.blocks.faces import NOBODY, faces
from booking.core.decisions import Decision
from booking.core.rules import CancelFee, HoldTime, MoveLimit, NoShowFee, find, share
from booking.models import Booking
from booking.queries.terms import agreed, free_until, judge, late_fee
from facts import last
from money import show_money
from words import language, say


def who(booking: Booking) -> dict[str, Any]:
    """With whom and about what: what every show of a booking begins with."""
    face = faces("resource", [booking.resource_id], language()).get(booking.resource_id, NOBODY)
    return {
        "code": booking.code, "state": booking.state, "who": str(booking.resource), "service": str(booking.service),
        "photo": face.picture, "sky": moments.sky(booking.start, booking.resource.place.zone),
        "length": moments.short_duration(booking.service.minutes), "start": booking.start, "end": booking.end,
        "zone": zone_of(booking), "online": booking.format == "online", "where": where(booking), "url": face.url,
    }  # fmt: skip


def zone_of(booking: Booking) -> str:
    """Meetings in a place are told in the time of the place, online ones in the client's."""
    return booking.zone if booking.format == "online" else booking.resource.place.zone


def where(booking: Booking) -> str:
    if booking.format == "online":
        return say("confirm.where_online")
    return ", ".join(part for part in (str(booking.resource.location), str(booking.resource.place.address)) if part)


def summary(booking: Booking, *, now: datetime) -> dict[str, Any]:
    """What is being booked, before it is confirmed."""
    return who(booking) | {
        "price": booking.price, "money": _split(booking), "rules": rules(booking, now=now), "client_zone": booking.zone,
    }  # fmt: skip


def _split(booking: Booking) -> str:
    if not booking.price or booking.deposit == booking.price:
        return ""
    if not booking.deposit:
        return say("hints.pay_desk", price=show_money(booking.price, booking.currency))
    left = show_money(booking.price - booking.deposit, booking.currency)
    return say("hints.pay_deposit", due=show_money(booking.deposit, booking.currency), left=left)


def rules(booking: Booking, *, now: datetime) -> list[str]:
    """The booking's own rules about changing one's mind, with its own moments and sums."""
    agreement, zone = agreed(booking), zone_of(booking)
    told = []
    until = free_until(agreement, booking.start)
    if until and until > now:
        hours = next(rule.free_hours for rule in agreement if isinstance(rule, CancelFee))
        told.append(say("hints.free_cancel", n=hours, until=moments.moment(until, zone, now)))
    fee = late_fee(agreement, booking.price)
    if fee:
        key = "hints.late_fee" if until and until > now else "hints.free_cancel_over"
        told.append(say(key, fee=show_money(fee, booking.currency)))
    return [*told, *_more_rules(booking, agreement)]


def _more_rules(booking: Booking, agreement: Any) -> list[str]:
    told = []
    moving = next((rule for rule in agreement if isinstance(rule, MoveLimit)), None)
    if moving and moving.times > booking.moves:
        told.append(say("hints.moves", n=moving.times - booking.moves))
    missing = next((rule for rule in agreement if isinstance(rule, NoShowFee)), None)
    if missing and missing.percent and booking.price:
        fee = show_money(share(booking.price, missing.percent), booking.currency)
        told.append(say("hints.no_show", fee=fee))
    return told


def hold(booking: Booking, *, now: datetime, urls: dict[str, str]) -> dict[str, Any] | None:
    """The clock of a held time; nothing once it is not held any more."""
    if booking.state != "held" or booking.expires_at is None or booking.expires_at <= now:
        return None
    minutes = find(agreed(booking), HoldTime).minutes
    left = int((booking.expires_at - now).total_seconds())
    return {
        "left": left, "total": max(minutes * 60, left), "clock": f"{left // 60}:{left % 60:02}",
        "until": moments.clock(booking.expires_at, zone_of(booking)), "again_minutes": minutes,
        "again_url": "" if booking.held_longer else urls["longer"], "let_go_url": urls["let_go"],
        "look_url": urls["look"],
    }  # fmt: skip


def ticket(booking: Booking, *, now: datetime) -> dict[str, Any]:
    """A booking as a ticket, with where its money stands."""
    money = sale.money(booking)
    on_site = booking.format != "online"
    return who(booking) | {
        "client_zone": booking.zone, "way": str(booking.resource.place.way_in) if on_site else "",
        "email": booking.email,
        "pay_text": money_words(booking, money, now=now),
        "rules": rules(booking, now=now) if booking.state in {"confirmed", "held"} else [],
        "state_text": state_text(booking, now=now), "money": money,
    }  # fmt: skip


def money_words(booking: Booking, money: sale.Money, *, now: datetime) -> str:
    """One sentence on where the money stands."""
    sums = {
        "amount": money.paid, "paid": money.paid, "price": money.price, "refund": money.returned,
        "due": money.due_later,
        "left": money.due_later + money.due_now, "fee": money.fee_due or money.fee,
    }  # fmt: skip
    spoken = {name: show_money(amount, booking.currency) for name, amount in sums.items()}
    until = moments.moment(money.until, zone_of(booking), now) if money.until else ""
    return say(f"payment_states.{money.state}", until=until, last4=money.last4, **spoken)


def state_text(booking: Booking, *, now: datetime) -> str:
    """One sentence on where the booking stands."""
    zone, ends = zone_of(booking), booking.expires_at or booking.end
    ended = last("booking.cancelled", booking) if booking.state == "cancelled" else None
    refund = sale.money(booking).returned
    return say(
        f"booking_states.{booking.state}.text", until=moments.moment(ends, zone, now),
        when=moments.when(booking.start, booking.end, zone), time=moments.clock(booking.start, zone),
        on_day=moments.on_day(ended or booking.start, zone), refund=show_money(refund, booking.currency), reason="",
    )  # fmt: skip


def came_late(booking: Booking) -> bool:
    """Whether money came when the hold was over and the time gone: all of it goes back."""
    return booking.state == "expired" and last("payment.late", booking) is not None


def row(booking: Booking, url: str) -> dict[str, Any]:
    return who(booking) | {"url": url, "next": ""}


def may(booking: Booking, verb: str, *, now: datetime) -> bool:
    """Whether the client's own terms let him cancel or move now, whatever it costs."""
    return booking.state == "confirmed" and booking.start > now and judged(booking, verb, now=now).allowed


def judged(booking: Booking, verb: str, *, now: datetime) -> Decision:
    """What the terms say of the verb, the new time of a move aside."""
    decision = judge(booking, verb, now=now, start=booking.start if verb == "move" else None)
    about_time = {"too_soon", "too_far"}
    return replace(decision, refusals=tuple(reason for reason in decision.refusals if reason.code not in about_time))


def moves_left(booking: Booking) -> int | None:
    """How many times the client may still move it; None where nothing limits it."""
    limit = next((rule.times for rule in agreed(booking) if isinstance(rule, MoveLimit)), None)
    return None if limit is None else max(0, limit - booking.moves)
