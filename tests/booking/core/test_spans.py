from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from booking.core.spans import Span, covers, intersect, merge, overlapping, pad, peak, subtract, total

moments = st.integers(-10, 30)
pairs = st.lists(st.tuples(moments, st.integers(-2, 12)), max_size=8).map(
    lambda told: [(start, start + length) for start, length in told]
)
merged = pairs.map(merge)


def minutes(spans):
    return {moment for start, end in spans for moment in range(start, end)}


def is_merged(spans):
    return all(a.start < a.end for a in spans) and all(a.end < b.start for a, b in pairwise(spans))


def test_touching_spans_are_joined_and_empty_ones_dropped():
    assert merge([(5, 9), (3, 5), (20, 20), (12, 10)]) == [Span(3, 9)]


@given(pairs)
def test_merging_keeps_every_moment_and_no_other(spans):
    assert minutes(merge(spans)) == minutes(spans)
    assert is_merged(merge(spans))


@given(merged, merged)
def test_subtraction_leaves_what_is_in_the_first_only(spans, holes):
    left = subtract(spans, holes)
    assert minutes(left) == minutes(spans) - minutes(holes)
    assert is_merged(left)


def test_one_hole_can_cut_several_spans():
    assert subtract([(0, 10), (12, 14), (16, 30)], [(8, 20)]) == [Span(0, 8), Span(20, 30)]


@given(merged, merged)
def test_intersection_leaves_what_is_in_both(a, b):
    common = intersect(a, b)
    assert minutes(common) == minutes(a) & minutes(b)
    assert is_merged(common)


@given(pairs, st.integers(-6, 12), st.integers(-6, 12))
def test_padding_lengthens_each_span_before_merging(spans, before, after):
    padded = pad(spans, before, after)
    assert minutes(padded) == minutes((start - before, end + after) for start, end in spans)
    assert is_merged(padded)


@given(merged, moments, st.integers(1, 30))
def test_a_stretch_is_covered_when_every_moment_of_it_is(spans, start, length):
    stretch = set(range(start, start + length))
    assert covers(spans, start, start + length) == (stretch <= minutes(spans))


@given(merged, moments, st.integers(1, 30))
def test_the_first_overlapping_span_is_the_earliest_that_shares_a_moment(spans, start, length):
    sharing = [span for span in spans if minutes([span]) & set(range(start, start + length))]
    assert overlapping(spans, start, start + length) == (sharing[0] if sharing else None)


@given(merged)
def test_the_total_is_the_number_of_moments(spans):
    assert total(spans) == len(minutes(spans))


@given(st.lists(st.tuples(moments, moments, st.integers(0, 5)), max_size=12))
def test_the_peak_is_the_largest_use_at_one_moment_and_since_when(taken):
    times = {moment for a, b, _ in taken for moment in range(a, b)}
    use = {moment: sum(units for a, b, units in taken if a <= moment < b) for moment in times}
    highest = max(use.values(), default=0)
    since = min((moment for moment in use if use[moment] == highest), default=0) if highest else 0
    assert peak(taken) == (highest, since)


def test_a_use_that_ends_as_another_begins_does_not_add_up():
    assert peak([(0, 10, 2), (10, 20, 3)]) == (3, 10)
