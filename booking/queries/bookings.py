"""Bookings as their people see them."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from wagtail.models import ModelLogEntry

from booking.core.states import LIVE
from booking.models import Booking, Offer, Resource
from ledger.queries import balance

WITH = ("service", "service__policy", "resource", "resource__place", "policy", "client")


def for_code(code: str) -> Booking:
    """The booking with all that pages and letters say of it. Raises Booking.DoesNotExist."""
    return Booking.objects.select_related(*WITH).get(code=code)


def paid(booking: Booking) -> Decimal:
    """What was paid for the booking and neither earned nor returned yet."""
    return balance(booking.account)


def times_moved(booking: Booking) -> int:
    """By anybody, as the log tells; `booking.moves` are those that count against the client."""
    moved: int = ModelLogEntry.objects.for_instance(booking).filter(action="booking.moved").count()
    return moved


def upcoming(user: Any, *, now: datetime) -> QuerySet[Booking]:
    """The client's bookings that are still to come or going on, soonest first; lapsed holds left out."""
    rows = Booking.objects.select_related(*WITH).filter(client=user, state__in=LIVE, end__gt=now)
    return rows.exclude(state="held", expires_at__lte=now).order_by("start")


def past(user: Any, *, now: datetime) -> QuerySet[Booking]:
    """Everything else of the client's, latest first; holds that nobody finished are not history."""
    rows = Booking.objects.select_related(*WITH).filter(client=user).exclude(state__in=("held", "expired"))
    return rows.exclude(state__in=LIVE, end__gt=now).order_by("-start")


def week(resource: Resource, monday: datetime) -> QuerySet[Booking]:
    """What the resource has in the seven days from `monday` (aware), soonest first; cancelled ones left out."""
    rows = Booking.objects.select_related(*WITH).filter(
        resource=resource, start__lt=monday + timedelta(days=7), end__gt=monday
    )
    return rows.exclude(state__in=("expired", "rejected", "cancelled", "held")).order_by("start")


def visits_in(resource: Resource, now: datetime) -> QuerySet[Booking]:
    """The resource's visits of the local day of `now`, and older ones that nobody has marked yet."""
    zone = ZoneInfo(resource.zone)
    today = datetime.combine(now.astimezone(zone).date(), time(0), zone)
    unmarked = Q(
        state__in=("confirmed", "started"), start__lt=today + timedelta(days=1), start__gt=today - timedelta(days=14)
    )
    done = Q(state__in=("completed", "missed"), start__gte=today, start__lt=today + timedelta(days=1))
    return Booking.objects.select_related(*WITH).filter(unmarked | done, resource=resource).order_by("start")


def offer_of(booking: Booking) -> Offer:
    """The booking's own service and resource as an offer, at the booking's price: also when it is offered no more."""
    return Offer(service=booking.service, resource=booking.resource, price=booking.price)
