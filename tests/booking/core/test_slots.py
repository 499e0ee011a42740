import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.core.slots import Closed, Need, first_start, starts, why_not
from booking.core.spans import Span, merge

MINUTE, HOUR, DAY = 60, 3_600, 86_400
MONDAY = 20_000 * DAY
SESSION = Need(length=HOUR, step=HOUR // 2, before=10 * MINUTE, after=15 * MINUTE)


def at(hour, minute=0, day=0):
    return MONDAY + day * DAY + hour * HOUR + minute * MINUTE


DAYS = [Span(at(9), at(13)), Span(at(14), at(18)), Span(at(9, day=1), at(18, day=1)), Span(at(9, day=4), at(18, day=4))]


def spans(low, high, longest, most):
    pairs = st.lists(st.tuples(st.integers(low, high), st.integers(1, longest)), max_size=most)
    return pairs.map(lambda told: merge((start, start + length) for start, length in told))


# Narrow on purpose: openings, footprints and edges must meet often.
needs = st.builds(Need, st.integers(1, 8), st.integers(1, 5), st.integers(0, 5), st.integers(0, 5))
worlds = st.fixed_dictionaries(
    {
        "open_": spans(0, 40, 25, 3),
        "taken": spans(-10, 50, 6, 6),
        "need": needs,
        "earliest": st.integers(-10, 20),
        "latest": st.integers(15, 60),
    }
)


def brute(open_, taken, need, earliest, latest):
    """The definition itself, moment by moment."""
    busy = {moment for start, end in taken for moment in range(start, end)}
    return [
        start
        for start in range(-20, 80)
        if earliest <= start <= latest
        and any(
            opening.start <= start and start + need.length <= opening.end and (start - opening.start) % need.step == 0
            for opening in open_
        )
        and not busy & set(range(start - need.before, start + need.length + need.after))
    ]


@settings(max_examples=500)
@given(worlds)
def test_starts_are_exactly_those_of_the_definition(world):
    assert starts(**world) == brute(**world)


@given(worlds)
def test_the_first_start_is_the_first_of_all(world):
    assert first_start(**world) == next(iter(starts(**world)), None)


@given(worlds, st.integers(1, 9))
def test_so_many_starts_are_the_first_so_many(world, most):
    assert starts(**world, most=most) == starts(**world)[:most]


@settings(max_examples=300)
@given(worlds, st.integers(-10, 60), spans(-10, 50, 20, 3))
def test_a_start_has_no_reason_against_it_exactly_when_it_is_offered(world, now, closures):
    offered = set(starts(**world))
    closed = [Closed(start, end, "on_leave") for start, end in closures]
    for start in range(-20, 80):
        reason = why_not(start, **world, now=now, closed=closed)
        assert (reason is None) == (start in offered), (start, reason)


def asked(start, taken=(), need=SESSION, closed=(), now=MONDAY, earliest=MONDAY, latest=MONDAY + 6 * DAY):
    reason = why_not(start, DAYS, merge(taken), need, earliest=earliest, latest=latest, now=now, closed=closed)
    return reason and (reason.code, dict(reason.numbers))


def test_the_grid_begins_at_each_opening_and_the_last_session_ends_with_it():
    found = starts([Span(at(9, 10), at(11))], [], SESSION, earliest=at(0), latest=at(23))
    assert found == [at(9, 10), at(9, 40)]


def test_buffers_may_hang_outside_the_opening():
    assert asked(at(9)) is None
    assert asked(at(17)) is None


def test_a_long_buffer_reaches_back_over_what_ended_before_the_earliest_start():
    patient = Need(length=1, step=1, before=10)
    assert starts([Span(0, 30)], [Span(0, 5), Span(15, 16)], patient, earliest=10, latest=14) == []


def test_a_time_before_now_is_past():
    assert asked(at(9), now=at(10), earliest=at(10)) == ("past", {})


def test_a_time_inside_the_notice_is_too_soon():
    assert asked(at(9), now=at(8), earliest=at(10, 30)) == ("too_soon", {"n": 3, "earliest": at(10, 30)})


def test_a_time_beyond_the_window_is_too_far_and_tells_when_it_opens():
    numbers = {"n": 3, "latest": at(0, day=3), "opens": at(9, day=1)}
    assert asked(at(9, day=4), latest=at(0, day=3)) == ("too_far", numbers)


def test_a_known_cause_is_told_with_its_own_numbers():
    leave = Closed(at(0, day=2), at(0, day=4), "on_leave", {"who": "Bea"})
    numbers = {"from": leave.start, "until": leave.end, "who": "Bea"}
    assert asked(at(9, day=2), closed=[leave]) == ("on_leave", numbers)
    assert asked(at(9, day=1), closed=[leave]) is None


def test_a_day_without_hours_tells_the_next_opening():
    assert asked(at(12, day=3)) == ("no_hours", {"next": at(9, day=4)})
    assert asked(at(12, day=5)) == ("no_hours", {})


@pytest.mark.parametrize("start", [at(12, 30), at(13), at(13, 30)])
def test_a_session_that_meets_a_break_is_told_its_ends(start):
    assert asked(start) == ("break", {"from": at(13), "until": at(14)})


@pytest.mark.parametrize(
    ("start", "opening"),
    [(at(8), DAYS[0]), (at(17, 30), DAYS[1]), (at(20), DAYS[1]), (at(7, day=1), DAYS[2]), (at(19, day=4), DAYS[3])],
)
def test_a_time_outside_the_hours_is_told_the_nearest_hours(start, opening):
    assert asked(start) == ("outside_hours", {"from": opening.start, "until": opening.end})


def test_a_start_off_the_grid_is_told_its_neighbours():
    assert asked(at(9, 10)) == ("step", {"n": 30, "earlier": at(9), "later": at(9, 30)})


def test_a_neighbour_that_would_not_fit_is_not_told():
    uneven = Need(length=HOUR - 5 * MINUTE, step=HOUR // 2)
    assert asked(at(17, 3), need=uneven) == ("step", {"n": 30, "earlier": at(17), "later": at(17)})


def test_a_taken_time_is_busy():
    assert asked(at(10), taken=[(at(10, 45), at(12))]) == ("busy", {"from": at(10, 45), "until": at(12)})


@pytest.mark.parametrize(
    ("taken", "numbers"),
    [
        ((at(11, 14), at(12)), {"n": 15, "at": at(11, 14)}),
        ((at(9), at(9, 51)), {"n": 10, "at": at(9, 51)}),
    ],
)
def test_a_time_that_only_the_buffers_miss_is_told_which(taken, numbers):
    assert asked(at(10), taken=[taken]) == ("buffer", numbers)


def test_a_neighbour_exactly_a_buffer_away_is_no_hindrance():
    assert asked(at(10), taken=[(at(9), at(9, 50)), (at(11, 15), at(12))]) is None


@pytest.mark.parametrize("wrong", [{"length": 0}, {"step": 0}, {"before": -1}, {"after": -1}])
def test_a_need_that_makes_no_sense_cannot_be_made(wrong):
    with pytest.raises(ValueError, match="above zero"):
        Need(**{"length": 1, "step": 1, **wrong})
