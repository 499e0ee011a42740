"""Free times against their definition, on random worlds: openings, footprints, holds live and lapsed, pools."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking import queries
from booking.models import Occupancy, Offer, OpenSpan, Place, Policy, Resource, Service
from tests.world import words

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
TICK = timedelta(minutes=5)
LAST = 300
"""Ticks that are looked at: a little over a day."""
numbers = count()

disjoint = st.lists(st.tuples(st.integers(1, 30), st.integers(6, 90), st.booleans()), min_size=1, max_size=5)
footprints = st.lists(
    st.tuples(
        st.integers(-30, LAST),
        st.integers(1, 40),
        st.integers(1, 2),
        st.sampled_from(["kept", "held", "lapsed", "freed"]),
    ),
    max_size=10,
)
worlds = st.fixed_dictionaries(
    {
        "openings": disjoint,
        "footprints": footprints,
        "capacity": st.sampled_from([1, 1, 2, 5]),
        "length": st.integers(1, 14),
        "step": st.integers(1, 7),
        "before": st.integers(0, 5),
        "after": st.integers(0, 5),
        "notice": st.integers(0, 3),
        "formats": st.sampled_from([["on_site"], ["online"], ["on_site", "online"]]),
        "format": st.sampled_from([None, "on_site", "online"]),
    }
)


def openings(plan):
    """(first tick, last tick, online only), apart from each other or touching."""
    at, found = -20, []
    for gap, length, online in plan["openings"]:
        at += gap - 1
        found.append((at, at + length, online))
        at += length
    return found


def furnish(plan):
    number = next(numbers)
    place = Place.objects.create(code=f"p{number}", name=words("House", "Дім"))
    rules = [("notice", {"hours": plan["notice"]}), ("window", {"days": 1})]
    policy = Policy.objects.create(code=f"r{number}", title=words("Rules", "Правила"), rules=rules, live=True)
    resource = Resource.objects.create(
        code=f"x{number}", name=words("One", "Одна"), place=place, capacity=plan["capacity"]
    )
    service = Service.objects.create(
        code=f"s{number}", name=words("Session", "Сеанс"), policy=policy, minutes=5 * plan["length"],
        step=5 * plan["step"], before=5 * plan["before"], after=5 * plan["after"], formats=plan["formats"],
    )  # fmt: skip
    OpenSpan.objects.bulk_create(
        OpenSpan(resource=resource, start=NOW + a * TICK, end=NOW + b * TICK, online_only=online)
        for a, b, online in openings(plan)
    )
    ends = {"held": NOW + timedelta(seconds=1), "lapsed": NOW}
    Occupancy.objects.bulk_create(
        Occupancy(
            resource=resource, start=NOW + a * TICK, end=NOW + (a + length) * TICK, units=units, sole=False,
            live=kind != "freed", expires_at=ends.get(kind),
        )
        for a, length, units, kind in plan["footprints"]
    )  # fmt: skip
    return service, resource


def brute(plan):
    """Ticks that are free, one after another."""
    online = plan["format"] == "online" or (plan["format"] is None and "online" in plan["formats"])
    hours, grid = set(), {}
    for a, b, only in openings(plan):
        if only and not online:
            continue
        origin = grid.get(a - 1, a) if a - 1 in hours else a
        for tick in range(a, b):
            hours.add(tick)
            grid[tick] = origin
    used = {}
    for a, length, units, kind in plan["footprints"]:
        for tick in range(a, a + length) if kind in {"kept", "held"} else ():
            used[tick] = used.get(tick, 0) + units
    free = set()
    for start in range(12 * plan["notice"], min(24 * 12 + 1, LAST)):
        session = range(start, start + plan["length"])
        around = range(start - plan["before"], start + plan["length"] + plan["after"])
        if (
            all(tick in hours for tick in session)
            and len({grid[tick] for tick in session}) == 1
            and (start - grid[start]) % plan["step"] == 0
            and all(used.get(tick, 0) < plan["capacity"] for tick in around)
        ):
            free.add(start)
    return free


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=worlds,
    asked=st.lists(st.integers(-10, LAST), min_size=6, max_size=6),
    window=st.tuples(st.integers(0, 250), st.integers(1, 150)),
)
def test_the_list_is_the_definition_and_the_explanation_agrees_with_it(db, plan, asked, window):
    with transaction.atomic():
        service, resource = furnish(plan)
        more = {"now": NOW, "format": plan["format"]}
        found = queries.slots(service, [resource], start=NOW, until=NOW + LAST * TICK, **more)[resource.pk]
        first, last = window[0], window[0] + window[1]
        part = queries.slots(service, [resource], start=NOW + first * TICK, until=NOW + last * TICK, **more)[
            resource.pk
        ]
        reasons = {tick: queries.why_not(service, resource, NOW + tick * TICK, **more) for tick in asked}
        offer = Offer.objects.create(resource=resource, service=service)
        soonest = queries.next_free([offer], now=NOW, format=plan["format"])[resource.pk]
        transaction.set_rollback(True)
    expected = brute(plan)
    ticks = [(at - NOW) // TICK for at in found]
    assert ticks == sorted(expected)
    assert {(at - NOW) // TICK for at in part} == {tick for tick in expected if first <= tick < last}
    assert {tick: reason is None for tick, reason in reasons.items()} == {tick: tick in expected for tick in asked}
    assert soonest == (NOW + min(expected) * TICK if expected else None)
