"""Bookings as the staff's lists need them: constant queries, however many rows."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest, Replace

import moments
from booking.core.states import LIVE
from booking.models import Booking, OpenSpan, Resource
from booking.queries.days import midnight
from ledger.models import Transfer

SUM = DecimalField(max_digits=12, decimal_places=2)
NOTHING = Value(Decimal(0), output_field=SUM)
OWED = (*LIVE, "completed")
"""States in which the rest of the price is still expected."""
PROMISED = ("confirmed", "started", "completed", "missed")
"""States of visits that reception prepares for, or has seen."""
NAMED = ("code", "name", "email", "client__email", "client__first_name", "client__last_name")
PHONE = re.compile(r"[+\d\s().-]{4,}")
MARKS = " -.()+"


def listed(rows: QuerySet[Booking]) -> QuerySet[Booking]:
    """With all that a list shows: people, places, and by the ledger `paid` (came and did not go back) and `due`."""
    account = Concat(Value("booking:"), OuterRef("code"))
    given = Transfer.objects.filter(source__code=account)
    back = given.exclude(target__code__startswith="sales:").exclude(target__code__startswith="fees:")
    paid = _sum(Transfer.objects.filter(target__code=account), "target") - _sum(back, "source")
    due = Case(When(state__in=OWED, then=Greatest(F("price") - F("paid"), NOTHING)), default=NOTHING, output_field=SUM)
    return rows.select_related("service", "resource__place", "client").annotate(paid=paid).annotate(due=due)


def _sum(rows: QuerySet[Transfer], side: str) -> Coalesce:
    total = rows.order_by().values(side).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(total, output_field=SUM), NOTHING)


def found(rows: QuerySet[Booking], asked: str) -> QuerySet[Booking]:
    """Those whose code, name, address or telephone hold every word asked for; letters in any case, also Cyrillic."""
    if PHONE.fullmatch(asked) and (digits := re.sub(r"\D", "", asked)):
        return rows.annotate(digits=_digits()).filter(Q(digits__contains=digits) | Q(code__icontains=asked))
    for word in asked.split():
        spellings = {word, word.lower(), word.upper(), word.capitalize()}  # SQLite folds the case of Latin letters only
        rows = rows.filter(Q(*((f"{name}__icontains", one) for name in NAMED for one in spellings), _connector=Q.OR))
    return rows


def _digits() -> Any:
    bare: Any = F("phone")
    for mark in MARKS:
        bare = Replace(bare, Value(mark), Value(""))
    return bare


def on_days(rows: QuerySet[Booking], first: date | None, last: date | None) -> QuerySet[Booking]:
    """Those that begin on the house's days `first` to `last`, both included; None: no limit on that side."""
    zone = str(settings.HOUSE_ZONE)
    if first:
        rows = rows.filter(start__gte=midnight(first, zone))
    return rows.filter(start__lt=midnight(last + timedelta(days=1), zone)) if last else rows


def between(resource: Resource, start: datetime, end: datetime) -> QuerySet[Booking]:
    """The resource's live bookings that touch [start, end), soonest first."""
    rows = Booking.objects.live().filter(resource=resource, start__lt=end, end__gt=start)
    return rows.select_related("service", "resource__place", "client").order_by("start")


def outside_hours(resource: Resource, *, now: datetime, days: int = 60) -> list[Booking]:
    """Live bookings of the next days that stand, in part at least, where the resource is not open."""
    until = now + timedelta(days=days)
    open_ = list(OpenSpan.objects.filter(resource=resource, end__gt=now, start__lt=until).values_list("start", "end"))
    ahead = between(resource, now, until).filter(start__gte=now)
    return [one for one in ahead if not any(start <= one.start and one.end <= end for start, end in open_)]


def today(*, now: datetime) -> QuerySet[Booking]:
    """Promised visits of the house's present day, soonest first."""
    zone = str(settings.HOUSE_ZONE)
    day = moments.local(now, zone).date()
    rows = on_days(Booking.objects.filter(state__in=PROMISED), day, day)
    return rows.select_related("service", "resource__place", "client").order_by("start")


def unpaid_holds(*, now: datetime) -> QuerySet[Booking]:
    """Held and not yet paid for, the first to lapse first."""
    rows = Booking.objects.filter(state="held", expires_at__gt=now)
    return rows.select_related("service", "resource__place", "client").order_by("expires_at")
