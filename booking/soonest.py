"""The next free time of each resource, kept beside it so that a list of thousands can be put in order by one index.

It is a memory, not a promise: what a page shows is read anew for the few cards that it shows.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from booking import showcase
from booking.core.rules import Notice
from booking.models import Booking, Resource
from booking.queries import next_free, rules_of

AGAIN = timedelta(hours=1)
"""When those who have no free time are looked at again."""
AT_ONCE = 200


def keep(resources: Sequence[int], *, now: datetime) -> int:
    """Looks anew at these resources, by id; says how many it did. `now`: aware UTC."""
    rows = list(Resource.objects.filter(pk__in=resources))
    firsts = [showcase.main(own)[0] for own in showcase.offered(rows).values()]
    found = next_free(firsts, now=now)
    notice = {own.resource_id: _notice(own.service) for own in firsts}
    for row in rows:
        row.soonest = found.get(row.pk)
        row.soonest_until = row.soonest - notice[row.pk] if row.soonest else now + AGAIN
    return Resource.objects.bulk_update(rows, ["soonest", "soonest_until"], batch_size=AT_ONCE)


def roll(*, now: datetime) -> int:
    """Those whose remembered time has passed or can no longer be booked. For the clock."""
    people = Resource.objects.filter(live=True, offers__live=True)
    stale = people.filter(soonest_until__lte=now) | people.filter(soonest_until=None)
    pks = list(stale.values_list("pk", flat=True).distinct()[:AT_ONCE])
    return keep(pks, now=now) if pks else 0


def on_fact(verb: str, subject: Any, *, by: Any, now: datetime, data: dict[str, Any]) -> None:
    """A reaction: whatever happens to somebody's time makes what is remembered of him stale.

    After the commit,
    because who tells may hold a booking's row: to wait for the resource's then is to wait in a circle.
    """
    if isinstance(subject, Booking | Resource):
        rows = Resource.objects.filter(pk=subject.resource_id if isinstance(subject, Booking) else subject.pk)
        transaction.on_commit(lambda: rows.update(soonest_until=None), robust=True)


def _notice(service: Any) -> timedelta:
    return timedelta(hours=next((rule.hours for rule in rules_of(service) if isinstance(rule, Notice)), 0))
