"""Every refusal of the room, really met, and what is said to the person in both languages."""

import ast
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from booking import calendars, verbs
from booking.core import decisions
from booking.core.decisions import Refused
from booking.models import Booking, Occupancy, Offer, Service
from booking.texts import Scene, sentence, short
from booking.verbs import hours
from tests.booking.acts import another, at, hold, promise, rules, write
from words import in_language

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
ROOT = Path(__file__).resolve().parents[2] / "booking"
EXPLAIN = {"deposit", "late_cancel", "late_cancel_waived", "no_show"}
"""These reasons explain a sum, and nobody is refused by them."""


def taken(world, start, minutes=60, **more):
    end = start + timedelta(minutes=minutes)
    return Occupancy.objects.create(resource=world.resource, start=start, end=end, **more)


def serve(world, **changed):
    Service.objects.filter(pk=world.service.pk).update(**changed)
    world.service.refresh_from_db()


def move(world, start, *, now=None, moves=0, made=None):
    booking = promise(world, made or at(2, 10))
    Booking.objects.update(moves=moves)
    return verbs.move(booking=booking, start=start, by=world.client, now=now or world.now)


def length(world, **limits):
    rules(world, length={"min_minutes": None, "max_minutes": None, "step_minutes": None} | limits)
    hold(world, at(2, 10))


def closed(world):
    calendars.close_house(place=world.place, day=at(2, 0).date(), name="Spring day")
    calendars.refresh(resource=world.resource, now=world.now)
    hold(world, at(2, 10))


def on_leave(world):
    calendars.close_time(resource=world.resource, start=at(2, 0), end=at(5, 0), reason="x", by=None, now=world.now)
    hold(world, at(2, 10))


def quote_changed(world):
    booking = promise(world, at(2, 10), paid=400)
    verbs.cancel(booking=booking, by=None, now=at(2, 8), quoted=Decimal(0))


def expired(world):
    booking = write(world, hold(world, at(2, 10)))
    verbs.expire(booking=booking, now=booking.expires_at)
    verbs.confirm(booking=booking, by=None, now=world.now)


def in_the_way(world):
    promise(world, at(2, 10))
    span = {"start": at(2, 9), "end": at(2, 12)}
    hours.change(resource=world.resource, kind="close", **span, reason="", by=None, now=world.now)


def pool(world, more=0):
    """Of two places, one or both of which are taken on Tuesday at ten."""
    world.resource = verbs.resize(resource=world.resource, capacity=2, now=world.now)
    serve(world, party_max=2)
    hold(world, at(2, 10), party=1 + more, person=verbs.Person(world.stranger))


MET = {
    "past": (lambda w: hold(w, at(1, 8)), "already passed"),
    "too_soon": (lambda w: hold(w, at(1, 10)), "3 hours"),
    "too_far": (lambda w: hold(w, at(6, 10, month=4)), "30 days"),
    "too_short": (lambda w: length(w, min_minutes=60), "1 hour"),
    "too_long": (lambda w: length(w, max_minutes=45), "45 minutes"),
    "length_step": (lambda w: length(w, step_minutes=30), "10:30 or 11:00"),
    "step": (lambda w: hold(w, at(2, 10, 10)), "10:00 or 10:30"),
    "busy": (lambda w: (taken(w, at(2, 9)), hold(w, at(2, 9, 30))), "from 9:00 to 10:00"),
    "buffer": (lambda w: (taken(w, at(2, 10, 50)), hold(w, at(2, 10))), "10 minutes"),
    "just_taken": (lambda w: (taken(w, at(2, 10), expires_at=w.now), hold(w, at(2, 10))), "a moment before you"),
    "outside_hours": (lambda w: hold(w, at(2, 20)), "from 14:00 to 18:00"),
    "break": (lambda w: hold(w, at(2, 13)), "13:00"),
    "no_hours": (lambda w: hold(w, at(6, 12)), "8 March"),
    "on_leave": (on_leave, "5 March"),
    "house_closed": (closed, "Spring day"),
    "not_offered": (lambda w: (Offer.objects.update(live=False), hold(w, at(2, 10))), "Session"),
    "format_unavailable": (lambda w: (serve(w, formats=["online"]), hold(w, at(2, 10))), "Online"),
    "party_too_large": (lambda w: hold(w, at(2, 10), party=4), "1"),
    "party_too_small": (lambda w: (serve(w, party_min=2, party_max=4), hold(w, at(2, 10))), "2"),
    "active_holds": (lambda w: [hold(w, at(2, hour)) for hour in (9, 10, 11, 12)], "3"),
    "active_bookings": (
        lambda w: (rules(w, active_limit={"count": 1}), promise(w, at(2, 9)), hold(w, at(3, 9))), "1"
    ),
    "own_overlap": (
        lambda w: (promise(w, at(2, 10)), hold(w, at(2, 10), resource=another(w, "other"))), "Session, 10:00"
    ),
    "moves_used": (lambda w: move(w, at(3, 10), moves=2), "2 times"),
    "move_too_late": (lambda w: move(w, at(3, 10), now=at(2, 1)), "12 hours"),
    "same_time": (lambda w: move(w, at(2, 10)), "already"),
    "already_over": (lambda w: verbs.cancel(booking=promise(w, at(2, 10)), by=None, now=at(2, 10)), "begun"),
    "already_changed": (lambda w: verbs.begin(booking=hold(w, at(2, 10)), by=None, now=w.now), "changed"),
    "hold_expired": (expired, "10 minutes"),
    "quote_changed": (quote_changed, "₴400"),
    "not_begun": (lambda w: verbs.complete(booking=promise(w, at(2, 10)), by=None, now=w.now), "10:00"),
    "in_the_way": (in_the_way, "1 booking"),
    "capacity_full": (lambda w: (pool(w, 1), hold(w, at(2, 10))), "2 places"),
    "seats_short": (lambda w: (pool(w), hold(w, at(2, 10), party=2)), "Only 1 place"),
    "capacity_taken": (lambda w: (
        pool(w), hold(w, at(2, 10)), verbs.resize(resource=w.resource, capacity=1, now=w.now)), "10:00: 2 places"),
}  # fmt: skip


def raised():
    """Every code that the room's own code can refuse with."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Reason", "Closed"}:
                codes = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                yield from codes[:1]


ELSEWHERE = {"in_progress"}
"""Met by programs that repeat a request: tested with the API."""
BUILT_IN = {code for code, _, _ in decisions.BUILT_IN}


def test_every_refusal_of_the_room_is_met_below():
    assert (set(raised()) | BUILT_IN) - EXPLAIN - ELSEWHERE == set(MET)


@pytest.mark.parametrize("code", MET)
def test_a_refusal_is_a_sentence_with_its_numbers_in_both_languages(world, code):
    act, part = MET[code]
    with pytest.raises(Refused) as caught:
        act(world)
    reason = next(one for one in caught.value.reasons if one.code == code)
    asked = {"no_hours": at(6, 12), "past": at(1, 8)}.get(code, at(2, 10))
    scene = Scene(world.service, world.resource, asked, "Europe/Kyiv", world.now)
    said = {}
    for language in ("en", "uk"):
        with in_language(language):
            said[language] = sentence(reason, scene)
            assert short(reason)
    assert part in said["en"], said
    assert said["en"] != said["uk"]
    assert not set("{}…") & set("".join(said.values()))


def test_moments_are_told_by_the_clocks_of_the_reader(world):
    with pytest.raises(Refused) as caught:
        hold(world, at(2, 10, 10))
    scene = Scene(world.service, world.resource, at(2, 10, 10), "America/New_York", world.now)
    with in_language("en"):
        assert "3:00 or 3:30" in sentence(caught.value.reasons[0], scene)
