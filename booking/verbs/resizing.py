"""How many a resource takes at once: it is one alone, or a pool."""

from datetime import datetime

from django.db import transaction

from booking.core.decisions import Reason, Refused
from booking.core.spans import peak
from booking.models import Occupancy, Resource
from booking.verbs.taking import lock, sweep


def resize(*, resource: Resource, capacity: int, now: datetime) -> Resource:
    """From now on it takes `capacity` at once. What is booked of the time to come is written anew, so that the database
    guards it as what it is now: one alone is taken whole, of a pool everybody of a party takes a unit.

    Refused("capacity_taken") with the moment since when more are in use.
    """
    with transaction.atomic():
        row = lock([resource.pk])[0]
        if row.capacity != capacity:
            sweep(row, now=now)
            before, row.capacity = row.capacity, capacity
            _rewrite(row, before, now)
            Resource.objects.filter(pk=row.pk).update(capacity=capacity)
    return row


def _rewrite(row: Resource, before: int, now: datetime) -> None:
    live = Occupancy.objects.filter(resource=row, live=True, end__gt=now).exclude(expires_at__lte=now)
    taken = list(live.select_related("booking"))
    for one in taken:
        one.units, one.sole = _units(one, row, before), row.sole
    used, since = peak((int(one.start.timestamp()), int(one.end.timestamp()), one.units) for one in taken)
    if used > row.capacity:
        raise Refused(Reason("capacity_taken", {"n": used, "at": since}))
    Occupancy.objects.bulk_update(taken, ["units", "sole"], batch_size=500)


def _units(one: Occupancy, row: Resource, before: int) -> int:
    """What blocks the whole of it goes on blocking the whole."""
    if one.booking:
        return row.units_for(one.booking.party)
    return row.capacity if one.units >= before else row.units_for(one.units)
